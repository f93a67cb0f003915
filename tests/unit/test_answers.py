"""Answers are true on the day asked about, short, sourced, and never say what is not surely known."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import MAX_SHORT, Answer, compose
from bot.domain.catalogue import Entry, Span, Value
from bot.domain.formats import VIETNAMESE, as_of_vi, date_vi, number, percent, vnd
from bot.domain.policy_terms import Confidence, Level, Unit
from models.catalogue import load_catalogue, load_wording

TODAY = date(2026, 11, 22)
NEW_YEAR = date(2027, 1, 1)
CA_MAU = "96"

ENTRIES = load_catalogue().entries
WORDING = load_wording("vi")
MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+ đ")

rights = st.sampled_from(sorted(ENTRIES))
days = st.dates(date(2014, 1, 1), date(2035, 12, 31))
levels = st.sampled_from(list(Level))


def ask(
    right: str,
    *,
    on: date = TODAY,
    today: date = TODAY,
    level: int = Level.SHORT,
    province: str | None = None,
) -> Answer:
    return compose(ENTRIES[right], WORDING[right], on=on, today=today, level=level, province=province)


# The poverty line at the turn of the year


def test_asked_today_the_old_line_counts_and_the_new_one_is_announced() -> None:
    text = ask("poverty-line").text

    assert "tới hết 31/12/2026: nông thôn 1.500.000 đ, thành thị 2.000.000 đ" in text
    assert "Từ 01/01/2027: 2.200.000 đ và 2.800.000 đ" in text
    assert "NĐ 351/2025/NĐ-CP" in text


def test_asked_about_next_year_the_new_line_is_told_and_that_the_old_one_still_counts() -> None:
    text = ask("poverty-line", on=NEW_YEAR).text

    assert "từ 01/01/2027: nông thôn 2.200.000 đ, thành thị 2.800.000 đ" in text
    assert "Tới hết 31/12/2026 vẫn tính 1.500.000 đ và 2.000.000 đ" in text


def test_last_day_of_the_year_and_first_of_the_next_give_different_lines_both_right() -> None:
    last = ask("poverty-line", on=date(2026, 12, 31), today=date(2026, 12, 31)).text
    first = ask("poverty-line", on=NEW_YEAR, today=NEW_YEAR).text

    assert "nông thôn 1.500.000 đ" in last
    assert "nông thôn 2.200.000 đ" in first
    assert "1.500.000" not in first
    assert "Từ 01/01/2027" not in first


def test_asked_in_2027_about_2026_the_past_line_is_told_with_its_dates() -> None:
    text = ask("poverty-line", on=TODAY, today=date(2027, 3, 1)).text

    assert "từ 01/01/2026 tới hết 31/12/2026: nông thôn 1.500.000 đ" in text
    assert "2.200.000" not in text


def test_asked_about_a_past_year_the_law_of_that_year_is_cited() -> None:
    answer = ask("poverty-line", on=date(2023, 5, 1))

    assert "từ 01/01/2022 tới hết 31/12/2025: nông thôn 1.500.000 đ" in answer.text
    assert {cite.document for cite in answer.sources} == {"NĐ 07/2021/NĐ-CP"}


def test_day_before_anything_known_is_admitted_without_a_sum() -> None:
    answer = ask("poverty-line", on=date(2019, 1, 1))

    assert "Trước 01/01/2022 mình không có số liệu" in answer.text
    assert not MONEY.findall(answer.text)


def test_day_after_everything_known_gets_the_last_sure_line_and_a_warning() -> None:
    text = ask("poverty-line", on=date(2031, 1, 1)).text

    assert "2.200.000 đ" in text
    assert "Mình chỉ biết chắc tới hết 31/12/2030, sau đó có thể đã đổi" in text


def test_nobody_is_told_to_be_recognised() -> None:
    assert (
        "Mình không nói trước được nhà mình có được công nhận hay không" in ask("poverty-line", level=2).text
    )


def test_city_line_is_not_told_in_another_province() -> None:
    assert "TP.HCM" in ask("poverty-line", level=2, province="79").text
    assert "TP.HCM" not in ask("poverty-line", level=2, province=CA_MAU).text


# Traps of the single rights


def test_near_poor_premium_and_treatment_are_two_different_shares() -> None:
    text = ask("health-insurance-near-poor", province=CA_MAU).text

    assert "ít nhất 70% tiền mua thẻ" in text
    assert "Cà Mau hỗ trợ 100%" in text
    assert "đi khám được trả 100% chi phí" in text


def test_near_poor_elsewhere_does_not_hear_of_ca_maus_share() -> None:
    assert "Cà Mau" not in ask("health-insurance-near-poor", province="92").text


def test_before_2026_full_treatment_of_the_near_poor_is_not_told() -> None:
    assert "chi phí" not in ask("health-insurance-near-poor", on=date(2025, 9, 1)).text


def test_electricity_money_is_about_and_the_near_poor_are_told_no() -> None:
    text = ask("electricity-support").text

    assert "30 kWh" in text
    assert "khoảng 59.520 đ/tháng, chưa tính thuế" in text
    assert "Phường, xã xác nhận số tiền" in text
    assert "Hộ cận nghèo không thuộc diện này" in text


def test_electricity_before_the_known_price_has_a_rule_and_no_sum() -> None:
    text = ask("electricity-support", on=date(2020, 1, 1)).text

    assert "30 kWh" in text
    assert not MONEY.findall(text)


def test_school_is_free_for_all_and_book_money_is_for_poor_children() -> None:
    text = ask("school-costs").text

    assert "miễn học phí mọi em" in text
    assert "Con hộ nghèo có thêm 150.000 đ/tháng" in text
    assert "Nhà cận nghèo thì chỉ bé 3 tới 5 tuổi có" in text


def test_old_people_hear_the_sum_since_july_and_where_to_file() -> None:
    short, how = ask("social-pension").text, ask("social-pension", level=2).text

    assert "Từ đủ 75 tuổi, hoặc từ đủ 70 tuổi ở hộ nghèo, cận nghèo" in short
    assert "540.000 đ/tháng" in short
    assert "Mức tối thiểu toàn quốc, tỉnh có thể cao hơn" in short
    assert "Mẫu 01" in how
    assert "7 ngày làm việc" in how


def test_before_the_decree_the_pension_took_ten_working_days() -> None:
    assert "10 ngày làm việc" in ask("social-pension", on=date(2026, 9, 1), level=2).text


def test_past_pension_is_told_with_its_dates() -> None:
    text = ask("social-pension", on=date(2026, 3, 1)).text

    assert "500.000 đ/tháng" in text
    assert "Mức này tính từ 01/07/2025 tới hết 30/06/2026" in text


def test_disability_sums_are_worked_out_from_the_base() -> None:
    text = ask("disability-allowance").text

    assert "Khuyết tật nặng khoảng 810.000 đ/tháng" in text
    assert "Đặc biệt nặng khoảng 1.080.000 đ, trẻ em và người già khoảng 1.350.000 đ" in text
    assert "Phường, xã xác nhận số tiền" in text


def test_review_can_be_asked_for_in_any_month() -> None:
    text = ask("request-review").text

    assert "lúc nào cũng được: nộp Giấy đề nghị Mẫu 01" in text
    assert "từ ngày 15, trong 15 ngày có kết quả" in text
    assert "Không tốn phí" in text


def test_end_of_the_review_codes_is_neither_said_nor_ignored() -> None:
    before = ask("request-review", level=3).text
    after = ask("request-review", on=NEW_YEAR, level=3).text

    assert "1.011607" in before
    assert "1.011607" not in after
    assert "1.116214" not in before + after
    assert "bãi bỏ" not in before + after


def test_review_of_next_year_says_how_far_it_is_known() -> None:
    assert "chỉ biết chắc tới hết 31/12/2026" in ask("request-review", on=NEW_YEAR, today=NEW_YEAR).text


def test_person_in_a_ward_is_promised_no_training_money() -> None:
    text = ask("vocational-training").text

    assert "Người lao động nông thôn" in text
    assert "Ở phường thì luật không nêu riêng hộ nghèo, mình không hứa trước được" in text


def test_contract_abroad_is_handed_over_at_once() -> None:
    assert (
        "Mình không tư vấn hợp đồng, hỏi Sở Nội vụ hoặc trung tâm dịch vụ việc làm" in ask("work-abroad").text
    )


def test_loan_rates_of_the_three_kinds_of_households() -> None:
    text = ask("policy-bank-loans").text

    assert "tối đa 100.000.000 đ" in text
    assert "nghèo 6,6%, cận nghèo 7,92%, mới thoát nghèo 8,25%" in text


def test_bank_and_not_the_commune_confirms_a_rate_that_was_worked_out() -> None:
    text = ask("policy-bank-loans", level=2).text

    assert "khoảng 8,38%/năm" in text
    assert "Ngân hàng Chính sách xã hội xác nhận con số này" in text


def test_districts_are_sent_to_by_no_answer() -> None:
    for right in ENTRIES:
        for level in Level:
            text = ask(right, level=level).text.replace("Không còn cấp huyện", "")
            assert "huyện" not in text
            assert "LĐ" not in text


# What is not surely known


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


# The three levels


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


# Any day at all


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


# How figures are written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_500_000, Unit.VND_PER_PERSON_MONTH, "1.500.000 đ"),
        (59_520, Unit.VND, "59.520 đ"),
        (0, Unit.VND, "0 đ"),
        (Decimal("6.6"), Unit.PERCENT_PER_YEAR, "6,6%"),
        (Decimal("7.92"), Unit.PERCENT_PER_YEAR, "7,92%"),
        (Decimal("1234.5"), Unit.KM, "1.234,5"),
        (100, Unit.PERCENT, "100%"),
        (75, Unit.AGE, "75"),
        ("09-01", Unit.DAY_OF_YEAR, "01/09"),
    ],
)
def test_figures_are_written_the_vietnamese_way(value: Value, unit: Unit, written: str) -> None:
    assert VIETNAMESE.value(value, unit) == written


def test_small_writers_agree() -> None:
    assert (vnd(540_000), percent(70), number(30), date_vi(NEW_YEAR)) == (
        "540.000 đ",
        "70%",
        "30",
        "01/01/2027",
    )
