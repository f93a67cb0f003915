"""Vietnamese text from before Unicode, found column by column and turned into what it says.

Must not guess where a text is sound as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from bot.lists.lines import Encoding
from bot.lists.words import legacy_tables

Reading = Callable[[str], str]

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_BETWEEN = re.compile(r"[\s!-/:-@\[-`{-~\d]+")
_APART = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_OLD = (Encoding.TCVN3, Encoding.VNI)


def readings() -> Mapping[Encoding, Reading]:
    """How to read each of the old encodings; the bytes come as Windows-1252 or Latin-1 shows them."""
    return {Encoding.TCVN3: _from_tcvn3, Encoding.VNI: _from_vni}


def as_shown(content: bytes) -> str:
    """Bytes as Windows-1252 shows them, and those it has no sign for as Latin-1."""
    return "".join(_SHOWN[byte] for byte in content)


def credit(text: str) -> int:
    """How many accented words are Vietnamese syllables, less those that can be none."""
    if text.isascii():
        return 0
    return sum(1 if _is_syllable(word) else -1 for word in _accented(text))


def encoding_of(texts: Iterable[str]) -> Encoding | None:
    """The old encoding most of the unsound texts of a column were written in, None where all is sound."""
    unsound = [text for text in texts if _may_be_old(text) and not all(map(_is_syllable, _accented(text)))]
    if not unsound:
        return None
    gained = {old: sum(gain(text, old) for text in unsound) for old in _OLD}
    best = max(_OLD, key=lambda old: gained[old])
    return best if gained[best] > 0 else None


def fits(texts: Iterable[str], old: Encoding, *, known: Callable[[str], bool]) -> bool:
    """Whether a column that is sound either way goes with others of a sheet in an old encoding.

    `known` tells headings and other words that are sure to be what they look like."""
    accented = [text for text in texts if not text.isascii()]
    if not accented or not all(map(_may_be_old, accented)):
        return False
    return all(gain(text, old) >= 0 and not known(text) for text in accented)


def converter(texts: list[str], old: Encoding) -> Reading:
    """How to read the cells of a column of which some are in an old encoding."""
    gains = [gain(text, old) for text in texts if _may_be_old(text)]
    mostly_old = sum(each > 0 for each in gains) >= sum(each < 0 for each in gains)

    def reading(text: str) -> str:
        if not _may_be_old(text):
            return text
        gained = gain(text, old)
        return from_old(text, old) if gained > 0 or (gained == 0 and mostly_old) else text

    return reading


def gain(text: str, old: Encoding) -> int:
    """How many more Vietnamese syllables a text has when read so."""
    return credit(from_old(text, old)) - credit(text)


def from_old(text: str, old: Encoding) -> str:
    """A text read word by word; signs that stand alone are no letters."""
    read = readings()[old]
    return _APART.sub(lambda word: read(word.group()) if _has_letters(word.group()) else word.group(), text)


def _has_letters(word: str) -> bool:
    return any(map(str.isalpha, word)) or sum(not letter.isascii() for letter in word) > 1


def _accented(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word and not word.isascii()]


def _may_be_old(text: str) -> bool:
    """Letters that no old encoding could show prove that a text is of today."""
    return not text.isascii() and all(letter <= "\xff" or letter in _SHOWN for letter in text)


_SHOWN = [
    bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # Five bytes mean nothing in Windows-1252.
    for byte in range(256)
]


@cache
def _tcvn3() -> dict[int, str]:
    letters = {byte: letter for letter, byte in legacy_tables()["tcvn3"].items()}
    return {**letters, **{ord(_SHOWN[byte]): letter for byte, letter in letters.items()}}


def _from_tcvn3(text: str) -> str:
    return _WORD.sub(_one_case, text.translate(_tcvn3()))


def _one_case(word: re.Match[str]) -> str:
    """Fonts of capitals show small letters: a word of plain capitals has no small accented ones."""
    letters = word.group()
    plain = [(at, letter) for at, letter in enumerate(letters) if letter.isascii()]
    capitals = any(at for at, _ in plain) and all(letter.isupper() for _, letter in plain)
    return letters.upper() if capitals else letters


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str]]:
    letters = {written: letter for letter, written in legacy_tables()["vni"].items()}
    # Somebody who held the shift key for the letter alone wrote a small mark behind a capital.
    mixed = {written[0] + written[1:].lower(): letter for written, letter in letters.items()}
    both = mixed | letters
    return re.compile("|".join(sorted(map(re.escape, both), key=len, reverse=True))), both


def _from_vni(text: str) -> str:
    pattern, letters = _vni()
    return pattern.sub(lambda written: letters[written.group()], text)


@cache
def _syllables() -> frozenset[str]:
    tables = legacy_tables()
    return frozenset(onset + rhyme for onset in ["", *tables["onsets"]] for rhyme in tables["rhymes"])


@lru_cache(65_536)
def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    apart = normalize("NFD", word.casefold())
    plain, tones = _TONES.subn("", apart)
    return tones <= 1 and normalize("NFC", plain) in _syllables()
