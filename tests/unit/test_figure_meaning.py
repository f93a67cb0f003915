"""What officials mean by the days they name, and what is no answer alone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.figures.meaning import Meant, Scope, meant
from bot.domain.figures.parts import Names
from bot.domain.figures.query import Query
from bot.domain.figures.terms import Ask, Shape
from models.figure_words import figure_hearing

TODAY = date(2026, 11, 23)
NEW_YEAR = date(2026, 1, 1)


def readings(text: str) -> tuple[Query, ...]:
    heard = figure_hearing().heard(text, Names({1: "Khóm 1"}), today=TODAY)
    assert heard is not None
    found = meant(heard.question, Scope(frozenset({1}), {}), today=TODAY)
    assert isinstance(found, Meant), (text, found)
    return found.queries


def only(text: str) -> Query:
    [query] = readings(text)
    return query


@pytest.mark.parametrize(
    "text",
    [
        "tang giam ho ngheo so voi dau nam",
        "tăng giảm hộ nghèo so với cuối năm ngoái",
        "tang giam ho ngheo tu dau nam toi nay",
        "bien dong ho ngheo dau nam",
        "bien dong ho ngheo den hom nay",
        "tang giam ho ngheo hom nay so voi dau nam",
    ],
)
def test_changes_since_new_year_go_on_until_today(text: str) -> None:
    query = only(text)
    assert query.shape is Shape.CHANGES
    [period] = query.periods
    assert (period.start, period.last) == (NEW_YEAR, TODAY)


def test_changes_until_the_end_of_a_year_are_of_the_year() -> None:
    [period] = only("bien dong ho ngheo den cuoi nam 2024").periods
    assert (period.start, period.last) == (date(2024, 1, 1), date(2024, 12, 31))


def test_tables_of_two_years_are_offered_one_by_one() -> None:
    found = readings("tang giam ho ngheo nam nay so voi nam ngoai")
    assert [each.periods[0].start.year for each in found] == [2025, 2026]


def test_families_that_got_out_since_a_day_are_counted_until_today() -> None:
    query = only("ho thoat ngheo so voi dau nam")
    assert (query.shape, query.flows) == (Shape.COUNT, (Ask.ESCAPED,))
    assert (query.periods[0].start, query.periods[0].last) == (NEW_YEAR, TODAY)


@pytest.mark.parametrize(
    "text", ["ho phat sinh ngheo moi nam nay", "hộ nghèo mới năm nay", "ho ngheo moi nam 2026"]
)
def test_newly_poor_this_year_is_no_trend(text: str) -> None:
    query = only(text)
    assert (query.shape, query.flows) == (Shape.COUNT, (Ask.NEWLY_ARISEN,))
    assert query.periods[0].start == NEW_YEAR


@pytest.mark.parametrize("text", ["ho ngheo moi nam", "hộ thoát nghèo mỗi năm"])
def test_every_year_is_a_trend(text: str) -> None:
    assert only(text).shape is Shape.TREND
