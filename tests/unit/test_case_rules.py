"""How soon a case is looked at, and codes that can be read out on the phone."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.case_rules import CARRIED_OUT_DAYS, CODE_LENGTH, CaseKind, codes_in, due_at, new_code
from bot.domain.understanding import Urgency
from handlers.cases.urgent import CASES

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CAN_WAIT = [
    CaseKind.PERSON_WANTED,
    CaseKind.OBJECTION,
    CaseKind.STATUS_PROPOSAL,
    CaseKind.VISIT_REVIEW,
    CaseKind.FALLING_BACK,
    CaseKind.BROADCAST_REPLY,
    CaseKind.VOICE_NOTE,
    CaseKind.SURVEY,
]
BY_LAW = list(CARRIED_OUT_DAYS)
URGENT = [kind for kind in CaseKind if kind not in (*CAN_WAIT, *BY_LAW)]


@pytest.mark.parametrize("kind", URGENT)
def test_what_can_not_wait_is_due_within_the_hour(kind: CaseKind) -> None:
    assert kind.urgent
    assert due_at(kind, MORNING) == MORNING + timedelta(hours=1)


@pytest.mark.parametrize("kind", CAN_WAIT)
def test_who_wants_a_person_objects_or_proposes_is_answered_within_two_days(kind: CaseKind) -> None:
    assert not kind.urgent
    assert due_at(kind, MORNING) <= MORNING + timedelta(days=2)


def test_every_cry_for_help_that_is_heard_has_a_kind_of_case() -> None:
    assert CASES.keys() == set(Urgency)
    assert CASES[Urgency.SUSPICION] is CaseKind.SCAM


def test_a_code_has_no_letters_that_look_or_sound_alike() -> None:
    chance = random.Random(7)
    codes = [new_code(chance.choice) for _ in range(500)]
    assert all(len(code) == CODE_LENGTH for code in codes)
    assert not set("".join(codes)) & set("BIOSZ012568")
    assert len(set(codes)) > 495


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("viec RCXKA sao roi", ("RCXKA",)),
        ("việc rcxka", ("RCXKA",)),
        ("4NHQQ", ("4NHQQ",)),
        ("ma 4nhqq chua xong", ("4NHQQ",)),
        ("lam nhanh giup tui", ()),
        ("viec lam o dau", ()),
        ("RCXKAA", ()),
    ],
)
def test_codes_are_heard_in_messages_and_ordinary_words_are_not(typed: str, codes: tuple[str, ...]) -> None:
    assert codes_in(typed) == codes
