"""A ring of keys that seals values, binds each to its place, and lets sealed ones be found by equality.

Does no input or output and keeps nothing. What is sealed under one key opens as long as the ring holds it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import NotOpened

VERSION = b"\x01"
NAME_BYTES = 16
CHECK_BYTES = 4
MARK_BYTES = len(VERSION) + NAME_BYTES + CHECK_BYTES
NONCE_BYTES = 12
KEY_BYTES = 32
_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{NAME_BYTES}}}")


def derived(secret: bytes, purpose: str, *, salt: bytes | None = None, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose alone, so that no two uses of a secret can be played against each other."""
    return HKDF(SHA256(), length, salt, f"donghanh {purpose}".encode()).derive(secret)


@dataclass(frozen=True, slots=True)
class Key:
    """One named secret of the ring. Its `mark` opens everything that is sealed with it."""

    name: str
    secret: bytes = field(repr=False)
    mark: bytes = field(init=False, repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check = derived(self.secret, "check", length=CHECK_BYTES)
        object.__setattr__(self, "mark", VERSION + self.name.encode().ljust(NAME_BYTES, b"\0") + check)
        object.__setattr__(self, "cipher", AESGCM(derived(self.secret, "seal")))

    @classmethod
    def read(cls, text: str) -> Self:
        """A key from `name:base64`. Raises `ValueError` that never quotes the secret."""
        name, colon, secret = text.strip().partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise ValueError(f"a key is NAME:SECRET, its name 1 to {NAME_BYTES} of A-Z a-z 0-9 _ -")
        try:
            raw = base64.b64decode(secret, validate=True)
        except ValueError:
            raise ValueError(f"the secret of key {name} is not base64") from None
        if len(raw) != KEY_BYTES:
            raise ValueError(f"the secret of key {name} needs {KEY_BYTES} bytes in base64")
        return cls(name, raw)


class Vault:
    """Seals with its first key, opens with any."""

    def __init__(self, *keys: Key) -> None:
        if not keys:
            raise ValueError("a ring needs a key")
        for part in ("name", "secret"):
            if len({getattr(key, part) for key in keys}) < len(keys):
                raise ValueError(f"two keys have the same {part}")
        self.keys = keys
        self._by_mark = {key.mark: key for key in keys}
        self._indexes = [derived(key.secret, "index") for key in keys]

    @classmethod
    def of(cls, ring: str) -> Vault:
        """A vault from `name:base64[,name:base64…]`, the present key first. Raises `ValueError`."""
        return cls(*(Key.read(each) for each in ring.split(",")))

    @staticmethod
    def new_key(name: str) -> str:
        """A fresh key as it stands in the setting."""
        return f"{name}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"

    @property
    def present(self) -> Key:
        """The key that seals."""
        return self.keys[0]

    def seal(self, content: str | bytes, context: str, owner: int | str) -> bytes:
        """Encrypt under the present key. Opens only with the same context and owner."""
        key, nonce = self.present, os.urandom(NONCE_BYTES)
        raw = content.encode() if isinstance(content, str) else content
        return key.mark + nonce + key.cipher.encrypt(nonce, raw, _place(key, context, owner))

    def open(self, sealed: bytes, context: str, owner: int | str) -> bytes:
        """Decrypt. Raises `NotOpened` without the key, in another place, or when a bit was changed."""
        key = self.key_of(sealed[:MARK_BYTES])
        nonce, rest = sealed[MARK_BYTES : MARK_BYTES + NONCE_BYTES], sealed[MARK_BYTES + NONCE_BYTES :]
        try:
            return key.cipher.decrypt(nonce, rest, _place(key, context, owner))
        except (InvalidTag, ValueError):
            raise NotOpened(f"A value of {context} was changed or moved.") from None

    def key_of(self, mark: bytes) -> Key:
        """The key with a mark. Raises `NotOpened` naming the one that is missing."""
        if (key := self._by_mark.get(mark)) is None:
            raise NotOpened(f"DONGHANH_KEYS does not hold the key {name_in(mark)} that sealed this.")
        return key

    def lookups(self, value: str, context: str) -> list[bytes]:
        """What a value is found by, one for each key, the present first. Tells nothing without the key."""
        words = f"{context}\0{value}".encode()
        return [hmac.digest(index, words, hashlib.sha256) for index in self._indexes]


def name_in(mark: bytes) -> str:
    """The name a mark carries, readable without any key; `?` for what is no mark."""
    name = mark[len(VERSION) : len(VERSION) + NAME_BYTES].rstrip(b"\0").decode("ascii", "replace")
    return name if mark.startswith(VERSION) and _NAME.fullmatch(name) else "?"


def _place(key: Key, context: str, owner: int | str) -> bytes:
    return key.mark + f"{context}\0{owner}".encode()
