"""The list of neighbouring procedures, and how well a question finds its own; rights are left in peace."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.domain.procedures import Desk, Matter, Procedure
from bot.domain.understanding import Decision, Document, Understanding
from bot.domain.understanding.spelling import Speller
from bot.errors import RefusedToStart
from bot.wording import LANGUAGES, wording
from models.catalogue import load_wording
from models.neighbouring import LIST, load_procedures
from models.phrases import load_phrases
from tests.policy_questions import TODAY
from tests.questions.asked import questions
from tests.world import known

QUESTIONS = Path(__file__).parent.parent / "questions" / "neighbouring_development.yaml"
PROCEDURES = load_procedures()
PHRASES = load_phrases("vi")
CATALOGUE = [
    Document(id, words.title, words.names, words.samples) for id, words in load_wording("vi").items()
]
HEADER = LIST.read_text(encoding="utf-8").splitlines()[0]
A_ROW = "1.001193,birth_and_family,commune_centre,A,Đăng ký khai sinh,khai sinh,lam khai sinh; giay khai sinh"


@pytest.fixture(scope="module")
def listener() -> Understanding:
    return known().understanding


@cache
def asked() -> list[tuple[str, str]]:
    """Each question of the development set with the code of its procedure."""
    written = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["neighbouring"]
    return [(row["procedure"], row["q"]) for row in written]


def named(listener: Understanding) -> list[tuple[str, str, Procedure | None]]:
    return [(code, said, listener.read(said, today=TODAY).procedure) for code, said in asked()]


def plain(text: str) -> tuple[str, ...]:
    return tuple(word.plain for word in Speller(PHRASES.shortenings).words(text))


def refusal(folder: Path, *lines: str) -> str:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RefusedToStart) as refused:
        load_procedures(path)
    return str(refused.value).removeprefix(str(path))


def test_the_list_knows_far_more_than_a_hundred_procedures() -> None:
    assert len(PROCEDURES) >= 120
    assert {procedure.matter for procedure in PROCEDURES} == set(Matter)
    assert {procedure.desk for procedure in PROCEDURES} == set(Desk)


def test_no_way_to_ask_belongs_to_two_procedures_or_to_a_right() -> None:
    of_procedures = Counter(
        words for procedure in PROCEDURES for words in {plain(text) for text in procedure.texts}
    )
    assert not [" ".join(words) for words, count in of_procedures.items() if count > 1]
    of_rights = {plain(text) for document in CATALOGUE for text in document.texts}
    assert not [" ".join(words) for words in of_rights & of_procedures.keys()]


def test_people_without_accents_are_thought_of() -> None:
    without = [text for procedure in PROCEDURES for text in procedure.asked if text.isascii()]
    assert len(without) >= len(PROCEDURES)


def test_no_development_question_was_copied_into_the_list() -> None:
    listed = {plain(text) for procedure in PROCEDURES for text in procedure.texts}
    assert not [said for _, said in asked() if plain(said) in listed]
    assert {code for code, _ in asked()} <= {procedure.code for procedure in PROCEDURES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_desk_has_a_name_in_every_language(language: str) -> None:
    assert len({wording(language)(f"desk.{desk}") for desk in Desk}) == len(Desk)


def test_a_good_row_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADER}\n{A_ROW}\n", encoding="utf-8-sig")
    [procedure] = load_procedures(path)
    assert procedure.asked == ("lam khai sinh", "giay khai sinh")
    assert procedure.desk is Desk.COMMUNE_CENTRE


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        (("commune_centre", "commune"), ", row 3, column desk: "),
        (("birth_and_family", "weather"), ", row 3, column matter: "),
        ((",A,", ",D,"), ", row 3, column mark: "),
        (("1.001193", "none"), ", row 3, column code: "),
        (("lam khai sinh; ", ""), ", row 3, column asked: "),
        (("lam khai sinh; ", "x; "), ", row 3, column asked, part 1: "),
        ((",khai sinh,lam khai sinh; giay khai sinh", ""), ", row 3, column names: "),
        ((A_ROW, f"{A_ROW},and more"), ", row 3, column beyond the last: "),
        ((A_ROW, A_ROW), ", row 3, column code: 1.001193 stands twice"),
        (("1.001193", "1.001194"), ", row 3, column name: Đăng ký khai sinh stands twice"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(tmp_path: Path, spoiled: tuple[str, str], told: str) -> None:
    assert refusal(tmp_path, HEADER, A_ROW, A_ROW.replace(*spoiled)).startswith(told)


def test_other_columns_and_a_missing_list_are_refused(tmp_path: Path) -> None:
    assert "row 1: the columns must be code, matter" in refusal(tmp_path, A_ROW)
    with pytest.raises(RefusedToStart, match="can not be read"):
        load_procedures(tmp_path / "none.csv")


def test_more_than_a_hundred_questions_are_named_rightly(listener: Understanding) -> None:
    heard = named(listener)
    right = [said for code, said, procedure in heard if procedure and procedure.code == code]
    wrong = [
        f"{said} -> {procedure.name}"
        for code, said, procedure in heard
        if procedure and procedure.code != code
    ]
    assert len(heard) >= 140
    assert len(right) >= 0.8 * len(heard), wrong
    assert len(wrong) <= 0.1 * len(heard), wrong


def test_nearly_everybody_is_sent_to_the_right_desk(listener: Understanding) -> None:
    desks = {procedure.code: procedure.desk for procedure in PROCEDURES}
    heard = named(listener)
    lost = [said for code, said, procedure in heard if not procedure or procedure.desk != desks[code]]
    assert len(lost) <= 0.1 * len(heard), lost


def test_questions_about_rights_are_not_sent_away(listener: Understanding) -> None:
    rights = [each.text for each in questions("development").entries]
    away = [said for said in rights if listener.read(said, today=TODAY).procedure]
    assert len(away) <= 0.01 * len(rights), away


def test_questions_of_neighbours_are_not_answered_as_rights(listener: Understanding) -> None:
    decisions = [listener.read(said, today=TODAY).decision for _, said in asked()]
    assert decisions.count(Decision.ANSWER) <= 0.02 * len(decisions)
    assert decisions.count(Decision.REFER) >= 0.9 * len(decisions)


def test_people_who_chat_are_hardly_ever_sent_anywhere(listener: Understanding) -> None:
    chat = [each.text for each in questions("development").outside]
    away = [said for said in chat if listener.read(said, today=TODAY).procedure]
    assert len(away) <= 0.06 * len(chat), away


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("làm giấy khai sinh cho con ở đâu", "1.001193"),
        ("lam giay khai sanh cho con o dau", "1.001193"),
        ("lam khai sinhh cho con moi sanh o dau", "1.001193"),
        ("mat cccd lam lai o dau", "1.014064"),
        ("Muốn tách hộ khẩu ra riêng", "1.010038"),
    ],
)
def test_accents_and_slips_of_the_finger_do_not_matter(
    listener: Understanding, question: str, code: str
) -> None:
    understood = listener.read(question, today=TODAY)
    assert understood.decision is Decision.REFER
    assert understood.procedure
    assert understood.procedure.code == code


@pytest.mark.parametrize(
    "question",
    [
        "hộ nghèo làm lại thẻ bảo hiểm",
        "mai táng phí",
        "xac nhan ho ngheo de vay",
        "ho ngheo xay nha duoc ho tro gi",
    ],
)
def test_what_sounds_alike_but_is_a_right_is_not_named(listener: Understanding, question: str) -> None:
    assert listener.read(question, today=TODAY).procedure is None


def test_a_kind_of_matter_that_no_procedure_fits_keeps_its_kind(listener: Understanding) -> None:
    understood = listener.read("cup dien hoai goi ai", today=TODAY)
    assert (understood.decision, understood.about, understood.procedure) == (
        Decision.REFER,
        "utilities",
        None,
    )
