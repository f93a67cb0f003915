"""What each right must tell and must not: the traps a household would fall into."""

import re
from datetime import date

from bot.domain.policies.terms import Level
from tests.policy_questions import ENTRIES, MONEY, NEW_YEAR, TODAY, ask

CA_MAU = "96"


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
    # What became of districts, and of the places named after them, is told as such.
    for right in ENTRIES.keys() - {"district-gone", "old-ward-new-ward", "bac-lieu-ward-2"}:
        for level in Level:
            text = ask(right, level=level).text.replace("Không còn cấp huyện", "")
            assert not re.search(r"\b(UBND|cấp|lên|ra|tới|ở|phòng) huyện\b", text), (right, text)
            assert not re.search(r"(?<![A-ZĐ])LĐ", text), (right, text)
