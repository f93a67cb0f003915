"""How amounts of the book of help are said: money in đồng, goods in their unit, work in hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from bot.domain.formats import number, vnd
from bot.domain.visits.ledger import GRAIN, Entry, Kind, Measure
from bot.wording import Wording

_MINUTES = 60


def counted(kind: Kind, amount: int) -> str:
    """An amount without what it is of."""
    if kind.measure is Measure.MONEY:
        return vnd(amount)
    grain = GRAIN if kind.measure is Measure.GOODS else _MINUTES
    told = number((Decimal(amount) / grain).quantize(Decimal("0.1")).normalize() + 0)
    return f"{told} {kind.unit}" if kind.unit else told


def thing_said(say: Wording, kind: Kind, amount: int) -> str:
    """An amount with what it is of: "500.000 đồng", "gạo 10 kg", "3 giờ công"."""
    told = counted(kind, amount)
    if kind.measure is Measure.WORK:
        return say("book.work", hours=told)
    return told if kind.item is None else f"{kind.item} {told}"


def things_said(say: Wording, entries: Iterable[Entry]) -> str:
    """Lines together, what is alike added up; money first."""
    table: Counter[Kind] = Counter()
    for each in entries:
        table[each.kind] += each.amount
    return ", ".join(thing_said(say, kind, table[kind]) for kind in sorted(table, key=order))


def order(kind: Kind) -> tuple[bool, str, str]:
    """Money first, then by name."""
    return kind.measure is not Measure.MONEY, kind.item or "", kind.unit or ""
