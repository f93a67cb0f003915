"""Answers are short, sourced, dated, and never say what is not surely known."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formats import VIETNAMESE, as_of_vi, date_vi, vnd
from bot.domain.policies.answers import MAX_SHORT, compose
from bot.domain.policies.catalogue import Entry, Span
from bot.domain.policies.terms import Confidence, Level
from tests.policy_questions import ENTRIES, MONEY, NEW_YEAR, TODAY, WORDING, ask

rights = st.sampled_from(sorted(ENTRIES))
days = st.dates(date(2014, 1, 1), date(2035, 12, 31))
levels = st.sampled_from(list(Level))


@pytest.mark.parametrize("confidence", [one for one in Confidence if not one.sayable])
@pytest.mark.parametrize("right", sorted(ENTRIES))
def test_statement_that_is_not_surely_known_is_not_said(right: str, confidence: Confidence) -> None:
    entry = ENTRIES[right]
    unsure = {
        name: one.model_copy(update={"confidence": confidence}) for name, one in entry.statements.items()
    }

    answer = compose(
        entry.model_copy(update={"statements": unsure}), WORDING[right], on=TODAY, today=TODAY, level=1
    )

    assert answer.text.startswith("Việc này cho ngày 22/11/2026 mình chưa có nguồn chắc")
    assert not MONEY.findall(answer.text)


def pension_with_doubtful_rise() -> Entry:
    entry = ENTRIES["social-pension"]
    old, new = entry.parameters["monthly_sum"].values
    doubtful = new.model_copy(update={"confidence": Confidence.SECONDARY})
    parameter = entry.parameters["monthly_sum"].model_copy(update={"values": (old, doubtful)})
    return entry.model_copy(update={"parameters": entry.parameters | {"monthly_sum": parameter}})


def test_doubtful_rise_gives_the_last_sure_sum_and_that_it_may_have_changed() -> None:
    text = compose(pension_with_doubtful_rise(), WORDING["social-pension"], on=TODAY, today=TODAY).text

    assert "540.000" not in text
    assert "500.000 đ/tháng" in text
    assert "Mình chỉ biết chắc tới hết 30/06/2026, sau đó có thể đã đổi" in text


def test_doubtful_rise_is_not_announced_either() -> None:
    spring = date(2026, 3, 1)
    text = compose(pension_with_doubtful_rise(), WORDING["social-pension"], on=spring, today=spring).text

    assert "540.000" not in text


def test_line_of_an_unknown_year_is_not_said_to_count_until_the_new_one() -> None:
    entry = ENTRIES["poverty-line"]
    lines = {
        name: entry.parameters[name].model_copy(
            update={
                "values": tuple(one for one in entry.parameters[name].values if one.valid_from.year != 2026)
            }
        )
        for name in ("rural_line", "urban_line")
    }
    gap = entry.model_copy(update={"parameters": entry.parameters | lines})

    text = compose(gap, WORDING["poverty-line"], on=NEW_YEAR, today=TODAY).text

    assert "2.200.000 đ" in text
    assert "Tính từ 01/01/2027" in text
    assert "1.500.000" not in text


def test_open_ended_sum_asked_for_the_future_may_change() -> None:
    assert "Tới 01/01/2028 có thể đổi" in ask("social-pension", on=date(2028, 1, 1)).text


def test_short_answer_leads_on() -> None:
    answer = ask("poverty-line")

    assert answer.has_more
    assert ("request-review", "Xin xét hộ nghèo") in answer.next


def test_second_level_says_where_to_go() -> None:
    assert "Hỏi và nộp ở: Trung tâm Phục vụ hành chính công phường, xã" in ask("social-pension", level=2).text


def test_third_level_lists_documents_with_articles_and_dates() -> None:
    answer = ask("disability-allowance", level=3)

    assert "NĐ 335/2026/NĐ-CP, Điều 4, Điều 5, Điều 6" in answer.text
    assert "ban hành 21/08/2026, áp dụng từ 05/10/2026 (cập nhật đến 10/2026)" in answer.text
    assert "1.001776" in answer.text
    assert not answer.has_more


def test_oldest_source_decides_how_fresh_an_answer_is() -> None:
    answer = ask("electricity-support")

    assert answer.checked_on == date(2023, 6, 9)
    assert "QĐ 1279/QĐ-BCT (07/2026); QĐ 28/2014/QĐ-TTg (09/06/2023)" in answer.text


def test_successor_is_the_first_thing_offered() -> None:
    entry = ENTRIES["electricity-support"].model_copy(update={"superseded_by": "poverty-line"})

    answer = compose(entry, WORDING["electricity-support"], on=TODAY, today=TODAY)

    assert answer.next[0] == ("poverty-line", "Chuẩn nghèo là bao nhiêu")


def test_what_has_no_room_in_the_short_answer_opens_the_next_level() -> None:
    right = "request-review"
    statements = dict(WORDING[right].statements)
    statements["any_time"] = statements["any_time"].model_copy(update={"text": "Dài " * 60})
    wording = WORDING[right].model_copy(update={"statements": statements})

    short = compose(ENTRIES[right], wording, on=TODAY, today=TODAY, level=1).text
    how = compose(ENTRIES[right], wording, on=TODAY, today=TODAY, level=2).text

    assert "Mỗi tháng xét một đợt" not in short
    assert how.startswith("Mỗi tháng xét một đợt")


@given(right=rights, on=days, today=days, level=levels)
def test_any_day_has_an_answer_with_a_source_and_its_date(
    right: str, on: date, today: date, level: Level
) -> None:
    answer = ask(right, on=on, today=today, level=level)

    assert answer.sources
    assert answer.checked_on == min(cite.as_of.day for cite in answer.sources)
    for cite in answer.sources:
        assert cite.document in answer.text
        assert as_of_vi(cite.as_of) in answer.text
        assert cite.confidence.sayable
    assert "{" not in answer.text


@given(right=rights, on=days, today=days)
def test_any_day_is_answered_in_320_characters(right: str, on: date, today: date) -> None:
    assert len(ask(right, on=on, today=today).text) <= MAX_SHORT


def figures(entry: Entry) -> Iterator[tuple[str, Span]]:
    """Every sum the entry can give, as written, with the days it holds."""
    for parameter in entry.parameters.values():
        if parameter.unit.money:
            yield from ((VIETNAMESE.value(one.value, parameter.unit), one) for one in parameter.values)
    for computed in entry.computed.values():
        if computed.unit.money:
            yield from products(entry, computed.multiply)


def products(entry: Entry, names: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    parameters = [entry.parameters[name] for name in names]
    for start in {one.valid_from for parameter in parameters for one in parameter.values}:
        values = [one for parameter in parameters for one in parameter.values if one.covers(start)]
        if len(values) == len(parameters):
            shares = [parameter.unit.share for parameter in parameters]
            factors = [
                Decimal(one.value) / (100 if share else 1) for one, share in zip(values, shares, strict=True)
            ]
            last = min(one.last for one in values)
            yield vnd(int(prod(factors))), Span(valid_from=start, valid_to=None if last == date.max else last)


@given(right=rights, on=days, today=days, level=st.sampled_from([1, 2]))
def test_sum_belongs_to_the_day_or_is_dated(right: str, on: date, today: date, level: int) -> None:
    text = ask(right, on=on, today=today, level=level).text
    known = list(figures(ENTRIES[right]))

    for amount in MONEY.findall(text):
        spans = [span for written, span in known if written == amount]
        assert spans, f"{amount} is no figure of {right}"
        assert any(span.covers(on) or is_dated(span, text) for span in spans), f"{amount} undated in: {text}"


def is_dated(span: Span, text: str) -> bool:
    edges = [span.valid_from, span.last]
    edges += [span.valid_from - timedelta(days=1)]
    edges += [] if span.last == date.max else [span.last + timedelta(days=1)]
    return any(date_vi(edge) in text for edge in edges)
