"""How a text names a family by its number: "hộ 12", "nhà số 7". An amount is no number of a family."""

from bot.domain.text import fold
from bot.domain.understanding.past_days import one_of
from bot.domain.understanding.phrases import SponsorWords


def numbered_home(words: SponsorWords) -> str:
    """An expression that finds a family and has its number as the only group, in a cleaned text.

    "Ủng hộ 2 triệu", "mỗi hộ 10kg", "sửa nhà 20 triệu" and "thăm hộ 2 tháng một lần" name no family."""
    apart = sorted({form for each in words.no_home_behind for form in (each, fold(each))})
    alone = "".join(rf"(?<!\b{each} )" for each in apart)
    home = rf"{alone}(?<!\w)(?:{one_of(words.households)})\s+(?:(?:{one_of(words.numbered)})\s+)?"
    return home + rf"(\d{{1,8}})(?!\w)(?![.,]\d)(?!\s+(?:{one_of(words.measured)})(?!\w))"
