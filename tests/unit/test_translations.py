"""English and Khmer: twenty policies say what the Vietnamese say; nothing unread or out of step is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from bot.domain.messages import Incoming, Kind
from bot.domain.policies.answers import MAX_SHORT, Answer, compose
from bot.domain.policies.terms import Facet, Level
from bot.domain.policies.wording import EntryWording
from bot.errors import DongHanhError
from bot.policies.translations import untranslated
from bot.wording import wording
from handlers.catalogue import policy
from models.catalogue import ROOT, Standing, check_catalogue, load_wording, read_texts, translations
from tests.policy_questions import ENTRIES, NEW_YEAR, WORDING
from tests.sitting import Sitting
from tests.world import known

TWENTY = [
    "assistance-base",
    "burial-assistance",
    "disability-allowance",
    "electricity-support",
    "health-insurance-near-poor",
    "health-insurance-poor",
    "insurance-card-lost",
    "job-fair",
    "loan-poor",
    "old-ward-new-ward",
    "policy-bank-loans",
    "poverty-line",
    "preschool-lunch",
    "request-review",
    "scam-fake-officer",
    "school-costs",
    "social-pension",
    "tet-gift-2027",
    "vocational-training",
    "work-abroad",
]
OLD_YEAR = date(2026, 12, 31)
DRAFTS = {language: load_wording(language, drafts=True) for language in ("en", "km")}
SUM = {"vi": r"([\d.]+) đ", "en": r"([\d,]+) VND", "km": r"([\d.]+) ដុង"}

# Papers, places and newspapers keep their names; offices show theirs in parentheses.
KEPT = re.compile(
    r"""\([^()]*\)|(NĐ|QĐ|NQ|TT|CV)?\ ?\d[\w/.-]*/[\w/.-]+|Mẫu\ [\w-]+|Phụ\ lục\ \w+|Điều|cấp\ 3
    |TP(\.HCM)?|Cà\ Mau|Bạc\ Liêu|An\ Xuyên|Tân\ Xuyên|Tân\ Thành|Lý\ Văn\ Lâm|Vĩnh\ Trạch(\ Đông)?
    |Hiệp\ Thành|Nhà\ Mát|Long\ An|[Pp]hường|xã|Tết|Kinh|(Sở|Bộ)\ Nội\ vụ|Đồng\ Hành
    |Dân\ trí|Lao\ Động|Thanh\ Niên|Thời\ Đại|VietNamNet|Znews|ANTV|Zalo|VNeID|VssID|OTP|HIV|kWh|km""",
    re.VERBOSE,
)
VIETNAMESE_LETTER = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
LATIN = re.compile(r"[A-Za-z]")


def answers(language: str, *levels: Level) -> Iterator[Answer]:
    for name, on, level, province in product(TWENTY, (OLD_YEAR, NEW_YEAR), levels, (None, "96")):
        words = DRAFTS[language][name] if language != "vi" else WORDING[name]
        yield compose(ENTRIES[name], words, on=on, today=on, level=level, province=province)


def without_names(answer: Answer) -> str:
    """The text but for documents, places, and what stands in parentheses."""
    text = answer.text
    for cite in answer.sources:
        text = text.replace(cite.document, "").replace(cite.article or "\0", "")
    return KEPT.sub("", text)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of all that people read."""
    shutil.copytree(ROOT / "models/policies", tmp_path / "models/policies")
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mark_as_read(root: Path, name: str) -> None:
    change(root / f"locales/km/policies/{name}.yaml", "title:", "reviewed_by: teacher of Khmer\ntitle:")


def test_english_speakers_are_told_the_twenty_in_english() -> None:
    told = {name for name, words in load_wording("en").items() if words.language == "en"}

    assert told >= set(TWENTY)


def test_khmer_texts_of_the_twenty_keep_step_with_the_vietnamese() -> None:
    texts = {code: written for code in ("vi", "km") if (written := read_texts(code, ROOT))}

    assert {translations(texts, "km")[name] for name in TWENTY} <= {Standing.UNREAD, Standing.TOLD}


@pytest.mark.parametrize("language", DRAFTS)
def test_translations_keep_the_rules_of_the_catalogue(language: str) -> None:
    assert check_catalogue(language) == []


def test_english_answers_leave_no_vietnamese_but_names() -> None:
    left = [text for text in map(without_names, answers("en", *Level)) if VIETNAMESE_LETTER.search(text)]

    assert left == []


def test_khmer_answers_leave_no_vietnamese_but_names() -> None:
    left = [text for text in map(without_names, answers("km", *Level)) if LATIN.search(text)]

    assert left == []


@pytest.mark.parametrize("language", DRAFTS)
def test_short_answers_are_short_in_every_language(language: str) -> None:
    assert [each.text for each in answers(language, Level.SHORT) if len(each.text) > MAX_SHORT] == []


