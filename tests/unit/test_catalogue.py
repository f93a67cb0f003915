"""The policy catalogue as it ships, and the mistakes its files may not hold."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.domain.policies.catalogue import Catalogue
from bot.domain.policies.terms import Confidence, Group, Precision
from bot.errors import RefusedToStart
from models.catalogue import ROOT, check_catalogue, load_catalogue, load_wording

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the shipped files in which one passage of one file was changed."""
    for folder in ("models/policies", "locales/vi/policies"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    def edit(file: str, old: str, new: str) -> Path:
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit


def problems(root: Path) -> str:
    return "\n".join(map(str, check_catalogue(root=root)))


def test_shipped_catalogue_keeps_its_own_rules() -> None:
    assert check_catalogue() == []


def test_households_can_ask_about_all_first_rights() -> None:
    groups = {entry.group for entry in load_catalogue().entries.values()}

    assert groups >= {
        Group.STATUS_REVIEW,
        Group.SOCIAL_ASSISTANCE,
        Group.HEALTH_INSURANCE,
        Group.ELECTRICITY,
        Group.EDUCATION,
        Group.CREDIT,
        Group.SOCIAL_PENSION,
        Group.TRAINING,
        Group.WORK_ABROAD,
    }
    assert len(load_catalogue().entries) >= 10


def test_poverty_line_is_one_entry_with_both_lines_surely_known() -> None:
    line = load_catalogue().entries["poverty-line"].parameters["urban_line"]

    sums = {value.valid_from: (value.value, value.confidence) for value in line.values}

    assert sums[date(2026, 1, 1)] == (2_000_000, Confidence.CERTAIN)
    assert sums[date(2027, 1, 1)] == (2_800_000, Confidence.CERTAIN)


def test_source_tells_its_date_no_finer_than_it_is_known() -> None:
    sources = load_catalogue().entries["social-pension"].sources

    assert sources["nd_335_2026"].checked_on.precision is Precision.MONTH
    assert sources["nd_176_2025"].checked_on.precision is Precision.YEAR
    assert sources["nq_261_2025"].checked_on.day == date(2026, 4, 19)


def test_rate_that_changes_in_one_place_changes_for_every_right(edited: Edit) -> None:
    entries = load_catalogue(edited("models/policies/shared/parameters.yaml", "6.6", "6.1")).entries

    rates = {
        entries[name].parameters["poor_loan_rate"].values[-1].value
        for name in ("policy-bank-loans", "work-abroad")
    }

    assert [str(rate) for rate in rates] == ["6.1"]


def test_english_entry_stands_beside_vietnamese_ones(edited: Edit) -> None:
    root = edited("locales/vi/policies/poverty-line.yaml", "title:", "title:")
    english = root / "locales/en/policies"
    shutil.copytree(root / "locales/vi/policies/shared", english / "shared")
    shutil.copy(root / "locales/vi/policies/poverty-line.yaml", english)

    wording = load_wording("en", root)

    assert wording["poverty-line"].language == "en"
    assert wording["school-costs"].language == "vi"


def test_every_next_question_has_a_label_that_fits_a_button() -> None:
    wording = load_wording("vi")

    for entry in load_catalogue().entries.values():
        labels = wording[entry.id].next
        assert set(entry.related) <= labels.keys()
        assert all(0 < len(label) <= 40 for label in labels.values())


BROKEN = {
    "a key written twice": ("models/policies/poverty-line.yaml", "group:", "group: water\ngroup:"),
    "a misspelt key": ("models/policies/poverty-line.yaml", "offices:", "ofices:"),
    "an unknown related entry": ("models/policies/poverty-line.yaml", "[request-review,", "[reques-review,"),
    "an entry related to itself": ("models/policies/poverty-line.yaml", "[request-review,", "[poverty-line,"),
    "periods that overlap": (
        "models/policies/poverty-line.yaml",
        "valid_from: 2026-01-01, valid_to: 2026-12-31",
        "valid_from: 2025-12-31, valid_to: 2026-12-31",
    ),
    "a period that ends before it starts": (
        "models/policies/request-review.yaml",
        "valid_to: 2026-12-31",
        "valid_to: 2020-12-31",
    ),
    "a source nobody wrote down": (
        "models/policies/poverty-line.yaml",
        "source: qd_24_2021",
        "source: qd_25",
    ),
    "a portal code read as a number": ("models/policies/social-pension.yaml", '"1.014027"', "1.014027"),
    "a portal code of another form": ("models/policies/social-pension.yaml", "1.014027", "1.14027"),
    "a portal code that may not be used": ("models/policies/social-pension.yaml", "mark: A", "mark: D"),
    "money in parts of a đồng": ("models/policies/social-pension.yaml", "540_000", "540_000.5"),
    "a day that no year has": ("models/policies/request-review.yaml", '"12-14"', '"14-12"'),
    "a confidence without a name": ("models/policies/school-costs.yaml", "likely", "probably"),
    "a factor nobody gave": ("models/policies/electricity-support.yaml", "[kwh, tier1", "[kw, tier1"),
    "a label too long for a button": (
        "locales/vi/policies/poverty-line.yaml",
        "button: Chuẩn nghèo là bao nhiêu",
        f"button: {'x' * 41}",
    ),
    "text that is no YAML": ("locales/vi/policies/poverty-line.yaml", "names:", "names: ["),
    "a list instead of names": ("locales/vi/policies/shared/phrases.yaml", "about:", "- about:"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_program_refuses_to_start_and_names_the_file(change: tuple[str, str, str], edited: Edit) -> None:
    root = edited(*change)

    with pytest.raises(RefusedToStart, match=r"policies"):
        load_wording("vi", root)


def test_missing_wording_is_named(edited: Edit) -> None:
    root = edited("models/policies/poverty-line.yaml", "group:", "group:")
    (root / "locales/vi/policies/poverty-line.yaml").unlink()

    with pytest.raises(RefusedToStart, match=r"poverty-line\.yaml is missing"):
        load_wording("vi", root)


FOUND = {
    "figure that no parameter gives": (
        "locales/vi/policies/poverty-line.yaml",
        "Mình không nói trước được",
        "Dưới 2 triệu",
    ),
    "placeholder wage is unknown": ("locales/vi/policies/poverty-line.yaml", "{indicators}", "{wage}"),
    "parameter indicators is not used": ("locales/vi/policies/poverty-line.yaml", "{indicators}", "Các"),
    "statement both_kinds stands": ("locales/vi/policies/poverty-line.yaml", "both_count", "both_kinds"),
    "source old_law is not used": (
        "models/policies/insurance-card-lost.yaml",
        "\nsources:",
        "\nsources:\n  old_law: {document: NĐ 61/2015/NĐ-CP, checked_on: 2015}",
    ),
    "stands also in": (
        "locales/vi/policies/social-pension.yaml",
        "- may tuoi dc tien gia",
        "- Chuẩn Nghèo Nam Nay  La Bao Nhieu",
    ),
    "neither a source nor a figure": (
        "models/policies/request-review.yaml",
        "certain, source: qd_24_2021, article: Điều 5",
        "certain",
    ),
    "says more than 320 characters": (
        "locales/vi/policies/request-review.yaml",
        "Không tốn phí.",
        "Không tốn phí. " * 9,
    ),
}


@pytest.mark.parametrize(("problem", "change"), FOUND.items(), ids=FOUND.keys())
def test_check_finds(problem: str, change: tuple[str, str, str], edited: Edit) -> None:
    assert problem in problems(edited(*change))


def test_check_asks_for_enough_samples_without_accents(edited: Edit) -> None:
    root = edited("locales/vi/policies/poverty-line.yaml", "samples:", "samples: [một câu]\nold:")
    path = root / "locales/vi/policies/poverty-line.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("old:")] + text[text.index("statements:") :], encoding="utf-8")

    found = problems(root)

    assert "has 1 sample questions, needs 8" in found
    assert "has 0 sample questions without accents, needs 4" in found


def test_check_finds_wording_without_facts(edited: Edit) -> None:
    root = edited("models/policies/shared/sources.yaml", "nd_07_2021", "nd_07_2021")
    wording = root / "locales/vi/policies"
    shutil.copy(wording / "poverty-line.yaml", wording / "old-right.yaml")

    assert "old-right: has wording but no facts" in problems(root)


def test_catalogue_can_not_be_changed_by_accident() -> None:
    catalogue: Catalogue = load_catalogue()

    with pytest.raises(ValueError, match="frozen"):
        catalogue.entries["poverty-line"].group = Group.WATER
