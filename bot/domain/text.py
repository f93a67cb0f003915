"""Text as people type it: cleaned for keeping, folded for comparing, split for sending.

Must not know what any word means."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from unicodedata import normalize

import regex

_LINE_BREAK = regex.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Zero-width and bidi controls are of category Cf; so are the joiners and tags some emoji are made of.
_INVISIBLE = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}--[\n\u200d\U000e0020-\U000e007f]]", regex.V1
)
_STRAY_JOINER = regex.compile(
    r"(?<!\p{Extended_Pictographic}[\p{EMod}\ufe0f]?)\u200d|\u200d(?!\p{Extended_Pictographic})"
)
_STRAY_TAG = regex.compile(r"\U0001f3f4[\U000e0020-\U000e007f]{1,7}(*SKIP)(*FAIL)|[\U000e0020-\U000e007f]")
# Only marks that Latin letters and emoji carry: Khmer vowels are marks too and must stay.
_MARK = regex.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u200d]"
)
_LOOKALIKES = str.maketrans("đɖðƌøłıаеорсухіјѕԁһԛԝɡɑοανικρτυχ", "ddddoliaeopcyxijsdhqwgaoavikptux")

_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "“": '"', "”": '"', "’": "'", "…": "..."})

_SYLLABLE = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_GRAPHEME = regex.compile(r"\X")
# A short number before the dot is the head of a list item ("1. Có"), not the end of a sentence.
_SENTENCE_END = regex.compile(r"(?<!(?:^|\s)\d{1,2})[.!?…។]+[\"”’»)\]]*\s+|\n+")
_WORD_END = regex.compile(r"\s+")


_SHORT = 40


class Unit(StrEnum):
    """What a channel counts when it limits the length of a message."""

    UTF16 = "utf16"
    CHARACTERS = "characters"


def clean(text: str) -> str:
    """Return the text safe to keep and show: NFC, nothing invisible but line breaks, emoji families whole."""
    # Most messages are one line of letters, and each is cleaned several times.
    if text.isprintable():
        return normalize("NFC", text)
    return _cleaned(text)


def _cleaned(text: str) -> str:
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    visible = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", whole).replace("\t", " "))
    return normalize("NFC", _STRAY_TAG.sub("", _STRAY_JOINER.sub("", visible)))


def fold(text: str) -> str:
    """Return the key two spellings of the same words share: small letters, no accents, single spaces."""
    # Words and labels are folded again and again; whole messages are not kept.
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def plain(text: str, *, limit: int) -> str:
    """Return the text in letters that every phone shows and every network counts as one; cut after a word."""
    bare = _MARK.sub("", normalize("NFKD", clean(text))).translate(_PLAIN)
    line = " ".join(bare.encode("ascii", "ignore").decode().split())
    if len(line) <= limit:
        return line
    return line[: limit - 2].rpartition(" ")[0].rstrip(" ,;:") + "..."


def _fold(text: str) -> str:
    plain = _MARK.sub("", normalize("NFKD", normalize("NFKD", clean(text)).casefold()))
    return " ".join(normalize("NFC", plain.translate(_LOOKALIKES)).split())


_fold_short = lru_cache(8192)(_fold)


def syllables(text: str) -> list[str]:
    """Return the folded words of the text, without punctuation and emoji."""
    return words(fold(text))


def words(text: str) -> list[str]:
    """Return the words of the text as spelled, without punctuation and emoji."""
    return [match.group() for match in _SYLLABLE.finditer(text)]


def length(text: str, unit: Unit) -> int:
    if unit is Unit.CHARACTERS:
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, *, limit: int, unit: Unit) -> list[str]:
    """Cut the text into parts of at most `limit` units that joined together are the text again."""
    if limit < 2:
        raise ValueError("a part must have room for one character of two units")
    return list(_parts(text, limit, unit))


def _parts(text: str, limit: int, unit: Unit) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _reach(text, start, limit, unit)
        if end < len(text):
            end = _best_border(text, start, end)
        yield text[start:end]
        start = end


def _reach(text: str, start: int, limit: int, unit: Unit) -> int:
    """Where the longest possible part that begins at `start` ends."""
    end = min(start + limit, len(text))
    if unit is Unit.CHARACTERS:
        return end
    used = 0
    for position in range(start, end):
        used += 2 if text[position] > "\uffff" else 1
        if used > limit:
            return position
    return end


def _best_border(text: str, start: int, end: int) -> int:
    borders = {match.end() for match in _GRAPHEME.finditer(text, start, end + 1) if match.end() <= end}
    for pattern in (_SENTENCE_END, _WORD_END):
        found = [match.end() for match in pattern.finditer(text, start, end) if match.end() in borders]
        # A sentence that ends in the first quarter would leave a part too short to be worth a message.
        if found and found[-1] - start >= (end - start) // 4:
            return found[-1]
    return max(borders, default=end)
