"""Rules as files: those there are sound, and each kind of mistake is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.eligibility.check import faults
from bot.domain.eligibility.rules import Rulebook
from bot.domain.policies.terms import Group
from bot.errors import RefusedToStart
from models.catalogue import load_catalogue
from models.eligibility_files import load_rules, read_rulebook

RIGHT: dict[str, Any] = {
    "entry": "social-pension",
    "subject": "member",
    "kind": "cash",
    "statement": "who_and_how_much",
}
CHANGE = {
    "step": "register",
    "fact": "registered",
    "away_from": [False],
    "to": True,
    "entry": "request-review",
}


def found(when: Any, change: dict[str, Any] | None = None, **told: Any) -> str:
    right = RIGHT | {"when": when} | told
    book = Rulebook.model_validate(
        {"rights": {"a-right": right}, "standards": {}, "changes": [CHANGE | (change or {})]}
    )
    return "; ".join(faults(book, load_catalogue()))


def test_the_rules_are_sound() -> None:
    rules = load_rules()
    assert list(faults(rules.book, rules.catalogue)) == []
    assert len(rules.book.rights) > 50


PAID = {
    *(
        Group.SOCIAL_ASSISTANCE,
        Group.SOCIAL_PENSION,
        Group.HEALTH_INSURANCE,
        Group.ELECTRICITY,
        Group.EDUCATION,
    ),
    *(Group.CHILDREN, Group.BURIAL, Group.EMERGENCY, Group.HOUSING, Group.CREDIT),
}
EXPLAINS = {
    *("assistance-base", "assistance-moving", "assistance-only-highest", "assistance-paused"),
    *(
        "assistance-procedure",
        "pension-arrears",
        "electricity-not-on-bill",
        "study-costs-deadline",
        "loan-steps",
    ),
    *("policy-bank-loans", "insurance-card-lost", "insurance-waiting", "child-protection-line"),
    *("emergency-numbers", "small-trade-tax", "insurance-family-price"),
}
"""Tells about other rights, or is nothing that anybody is granted."""
OVER = {"income-loss-camau-2025", "temporary-houses"}
NEEDS_BILLS = {"insurance-copay"}
"""Hangs on what was paid at hospitals in a year and before, which no family tells by heart."""


def test_every_right_that_is_paid_has_rules() -> None:
    """A new entry needs rules in models/eligibility, or a place in one of the lists above."""
    rules = load_rules()
    ruled = {right.entry for right in rules.book.rights.values()}
    paid = {entry.id for entry in rules.catalogue.entries.values() if entry.group in PAID}
    assert paid - ruled == EXPLAINS | OVER | NEEDS_BILLS


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ({"fact": "age", "at_least": "no_such_age"}, "no figure no_such_age"),
        ({"fact": "age", "at_least": "no-such-entry.age"}, "no figure no-such-entry.age"),
        ({"fact": "age", "in": ["75"]}, "an age is compared with a figure"),
        ({"fact": "weather", "in": ["rain"]}, "no fact weather"),
        ({"fact": "status", "in": ["rich"]}, "status is never 'rich'"),
        ({"fact": "status", "in": [True]}, "status is never True"),
        ({"fact": "hiv", "in": ["true"]}, "hiv is never 'true'"),
        ({"fact": "income", "within": "full_age"}, "income can not be compared with full_age"),
        ({"fact": "escaped_on", "at_least": "full_age"}, "escaped_on can not be compared with full_age"),
        ({"fact": "escaped_on", "within": "monthly_sum"}, "escaped_on can not be compared with monthly_sum"),
        ({"fact": "status", "in": ["poor"], "statement": "no_such"}, "no statement no_such"),
    ],
)
def test_a_condition_that_leads_nowhere_is_refused(when: dict[str, Any], fault: str) -> None:
    assert fault in found({"all": [when]})


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"entry": "no-such-entry"}, "no entry no-such-entry"),
        ({"statement": "no_such"}, "no statement no_such"),
        ({"sums": [{"figure": "no_such_sum"}]}, "no figure no_such_sum"),
        ({"gives": [{"fact": "weather", "value": True}]}, "weather can not be given"),
        (
            {"together": {"rights": ["other-right"], "when": {"fact": "status", "in": ["poor"]}}},
            "no right other-right",
        ),
        ({"change": {"fact": "status"}}, "no such change of status"),
        ({"change": {"status_by": "county"}}, "no standard county"),
    ],
)
def test_a_right_that_leads_nowhere_is_refused(told: dict[str, Any], fault: str) -> None:
    assert fault in found({"fact": "status", "in": ["poor"]}, **told)


def written(folder: Path, right: dict[str, Any]) -> Path:
    rules = folder / "models" / "eligibility"
    (rules / "shared").mkdir(parents=True)
    (rules / "shared" / "standards.yaml").write_text("{}")
    (rules / "shared" / "changes.yaml").write_text("changes: []")
    (rules / "one.yaml").write_text(yaml.safe_dump({"social-pension": right}))
    return folder


@pytest.mark.parametrize(
    "when",
    [
        {"fact": "age", "at_least": 75},
        {"fact": "age", "at_least": "full_age", "under": "poor_age"},
        {"fact": "age"},
        {"fact": "monthly_pension", "in": [500_000]},
        {"all": []},
        {"nearly": []},
    ],
)
def test_a_number_or_a_form_that_is_none_is_refused(tmp_path: Path, when: dict[str, Any]) -> None:
    """The law's numbers stand in the catalogue alone."""
    with pytest.raises(RefusedToStart):
        read_rulebook(
            written(tmp_path, {key: RIGHT[key] for key in ("subject", "kind", "statement")} | {"when": when})
        )


def test_a_right_told_twice_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, RIGHT | {"when": {"fact": "status", "in": ["poor"]}})
    rules = folder / "models" / "eligibility"
    (rules / "two.yaml").write_text((rules / "one.yaml").read_text())
    with pytest.raises(RefusedToStart, match="repeats social-pension"):
        read_rulebook(folder)
