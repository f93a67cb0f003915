"""Words that always work, and the short answers that pick one of the choices offered.

A word counts only when it is the whole message: an ordinary question that contains it is never swallowed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict

from bot.domain import text as spelling

_LONGEST_ANSWER = 120
_HELD_DOWN = re.compile(r"([^\W\d])\1{2,}")
# Asks for the coloured form of an emoji; a mark to Unicode, nothing to people.
_COLOURED = "\ufe0f"
_NO_WORD = "0"
_DIGITS_APART = re.compile(r"\d+|\D+")
# People of the south write hỏi and ngã for each other.
_TILDE, _HOOK = "\u0303", "\u0309"

Value = TypeVar("Value")


class Control(StrEnum):
    """What a word that always works asks for. `DUNG` is dừng (stop) or đúng (right): ask which."""

    MENU = "menu"
    STOP = "stop"
    RESTART = "restart"
    CANCEL = "cancel"
    BACK = "back"
    HELP = "help"
    PERSON = "person"
    LANGUAGE = "language"
    ERASE = "erase"
    MY_DATA = "my_data"
    DUNG = "dung"


class Phrasebook(Generic[Value]):
    """Finds the value of a phrase. Accents may be left out, but not changed in a phrase of one word."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], Value]]) -> None:
        self.rows: dict[str, list[tuple[Sequence[str], Value]]] = {}
        self.longest = 0
        for words, value in phrases:
            self.rows.setdefault(_key(words), []).append((words, value))
            self.longest = max(self.longest, len(words))

    def find(self, typed: Sequence[str]) -> Value | None:
        values = {value for words, value in self.rows.get(_key(typed), ()) if _accents_agree(typed, words)}
        return values.pop() if len(values) == 1 else None

    def without(self, typed: Sequence[str]) -> list[str]:
        """Return the words typed without the phrases of this book, all of them if nothing would be left."""
        kept: list[str] = []
        place = 0
        while place < len(typed):
            sizes = range(min(self.longest, len(typed) - place), 0, -1)
            size = next((size for size in sizes if self.find(typed[place : place + size]) is not None), 0)
            kept += [] if size else [typed[place]]
            place += size or 1
        return kept or list(typed)


