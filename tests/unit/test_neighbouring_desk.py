"""Somebody asks about a paper another desk makes: they hear what it is called, who makes it, whom to call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sitting import OFFICE, Sitting


@pytest.fixture
def person() -> Sitting:
    return Sitting()


@pytest.mark.parametrize(
    ("asked", "name", "desk"),
    [
        ("lam khai sinh cho con o dau", "Đăng ký khai sinh", "Trung tâm Phục vụ hành chính công"),
        ("Hai đứa con muốn đăng ký kết hôn", "Đăng ký kết hôn", "Trung tâm Phục vụ hành chính công"),
        ("o tro dang ky tam tru cho nao", "Đăng ký tạm trú", "công an phường, xã"),
        ("bi mat can cuoc", "Cấp lại thẻ căn cước", "công an phường, xã"),
        ("sang ten so do", "Sang tên sổ đỏ", "văn phòng đăng ký đất đai"),
        ("lam che do chat doc da cam", "nhiễm chất độc hóa học", "Trung tâm Phục vụ hành chính công"),
        ("con 17 tuoi dang ky nghia vu quan su", "Đăng ký nghĩa vụ quân sự lần đầu", "Ban chỉ huy quân sự"),
        ("công nhân nghỉ sinh lãnh chế độ thai sản", "Chế độ thai sản", "bảo hiểm xã hội"),
    ],
)
def test_the_procedure_is_named_and_its_desk(person: Sitting, asked: str, name: str, desk: str) -> None:
    told = person.says(asked)
    assert f"{name}»" in told
    assert "Máy không làm phần này" in told
    assert desk in told
    assert "gọi UBND phường Thử: 0290 3999 888" in told
    assert person.reply.meaning
    assert person.reply.meaning.decision == "refer"
    assert not person.reply.effects


def test_an_office_without_a_number_promises_none() -> None:
    told = Sitting(office=replace(OFFICE, phone=None)).says("dang ky khai sinh")
    assert "«Đăng ký khai sinh»" in told
    assert "gọi" not in told


def test_who_registers_a_death_hears_of_the_burial_money_and_who_divorces_of_free_lawyers(
    person: Sitting,
) -> None:
    assert "mai táng phí" in person.says("cha tui moi mat, khai tu o dau")
    assert "1800.1233" in person.says("nop don ly hon o dau")


def test_where_no_procedure_is_known_by_name_the_matter_is_still_sent_to_its_desk(person: Sitting) -> None:
    told = person.says("nha bi cup dien hoai")
    assert "số ghi trên hóa đơn" in told
    assert "«" not in told


@pytest.mark.parametrize(("language", "desk"), [("en", "the commune police"), ("km", "នគរបាលឃុំ")])
def test_the_name_stays_vietnamese_for_the_desk_to_read(language: str, desk: str) -> None:
    told = Sitting(language=language).says("tach ho khau")
    assert "«Tách hộ»" in told
    assert desk in told


def test_the_menu_and_a_person_are_one_digit_away(person: Sitting) -> None:
    person.says("dang ky khai sinh")
    assert "UBND phường Thử" in person.says("2")


@pytest.mark.parametrize(
    "asked",
    ["hộ nghèo làm lại thẻ bảo hiểm", "xác nhận hộ nghèo để vay vốn", "tien dien ho ngheo duoc bao nhieu"],
)
def test_a_question_about_a_right_is_answered_and_not_sent_away(person: Sitting, asked: str) -> None:
    person.says(asked)
    assert person.reply.meaning
    assert person.reply.meaning.decision in ("answer", "choices")
