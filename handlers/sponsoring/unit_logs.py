"""Whose log somebody may see: a unit its own, officials those of the units of their area."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from bot.conversation import JobTurn, Turn
from bot.domain.ids import AreaId, HouseholdId, SponsorId
from bot.domain.roles import Field, Role
from bot.domain.visits.standing import Log, Period, Span
from handlers.families.homes import said_of
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from models.audit import Reason
from models.sponsors import sponsors, unit_log

AnyTurn = Turn | JobTurn


def commune_of(turn: AnyTurn) -> AreaId | None:
    """The one of those that is meant: the office's where it is among them."""
    communes = communes_of(turn)
    return turn.office.area_id if turn.office.area_id in communes else next(iter(communes), None)


def names(turn: AnyTurn) -> dict[SponsorId, str]:
    """The units that the asker looks after, by name."""
    commune = commune_of(turn)
    if commune is None:
        return {}
    found = turn.read(partial(sponsors.units_of, communes=[commune], day=turn.today))
    return {each.id: each.name for each in found}


def period_in(span: str, year: str) -> Period:
    """A span as choices carry it."""
    return Period(Span(span), int(year))


def log_of(turn: AnyTurn, unit: SponsorId, period: Period) -> Log | None:
    """What one unit did; None where it helped nobody, and for who may not see it."""
    commune = turn.read(partial(sponsors.commune_of, unit=unit))
    if unit not in own_units(turn) and commune not in communes_of(turn):
        return None
    found = _read(turn, commune, period, [unit])
    return found[0] if found else None


def all_logs(turn: AnyTurn, period: Period) -> list[Log]:
    """What the units of the asker's commune did, by name; nothing for who looks after none."""
    commune = commune_of(turn)
    return [] if commune is None else _read(turn, commune, period, ())


def _read(turn: AnyTurn, commune: AreaId, period: Period, units: Collection[SponsorId]) -> list[Log]:
    query = partial(unit_log.logs, commune=commune, since=period.since, until=period.until)
    found: list[Log] = turn.read(partial(query, day=turn.today, units=units))
    return found


def homes_of(turn: AnyTurn, log: Log) -> Mapping[HouseholdId, str]:
    """The families of a log by number and hamlet; that they were shown is noted."""
    found: dict[HouseholdId, str] = {}
    role = Role.SPONSOR if log.unit in own_units(turn) else None
    for each in log.families:
        seen = turn.register.household(
            each.household, {Field.NUMBER, Field.HAMLET}, reason=Reason.OVERSIGHT, acting_as=role
        )
        if seen is not None:
            found[each.household] = said_of(turn, seen)
    return found


def shown_only(log: Log, homes: Mapping[HouseholdId, str]) -> Log:
    """The log without the families that the asker may not see any more."""
    return replace(log, families=tuple(each for each in log.families if each.household in homes))
