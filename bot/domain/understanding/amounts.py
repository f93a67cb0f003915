"""Hears the sum or the share that a question names. Guesses nothing where several are named."""

import re
from decimal import Decimal

from bot.domain.policies.terms import Amount
from bot.domain.text import fold

_THOUSAND, _MILLION = 1_000, 1_000_000
_UNITS = {
    "k": _THOUSAND,
    "ngan": _THOUSAND,
    "nghin": _THOUSAND,
    "tr": _MILLION,
    "trieu": _MILLION,
    "cu": _MILLION,
}
_NUMBER = r"(?<![\d.,/])(?P<number>\d{1,9}(?:[.,]\d{1,2})?)"
# "1 triệu 8", but not "1 triệu 8 tháng".
_APART = (
    r"(?<=trieu)\s(?P<apart>\d)(?![\d/%]|[.,]\d"
    r"|\s?(?:k|tr|nguoi|nam|thang|tuoi|ho|con|dua|lan|ky|cay|cong|ngay|tuan|phan|mieng|can|chiec|trieu|ngan|nghin)\b)"
)
_SPOKEN = re.compile(
    rf"{_NUMBER}\s?(?P<unit>{'|'.join(_UNITS)})(?:(?P<tenths>\d)(?!\d)|(?P<half>\sruoi)\b|{_APART}|\b)"
)
_WRITTEN = re.compile(r"(?<![\d.,/])(\d{1,3}(?:[.,]\d{3})+|\d{4,9}(?=\s?(?:d|dong|vnd)\b))(?![\d/])")
_DIGITS = {
    each: number
    for number, names in enumerate(("mot", "hai", "ba", "bon", "nam lam", "sau", "bay", "tam", "chin"), 1)
    for each in names.split()
}
_TENS, _HUNDRED = ("muoi", "chuc"), "tram"
_COUNT_WORDS = "|".join([*_DIGITS, *_TENS, _HUNDRED, "linh", "le"])
# "Some hundred" is no hundred.
_COUNTED = re.compile(rf"(?<!may )(?<!vai )(?<!nhieu )\b(?:(?:{_COUNT_WORDS})\s)+(?=(?:ngan|nghin|trieu)\b)")
# Of the others, each is another word as well: sau khi, bay gio, nam nay.
_TENTHS = re.compile(
    r"(?<=\dtrieu)\s(hai|bon|tam|chin)(?=$|[?.,!]|\s(?:khong|ko|hong|phai|dung|dong|ha|moi|cho|la)\b)"
)
_SHARE = re.compile(rf"{_NUMBER}\s?(?:%|phan tram\b)")


def asked_amount(text: str) -> Amount | None:
    """Return the amount that the text names: "2,8 triệu", "hai triệu rưỡi", "2tr8", "500k", "70%"."""
    line = _in_digits(fold(text))
    named = {Amount(_sum(match)) for match in _SPOKEN.finditer(line)}
    named |= {Amount(Decimal(re.sub(r"\D", "", written))) for written in _WRITTEN.findall(line)}
    named |= {Amount(_number(written), share=True) for written in _SHARE.findall(line)}
    return named.pop() if len(named) == 1 else None


def without_amounts(text: str) -> str:
    """Return the folded text with its amounts left out."""
    line = _in_digits(fold(text))
    for form in (_SPOKEN, _WRITTEN, _SHARE):
        line = form.sub(" ", line)
    return line


def _in_digits(line: str) -> str:
    """Return the folded line with the counts that are spelled out before a unit in digits."""
    counted = _COUNTED.sub(lambda match: str(_count(match[0].split())), line)
    return _TENTHS.sub(lambda match: str(_DIGITS[match[1]]), counted) if counted != line else line


def _count(words: list[str]) -> int:
    whole = last = 0
    for each in words:
        if each in _TENS or each == _HUNDRED:
            whole, last = whole + (last or 1) * (100 if each == _HUNDRED else 10), 0
        else:
            last = _DIGITS.get(each, 0)
    return whole + last


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _sum(match: re.Match[str]) -> Decimal:
    unit = _UNITS[match["unit"]]
    more = Decimal(match["tenths"] or match["apart"] or (5 if match["half"] else 0)) / 10
    return ((_number(match["number"]) + more) * unit).to_integral_value()
