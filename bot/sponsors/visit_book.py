"""What operators ask of visits and their book: sums that may be hung up, units one by one, a second look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.formats import number, vnd
from bot.domain.ids import AreaId, SponsorId
from bot.domain.visits.ledger import (
    GRAIN,
    Balance,
    Entry,
    Kind,
    Measure,
    Stage,
    balances,
    reversal,
)
from bot.domain.visits.patterns import Seen
from bot.domain.visits.patterns import unusual as found_unusual
from bot.errors import DongHanhError
from bot.settings import Settings
from bot.wording import DEFAULT, Wording, wording
from models import audit
from models.audit import OPERATOR, Reason, Tag
from models.sponsors import sponsors, visits
from models.sponsors.visits import Written

_MINUTES = 60


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
    table = balances(entries)
    for kind in sorted(table, key=lambda each: (each.measure != Measure.MONEY, str(each.item))):
        yield _line(say, kind, table[kind])


def _line(say: Wording, kind: Kind, balance: Balance) -> str:
    amounts = {
        "pledged": _amount(kind, balance.pledged),
        "received": _amount(kind, balance.received),
        "given": _amount(kind, balance.given),
        "open": _amount(kind, balance.open_pledges),
    }
    name = say(f"visit.measure_{kind.measure}") if kind.item is None else kind.item
    key = "visit.book_given" if balance.pledged == balance.received == 0 else "visit.book_line"
    return say(key, name=name, **amounts)


def _amount(kind: Kind, amount: int) -> str:
    if kind.measure is Measure.MONEY:
        return vnd(amount)
    grain = GRAIN if kind.measure is Measure.GOODS else _MINUTES
    told = number((Decimal(amount) / grain).quantize(Decimal("0.1")).normalize() + 0)
    return f"{told} {kind.unit}" if kind.unit else told


def unusual(settings: Settings, *, days: int) -> str:
    """Reports of the last days that stand out, for a person to look at. Nobody is accused."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        since = desk.now - timedelta(days=days)
        written = desk.run(lambda tx: visits.written_since(tx, since, communes=[commune_of(tx)]))
        desk.run(lambda tx: _note(tx, desk, len(written)))
    known: dict[int, Written] = {each.id: each for each in written}
    seen = [
        Seen(each.id, each.teller, each.visited_on, each.recorded_at, each.minutes, each.told)
        for each in written
    ]
    findings = found_unusual(seen)
    if not findings:
        return say("visit.unusual_none", count=len(written))
    lines = [say("visit.unusual_head")]
    for finding in findings:
        shown = [known[each] for each in finding.numbers]
        told = ", ".join(sorted({each.unit for each in shown}))
        when = ", ".join(sorted({f"{each.recorded_at.astimezone(VIETNAM):%d/%m}" for each in shown}))
        lines.append(say(f"visit.unusual_{finding.why}", units=told, days=when, count=len(shown)))
    return "\n".join(lines)


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
    entries = visits.entries(tx, [commune])
    entry = next((each for each in entries if each.number == line), None)
    if entry is None or entry.reverses is not None or any(each.reverses == line for each in entries):
        raise DongHanhError(wording(DEFAULT)("visit.no_such_line", number=line))
    return _written(tx, desk, reversal(entry, on=desk.today), commune)


def _written(tx: Connection, desk: CommandDesk, entry: Entry, commune: AreaId) -> int:
    details = {"stage": entry.stage.value, "reversal": entry.reverses is not None}
    audit.note(tx, Tag.BOOKED, at=desk.now, actor=OPERATOR, reason=Reason.UPKEEP, details=details)
    return visits.book(tx, entry, commune=commune, now=desk.now)
