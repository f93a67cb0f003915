"""Who lives in a household, as people write it, and whom a later answer means."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.telling import (
    MOST_PEOPLE,
    PeopleWords,
    amended,
    at_school,
    corrected_status,
    heads,
    meant,
    members,
    overheard,
    people,
)
from models.eligibility_files import load_matter_words, load_people_words, load_status_words

DAY = date(2026, 11, 23)


def told(typed: str) -> list[dict[str, Any]] | None:
    kept = people(typed, load_people_words())
    return None if kept is None else list(json.loads(kept))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("má 72, ba 1980, bé 4", [("má", 72), ("ba", "1980"), ("bé", 4)]),
        ("ma tui 72 tuoi; con gai sanh nam 1995", [("ma", 72), ("con gai", "1995")]),
        ("78", [("1", 78)]),
        ("tui 78 tuổi, ba tui 80", [("tui", 78), ("ba", 80)]),
        ("con 8, con 5", [("con", 8), ("con 2", 5)]),
        ("tui 38, con 14, 9, 4", [("tui", 38), ("con", 14), ("con 2", 9), ("con 3", 4)]),
        ("vo chong tui 35 33, con 14 9", [("vo chong", 35), ("vo chong 2", 33), ("con", 14), ("con 2", 9)]),
        ("má 72 ba 80 bé 4", [("má", 72), ("ba", 80), ("bé", 4)]),
        ("nhà tui 3 người, má 72, ba 80, bé 4 tháng", [("má", 72), ("ba", 80), ("bé tháng", 0)]),
        ("nha tui ma 72 tuoi ba 80 tuoi", [("ma", 72), ("ba", 80)]),
        ("Bà Sáu (81)\nÔng Tư: 85t", [("Bà Sáu", 81), ("Ông Tư", "85t")]),
    ],
)
def test_people_are_read_as_they_are_written(typed: str, expected: list[tuple[str, Any]]) -> None:
    if "85t" in typed:
        assert [each["age"] for each in told(typed) or []] == [81, 85]
        return
    assert [(each["name"], each.get("age", each.get("born"))) for each in told(typed) or []] == expected


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "má, ba",
            "má 400",
            "ba người",
            ", ,",
            "má 72, ba",
            "nha tui 5 nguoi",
            "2 vo chong",
            "nha tui 3 con",
        ),
        *("má 72, 2 đứa con", "má sinh 3/4/1954", "5 người, má 72"),
    ],
)
def test_what_does_not_tell_everybody_is_asked_again(typed: str) -> None:
    assert told(typed) is None


@given(st.text(max_size=200))
def test_whatever_is_typed_is_people_or_nothing(typed: str) -> None:
    found = told(typed)
    if found is not None:
        assert 0 < len(found) <= MOST_PEOPLE
        household = HouseholdFacts(members=members(json.dumps(found), on=DAY)).on(DAY)
        assert len({each.name for each in household.members}) == len(found)


@pytest.mark.parametrize(
    ("typed", "ages"),
    [
        ("à nhầm, má tui 72", [72, 40]),
        ("con trai 41 mới đúng", [27, 41]),
        ("ma 72", [72, 40]),
        ("ông 80", None),
        ("má", None),
        ("má 27", None),
        ("má 72 con trai 41", [72, 41]),
        ("a nham ma tui 72", [72, 40]),
        ("khong phai, ma 72 tuoi", [72, 40]),
        ("ua lon, ma 72", [72, 40]),
        ("ma tui 72 chu khong phai 27", [72, 40]),
        ("má 72, không phải là 27 nha", [72, 40]),
        ("72 chu khong phai 27", [72, 40]),
        ("hoi nay noi lon, ma 72", [72, 40]),
        ("ghi sai roi, con trai 41", [27, 41]),
        ("sua tuoi cua ma thanh 72", [72, 40]),
        ("xin lỗi, con trai 41 mới đúng", [27, 41]),
        ("quên, thêm bé Na 3 tuổi nữa", [27, 40, 3]),
        ("con sot be Na 3 tuoi", [27, 40, 3]),
        ("50 chứ không phải 60", None),
    ],
)
def test_an_age_is_put_right_for_who_was_told(typed: str, ages: list[int] | None) -> None:
    kept = people("má 27, con trai 40", load_people_words()) or ""
    right = amended(kept, typed, load_people_words(correcting=True))
    assert (None if right is None else [each["age"] for each in json.loads(right)]) == ages


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("khong phai, nha tui 5 nguoi", 5),
        ("nhà tui có 6 người lận", 6),
        ("dau phai, ho tui 4 nhan khau", 4),
        ("nhà tui 5 người, má 72", None),
        ("má 72", None),
        ("nha tui 90 nguoi", None),
        ("", None),
    ],
)
def test_a_number_of_heads_is_no_age(typed: str, count: int | None) -> None:
    assert heads(typed, load_people_words(correcting=True)) == count


def family() -> HouseholdFacts:
    named = members(people("má 72, con gái 30, con trai 9, tui 50", PeopleWords()) or "[]", on=DAY)
    return HouseholdFacts(members=named).on(DAY)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("má", ("má",)),
        ("Ma", ("má",)),
        ("#2", ("con gái",)),
        ("con gai", ("con gái",)),
        ("má với con trai", ("má", "con trai")),
        ("ông ngoại", ()),
        ("tôi", ("tui",)),
        ("má tui", ("má",)),
        ("má, tui", ("má", "tui")),
        ("tui với má", ("má", "tui")),
        ("toi muon sua so dien thoai", ()),
        ("bảo hiểm y tế nhà tôi còn hạn không", ()),
        ("sao nha toi khong duoc tien dien", ()),
    ],
)
def test_an_answer_means_whom_it_names(said: str, names: tuple[str, ...]) -> None:
    assert meant(said, family(), ["#1", "#2"], myself=load_people_words().myself) == names


@pytest.mark.parametrize(
    ("said", "names"),
    [("ba", ("ba",)), ("bà", ("bà",)), ("Bà, ba", ("bà", "ba")), ("ma", ("má",)), ("ma ba", ("má", "ba"))],
)
def test_a_grandmother_and_a_father_are_two(said: str, names: tuple[str, ...]) -> None:
    named = members(people("bà 61, má 40, ba 47", load_people_words()) or "[]", on=DAY)
    assert set(meant(said, HouseholdFacts(members=named), [], myself=frozenset())) == set(names)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Danh Thị Sô Phi", ("Danh Thị Sô Phi",)),
        ("so phi", ("Danh Thị Sô Phi",)),
        ("con Sóc Rát đó", ("Châu Thị Sóc Rát",)),
        ("toi muon sua so dien thoai", ()),
        ("số điện thoại", ()),
        ("so dien thoai", ()),
    ],
)
def test_words_that_are_part_of_a_name_by_chance_name_nobody(said: str, names: tuple[str, ...]) -> None:
    listed = members(people("Châu Thị Sóc Rát 40, Danh Thị Sô Phi 12", PeopleWords()) or "[]", on=DAY)
    family = HouseholdFacts(
        members=tuple(
            each.model_copy(update={"name": name})
            for each, name in zip(listed, ("Châu Thị Sóc Rát", "Danh Thị Sô Phi"), strict=True)
        )
    )
    assert meant(said, family, ["#1", "#2"], myself=load_people_words().myself) == names


def test_a_birth_in_the_future_is_a_slip_of_the_finger_and_not_known() -> None:
    [member] = members(people("bé 2062", PeopleWords()) or "[]", on=DAY)
    assert (member.name, member.born) == ("bé", None)


def test_children_go_to_the_school_of_their_age() -> None:
    by_name = {
        each.name: each.school for each in at_school(family(), ["con gái", "con trai"], on=DAY).members
    }
    assert by_name == {"má": None, "con gái": None, "con trai": "primary", "tui": None}


def test_several_things_told_at_once_are_all_heard() -> None:
    typed = "nhà tui hộ nghèo, má 72, ba 75 bị liệt, con 9 tuổi, mới có người mất"
    found = overheard(typed, load_people_words(), load_status_words(), load_matter_words())
    assert found["status"] == "poor"
    assert [each["age"] for each in json.loads(found["who"])] == [72, 75, 9]
    assert found["told"].split() == ["disabled", "died"]
    assert found["disabled"] == "ba"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_overheard_without_harm(typed: str) -> None:
    found = overheard(typed, load_people_words(), load_status_words(), load_matter_words())
    assert all(isinstance(value, str) for value in found.values())


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("khong phai, nha tui ho can ngheo", "near_poor"),
        ("à nhầm, hộ cận", "near_poor"),
        ("hộ nghèo chứ không phải cận nghèo", "poor"),
        ("nham roi, nha tui moi thoat ngheo", "newly_escaped"),
        ("sổ ghi sai rồi, nhà tui hộ nghèo", "poor"),
        ("nhà tui hộ nghèo", None),
        ("không phải hộ nghèo hả?", None),
        ("à nhầm, má tui 72", None),
    ],
)
def test_another_status_is_heard_where_words_say_that_it_was_wrong(typed: str, status: str | None) -> None:
    assert corrected_status(typed, load_status_words(), load_people_words(correcting=True)) == status


@pytest.mark.parametrize("typed", ["hộ nghèo, má 72, 3 đứa con", "ho ngheo, ma 72 bi liet, thang be 3/2020"])
def test_who_was_told_of_in_words_nobody_understood_is_asked_for(typed: str) -> None:
    found = overheard(typed, load_people_words(), load_status_words(), load_matter_words())
    assert found["status"] == "poor"
    assert "who" not in found
