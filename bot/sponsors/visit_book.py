"""What operators ask of visits and their book: sums that may be hung up, units one by one, a second look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.ids import AreaId, SponsorId
from bot.domain.visits.ledger import (
    Balance,
    Entry,
    Kind,
    Measure,
    Stage,
    balances,
    open_pledges,
)
from bot.errors import DongHanhError
from bot.settings import Settings
from bot.sponsors import giving, visit_review
from bot.sponsors.help_lines import counted, order
from bot.wording import DEFAULT, Wording, wording
from models import audit
from models.audit import OPERATOR, Reason, Tag
from models.sponsors import sponsors, visits


def totals(settings: Settings, *, since: date | None, until: date | None, units: bool) -> str:
    """What was pledged, received and given; without names unless units are asked for one by one."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        entries = desk.run(partial(_entries, since=since, until=until))
        names = desk.run(partial(_names, entries=entries)) if units else {}
    if not entries:
        return say("visit.book_empty")
    lines = [say("visit.book_all"), *_lines(say, entries)]
    if units:
        for sponsor, own in sorted(_by_unit(entries).items(), key=lambda each: names.get(each[0], "")):
            lines += ["", names[sponsor], *_lines(say, own)]
    return "\n".join(lines)


def _entries(tx: Connection, *, since: date | None, until: date | None) -> list[Entry]:
    return visits.entries(tx, [commune_of(tx)], since=since, until=until)


def _names(tx: Connection, *, entries: Sequence[Entry]) -> Mapping[SponsorId, str]:
    return sponsors.names_of(tx, {each.sponsor for each in entries if each.sponsor is not None})


def _by_unit(entries: Sequence[Entry]) -> Mapping[SponsorId, list[Entry]]:
    table: dict[SponsorId, list[Entry]] = defaultdict(list)
    for each in entries:
        if each.sponsor is not None:
            table[each.sponsor].append(each)
    return table


def _lines(say: Wording, entries: Sequence[Entry]) -> Iterator[str]:
    table, left = balances(entries), Counter[Kind]()
    for each in open_pledges(entries):
        left[each.pledge.kind] += each.left
    for kind in sorted(table, key=order):
        yield _line(say, kind, table[kind], left[kind])


def _line(say: Wording, kind: Kind, balance: Balance, left: int) -> str:
    name = say(f"visit.measure_{kind.measure}") if kind.item is None else kind.item
    amounts = {
        "pledged": counted(kind, balance.pledged),
        "received": counted(kind, balance.received),
        "given": counted(kind, balance.given),
        "open": counted(kind, left),
    }
    key = "visit.book_given" if balance.pledged == balance.received == 0 else "visit.book_line"
    return say(key, name=name, **amounts)


def unusual(settings: Settings, *, days: int) -> str:
    """Reports of the last days that stand out, for a person to look at. Nobody is accused."""
    with CommandDesk(settings) as desk:
        since = desk.now - timedelta(days=days)
        told = desk.run(lambda tx: visit_review.told(tx, [commune_of(tx)], since=since))
        desk.run(lambda tx: _note(tx, desk, told.visits))
    return told.text


def _note(tx: Connection, desk: CommandDesk, count: int) -> None:
    details = {"visits": count}
    audit.note(
        tx, Tag.VISITS_LOOKED_AT, at=desk.now, actor=OPERATOR, reason=Reason.OVERSIGHT, details=details
    )


def pledge(settings: Settings, unit: str, money: int, *, received: bool, reverse: int | None) -> str:
    """Write a pledge or what came in, or take such a line back.

    Raises `DongHanhError` for a unit or line that is not known."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        made = desk.run(
            lambda tx: (
                _reverse(tx, desk, reverse)
                if reverse is not None
                else _book(tx, desk, unit, money, received=received)
            )
        )
    return say("visit.booked", number=made)


def _book(tx: Connection, desk: CommandDesk, unit: str, money: int, *, received: bool) -> int:
    commune = commune_of(tx)
    sponsor = visits.unit_called(tx, unit, commune=commune)
    if sponsor is None:
        raise DongHanhError(wording(DEFAULT)("visit.no_such_unit", unit=unit))
    stage = Stage.RECEIVED if received else Stage.PLEDGED
    return _written(tx, desk, Entry(stage, Measure.MONEY, money, desk.today, sponsor), commune)


def _reverse(tx: Connection, desk: CommandDesk, line: int) -> int:
    commune = commune_of(tx)
    entry = next((each for each in visits.entries(tx, [commune]) if each.number == line), None)
    made = None
    if entry is not None and entry.reverses is None:
        made = giving.reverse(tx, giving.Reversing(commune, entry, desk.now, lambda _: OPERATOR, None))
    if entry is None or made is None:
        raise DongHanhError(wording(DEFAULT)("visit.no_such_line", number=line))
    _noted(tx, desk, entry.stage, reversal=True)
    return made


def _written(tx: Connection, desk: CommandDesk, entry: Entry, commune: AreaId) -> int:
    _noted(tx, desk, entry.stage, reversal=False)
    return visits.book(tx, entry, commune=commune, now=desk.now)


def _noted(tx: Connection, desk: CommandDesk, stage: Stage, *, reversal: bool) -> None:
    details = {"stage": stage.value, "reversal": reversal}
    audit.note(tx, Tag.BOOKED, at=desk.now, actor=OPERATOR, reason=Reason.UPKEEP, details=details)