class Lexicon(BaseModel):
    """The words of one or several languages, as written in `locales/<language>/words.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    polite: tuple[str, ...] = ()
    wishing: tuple[str, ...] = ()
    controls: Mapping[Control, tuple[str, ...]] = {}
    stop_or_right: tuple[str, ...] = ()
    agree: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    humming: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    numbers: Mapping[int, tuple[str, ...]] = {}

    @cached_property
    def polite_words(self) -> Phrasebook[bool]:
        return _set_of(self.polite)

    @cached_property
    def wishing_words(self) -> Phrasebook[bool]:
        return _set_of((*self.polite, *self.wishing))

    @cached_property
    def pointing_words(self) -> Phrasebook[bool]:
        return _set_of(self.pointing)

    @cached_property
    def humming_words(self) -> Phrasebook[bool]:
        return _set_of((*self.polite, *self.humming))

    @cached_property
    def control_phrases(self) -> Phrasebook[Control]:
        phrases = [(_said(phrase), asked) for asked, variants in self.controls.items() for phrase in variants]
        shorter = [(self.wishing_words.without(words), asked) for words, asked in phrases]
        # A phrase cut down to one word would catch that word in any other sense.
        return Phrasebook([*phrases, *((words, asked) for words, asked in shorter if len(words) > 1)])

    @cached_property
    def answers(self) -> Phrasebook[bool]:
        return _yes_and_no(self.agree, self.refuse)

    @cached_property
    def verdicts(self) -> Phrasebook[bool]:
        return _yes_and_no(self.right, self.wrong)

    @cached_property
    def number_words(self) -> Phrasebook[int]:
        return Phrasebook((_said(word), number) for number, words in self.numbers.items() for word in words)


def control(text: str, lexicon: Lexicon) -> Control | None:
    """Return what the message asks for when all of it is a word that always works."""
    said = _said(text)
    wished = lexicon.wishing_words.without(said)
    if " ".join(wished) in lexicon.stop_or_right:
        return Control.DUNG
    return lexicon.control_phrases.find(said) or lexicon.control_phrases.find(wished)


def choice(text: str, labels: Sequence[str], *, lexicon: Lexicon) -> int | None:
    """Return the number, from 1, of the choice meant by digit, label, number word or plain yes and no."""
    return (
        _within(_digits(_plain(text, lexicon), lexicon), len(labels))
        or choice_by_label(text, labels)
        or choice_by_label(" ".join(_plain(text, lexicon)), labels)
        or choice_number(text, len(labels), lexicon=lexicon)
        or _choice_by_yes_or_no(text, labels, lexicon)
    )


def choice_number(text: str, count: int, *, lexicon: Lexicon) -> int | None:
    """Return which of `count` choices a digit or number word names. Ask only while choices are open."""
    said = _plain(text, lexicon)
    in_words = lexicon.number_words.find(lexicon.pointing_words.without(said))
    return _within(_digits(said, lexicon) or in_words, count)


def choice_by_label(text: str, labels: Sequence[str]) -> int | None:
    """Return the number, from 1, of the only choice whose words, or number and words, are the message."""
    said = spelling.syllables(text)
    return _only_one(
        number
        for number, label in enumerate(labels, 1)
        if said and said in (spelling.syllables(label), [str(number), *spelling.syllables(label)])
    )


def yes_or_no(text: str, *, lexicon: Lexicon) -> bool | None:
    """Return what a plain yes or no says, None for anything else."""
    return lexicon.answers.find(_plain(text, lexicon))


def plainly(text: str, *, lexicon: Lexicon) -> str:
    """Return a short message without "ừm", "uh" or a thumb, which show that somebody listens and decide
    nothing; so nothing of a message that is nothing else. A long message is returned as it is."""
    if len(text) > _LONGEST_ANSWER:
        return text
    said = spelling.words(spelling.clean(text).casefold())
    return " ".join(lexicon.humming_words.without([*said, _NO_WORD])[:-1])


def verdict(text: str, *, lexicon: Lexicon) -> bool | None:
    """Return whether an answer is called right or wrong, None for a message that says something else."""
    said = _said(text)
    whole = lexicon.verdicts.find(said)
    return lexicon.verdicts.find(lexicon.wishing_words.without(said)) if whole is None else whole


def _choice_by_yes_or_no(text: str, labels: Sequence[str], lexicon: Lexicon) -> int | None:
    said = yes_or_no(text, lexicon=lexicon)
    alike = (number for number, label in enumerate(labels, 1) if yes_or_no(label, lexicon=lexicon) is said)
    return None if said is None else _only_one(alike)


def _digits(said: Sequence[str], lexicon: Lexicon) -> int | None:
    apart = [part for word in said for part in _DIGITS_APART.findall(spelling.fold(word))]
    named = lexicon.pointing_words.without(apart)
    return int(named[0]) if len(named) == 1 and named[0].isdecimal() and len(named[0]) < 4 else None


def _within(number: int | None, count: int) -> int | None:
    return number if number is not None and 1 <= number <= count else None


def _only_one(found: Iterable[int]) -> int | None:
    numbers = list(found)
    return numbers[0] if len(numbers) == 1 else None


def _plain(text: str, lexicon: Lexicon) -> list[str]:
    return lexicon.polite_words.without(_said(text))


def _said(text: str) -> list[str]:
    """Return the words of a short message as spelled, or its emoji; a long message is no answer."""
    if len(text) > _LONGEST_ANSWER:
        return []
    shown = _HELD_DOWN.sub(r"\1", spelling.clean(text).casefold()).replace(_COLOURED, "")
    return spelling.words(shown) or spelling.fold(shown)[:1].split()


def _set_of(phrases: Iterable[str]) -> Phrasebook[bool]:
    return Phrasebook((_said(phrase), True) for phrase in phrases)


def _yes_and_no(yes: Iterable[str], no: Iterable[str]) -> Phrasebook[bool]:
    return Phrasebook((_said(each), says) for says, each_of in ((True, yes), (False, no)) for each in each_of)


def _key(words: Sequence[str]) -> str:
    return spelling.fold(" ".join(words))


def _accents_agree(typed: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether every accent typed is the phrase's. Only a single word can be mistaken for another."""
    return len(phrase) != 1 or _accents(typed[0]) <= _accents(phrase[0])


def _accents(word: str) -> set[str]:
    spelled = normalize("NFD", word).replace(_TILDE, _HOOK)
    return {sign for sign in spelled if "\u0300" <= sign <= "\u036f" or sign == "đ"}
