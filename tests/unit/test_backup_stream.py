"""A backup comes out as it went in, or not at all."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotOpened
from bot.keys import backup_stream
from bot.keys.backup_stream import Manifest, opened_backup, sealed_backup
from bot.keys.vault import Vault
from tests.unit.test_vault import MONDAY, TUESDAY

VAULT = Vault.of(MONDAY)
MANIFEST = Manifest("sqlite", "0004", "live", "2026-11-23T02:00:00+00:00", {"case": 3, "contact": 2})
SMALL = 16
CHUNKS = st.lists(st.binary(max_size=3 * SMALL), max_size=8)


@pytest.fixture(autouse=True, scope="module")
def small_pieces() -> object:
    """Pieces of a few bytes, so that short contents have several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_stream, "PIECE", SMALL)
        yield


def sealed(chunks: Sequence[bytes], manifest: Manifest = MANIFEST) -> bytes:
    return b"".join(sealed_backup(VAULT, manifest, chunks))


def opened(backup: bytes, vault: Vault = VAULT) -> tuple[Manifest, bytes]:
    manifest, content = opened_backup(vault, io.BytesIO(backup))
    return manifest, b"".join(content)


@given(CHUNKS)
def test_a_backup_comes_out_as_it_went_in(chunks: list[bytes]) -> None:
    assert opened(sealed(chunks)) == (MANIFEST, b"".join(chunks))


@given(CHUNKS, st.data())
def test_a_backup_that_was_cut_is_refused(chunks: list[bytes], data: st.DataObject) -> None:
    whole = sealed(chunks)
    with pytest.raises(NotOpened):
        opened(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(CHUNKS, st.data())
def test_a_backup_changed_in_one_bit_is_refused(chunks: list[bytes], data: st.DataObject) -> None:
    changed = bytearray(sealed(chunks))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotOpened):
        opened(bytes(changed))


@given(CHUNKS, st.binary(min_size=1, max_size=40))
def test_a_backup_with_something_behind_it_is_refused(chunks: list[bytes], more: bytes) -> None:
    with pytest.raises(NotOpened):
        opened(sealed(chunks) + more)


def pieces(backup: bytes, count: int) -> tuple[bytes, list[bytes]]:
    """What stands before the content, and its full pieces."""
    size = SMALL + backup_stream.TAG_BYTES
    begin = len(backup) - count * size
    return backup[:begin], [backup[begin + number * size :][:size] for number in range(count)]


@given(st.permutations(range(4)))
def test_a_backup_in_another_order_is_refused(order: list[int]) -> None:
    head, parts = pieces(sealed([b"x" * 4 * SMALL]), 4)
    shuffled = head + b"".join(parts[number] for number in order)
    if order == sorted(order):
        assert opened(shuffled)[1] == b"x" * 4 * SMALL
    else:
        with pytest.raises(NotOpened):
            opened(shuffled)


@pytest.mark.parametrize("left_out", range(4))
def test_a_backup_without_one_of_its_pieces_is_refused(left_out: int) -> None:
    head, parts = pieces(sealed([b"x" * 4 * SMALL]), 4)
    del parts[left_out]
    with pytest.raises(NotOpened):
        opened(head + b"".join(parts))


def test_pieces_of_two_backups_do_not_mix() -> None:
    (head, parts), (_, others) = (pieces(sealed([b"x" * 2 * SMALL]), 2) for _ in range(2))
    with pytest.raises(NotOpened):
        opened(head + parts[0] + others[1])


def test_a_backup_holds_neither_words_nor_the_key() -> None:
    backup = sealed([b"mai ton nha Chim Se dot " * 10])
    for trace in (b"Chim", b"contact", VAULT.present.secret, MONDAY.partition(":")[2].encode()):
        assert trace not in backup


def test_a_backup_opens_with_an_older_key_of_the_ring_and_without_it_names_it() -> None:
    backup = sealed([b"words"])
    assert opened(backup, Vault.of(f"{TUESDAY},{MONDAY}"))[1] == b"words"
    with pytest.raises(NotOpened, match="monday"):
        opened(backup, Vault.of(TUESDAY))


@given(st.binary(max_size=200))
def test_what_is_no_backup_is_refused(content: bytes) -> None:
    with pytest.raises(NotOpened):
        opened(content)
