"""What was given in a year or a month: to officials by unit, hamlet, kind or month, down to the families; to
everybody without names, and nothing that points at a few families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, HouseholdId, SponsorId
from bot.domain.messages import Choice
from bot.domain.understanding.giving import Period
from bot.domain.understanding.phrases import View
from bot.domain.visits.ledger import Entry, Kind, Stage, standing
from bot.sponsors.help_lines import order, thing_said, things_said
from handlers.families.homes import home_said, sees
from handlers.giving.book_parts import book_commune, book_of, unit_name
from models.register import reading

TOPIC = Topic("book_totals")
FEWEST = 5
"""Of fewer families nothing is told to the public."""
MOST_LINES, MOST_CHOICES, MOST_HOMES = 15, 9, 12


def heard(turn: Turn, typed: str) -> Reply | None:
    """The help of a time; to who keeps no book without names."""
    period = turn.knowledge.giving.period(typed, turn.today)
    if book_commune(turn) is None:
        return _public(turn, period)
    views = turn.knowledge.giving.views(typed)
    named = period.month is not None and View.MONTH in views
    view = next((each for each in views if not (named and each is View.MONTH)), View.KIND)
    return show(turn, *_word(period), view.value)


def _word(period: Period) -> tuple[str, str]:
    return str(period.year), str(period.month or "")


def _period(year: str, month: str) -> Period:
    return Period(int(year), int(month) if month else None)


def _lines(turn: Turn, commune: AreaId, period: Period) -> list[Entry]:
    """What stands as given in the time."""
    return [
        each
        for each in standing(book_of(turn, [commune]))
        if each.stage is Stage.GIVEN and period.begins <= each.on < period.ends
    ]


def _when(turn: Turn, period: Period) -> str:
    if period.month is None:
        return turn.say("book.year", year=period.year)
    return turn.say("book.month", month=period.month, year=period.year)


def _public(turn: Turn, period: Period) -> Reply | None:
    commune = turn.office.area_id
    if commune is None:
        return None
    lines = _lines(turn, commune, period)
    when = _when(turn, period)
    by_kind: dict[Kind, list[Entry]] = defaultdict(list)
    for each in lines:
        by_kind[each.kind].append(each)
    told = {kind: some for kind, some in by_kind.items() if _families(some) >= FEWEST}
    if not told:
        return text(turn.say("book.public_few", when=when))
    head = turn.say("book.public_head", office=turn.office.name, when=when)
    shown = [_of_kind(turn, kind, told[kind]) for kind in sorted(told, key=order)]
    rest = [turn.say("book.public_rest")] if len(told) < len(by_kind) else []
    return text("\n".join([head, *shown[:MOST_LINES], *rest]))


def _of_kind(turn: Turn, kind: Kind, lines: Sequence[Entry]) -> str:
    what = thing_said(turn.say, kind, sum(each.amount for each in lines))
    return turn.say("book.public_line", what=what, families=_families(lines))


def _families(lines: Sequence[Entry]) -> int:
    return len({each.household for each in lines if each.household is not None})


@TOPIC.action
def show(turn: Turn, year: str, month: str, view: str) -> Reply:
    """The help of a time told apart by something; each part can be opened."""
    commune, period, by = book_commune(turn), _period(year, month), View(view)
    if commune is None:
        return text(turn.say("choice.expired"))
    lines = _lines(turn, commune, period)
    when = _when(turn, period)
    others = [
        Choice(turn.say(f"book.by_{each}"), TOPIC.do(show, year, month, each.value))
        for each in View
        if each is not by
    ]
    if not lines:
        return text(turn.say("book.nothing", when=when))
    parts = _parts(turn, lines, by)
    head = turn.say("book.head", when=when, families=_families(lines), what=things_said(turn.say, lines))
    shown = [turn.say("book.part", name=name, what=things_said(turn.say, some)) for _, name, some in parts]
    choices = [
        Choice(name, TOPIC.do(part, year, month, view, key))
        for key, name, _ in parts[: MOST_CHOICES - len(others)]
    ]
    return text("\n".join([head, *shown[:MOST_LINES]]), *choices, *others)


def _parts(turn: Turn, lines: Sequence[Entry], by: View) -> list[tuple[str, str, list[Entry]]]:
    """The parts in order of how many families they reach: their key, name and lines."""
    key = _keys(turn, by)
    table: dict[str, list[Entry]] = defaultdict(list)
    for each in lines:
        table[key(each)].append(each)
    ordered = sorted(table, key=lambda one: one if by is View.MONTH else (-_families(table[one]), one))
    return [(each, _name(turn, by, each), table[each]) for each in ordered]


def _keys(turn: Turn, by: View) -> Callable[[Entry], str]:
    """By what a line is told apart."""
    if by is View.UNIT:
        return lambda each: "" if each.sponsor is None else str(each.sponsor)
    if by is View.KIND:
        return lambda each: each.item or each.measure.value
    if by is View.MONTH:
        return lambda each: f"{each.on:%Y-%m}"
    hamlets: dict[HouseholdId | None, str] = {None: ""}

    def hamlet(each: Entry) -> str:
        home = each.household
        if home is not None and home not in hamlets:
            place = turn.read(partial(reading.place_of, household_id=home, day=turn.today))
            hamlets[home] = "" if place is None else str(place.areas[0])
        return hamlets[home]

    return hamlet


def _name(turn: Turn, by: View, key: str) -> str:
    if not key:
        return turn.say("book.of_fund" if by is View.UNIT else "book.elsewhere")
    if by is View.UNIT:
        return unit_name(turn, SponsorId(int(key)))
    if by is View.HAMLET:
        return turn.register.hamlets.get(AreaId(int(key)), turn.say("book.elsewhere"))
    if by is View.MONTH:
        return f"{key[5:]}/{key[:4]}"
    return turn.say(f"visit.measure_{key}") if key in _MEASURES else key


_MEASURES = ("money", "goods", "work")


@TOPIC.action
def part(turn: Turn, year: str, month: str, view: str, key: str) -> Reply:
    """One part of the help of a time, family by family."""
    commune, by = book_commune(turn), View(view)
    if commune is None:
        return text(turn.say("choice.expired"))
    keyed = _keys(turn, by)
    lines = [each for each in _lines(turn, commune, _period(year, month)) if keyed(each) == key]
    homes: dict[HouseholdId, list[Entry]] = defaultdict(list)
    for each in lines:
        if each.household is not None:
            homes[each.household].append(each)
    head = turn.say("book.part", name=_name(turn, by, key), what=things_said(turn.say, lines))
    shown = [
        "  " + turn.say("book.home", home=home_said(turn, home), what=things_said(turn.say, some))
        for home, some in list(homes.items())[:MOST_HOMES]
        if sees(turn, home)
    ]
    more = [turn.say("book.more_homes", count=len(homes) - MOST_HOMES)] if len(homes) > MOST_HOMES else []
    return text("\n".join([head, *shown, *more]))
