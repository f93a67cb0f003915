"""Keeps personal data out of where it has no business: masks numbers in texts, seals files."""

from __future__ import annotations

import base64
import os
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NUMBER = re.compile(r"(?<!\d)(?:\+?\d[\s.\-]?){8,}\+?\d(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")


def mask_numbers(text: str) -> str:
    """Hide what looks like a phone, identity or insurance number, keeping its last two digits.

    Sums such as 1.500.000 have fewer than nine digits and stay.
    """

    def hidden(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return "•••" + digits[-2:]

    return _EMAIL.sub("•••@•••", _NUMBER.sub(hidden, text))


class Seal:
    """Encrypts files for the database. Without the key nobody opens them, a backup's finder neither."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, key: str) -> Seal:
        """A seal from a base64 key. Raises `ValueError` when it is not one of 32 bytes."""
        raw = base64.b64decode(key, validate=True)
        if len(raw) != 32:
            raise ValueError("the attachment key needs 32 bytes in base64")
        return cls(raw)

    @staticmethod
    def new_key() -> str:
        """A fresh key, to be put into the environment."""
        return base64.b64encode(os.urandom(32)).decode()

    def close(self, content: bytes, *, bound_to: str) -> bytes:
        """Encrypt; what is bound to one owner can not be opened as another's."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, content, bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """Decrypt. Raises `cryptography.exceptions.InvalidTag` for a wrong key or owner."""
        return self._cipher.decrypt(sealed[:12], sealed[12:], bound_to.encode())
