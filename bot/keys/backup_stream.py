"""The form of a backup: a sealed manifest, then the content in sealed pieces that know their place.

What is cut, put in another order, mixed from two backups or changed in one bit is refused. Keeps nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import NotOpened
from bot.keys.vault import MARK_BYTES, Key, Vault, derived

MAGIC = b"donghanh backup 1\n"
SALT_BYTES = 32
TAG_BYTES = 16
LENGTH_BYTES = 4
PIECE = 256 * 1024
_HEADER_BYTES = len(MAGIC) + MARK_BYTES + SALT_BYTES + LENGTH_BYTES
_CUT = "The backup was cut or changed."


class Source(Protocol):
    """Where a backup is read from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the rows of each table, to be compared with what comes out of it."""

    engine: str
    revision: str
    purpose: str
    made_at: str
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(self.tables.values())


class _Kind(IntEnum):
    MANIFEST = 0
    PIECE = 1
    LAST = 2


class _Sealer:
    """Seals the pieces of one file, under a key of this file alone: so counted nonces never repeat."""

    def __init__(self, key: Key, header: bytes) -> None:
        salt = header[len(MAGIC) + MARK_BYTES : len(MAGIC) + MARK_BYTES + SALT_BYTES]
        self._cipher = AESGCM(derived(key.secret, "backup", salt=salt))
        self._header = header
        self._number = 0

    def _nonce(self, kind: _Kind) -> bytes:
        nonce = self._number.to_bytes(11, "big") + bytes([kind])
        self._number += 1
        return nonce

    def seal(self, piece: bytes, kind: _Kind) -> bytes:
        return self._cipher.encrypt(self._nonce(kind), piece, self._header)

    def open(self, piece: bytes, kind: _Kind) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(kind), piece, self._header)
        except (InvalidTag, ValueError):
            raise NotOpened(_CUT) from None


def sealed_backup(vault: Vault, manifest: Manifest, content: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a backup under the present key. The key itself is not among them."""
    told = json.dumps(asdict(manifest), sort_keys=True).encode()
    length = (len(told) + TAG_BYTES).to_bytes(LENGTH_BYTES, "big")
    header = MAGIC + vault.present.mark + os.urandom(SALT_BYTES) + length
    sealer = _Sealer(vault.present, header)
    yield header + sealer.seal(told, _Kind.MANIFEST)
    waiting = bytearray()
    for chunk in content:
        waiting += chunk
        while len(waiting) > PIECE:
            yield sealer.seal(bytes(waiting[:PIECE]), _Kind.PIECE)
            del waiting[:PIECE]
    yield sealer.seal(bytes(waiting), _Kind.LAST)


def opened_backup(vault: Vault, source: Source) -> tuple[Manifest, Iterator[bytes]]:
    """What a backup says it holds, and its content. Raises `NotOpened`, while iterating too.

    Until the content came to its end nobody knows that it is whole.
    """
    header = source.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(MAGIC):
        raise NotOpened("This is not a backup of this program.")
    sealer = _Sealer(vault.key_of(header[len(MAGIC) : len(MAGIC) + MARK_BYTES]), header)
    told = sealer.open(source.read(int.from_bytes(header[-LENGTH_BYTES:], "big")), _Kind.MANIFEST)
    return Manifest(**json.loads(told)), _pieces(sealer, source)


def _pieces(sealer: _Sealer, source: Source) -> Iterator[bytes]:
    piece = source.read(PIECE + TAG_BYTES)
    while following := source.read(PIECE + TAG_BYTES):
        yield sealer.open(piece, _Kind.PIECE)
        piece = following
    yield sealer.open(piece, _Kind.LAST)
