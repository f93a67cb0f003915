"""How targets, their progress and their contradictions are said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.domain.formats import number
from bot.domain.ids import AreaId
from bot.domain.target_checks import Contradiction, Fault
from bot.domain.targets import Category, Kind, Outlook, Target
from bot.wording import Wording


def amount_said(say: Wording, category: Category, amount: Decimal) -> str:
    """An amount with its unit."""
    return say(f"target.unit_{category.unit}", amount=number(amount.normalize()))


def name_of(say: Wording, category: Category) -> str:
    """What a target is called."""
    return say(f"target.category_{category}")


def outlook_line(say: Wording, seen: Outlook, *, slowest: str | None) -> str:
    """One target: how far, where it will be, what is missing, and which hamlet is slowest."""
    wanted = seen.target
    line = say(
        "target.at_most" if wanted.category.at_most else "target.at_least",
        name=name_of(say, wanted.category),
        now=number(seen.progress.now.normalize()),
        wanted=amount_said(say, wanted.category, wanted.amount),
    )
    parts = [line, *_part(say, seen), *_ahead(say, seen)]
    if slowest is not None:
        parts.append(say("target.slowest", hamlet=slowest))
    return " ".join(parts)


def _part(say: Wording, seen: Outlook) -> list[str]:
    progress = seen.progress
    if seen.target.category.kind is Kind.LEVEL and progress.whole:
        return [say("target.part", part=number(progress.part or 0), whole=number(progress.whole))]
    return [] if seen.share is None else [say("target.share", share=number(seen.share.normalize()))]


def _ahead(say: Wording, seen: Outlook) -> list[str]:
    category = seen.target.category
    if seen.reached and category.kind is not Kind.LEFT:
        return [say("target.reached")]
    missing = amount_said(say, category, seen.missing)
    over = "target.over" if category.at_most else "target.missing"
    if seen.forecast is None:
        return [say(over, amount=missing)] if seen.missing else []
    ahead = say("target.forecast", amount=amount_said(say, category, seen.forecast))
    return [ahead, say(over, amount=missing) if seen.missing else say("target.will_do")]


def unknown_line(say: Wording, wanted: Target) -> str:
    """A target of which nothing is written down yet."""
    amount = amount_said(say, wanted.category, wanted.amount)
    return say("target.no_source", name=name_of(say, wanted.category), wanted=amount)


def contradiction_line(say: Wording, found: Contradiction, names: Mapping[AreaId, str]) -> str:
    """Which two figures do not agree."""
    told = amount_said(say, found.category, found.told) if found.fault is not Fault.YEAR else str(found.told)
    return say(
        f"target.fault_{found.fault}",
        name=name_of(say, found.category),
        area=names.get(found.area, ""),
        year=found.year,
        told=told,
        against=amount_said(say, found.category, _readable(found.against)),
    )


def _readable(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01")).normalize()
