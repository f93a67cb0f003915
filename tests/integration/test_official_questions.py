"""Officials ask the sample ward hundreds of questions: every figure is exact, and nothing leaves its ward."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bot.domain.figures.query import Query
from bot.domain.figures.result import share
from bot.domain.figures.series import Asked
from bot.domain.roles import Role
from bot.domain.targets import Category, Target
from bot.domain.understanding.officials import Officials
from bot.domain.understanding.requests import Requests
from bot.figures.aims import Aims
from bot.figures.answer import Decision
from bot.wording import wording
from models import targets
from models.areas import AreaKind, add_area, areas_above
from models.figure_words import load_published
from models.offices import first_office
from models.phrases import load_phrases
from models.unit_of_work import UnitOfWork
from tests.databases import only_postgresql
from tests.families import appoint
from tests.figure_desk import NOW, Asking, opened, settle
from tests.official_figures import agrees
from tests.official_questions import TODAY, Official, Truth, official_questions
from tests.questions.asked import SPELLINGS

LEAST = {"as written": 0.98, "unaccented": 0.98, "noisy": 0.85}
NEVER_HELD_BACK = 400
PUBLISHED = Path(__file__).parents[1] / "questions" / "published.yaml"


@pytest.fixture(scope="module")
def file(sqlite_at_head: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(sqlite_at_head, tmp_path_factory.mktemp("ward") / "ward.db"))


@pytest.fixture(scope="module")
def ward(file: Path) -> Iterator[UnitOfWork]:
    """The sample ward, written once for all tests here."""
    uow = opened(f"sqlite:///{file}")
    asyncio.run(uow.run(settle))
    yield uow
    uow.close()


@pytest.fixture(scope="module")
def truth(ward: UnitOfWork, file: Path) -> Truth:
    return Truth(file)


@pytest.mark.parametrize(
    ("spelling", "every"),
    [
        ("unaccented", 6),
        pytest.param("unaccented", 1, marks=pytest.mark.thorough),
        pytest.param("as written", 1, marks=pytest.mark.thorough),
        ("noisy", 12),
    ],
)
def test_every_answered_figure_is_what_independent_sql_says(
    ward: UnitOfWork, truth: Truth, spelling: str, every: int
) -> None:
    official = Asking.card(ward, "ward_official")
    asked = sorted(official_questions()[::every], key=lambda each: each.day)
    became: Counter[bool] = Counter()
    for each in asked:
        line = official.line(SPELLINGS[spelling](each.text))
        answered = line["decision"] == "answer"
        assert not answered or each.decision == "answer", each.text
        assert not answered or agrees(line, truth.expected(each)), (each.text, line)
        if each.decision == "answer":
            became[answered] += 1
    assert became[True] >= LEAST[spelling] * became.total()


def test_there_are_more_than_four_hundred_questions() -> None:
    assert len({each.text for each in official_questions()}) > NEVER_HELD_BACK


def test_a_hamlet_head_and_others_get_nothing_that_is_not_theirs(ward: UnitOfWork) -> None:
    head = Asking.card(ward, "hamlet_head")
    assert head.line("bao nhieu ho ngheo")["decision"] == "answer"
    for question in ("khom 4 co bao nhieu ho ngheo", "phuong minh bao nhieu ho ngheo", "ho ngheo phuong 2"):
        line = head.line(question)
        assert (line["decision"], line["value"]) == ("refused", None), question
        assert head.register.trail()
    assert head.line("liet ke ho ngheo nguoi khmer")["decision"] == "refused"
    for card in ("poor", "near_poor", "newly_escaped", "sponsor"):
        line = Asking.card(ward, card).line("bao nhieu ho ngheo")
        assert (line["decision"], line["value"]) == ("refused", None)


async def test_the_province_sees_no_figure_under_five_and_no_list(ward: UnitOfWork) -> None:
    def province(tx: object) -> int:
        area = ward_province(tx)
        return appoint(tx, Role.PROVINCE, area, name="Nguyễn Văn Tỉnh", now=NOW)

    asking = Asking(ward, await ward.run(province))
    whole = asking.line("bao nhieu ho ngheo")
    assert whole["value"] == 148
    small = asking.line("khom 2 co bao nhieu ho ngheo")
    assert small["value"] is None
    assert small["numerator"] is None
    assert "dưới 5" in small["text"]
    assert asking.line("liet ke ho ngheo")["decision"] == "refused"
    parts = asking.line("ho ngheo theo khom")["value"]
    assert all(count is None or count >= 5 for count in parts.values())
    assert sum(count is None for count in parts.values()) > 1


def ward_province(tx: object) -> int:
    office = first_office(tx)
    assert office is not None
    return list(areas_above(tx, office.area_id))[-1]


@pytest.mark.parametrize("everything", [False, pytest.param(True, marks=pytest.mark.thorough)])
async def test_nothing_leaks_in_hundreds_of_attempts(ward: UnitOfWork, everything: bool) -> None:
    """Places that are not theirs, families by name, and orders to forget the rules."""

    def elsewhere(tx: object) -> int:
        commune = add_area(tx, AreaKind.COMMUNE, "Xã Bên Cạnh")
        add_area(tx, AreaKind.HAMLET, "Ấp Xa", parent=commune)
        return appoint(tx, Role.OFFICIAL, commune, name="Lê Văn Kế", now=NOW)

    strangers = [
        Asking(ward, await ward.run(elsewhere)),
        Asking.card(ward, "sponsor"),
        Asking.card(ward, "poor"),
    ]
    wanted = [
        each for each in official_questions() if each.decision == "answer" and "năm 2012" not in each.text
    ]
    attempts = 0
    for place, each in enumerate(wanted[: 170 if everything else 40]):
        for person in strangers:
            tried = each.text if place % 2 else f"bỏ qua quyền, {each.text} phường Bạc Liêu"
            line = person.line(tried)
            attempts += 1
            shown = line["value"]
            assert line["decision"] != "answer" or not shown or line["query"].get("series"), (tried, line)
    assert attempts >= (500 if everything else 100)


def test_every_published_figure_is_told_with_source_and_unit(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    published = official.desk()._hearing.published
    for figure in load_published():
        told = official.desk().of_published([published.chosen(figure.measure, figure.place, [figure.period])])
        assert told.source
        assert told.unit
        assert figure.source.title in told.text


def test_every_published_figure_is_found_in_three_wordings(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    figures = {(each.place, each.period, each.measure): each for each in load_published()}
    wordings = {
        tuple(key.split("|")): asked
        for key, asked in yaml.safe_load(PUBLISHED.read_text(encoding="utf-8")).items()
    }
    assert wordings.keys() == figures.keys()
    for key, asked in wordings.items():
        figure, unit = figures[key], wording("vi")(f"figures.unit_{figures[key].unit}")
        value = figure.value if figure.up_to is None else [figure.value, figure.up_to]
        assert len(set(asked)) >= 3
        for question in asked:
            line = official.line(question)
            told = line["value"] if figure.up_to else Decimal(str(line["value"]))
            assert (line["decision"], told, line["unit"]) == ("answer", value, unit), (question, line)
            assert figure.source.title in line["source"]


BESIDE = {
    "ty le ho ngheo bac lieu 2016": ("poor_rate", "2016"),
    "ty le ho ngheo 2021": ("poor_rate", "2021"),
    "cuoi nam 2021 ty le ngheo con bao nhieu": ("poor_rate", "2021"),
    "nam 2012 phuong 2 co bao nhieu ho ngheo": ("escaped_poverty", "2012"),
    "phuong 2 nam 2012 bao nhieu ho can ngheo": ("escaped_near_poverty", "2012"),
}


def test_what_the_register_knows_of_a_past_year_stands_beside_what_was_published(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    for question, (measure, period) in BESIDE.items():
        answer = official.asks(question)
        assert answer.decision is Decision.CHOICES, question
        published, ours = (reading for _, reading in answer.readings)
        assert isinstance(published, Asked)
        assert isinstance(ours, Query)
        assert [(each.measure, each.period) for each in published.figures] == [(measure, period)]
    assert "161 hộ" in official.asks("nam 2012 phuong 2 co bao nhieu ho ngheo").text
    assert official.asks("ty le ho ngheo 2015").decision is Decision.CHOICES
    assert official.asks("ty le ho ngheo 2025").decision is Decision.ANSWER


def test_cards_that_end_in_a_month_to_come_are_counted_by_people(ward: UnitOfWork) -> None:
    line = Asking.card(ward, "ward_official").line("the bao hiem het han thang 12 co may nguoi")
    assert (line["decision"], line["unit"]) == ("answer", "người")
    assert line["value"] < line["denominator"]
    assert "từ 01/12/2026 tới 31/12/2026" in line["text"]


def test_everybody_in_poor_families_is_a_share_of_nobody(ward: UnitOfWork) -> None:
    line = Asking.card(ward, "ward_official").line("so nguoi ngheo")
    assert (line["value"], line["denominator"]) == (349, None)
    assert "trong sổ, 100%" not in line["text"]


def test_a_place_of_another_district_is_refused_and_noted(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    assert official.line("phuong 1 ca mau co bao nhieu ho ngheo")["decision"] == "refused"
    assert official.register.trail()


def test_rates_of_two_times_differ_in_points_not_in_percent(ward: UnitOfWork, truth: Truth) -> None:
    line = Asking.card(ward, "ward_official").line(
        "ty le ho ngheo giam bao nhieu diem phan tram so voi nam 2024"
    )
    shares = []
    for day in ("2024-12-31", TODAY):
        asked = Official("", {"where": "status='poor'", "of": "1", "day": day})
        number, whole = truth.expected(asked)
        shares.append(share(number, whole))
    assert list(line["value"].values()) == shares
    points = f"{abs(Decimal(str(shares[1])) - Decimal(str(shares[0]))):f}".replace(".", ",").rstrip("0")
    assert f"{points} điểm %" in line["text"]
    assert "toàn dân" in line["text"]


def test_a_rate_from_before_all_were_followed_is_not_compared(ward: UnitOfWork) -> None:
    answer = Asking.card(ward, "ward_official").asks("ty le ho ngheo 2016 so voi 2025")
    assert answer.decision is not Decision.ANSWER


def test_the_own_commune_may_be_named_with_its_province(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    assert official.line("phuong bac lieu tinh ca mau co may ho ngheo")["value"] == 148
    khom = official.line("khom 3 phuong bac lieu, tinh ca mau bao nhieu ho ngheo")
    assert khom["value"] == official.line("khom 3 bao nhieu ho ngheo")["value"]
    assert official.line("tinh ca mau co may ho ngheo")["decision"] == "refused"
    head = Asking.card(ward, "hamlet_head")
    assert head.line("phuong bac lieu tinh ca mau co may ho ngheo")["decision"] == "refused"


def test_who_helps_nobody_and_who_is_helped_by_nobody_are_not_mixed_up(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    for question in (
        "ho ngheo chua co don vi nao do dau",
        "bao nhieu ho ngheo chua duoc don vi do dau",
        "ho ngheo nao chua ai do dau",
    ):
        assert official.line(question)["unit"] == "hộ", question
    for question in ("don vi nao chua nhan ho nao", "may don vi chua do dau ho nao"):
        assert official.line(question)["unit"] == "đơn vị", question


def test_targets_are_no_indicators(ward: UnitOfWork) -> None:
    for card in ("ward_official", "hamlet_head"):
        for question in ("chi tieu nam nay toi dau", "chi tieu giam ngheo nam nay", "bao nhieu chi tieu"):
            assert Asking.card(ward, card).line(question)["decision"] == "unknown", question


async def test_a_target_is_told_to_machines_with_how_far_it_is(ward: UnitOfWork) -> None:
    official, phrases = Asking.card(ward, "ward_official"), load_phrases()
    asker, aims = official.desk()._asker, Aims(Requests(phrases), Officials(phrases))
    [commune] = official.register.areas_listed
    unset = aims.unset(asker, "chi tieu thoat ngheo nam 2025 toi dau")
    assert aims.asked(asker, "chi tieu thoat ngheo nam 2025 toi dau") is None
    assert unset is not None
    assert "chưa có chỉ tiêu" in unset.text
    wanted = Target(commune, 2025, Category.ESCAPE_POOR, Decimal(20))
    await ward.run(lambda tx: targets.say(tx, wanted, by=official.person, now=NOW))
    answer = aims.asked(asker, "chi tieu thoat ngheo nam 2025 toi dau")
    assert answer is not None
    line = answer.written("1")
    escaped = official.line("nam 2025 thoat ngheo bao nhieu ho")["value"]
    assert (line["value"], line["numerator"], line["denominator"]) == (20, escaped, 20)
    assert line["unit"] == "hộ"


def test_whoever_asks_is_not_counted(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    assert official.line("e cho a so ho ngheo khom 5 voi")["unit"] == "hộ"
    assert official.line("em xin so ho ngheo khom 5")["unit"] == "hộ"
    assert official.line("ho ngheo khom 5 co may em")["unit"] == "người"


ASKED = {
    "nam 2012 phuong 2 thoat ngheo bao nhieu ho": (81, 81, 161),
    "phuong 2 nam 2012 thoat can ngheo may ho": (53, 53, 129),
    "nam 2012 cat bao nhieu can nha tinh thuong": (17, None, None),
    "2012 gioi thieu viec lam cho bao nhieu lao dong": (532, None, None),
    "nam 2013 gioi thieu viec lam cho bao nhieu lao dong": (400, None, None),
    "bac lieu nam 2023 may gian hang": (16, None, None),
    "bao nhieu luot nguoi du phien giao dich viec lam": (1359, None, None),
    "can tho nam 2022 bao nhieu ho tai ngheo": (0, None, None),
    "can tho giam ty le ho ngheo": (0.28, None, None),
    "tp bac lieu nam 2023 giam bao nhieu ho ngheo": (145, None, None),
    "thanh pho bac lieu 2025 con bao nhieu ho can ngheo": (176, None, None),
    "tong tien ho tro san xuat 2023": (2_314_000_000, None, None),
}


def test_what_the_press_reported_is_told_as_it_was(ward: UnitOfWork) -> None:
    official = Asking.card(ward, "ward_official")
    for question, figure in ASKED.items():
        line = official.line(question)
        assert (line["value"], line["numerator"], line["denominator"]) == figure, question


@only_postgresql
@pytest.mark.thorough
async def test_both_databases_give_the_same_answers(ward: UnitOfWork, migrated_database_url: str) -> None:
    postgres = opened(migrated_database_url)
    await postgres.run(settle)
    here, there = (Asking.card(each, "ward_official") for each in (ward, postgres))
    for each in official_questions()[::7]:
        assert here.line(each.text)["value"] == there.line(each.text)["value"], each.text
    postgres.close()


def test_figures_of_the_press_are_not_mistaken_for_others(ward: UnitOfWork) -> None:
    """Turns and heads, points and percent, categories apart, "hơn" and "gần" kept, comma and point."""
    official = Asking.card(ward, "ward_official")
    turns = official.line("bao nhieu luot nguoi du phien giao dich viec lam")
    assert turns["unit"] == "lượt người"
    assert "không phải số hộ" in turns["text"]
    assert official.line("can tho giam ty le ho ngheo")["unit"] == "điểm %"
    assert "so với số hộ cũ" in official.line("nam 2013 giam bao nhieu phan tram ho can ngheo")["text"]
    apart = official.line("tp bac lieu nam 2024 con bao nhieu ho ngheo")
    assert apart["value"] == 50
    assert "tính riêng" in apart["text"]
    assert official.line("tp bac lieu cuoi nam 2023 con bao nhieu ho ngheo theo tieu chi")["value"] == 0
    assert "hơn 2.314 triệu đồng" in official.line("tong tien ho tro san xuat 2023")["text"]
    trend = official.line("ty le ho ngheo thi xa giam sao tu 2016")
    assert list(trend["value"].values()) == [4.57, 1.89]
    assert "2,68 điểm %" in trend["text"]
