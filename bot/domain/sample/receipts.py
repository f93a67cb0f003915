"""What families received: each year from those who give by a list, and what the press told of one year."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from bot.domain.register.terms import Status
from bot.domain.sample.chance import day_between, happens, rounded, taken
from bot.domain.sample.courses import Course
from bot.domain.sample.families import Draft
from bot.domain.sample.recipe import Past, ReceiptRow, Spread
from bot.domain.sample.world import Receipt

STEP = 50_000
_AT_SCHOOL = range(6, 18)


def status_of(course: Course, on: date) -> Status | None:
    """What a household was in the ward on a day."""
    if on < course.came:
        return None
    return next(
        (each.status for each in course.turns if each.start <= on and (each.end is None or on < each.end)),
        None,
    )


def pupils(drafts: Sequence[Draft], on: date) -> int:
    """How many of a family are of school age."""
    return sum(draft.here(on) and draft.age(on) in _AT_SCHOOL for draft in drafts)


def yearly_receipts(
    course: Course, drafts: Sequence[Draft], spread: Spread, today: date, chance: Random
) -> Iterator[Receipt]:
    """What arrived in this year and the ones before it that are told of."""
    first = today.year - spread.years_of_receipts + 1
    ended = course.turns[-1].end
    if course.gone is not None or (ended is not None and ended.year < first):
        return
    for year in range(first, today.year + 1):
        for row in spread.receipts:
            on = date.fromisoformat(f"{year}-{row.day}")
            # Drawn for everybody, so that one day later the rest of the family is still the same.
            lucky = happens(row.share, chance)
            amount = _amount(row, chance)
            if lucky and on <= today and status_of(course, on) in row.status and _fits(row, drafts, on):
                yield Receipt(row.kind, on, amount)


def _amount(row: ReceiptRow, chance: Random) -> int | None:
    if row.least is None or row.most is None:
        return None
    return rounded(row.least, row.most, STEP, chance)


def _fits(row: ReceiptRow, drafts: Sequence[Draft], on: date) -> bool:
    if row.ethnicity is not None and drafts[0].ethnicity is not row.ethnicity:
        return False
    return not row.pupils or pupils(drafts, on) > 0


def past_receipts(courses: Sequence[Course], past: Past, chance: Random) -> dict[int, list[Receipt]]:
    """The houses and the electricity of the past year, by the place of the household in the list."""
    if not courses or courses[0].part != past.part:
        return {}
    first, last = date(past.year, 1, 1), date(past.year, 12, 31)
    poor = [place for place, course in enumerate(courses) if status_of(course, first) is Status.POOR]
    electricity = [Receipt("electricity_support", first)] if past.electricity else []
    received = {place: list(electricity) for place in poor}
    stayed = [place for place in poor if (courses[place].gone or date.max) > last]
    for _ in range(past.houses):
        on = day_between(date(past.year, 3, 1), date(past.year, 11, 30), chance)
        received[taken(stayed, chance)].append(Receipt("house", on))
    return received
