"""Places that merged in 2025, as people name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.gazetteer import load_gazetteer
from tests.sitting import Sitting

PLACES = load_gazetteer()


@pytest.mark.parametrize(
    ("named", "district", "now"),
    [
        ("phuong 2 bac lieu gio la phuong nao", "Thành phố Bạc Liêu", ("Phường Bạc Liêu",)),
        ("p2 tp ca mau nay la gi", "Thành phố Cà Mau", ("Phường An Xuyên",)),
        ("P.5 Bạc Liêu", "Thành phố Bạc Liêu", ("Phường Vĩnh Trạch",)),
        ("xa vinh trach dong nhap voi dau", "Thành phố Bạc Liêu", ("Phường Hiệp Thành",)),
        ("vĩnh trạch đông giờ là xã gì", "Thành phố Bạc Liêu", ("Phường Hiệp Thành",)),
        ("phường 6 tp cà mau", "Thành phố Cà Mau", ("Phường Tân Thành", "Phường Hòa Thành")),
        ("toi o phuong 1 soc trang", "Thành phố Sóc Trăng", ("Phường Phú Lợi",)),
    ],
)
def test_an_old_ward_is_found_as_people_name_it(named: str, district: str, now: tuple[str, ...]) -> None:
    [unit] = PLACES.wards(named)
    assert (unit.district, unit.now) == (district, now)


def test_a_name_that_several_share_is_told_for_each_of_them_here() -> None:
    assert {unit.district for unit in PLACES.wards("phuong 2", province_code="96")} == {
        "Thành phố Bạc Liêu",
        "Thành phố Cà Mau",
    }
    assert len(PLACES.wards("phuong 2")) == 5


def test_a_ward_of_a_province_that_is_not_ours_is_not_confused_with_one_that_is() -> None:
    assert PLACES.wards("phuong 2 vung tau") == ()
    assert PLACES.wards("phường 1 Đà Lạt Lâm Đồng") == ()


@pytest.mark.parametrize(
    ("named", "now", "kept"),
    [
        ("tinh bac lieu con khong", "Tỉnh Cà Mau", False),
        ("sóc trăng nhập về đâu", "Thành phố Cần Thơ", False),
        ("tinh ca mau", "Tỉnh Cà Mau", True),
    ],
)
def test_a_province_is_found_by_its_old_name(named: str, now: str, kept: bool) -> None:
    found = PLACES.province(named)
    assert found is not None
    assert (found.now, found.kept) == (now, kept)


def test_where_the_sources_differ_on_the_kind_the_bare_name_is_told() -> None:
    found = PLACES.province("tỉnh Đồng Nai")
    assert found is not None
    assert found.now == "Đồng Nai"


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    PLACES.wards(text)
    PLACES.province(text)


def test_the_answer_names_the_old_place_the_new_one_and_the_resolution() -> None:
    person = Sitting()
    told = person.says("phuong 2 bac lieu gio la phuong nao")
    assert "Phường 2 (thành phố Bạc Liêu cũ) nay là phường Bạc Liêu, tỉnh Cà Mau." in told
    assert "NQ 1655/NQ-UBTVQH15, cập nhật đến 2025" in told
    assert person.reply.meaning is not None
    assert person.reply.meaning.decision == "answer"


def test_a_divided_ward_is_not_guessed() -> None:
    told = Sitting().says("phường 6 thành phố cà mau giờ là phường nào")
    assert "được chia cho phường Tân Thành, phường Hòa Thành" in told
    assert "trưởng khóm" in told
