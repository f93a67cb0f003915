"""Whatever is asked of whichever entry, on whatever day: sourced, dated, nothing but what is surely known."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import knowledge
from bot.domain.formats import VIETNAMESE
from bot.domain.policies.answers import Answer, compose
from bot.domain.policies.catalogue import Entry, names_a_draft
from bot.domain.policies.statements import Scene
from bot.domain.policies.terms import Facet, Level
from bot.domain.policies.wording import EntryWording
from bot.domain.text import fold
from bot.domain.understanding import Decision
from bot.errors import RefusedToStart
from bot.knowledge import Knowledge
from models.catalogue import ROOT, load_catalogue, load_wording, read_catalogue
from tests.catalogues import FACTS, WORDS, change, small

TODAY = date(2026, 11, 23)
LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)
# On which day somebody asks, and about which.
ASKED_ON = (
    (TODAY, TODAY),
    (LAST, LAST),
    (FIRST, FIRST),
    (FIRST, TODAY),
    (TODAY, FIRST),
    (date(2032, 1, 1), TODAY),
)
PARTS: tuple[tuple[Level, Facet | None], ...] = (
    *((level, None) for level in Level),
    *((Level.SHORT, facet) for facet in Facet),
)
TELLING = 25
FIGURE = re.compile(r"\d[\d.,/]*")


def told(
    entries: Iterable[Entry], wording: dict[str, EntryWording], *, on: date, today: date
) -> Iterator[tuple[Entry, Answer]]:
    """What every entry says about the day at every level, and to whoever asks for just one part."""
    for entry in entries:
        for level, facet in PARTS:
            words = wording[entry.id]
            yield entry, compose(entry, words, on=on, today=today, level=level, facet=facet, province="96")


def shipped(on: date, today: date) -> list[tuple[Entry, Answer]]:
    return list(told(load_catalogue().entries.values(), dict(load_wording("vi")), on=on, today=today))


def passages(words: EntryWording, statement: str) -> list[str]:
    """What the forms of a statement say between their figures, where it is long enough to be known again."""
    parts = [part for form in words.statements[statement].forms() for part in re.split(r"\{[^}]*\}", form)]
    return [part.strip() for part in parts if len(part.strip()) >= TELLING]


def unsayable_passages(entry: Entry, words: EntryWording, day: date) -> list[str]:
    """The passages of statements that are not surely known, or over, or not yet begun."""
    sayable = {name for name, one in entry.statements.items() if one.confidence.sayable and one.covers(day)}
    said = [part for name in sayable for part in passages(words, name)]
    hidden = [part for name in entry.statements.keys() - sayable for part in passages(words, name)]
    return [part for part in hidden if not any(part in other for other in said)]


def unsure_sums(entry: Entry) -> set[str]:
    """The sums of money that no sure value of the entry amounts to."""
    sums: dict[bool, set[str]] = {True: set(), False: set()}
    for parameter in entry.parameters.values():
        for one in parameter.values if parameter.unit.money else ():
            sums[one.confidence.sayable].add(VIETNAMESE.value(one.value, parameter.unit))
    return sums[False] - sums[True]


def sums_that_are_over(entry: Entry, day: date) -> set[str]:
    """The sums of money that another sure value has replaced by the day."""
    past, present = set(), set()
    for parameter in entry.parameters.values():
        for one in parameter.values if parameter.unit.money else ():
            written = VIETNAMESE.value(one.value, parameter.unit)
            replaced = one.last < day and one is not parameter.known_on(day)
            (past if replaced else present).add(written)
    return past - present


@pytest.mark.parametrize(("on", "today"), ASKED_ON)
def test_every_answer_names_its_sources_and_their_dates(on: date, today: date) -> None:
    answers = shipped(on, today)
    assert len(answers) >= 500
    for entry, answer in answers:
        assert "cập nhật" in answer.text, (entry.id, answer.text)
        assert answer.sources, entry.id
        for cite in answer.sources:
            assert cite.document in answer.text, (entry.id, answer.text)
            assert VIETNAMESE.as_of(cite.as_of) in answer.text, (entry.id, answer.text)


@pytest.mark.parametrize(("on", "today"), ASKED_ON)
def test_no_answer_has_a_place_left_to_fill(on: date, today: date) -> None:
    assert [answer.text for _, answer in shipped(on, today) if re.search(r"[{}]|\bNone\b", answer.text)] == []


@pytest.mark.parametrize(("on", "today"), ASKED_ON)
def test_nothing_is_said_that_is_not_surely_known_on_that_day(on: date, today: date) -> None:
    wording = load_wording("vi")
    looked_for = 0
    for entry, answer in shipped(on, today):
        scene = Scene(entry=entry, wording=wording[entry.id], on=on, today=today, province=None)
        hidden = unsayable_passages(entry, wording[entry.id], scene.day)
        looked_for += len(hidden)
        assert not [part for part in hidden if part in answer.text], (entry.id, answer.text)
        assert all(cite.confidence.sayable for cite in answer.sources), entry.id
        assert not any(names_a_draft(cite.document) for cite in answer.sources), entry.id
    assert looked_for >= 50, "else nothing was proved"


@pytest.mark.parametrize("today", [TODAY, LAST, FIRST])
def test_no_unsure_sum_and_none_that_was_replaced_is_told(today: date) -> None:
    looked_for = 0
    for entry, answer in shipped(today, today):
        hidden = unsure_sums(entry) | sums_that_are_over(entry, today)
        looked_for += len(hidden)
        figures = set(FIGURE.findall(answer.text))
        assert not {one for one in hidden if one.partition(" ")[0] in figures}, (entry.id, answer.text)
    assert looked_for >= 50, "else nothing was proved"


def test_what_is_over_is_told_with_the_day_up_to_which_it_is_known() -> None:
    over = 0
    for entry, answer in shipped(date(2032, 1, 1), TODAY):
        version = entry.version_on(date(2032, 1, 1))
        assert version is not None
        if version.last < date(2032, 1, 1):
            over += 1
            assert "chỉ biết chắc tới hết" in answer.text, (entry.id, answer.level, answer.text)
    assert over >= 20, "else nothing was proved"


DRAFTS = (
    "Dự thảo Nghị định chuẩn nghèo 2031",
    "dự thảo NĐ 999/2027/NĐ-CP",
    "DỰ THẢO Nghị quyết",
    "Du thao quyet dinh",
    "Bản dự thảo lần 3 của Bộ",
    "Nghị định (dự thảo)",
    "NĐ 12/2027/NĐ-CP - dự thảo 2",
    "Draft decree 2027",
    "decree (DRAFT)",
    "Dự\u00a0thảo thông tư",
    "Dự  thảo thông tư",
    "Tờ trình và dự thảo",
)
PLANTED = [
    *(
        {"level": level, "confidence": grade}
        for level in Level
        for grade in ("secondary", "doubtful", "unread")
    ),
    *({"level": level, "confidence": "certain", "valid_to": date(2025, 12, 31)} for level in Level),
    *({"level": level, "confidence": "certain", "valid_from": date(2040, 1, 1)} for level in Level),
]
RIGHTS = ("poverty-line", "electricity-support")


@pytest.mark.parametrize("document", DRAFTS)
@pytest.mark.parametrize("key", ["document", "title"])
def test_a_planted_draft_is_refused_whole_whatever_it_is_called(
    tmp_path: Path, document: str, key: str
) -> None:
    shutil.copytree(ROOT / FACTS / "shared", tmp_path / FACTS / "shared")
    source = {"document": "NĐ 1/2027", "checked_on": 2027} | {key: document}
    place = f"{FACTS}/planted.yaml"
    entry = {
        "group": "gifts",
        "versions": [{"source": "planted"}],
        "statements": {
            "one": {"level": 1, "confidence": "certain", "source": "planted", "about": ["anyone"]}
        },
    }
    plant(tmp_path, place, entry | {"sources": {"planted": source}})
    with pytest.raises(RefusedToStart, match="draft"):
        read_catalogue(tmp_path)
    plant(tmp_path, place, entry | {"sources": {"planted": source | {key: "NĐ 1/2027"}}})
    assert read_catalogue(tmp_path).entries.keys() == {"planted"}


def plant(root: Path, place: str, said: dict[str, Any]) -> None:
    (root / place).write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A small catalogue, learned and read as the bot does, with statements in it that nobody may hear."""
    root = small(tmp_path_factory.mktemp("planted"), RIGHTS)
    for right in RIGHTS:
        facts, words = (f"{folder}/{right}.yaml" for folder in (FACTS, WORDS))
        statements = "".join(
            f"  planted_{number}: {yaml.safe_dump(one | SOURCED, default_flow_style=True, width=500)}"
            for number, one in enumerate(map(plain, PLANTED))
        )
        texts = "".join(f"  planted_{number}: {lure(number)}\n" for number in range(len(PLANTED)))
        change(root, facts, old="\nstatements:\n", new=f"\nstatements:\n{statements}")
        change(root, words, old="\nstatements:\n", new=f"\nstatements:\n{texts}")
    return knowledge.load(tmp_path_factory.mktemp("cache"), root)


