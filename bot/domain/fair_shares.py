"""Gifts of a season, so that no house gets two and the next none. Pure: lines and a day come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.lunar import chol_chnam_thmay, sen_donta, tet
from bot.domain.visits.ledger import Entry, Measure, Stage


class Feast(StrEnum):
    """When gifts are usually given: Tết, 27 July, the two Khmer feasts, the new school year."""

    TET = "tet"
    INVALIDS_DAY = "invalids_day"
    CHOL_CHNAM_THMAY = "chol_chnam_thmay"
    SEN_DONTA = "sen_donta"
    SCHOOL = "school"

    @property
    def khmer(self) -> bool:
        """Whether it is kept by Khmer families."""
        return self in (Feast.CHOL_CHNAM_THMAY, Feast.SEN_DONTA)


@dataclass(frozen=True, slots=True)
class FeastOf:
    """A feast of a year."""

    feast: Feast
    year: int

    @property
    def day(self) -> date:
        """Its day; of the school year the fifth of September, on which schools open."""
        match self.feast:
            case Feast.TET:
                return tet(self.year)
            case Feast.INVALIDS_DAY:
                return date(self.year, 7, 27)
            case Feast.CHOL_CHNAM_THMAY:
                return chol_chnam_thmay(self.year)
            case Feast.SEN_DONTA:
                return sen_donta(self.year)
            case Feast.SCHOOL:
                return date(self.year, 9, 5)

    @property
    def begins(self) -> date:
        """From when on a gift counts for it. Our own measure: no rule says it."""
        return self.day - _BEFORE[self.feast]

    @property
    def ends(self) -> date:
        """The last day on which a gift counts for it."""
        return self.day + _AFTER


_BEFORE: Mapping[Feast, timedelta] = {
    Feast.TET: timedelta(days=60),
    Feast.INVALIDS_DAY: timedelta(days=40),
    Feast.CHOL_CHNAM_THMAY: timedelta(days=30),
    Feast.SEN_DONTA: timedelta(days=30),
    Feast.SCHOOL: timedelta(days=60),
}
_AFTER = timedelta(days=15)
AHEAD = timedelta(days=120)
"""So long before a feast one already plans for it rather than looking back."""


def feast_of(feast: Feast, *, today: date) -> FeastOf:
    """The one that is meant when no year is said: the one planned for now, else the last one."""
    near = [FeastOf(feast, year) for year in (today.year + 1, today.year, today.year - 1)]
    return next(each for each in near if each.day - AHEAD <= today)


def nearest(today: date) -> FeastOf:
    """The feast that comes next, or is not yet over."""
    near = [FeastOf(feast, year) for feast in Feast for year in (today.year, today.year + 1)]
    return min((each for each in near if each.ends >= today), key=lambda each: each.day)


def gifts(lines: Iterable[Entry], feast: FeastOf) -> Mapping[HouseholdId, set[SponsorId | None]]:
    """Who gave money or goods to which family in the season. The lines are those that stand."""
    found: dict[HouseholdId, set[SponsorId | None]] = defaultdict(set)
    for each in lines:
        given = each.stage is Stage.GIVEN and each.measure is not Measure.WORK
        if given and each.household is not None and feast.begins <= each.on <= feast.ends:
            found[each.household].add(None if each.from_fund else each.sponsor)
    return found


@dataclass(frozen=True, slots=True)
class Shares:
    """The families of a list by what the season brought them. `planned` have no gift yet but a word."""

    none: tuple[HouseholdId, ...]
    planned: tuple[HouseholdId, ...]
    one: tuple[HouseholdId, ...]
    several: tuple[HouseholdId, ...]


def shares(
    families: Iterable[HouseholdId],
    given: Mapping[HouseholdId, Collection[object]],
    planned: Mapping[HouseholdId, Collection[object]],
) -> Shares:
    """Sort families by how many gave to them; who gives again, or gave what was planned, counts once."""
    sorted_: dict[str, list[HouseholdId]] = defaultdict(list)
    for family in families:
        gave = set(given.get(family, ()))
        name = "several" if len(gave) > 1 else "one" if gave else "planned" if planned.get(family) else "none"
        sorted_[name].append(family)
    return Shares(**{name: tuple(sorted_[name]) for name in ("none", "planned", "one", "several")})
