"""An event as people are told of it: when, where, for whom, how many places, which employers come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.events.seasons import Season
from bot.domain.events.terms import EventKind, EventState, Mode
from bot.domain.ids import AreaId, EventId, SlotId
from bot.domain.register.terms import Status


@dataclass(frozen=True, slots=True)
class Slot:
    """A time one can come to. `capacity` None takes everybody; `taken` are seats held or offered."""

    id: SlotId
    starts: datetime
    ends: datetime
    capacity: int | None = None
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """Seats left; None where there are always some. Who waits comes before who is new."""
        if self.capacity is None:
            return None
        return 0 if self.waiting else max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Work an employer offers. Pay is VND a month; `grade` the school class one must have finished.

    `licence` is what work abroad rests on, with its day; without it such a vacancy is not taken in."""

    job: str
    count: int
    pay_from: int | None = None
    pay_to: int | None = None
    distance_km: int | None = None
    grade: int = 0
    least_age: int | None = None
    most_age: int | None = None
    contract: str | None = None
    benefits: str | None = None
    housing: bool = False
    transport: bool = False
    abroad: bool = False
    licence: str | None = None
    licensed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """Who looks for workers, with a booth or through the centre."""

    name: str
    mode: Mode
    vacancies: tuple[Vacancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is written down of an event before it has a number.

    `area` is whom it is for, a hamlet or all of a commune; `statuses` empty invites every household.
    `map_point` is "latitude,longitude"; `grade` the school class a learner must have finished; `season` when
    the trade is learned best. `more_times` are further slots of as many places, from when until when."""

    kind: EventKind
    title: str
    place: str
    starts: datetime
    ends: datetime
    area: AreaId
    capacity: int | None = None
    closes: datetime | None = None
    organiser: str | None = None
    map_point: str | None = None
    bus: str | None = None
    bring: str | None = None
    trade: str | None = None
    hours: int | None = None
    season: Season | None = None
    grade: int = 0
    least_age: int | None = None
    most_age: int | None = None
    statuses: frozenset[Status] = frozenset()
    employers: tuple[Employer, ...] = ()
    more_times: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its number and code and its slots, the earliest first."""

    id: EventId
    code: str
    plan: Plan
    state: EventState
    slots: tuple[Slot, ...]

    @property
    def starts(self) -> datetime:
        """When the first slot begins."""
        return self.slots[0].starts

    @property
    def ends(self) -> datetime:
        """When the last slot ends."""
        return max(slot.ends for slot in self.slots)

    def closes(self, slot: Slot) -> datetime:
        """Until when one registers for a slot: the deadline, or its beginning."""
        return min(self.plan.closes or slot.starts, slot.starts)

    def slot(self, number: SlotId) -> Slot | None:
        """The slot of that number."""
        return next((slot for slot in self.slots if slot.id == number), None)

    @property
    def vacancies(self) -> tuple[Vacancy, ...]:
        """What all employers offer together."""
        return tuple(vacancy for employer in self.plan.employers for vacancy in employer.vacancies)