SOURCED = {"source": "nd_351_2025", "about": ["anyone"]}


def plain(one: dict[str, Any]) -> dict[str, Any]:
    return {key: int(value) if isinstance(value, Level) else value for key, value in one.items()}


def lure(number: int) -> str:
    return f"Mồi nhử {chr(ord('A') + number)} chuẩn nghèo và tiền điện được tăng gấp mười."


@pytest.mark.parametrize(("on", "today"), ASKED_ON)
def test_planted_statements_are_never_said(planted: Knowledge, on: date, today: date) -> None:
    entries = planted.catalogue.entries
    assert all(
        len([name for name in entries[right].statements if "planted" in name]) >= 10 for right in RIGHTS
    )
    answers = list(told(entries.values(), dict(planted.entry_wording("vi")), on=on, today=today))
    assert len(answers) == len(RIGHTS) * len(PARTS)
    assert [answer.text for _, answer in answers if "Mồi nhử" in answer.text] == []


def test_who_asks_in_the_very_words_of_a_planted_statement_does_not_hear_it(planted: Knowledge) -> None:
    answered = 0
    for spelled in (str, fold):
        for number in range(len(PLANTED)):
            found = planted.understanding.read(spelled(lure(number)), today=TODAY)
            assert set(found.entries) <= set(RIGHTS)
            if found.decision is Decision.ANSWER:
                answered += 1
                assert "Mồi nhử" not in said_to(planted, found.entries[0])
    assert answered, "else nothing was proved"


def said_to(planted: Knowledge, entry: str) -> str:
    return planted.answer(
        entry,
        "vi",
        on=TODAY,
        today=TODAY,
        level=Level.SHORT,
        province=None,
        facet=None,
        age=None,
        amount=None,
    ).text
