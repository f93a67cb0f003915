"""One question typed in many disguises, and people's ways of typing."""

from __future__ import annotations

from unicodedata import normalize

QUESTION = "Chuẩn nghèo năm nay bao nhiêu?"
FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇻🇳"
SKIN = "👍🏽"

_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX = {"đ": "dd", "Đ": "DD", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "ă": "aw"}


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


DISGUISES = {
    "as it is": lambda text: text,
    "NFC": lambda text: normalize("NFC", text),
    "NFD": lambda text: normalize("NFD", text),
    "NFKC": lambda text: normalize("NFKC", text),
    "capitals": str.upper,
    "zero-width signs between": "\u200b".join,
    "soft hyphens between": "\u00ad".join,
    "right to left": lambda text: f"\u202e{text}\u202c",
    "isolated": lambda text: f"\u2067{text}\u2069",
    "look-alike letters": lambda text: text.translate(_LOOKALIKES),
    "wide letters": wide,
    "blanks around": lambda text: f" \u00a0\u3000\t\n{text}\n\n",
    "a byte order mark": lambda text: f"\ufeff{text}",
}


def telex(text: str) -> str:
    """The keys somebody presses whose keyboard forgot to put the accents together."""
    return " ".join(_keys(word) for word in text.split())


def _keys(word: str) -> str:
    keys = tone = ""
    for sign in normalize("NFC", word):
        parts = normalize("NFD", sign)
        tone = tone or "".join(_TONES[part] for part in parts if part in _TONES)
        letter = normalize("NFC", "".join(part for part in parts if part not in _TONES))
        keys += _TELEX.get(letter, letter)
    return keys + tone
