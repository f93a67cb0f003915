"""What is sealed opens in its own place under its own key, and nowhere else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import NotOpened
from bot.keys.vault import MARK_BYTES, Key, Vault, name_in

SECRET = base64.b64encode(b"0123456789" * 3 + b"01").decode()
OTHER_SECRET = base64.b64encode(b"9876543210" * 3 + b"98").decode()
MONDAY, TUESDAY = f"monday:{SECRET}", f"tuesday:{OTHER_SECRET}"
NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,16}", fullmatch=True)
SECRETS = st.binary(min_size=32, max_size=32)
PLACES = st.tuples(st.text(max_size=30), st.integers() | st.text(max_size=10))


@given(st.text(), PLACES, NAMES, SECRETS)
def test_what_is_sealed_opens_in_its_place(
    content: str, place: tuple[str, int], name: str, raw: bytes
) -> None:
    vault = Vault(Key(name, raw))
    sealed = vault.seal(content, *place)
    assert vault.open(sealed, *place).decode() == content
    assert name_in(sealed[:MARK_BYTES]) == name


@given(st.binary(), PLACES, PLACES)
def test_a_value_moved_to_another_row_or_column_does_not_open(
    content: bytes, here: tuple[str, int], there: tuple[str, int]
) -> None:
    assume(f"{here[0]}\0{here[1]}" != f"{there[0]}\0{there[1]}")
    vault = Vault.of(MONDAY)
    with pytest.raises(NotOpened, match="changed or moved"):
        vault.open(vault.seal(content, *here), *there)


@given(st.binary(max_size=40), st.data())
def test_a_value_changed_in_one_bit_or_cut_does_not_open(content: bytes, data: st.DataObject) -> None:
    vault = Vault.of(MONDAY)
    sealed = bytearray(vault.seal(content, "case.text", 7))
    if data.draw(st.booleans()):
        sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del sealed[data.draw(st.integers(0, len(sealed) - 1)) :]
    with pytest.raises(NotOpened):
        vault.open(bytes(sealed), "case.text", 7)


def test_a_sealed_value_shows_nothing_and_is_never_the_same_twice() -> None:
    vault = Vault.of(MONDAY)
    sealed = vault.seal("nhà Chim Sẻ dột", "case.text", 7)
    assert b"Chim" not in sealed
    assert sealed != vault.seal("nhà Chim Sẻ dột", "case.text", 7)


def test_an_older_key_still_opens_and_no_longer_seals() -> None:
    before = Vault.of(MONDAY).seal("0912345678", "case.phone", 7)
    after = Vault.of(f"{TUESDAY},{MONDAY}")
    assert after.open(before, "case.phone", 7) == b"0912345678"
    assert name_in(after.seal("0912345678", "case.phone", 7)[:MARK_BYTES]) == "tuesday"


@pytest.mark.parametrize("ring", [TUESDAY, f"monday:{OTHER_SECRET}"], ids=["another name", "the same name"])
def test_without_its_key_a_value_does_not_open_and_the_key_is_named(ring: str) -> None:
    sealed = Vault.of(MONDAY).seal("0912345678", "case.phone", 7)
    with pytest.raises(NotOpened, match="monday"):
        Vault.of(ring).open(sealed, "case.phone", 7)


@given(st.text(), st.text())
def test_equal_values_are_found_and_others_are_not(one: str, other: str) -> None:
    vault = Vault.of(MONDAY)
    found = vault.lookups(one, "person_phone.number") == vault.lookups(other, "person_phone.number")
    assert found == (one == other)


def test_what_was_indexed_under_an_older_key_is_found_and_elsewhere_looks_different() -> None:
    [before] = Vault.of(MONDAY).lookups("0912345678", "person_phone.number")
    after = Vault.of(f"{TUESDAY},{MONDAY}")
    assert after.lookups("0912345678", "person_phone.number")[1] == before
    assert after.lookups("0912345678", "person_phone.number")[0] != before
    assert before not in after.lookups("0912345678", "case.phone")


def test_a_fresh_key_is_a_key_and_another_each_time() -> None:
    first, second = Vault.new_key("first"), Vault.new_key("second")
    assert Vault.of(f"{first},{second}").present.name == "first"
    assert first.partition(":")[2] != second.partition(":")[2]


@pytest.mark.parametrize(
    "ring",
    [
        "",
        SECRET,
        "monday:",
        "monday:c2hvcnQ=",
        "monday:không phải khóa",
        f"thứ hai:{SECRET}",
        f"a-name-of-17-char:{SECRET}",
        f"{MONDAY},",
        f"{MONDAY},monday:{OTHER_SECRET}",
        f"{MONDAY},tuesday:{SECRET}",
        f"{MONDAY}AAAA",
    ],
)
def test_a_ring_that_is_none_is_refused_without_its_secret(ring: str) -> None:
    with pytest.raises(ValueError, match="key") as refused:
        Vault.of(ring)
    assert SECRET not in str(refused.value)
    assert "c2hvcnQ" not in str(refused.value)


def test_a_key_does_not_show_its_secret() -> None:
    shown = repr(Key.read(MONDAY))
    assert "0123456789" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize("mark", [b"", b"not a mark", b"\x02" + b"monday".ljust(20, b"\0")])
def test_what_is_no_mark_names_no_key(mark: bytes) -> None:
    assert name_in(mark) == "?"
