"""What people read: every text that code asks for exists, fits, and says the same in every language."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter
from typing import get_args
from unicodedata import is_normalized

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot import forms
from bot.channels.web_page import PAGE_TEXTS
from bot.domain import roles
from bot.domain.case_rules import CaseKind
from bot.domain.consent import Purpose
from bot.domain.delegation import Scope, Tie
from bot.domain.eligibility import terms as eligibility
from bot.domain.eligibility.facts import EVERYONE, facts
from bot.domain.eligibility.rules import Step, Unheld, parts
from bot.domain.messages import Kind
from bot.domain.notices import KINDS
from bot.domain.policies.check import Breach
from bot.domain.policies.listening import Mishearing
from bot.domain.policies.terms import Audience, Confidence, Facet, Group, Unit
from bot.domain.procedures import Desk
from bot.domain.register.changes import ChangeKind
from bot.domain.register.terms import (
    CannotEscape,
    Cause,
    Deprivation,
    Ethnicity,
    Land,
    Need,
    Received,
    Relation,
    Sex,
    Standard,
    Status,
)
from bot.domain.sample.recipe import CardRole
from bot.doors import COMMANDS
from bot.lists.lines import FaultCode, Refusal, Severity
from bot.lists.words import Field
from bot.router import TOPICS
from bot.wording import LANGUAGES, LOCALES, Wording, translation, wording
from handlers import JOBS
from handlers.other_kinds import SILENT
from models.eligibility_files import load_rules
from models.people.contacts import Standing
from models.phrases import load_phrases
from models.publishing import Reason
from tests.entitled_keys import KEYS
from tests.event_words import EVENT_FAMILIES
from tests.figure_texts import FIGURES
from tests.reminder_keys import OF_REMINDERS
from tests.test_architecture import modules
from tests.work_keys import OF_WORK

KEY = re.compile(r"[a-z_]+(\.[a-z_-]*[a-z])+")
LONGEST_LABEL = 60
LONGEST_NOTICE = 1_000
LONGEST_TEXT = 1_000
ANSWERED_WITH_WORDS = [
    kind for kind in Kind if kind not in (*SILENT, Kind.TEXT, Kind.CHOICE, Kind.START, Kind.BLOCKED)
]

assert TOPICS, "importing the router makes the forms known"

COLUMNS = {field.value for field in Field} - {
    *("poor", "near_poor", "newly_escaped", "average", "other", "no_one_able_to_work", "social_assistance"),
    "identity",
}
"""Columns of lists by what they tell; others are named by the status or reason they mark, or never read."""


def of_forms(name: str) -> list[str]:
    """The keys of all forms that end in this way."""
    return [
        f"{form.name}.{name}_{question.key}" for form in forms._FORMS.values() for question in form.questions
    ]


ASKED = [purpose for purpose in Purpose if purpose is not Purpose.KEEP_DETAILS]
"""What the topic of consent asks for; keeping details is asked by linking."""


def unheld() -> set[str]:
    """What the rules say nobody knows, and what is said when facts or figures are missing as a whole."""
    found = {"period", "figure", "unnamed_members", "no_such_member"}
    for _, condition in load_rules().book.conditions():
        found |= {part.unheld for part in parts(condition) if isinstance(part, Unheld)}
    return found


FAMILIES = {
    "kind.{}": [f"kind.{kind}" for kind in ANSWERED_WITH_WORDS],
    "group.{}": [f"group.{group}" for group in Group],
    "smalltalk.{}": [f"smalltalk.{reply}" for reply in load_phrases().replies],
    "urgent.{}": [f"urgent.{kind}" for kind in CaseKind if kind.urgent],
    "matter.{}": [f"matter.{matter}" for matter in load_phrases().matters],
    "desk.{}": [f"desk.{desk}" for desk in Desk],
    "neighbour.also_{}": ["neighbour.also_death_certificate", "neighbour.also_court"],
    "my_data.standing_{}": [f"my_data.standing_{standing}" for standing in Standing],
    "command.{}": [f"command.{name}" for name in COMMANDS],
    **OF_WORK,
    "case.kind_{}": [f"case.kind_{kind}" for kind in CaseKind],
    **OF_REMINDERS,
    "notice.{}": [f"notice.{key}" for key in KINDS],
    "web.{}": sorted(PAGE_TEXTS),
    "breach.{}": [f"breach.{breach.name.lower()}" for breach in Breach],
    "misheard.{}": [f"misheard.{kind.name.lower()}" for kind in Mishearing if kind.serious],
    "publish.{}": [f"publish.{reason}" for reason in Reason],
    "audience.{}": [f"audience.{audience}" for audience in Audience],
    "confidence.{}": [f"confidence.{confidence}" for confidence in Confidence],
    "facet.{}": [f"facet.{facet}" for facet in Facet],
    "unit.{}": [f"unit.{unit}" for unit in Unit],
    "web.card_{}": [f"web.card_{name}" for name in get_args(CardRole)],
    "demo.try_{}": [f"demo.try_{name}" for name in get_args(CardRole)],
    "import.{}": [f"import.{severity}" for severity in Severity],
    "register.status_{}": [f"register.status_{status}" for status in Status],
    "register.standard_{}": [f"register.standard_{standard}" for standard in Standard],
    "register.cannot_escape_{}": [f"register.cannot_escape_{reason}" for reason in CannotEscape],
    "register.deprivation_{}": [f"register.deprivation_{lack}" for lack in Deprivation],
    "register.relation_{}": [f"register.relation_{relation}" for relation in Relation],
    "register.role_{}": [f"register.role_{role}" for role in roles.Role],
    "register.field_{}": [f"register.field_{field}" for field in roles.Field],
    "consent.ask_{}": [f"consent.ask_{purpose}" for purpose in ASKED],
    "consent.name_{}": [f"consent.name_{purpose}" for purpose in Purpose],
    "consent.give_{}": [f"consent.give_{purpose}" for purpose in ASKED],
    "consent.withdraw_{}": [f"consent.withdraw_{purpose}" for purpose in ASKED],
    "consent.withdrawn_{}": [f"consent.withdrawn_{purpose}" for purpose in ASKED],
    "delegation.tie.{}": [f"delegation.tie.{tie}" for tie in Tie],
    "delegation.scope.{}": [f"delegation.scope.{scope}" for scope in Scope],
    "file.cause_{}": [f"file.cause_{cause}" for cause in Cause],
    "file.need_{}": [f"file.need_{need}" for need in Need],
    "file.received_{}": [f"file.received_{each}" for each in Received],
    "file.land_{}": [f"file.land_{land}" for land in Land],
    **FIGURES,
    "lists.fault_{}": [f"lists.fault_{code}" for code in FaultCode],
    "lists.refused_{}": [f"lists.refused_{reason}" for reason in Refusal],
    "lists.column_{}": [f"lists.column_{field}" for field in COLUMNS],
    "lists.status_{}": [f"lists.status_{status}" for status in Status],
    "lists.cannot_escape_{}": [f"lists.cannot_escape_{reason}" for reason in CannotEscape],
    "lists.deprivation_{}": [f"lists.deprivation_{each}" for each in Deprivation],
    "lists.cause_{}": [f"lists.cause_{each}" for each in Cause],
    "lists.relation_{}": [f"lists.relation_{relation}" for relation in Relation],
    "lists.sex_{}": [f"lists.sex_{sex}" for sex in Sex],
    "lists.ethnicity_{}": [f"lists.ethnicity_{ethnicity}" for ethnicity in Ethnicity],
    "screen.fact_{}": [f"screen.fact_{fact}" for fact in facts()],
    "screen.ask_{}": [f"screen.ask_{fact}" for fact in (EVERYONE, *facts())],
    "screen.{}_{}": [
        f"screen.{kind.__name__.lower()}_{choice}"
        for kind in {fact.type for fact in facts().values() if fact.type.__module__ == eligibility.__name__}
        for choice in kind
    ],
    "screen.unheld_{}": [f"screen.unheld_{name}" for name in unheld()],
    "screen.right_{}": [
        f"screen.right_{name}" for name, right in load_rules().book.rights.items() if name != right.entry
    ],
    "screen.standard_{}": [f"screen.standard_{name}" for name in load_rules().book.standards],
    "screen.per_{}": [f"screen.per_{per}" for per in eligibility.Per],
    "screen.do_{}": [
        f"screen.do_{change.fact}"
        for change in load_rules().book.changes
        if change.step is not Step.ASK_REVIEW
    ],
    "screen.verdict_{}": [f"screen.verdict_{verdict}" for verdict in eligibility.Verdict],
    "screen.hint_{}": [f"screen.hint_{verdict}" for verdict in eligibility.Verdict],
    **KEYS,
    "changes.kind_{}": [f"changes.kind_{kind}" for kind in ChangeKind],
    "{}.ask_{}": of_forms("ask"),
    "{}.name_{}": of_forms("name"),
    "{}.hint_{}": [
        f"{form.name}.hint_{question.hint or question.key}"
        for form in forms._FORMS.values()
        for question in form.questions
        if question.read_in_turn or (question.read and not question.open_ended)
    ],
    "{}.{}.{}": [
        f"{form.name}.{question.name}.{option}"
        for form in forms._FORMS.values()
        for question in form.questions
        for option in question.options
    ],
} | EVENT_FAMILIES
"""Keys that code puts together, by the shape in which it does."""
NO_KEYS = {"{}.{}", "my_data.{}", "{}.txt", "{}.csv"}
"""Strings of the same shape that are none: button tokens, and the kinds of jobs."""


@cache
def catalogue(language: str) -> dict[str, Message]:
    with (LOCALES / language / "LC_MESSAGES" / "donghanh.po").open("rb") as file:
        return {str(message.id): message for message in read_po(file, locale=language) if message.id}


def words(language: str) -> dict[str, str]:
    return {key: str(message.string) for key, message in catalogue(language).items() if message.string}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def shape(string: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in string.values)


def constants() -> Iterator[tuple[str, str]]:
    """Strings of the code that look like keys of a text, and where they stand."""
    families = {key.partition(".")[0] for key in catalogue("vi")}
    for module in modules("bot", "handlers"):
        for node in module.nodes(ast.Constant):
            value = node.value
            if isinstance(value, str) and KEY.fullmatch(value) and value.partition(".")[0] in families:
                yield value, module.at(node.lineno)


def shapes() -> Iterator[tuple[str, str]]:
    for module in modules("bot", "handlers"):
        for node in module.nodes(ast.JoinedStr):
            if re.fullmatch(r"[a-z_{}]+(\.[a-z_{}]+)+", shape(node)):
                yield shape(node), module.at(node.lineno)


def asked_for() -> set[str]:
    return {key for key, _ in constants()} | {key for keys in FAMILIES.values() for key in keys}


def test_every_text_that_code_asks_for_is_written() -> None:
    missing = [f"{key} ({where})" for key, where in constants() if key not in words("vi") and key not in JOBS]
    missing += [key for keys in FAMILIES.values() for key in keys if key not in words("vi")]
    assert not missing


def test_keys_are_put_together_only_in_known_ways() -> None:
    """A new way belongs into FAMILIES, so that its texts are looked for."""
    unknown = [f"{made} ({where})" for made, where in shapes() if made not in FAMILIES.keys() | NO_KEYS]
    assert not unknown


def test_no_text_is_written_that_nobody_asks_for() -> None:
    assert not catalogue("vi").keys() - asked_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_has_a_text_that_vietnamese_lacks(language: str) -> None:
    assert not catalogue(language).keys() - catalogue("vi").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    assert translation(language).missing == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_fills_in_the_same_names_in_every_language(language: str) -> None:
    differing = [
        key for key, text in words(language).items() if placeholders(text) != placeholders(words("vi")[key])
    ]
    assert not differing


def test_every_language_names_the_same_emergency_numbers() -> None:
    number = re.compile(r"\b1\d\d\b")
    for language, key in product(LANGUAGES, [key for key in words("vi") if key.startswith("urgent.")]):
        assert set(number.findall(words(language)[key])) == set(number.findall(words("vi")[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_finished_and_well_formed(language: str) -> None:
    for key, message in catalogue(language).items():
        text = str(message.string)
        assert not message.fuzzy, f"{key} is fuzzy"
        assert text, f"{key} is empty"
        assert is_normalized("NFC", text), f"{key} is not NFC"
        assert text == text.strip(), f"{key} has blanks around it"
        assert "  " not in text, f"{key} has two blanks"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_said_with_what_it_is_given(language: str) -> None:
    for key, text in words(language).items():
        said = wording(language)(key, **dict.fromkeys(placeholders(text), "mẫu"))
        assert "{" not in said
        assert len(said) <= LONGEST_TEXT, f"{key} is long"


def labels() -> set[str]:
    """Keys of what stands on a button: the first argument of each `Choice`, a form's options."""
    found = {key for name in ("{}.{}.{}", "{}.name_{}", "group.{}") for key in FAMILIES[name]}
    for module in modules("bot", "handlers"):
        for call in module.nodes(ast.Call):
            if isinstance(call.func, ast.Name) and call.func.id == "Choice" and call.args:
                found |= {
                    node.value
                    for node in ast.walk(call.args[0])
                    if isinstance(node, ast.Constant) and node.value in catalogue("vi")
                }
    return found | {
        "form.send",
        "form.correct",
        "form.cancel",
        "policy.how",
        "policy.basis",
        "choice.share_phone",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_fits_on_it(language: str) -> None:
    known = words(language)
    too_long = [key for key in labels() if len(f"10. {known.get(key, '')}") > LONGEST_LABEL]
    assert len(labels()) > 30
    assert not too_long


def test_labels_of_one_list_can_be_told_apart_without_accents() -> None:
    from bot.domain.text import fold

    folded = [fold(words("vi")[key]) for key in FAMILIES["group.{}"]]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_a_notice_stays_short_with_the_longest_of_everything(kind, language: str) -> None:
    longest = {name: "x" * length for name, length in kind.parameters.items()}
    text = wording(language)(f"notice.{kind.key}", **longest)
    assert placeholders(words("vi")[f"notice.{kind.key}"]) == set(kind.parameters)
    assert len(text) <= LONGEST_NOTICE


def test_a_text_nobody_wrote_is_an_error_and_not_shown() -> None:
    with pytest.raises(KeyError):
        wording("vi")("policy.no_such_text")


def test_a_language_nobody_translated_speaks_vietnamese() -> None:
    assert wording("fr")("language.name") == wording("vi")("language.name")
    assert wording("km").knows("matter.other")


def test_what_a_language_lacks_is_said_in_vietnamese(tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path, dirs_exist_ok=True)
    khmer = tmp_path / "km/LC_MESSAGES/donghanh.po"
    text = khmer.read_text(encoding="utf-8").replace('msgid "stop.ask"', 'msgid "stop.asked"')
    khmer.write_text(text, encoding="utf-8")

    assert "stop.ask" in translation("km", tmp_path).missing
    assert Wording("km", tmp_path)("stop.ask") == words("vi")["stop.ask"]


OFFICIALESE = (
    "quý khách",
    "đề nghị",
    "căn cứ theo",
    "theo quy định của pháp luật hiện hành",
    "vui lòng liên hệ",
    "trân trọng",
    "kính",
    "bạn",
)


OF_THE_LAW = "official_form."
"""What stands on a form of the law is worded as the law words it."""


def test_people_are_spoken_to_as_a_neighbour_would() -> None:
    stiff = [
        f"{key}: {term}"
        for key, text in words("vi").items()
        for term in OFFICIALESE
        if not key.startswith(OF_THE_LAW) and re.search(rf"\b{term}\b", text.lower())
    ]
    assert not stiff


def test_sentences_for_people_are_short() -> None:
    long = [
        f"{key}: {sentence}"
        for key, text in words("vi").items()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n", text)
        if len(sentence.split()) > 32
    ]
    assert not long


def test_locale_folders_are_those_of_the_languages() -> None:
    assert {folder.name for folder in Path(LOCALES).iterdir() if folder.is_dir()} == set(LANGUAGES)
