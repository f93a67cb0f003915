"""By which way a notice goes to somebody who was silent for hours, days or weeks, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Capabilities, PersonalData
from bot.domain.notices import Never
from bot.domain.ways import By, Template, way

ZALO = Capabilities(
    PersonalData.FULL,
    max_text=2000,
    reply_window=timedelta(days=7),
    free_window=timedelta(hours=48),
    reply_price=55,
    monthly_budget=1_000,
)
FREE_AT_ANY_TIME = Capabilities(PersonalData.FULL, max_text=2000)
VALUES = {"code": "A7K9C", "office": "UBND phường Thử", "answer": "Mai cán bộ ghé. " * 20}
SHORT = Template("12345", {"code": 30, "office": 80}, 200)


def gone(template: Template | None = SHORT, spent: int = 0, **silent: float) -> By | Never:
    silent_for = timedelta(**silent) if silent else None
    return way(ZALO, silent_for=silent_for, values=VALUES, template=template, spent=spent)


def test_who_wrote_yesterday_is_told_for_nothing() -> None:
    assert gone(hours=30) == By()


def test_who_wrote_some_days_ago_is_told_for_the_small_price() -> None:
    assert gone(days=5) == By(55)


def test_who_was_silent_for_weeks_is_told_by_template() -> None:
    assert gone(days=20) == By(200, SHORT, {"code": "A7K9C", "office": "UBND phường Thử"})


def test_who_never_wrote_is_told_by_template_too() -> None:
    assert gone() == By(200, SHORT, {"code": "A7K9C", "office": "UBND phường Thử"})


@pytest.mark.parametrize("nearly", [timedelta(hours=48), timedelta(hours=47, minutes=55)])
def test_who_is_nearly_outside_counts_as_outside(nearly: timedelta) -> None:
    found = way(ZALO, silent_for=nearly, values=VALUES, template=None, spent=0)
    assert found == By(55)


def test_where_no_paid_message_is_left_a_template_goes_or_it_is_said() -> None:
    empty = replace(ZALO, paid_left=0)
    by = way(empty, silent_for=timedelta(days=5), values=VALUES, template=SHORT, spent=0)
    assert by == By(200, SHORT, {"code": "A7K9C", "office": "UBND phường Thử"})
    none = way(empty, silent_for=timedelta(days=5), values=VALUES, template=None, spent=0)
    assert none == Never("quota")
    assert way(empty, silent_for=timedelta(hours=5), values=VALUES, template=None, spent=0) == By()


def test_without_a_template_it_is_said_that_one_is_missing() -> None:
    assert gone(None, days=20) == Never("no_template")


@pytest.mark.parametrize("limits", [{"answer": 200}, {"code": 3}, {"name": 30}])
def test_nothing_is_cut_to_fit_a_template(limits: dict[str, int]) -> None:
    assert gone(Template("1", limits, 200), days=20) == Never("template_misfit")


@pytest.mark.parametrize("silent", [{"days": 5}, {"days": 20}])
def test_a_month_that_is_spent_is_spent(silent: dict[str, float]) -> None:
    assert gone(spent=990, **silent) == Never("budget")


def test_other_channels_take_words_at_any_time() -> None:
    found = way(FREE_AT_ANY_TIME, silent_for=None, values=VALUES, template=None, spent=10**9)
    assert found == By()


@given(
    silent=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    spent=st.integers(0, 2_000),
    limits=st.dictionaries(st.sampled_from([*VALUES, "name"]), st.integers(1, 400), min_size=1),
    price=st.integers(0, 900),
)
def test_no_way_costs_more_than_is_left_and_every_template_is_kept_to(
    silent: timedelta | None, spent: int, limits: dict[str, int], price: int
) -> None:
    found = way(ZALO, silent_for=silent, values=VALUES, template=Template("1", limits, price), spent=spent)
    if isinstance(found, Never):
        assert found.reason in ("budget", "template_misfit")
        return
    assert found.cost <= max(0, ZALO.monthly_budget - spent)
    for name, value in (found.parameters or {}).items():
        assert 0 < len(value) <= limits[name]
        assert value == VALUES[name]