@pytest.mark.parametrize("language", DRAFTS)
@pytest.mark.parametrize(("facet", "age"), [*product(Facet, [None]), *product([None], (1, 4, 8, 60, 72, 80))])
def test_answers_to_a_narrower_question_are_short_too(language: str, facet: Facet, age: int) -> None:
    for name, on in product(TWENTY, (OLD_YEAR, NEW_YEAR)):
        words = DRAFTS[language][name]
        answer = compose(ENTRIES[name], words, on=on, today=on, facet=facet, age=age, province="96")
        assert len(answer.text) <= MAX_SHORT, answer.text


@pytest.mark.parametrize("language", DRAFTS)
def test_sums_and_sources_are_those_of_the_vietnamese_answers(language: str) -> None:
    def sums(answer: Answer, code: str) -> list[str]:
        return sorted(re.sub(r"\D", "", found) for found in re.findall(SUM[code], answer.text))

    for here, there in zip(answers(language, *Level), answers("vi", *Level), strict=True):
        assert here.sources == there.sources
        assert sums(here, language) == sums(there, "vi"), here.text


def test_khmer_that_no_speaker_read_is_not_told() -> None:
    assert {words.language for words in load_wording("km").values()} == {"vi"}

    answer = Sitting(language="km").says("chuan ngheo nam nay bao nhieu")

    assert answer.startswith(wording("km")("policy.only_vietnamese"))
    assert "1.500.000 đ" in answer
    assert "ដុង" not in answer


def test_khmer_that_a_speaker_read_is_taken_entry_by_entry(files: Path) -> None:
    mark_as_read(files, "poverty-line")

    told = load_wording("km", files)

    assert told["poverty-line"].language == "km"
    assert told["request-review"].language == "vi"
    assert told["request-review"].next["poverty-line"] == told["poverty-line"].button


def test_khmer_that_a_speaker_read_stands_above_the_vietnamese(files: Path) -> None:
    mark_as_read(files, "poverty-line")

    text = shown_in_khmer(load_wording("km", files)["poverty-line"])

    assert text.index("1.500.000 ដុង") < text.index("1.500.000 đ")
    assert wording("km")("policy.only_vietnamese") not in text
    khmer, vietnamese = text.split("\n\n")
    assert max(len(khmer), len(vietnamese)) <= MAX_SHORT


def shown_in_khmer(words: EntryWording) -> str:
    """What somebody who chose Khmer reads about an entry with these words."""
    worded = known().entries | {"km": {**known().entries["km"], words.id: words}}

    def answer(entry_id: str, language: str, **asked: object) -> Answer:
        return compose(ENTRIES[entry_id], worded[language][entry_id], **asked)

    turn = Sitting(language="km").turn(Incoming("1", "tu", Kind.TEXT, text="?"))
    told = replace(turn, knowledge=replace(known(), entries=worded, answer=answer))
    return policy.open_entry(told, words.id).messages[0].text


def test_english_that_lacks_a_statement_gives_way_to_the_vietnamese(files: Path) -> None:
    change(files / "locales/en/policies/poverty-line.yaml", "  cannot_foretell:", "  cannot_tell:")

    assert load_wording("en", files)["poverty-line"].language == "vi"
    assert "  poverty-line: says other things than the Vietnamese text" in untranslated("en", files)


def test_english_that_lacks_a_figure_gives_way_to_the_vietnamese(files: Path) -> None:
    change(files / "locales/en/policies/social-pension.yaml", "{monthly_sum} a month", "some money")

    assert load_wording("en", files)["social-pension"].language == "vi"


def test_list_names_what_is_unread_missing_and_unwritten(files: Path) -> None:
    mark_as_read(files, "poverty-line")
    (files / "locales/km/policies/work-abroad.yaml").unlink()
    change(files / "locales/km/LC_MESSAGES/donghanh.po", 'msgid "stop.ask"', 'msgid "stop.asked"')

    lines = untranslated("km", files).splitlines()

    assert lines[0] == f"km: 1 of {len(ENTRIES)} entries are told"
    assert "  social-pension: not yet read by a speaker" in lines
    assert "  work-abroad: missing" in lines
    assert not [line for line in lines if line.startswith("  poverty-line:")]
    assert "  stop.ask" in lines
    assert lines[-1] == "km: the interface texts are not yet read by a speaker"


def test_list_forgets_the_interface_once_a_speaker_read_it(files: Path) -> None:
    change(files / "locales/km/LC_MESSAGES/donghanh.po", "# reviewed_by:", "# reviewed_by: teacher of Khmer")

    assert "the interface texts are not yet read" not in untranslated("km", files)


def test_list_without_a_language_goes_through_all_but_vietnamese() -> None:
    heads = [line for line in untranslated().splitlines() if "entries are told" in line]

    assert [head.partition(":")[0] for head in heads] == ["km", "en"]


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_list_of_a_language_that_is_none_says_which_there_are(language: str) -> None:
    with pytest.raises(DongHanhError, match="km or en"):
        untranslated(language)
