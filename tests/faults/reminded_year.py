"""A ward's year of reminders, lived in minutes: people who answer or do not, and trouble of every kind."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.clock import VIETNAM, vietnam_day
from bot.domain.ids import SponsorId
from bot.domain.messages import Delivery
from bot.domain.reminders.terms import ANSWERED_BY, Done, Matter, Muted, ReportCame
from bot.domain.roles import Duty, Role
from bot.domain.sample.build import sample_world
from bot.errors import OutcomeUnknown, StoreUnavailable, Unavailable, Unreachable
from bot.sponsors.reminding import Reminding
from models.people import contacts, roles
from models.people.contacts import Contact
from models.people.roles import NewGrant, role_grant, sponsor
from models.register.sample_world import write_world
from models.register.writing import add_person
from models.reminders import reminders
from models.reminders.reminders import reminder
from models.sample_files import load_recipe
from models.sponsors import sponsor_reports, sponsors
from models.unit_of_work import UnitOfWork
from tests.families import add_family, add_ward, appoint
from tests.world import VAULT, World

FAR = date(2040, 1, 1)


@dataclass
class Counts:
    """What happened in the year."""

    kills: int = 0
    jumps: int = 0
    unsent: int = 0
    ambiguous: int = 0
    blocked: int = 0
    reports: int = 0
    ahead: set[date] = field(default_factory=set)
    tried: Counter[tuple[str, date]] = field(default_factory=Counter)
    refused: set[tuple[str, date]] = field(default_factory=set)
    shown: Counter[tuple[str, date]] = field(default_factory=Counter)


class Dying:
    """A unit of work whose process dies now and then: before a transaction, or right after its commit."""

    def __init__(self, uow: UnitOfWork, chance: random.Random, rate: float, counts: Counts) -> None:
        self._uow, self._chance, self._rate, self._counts = uow, chance, rate, counts

    async def run(self, work: Callable[[Connection], Any]) -> Any:
        if self._chance.random() < self._rate:
            self._counts.kills += 1
            raise StoreUnavailable("killed before")
        done = await self._uow.run(work)
        if self._chance.random() < self._rate:
            self._counts.kills += 1
            raise StoreUnavailable("killed after")
        return done

    def read(self, query: Callable[[Connection], Any]) -> Any:
        """Reading kills nobody."""
        return self._uow.read(query)


class Year:
    """One ward, `units` of its units with a chat each, and what went wrong so far."""

    def __init__(self, w: World, *, seed: int, units: int, trouble: float) -> None:
        self.w, self.chance, self.trouble, self.seed = w, random.Random(seed), trouble, seed
        self.wanted, self.counts = units, Counts()
        self.units: list[SponsorId] = []
        self.answered: dict[str, datetime] = {}
        self.muted: list[tuple[int, date, date]] = []
        url = w.app.settings.database_url
        # The second process has connections of its own; SQLite is written by one process alone.
        self.other = UnitOfWork(url, vault=VAULT) if url.startswith("postgresql") else None

    def end(self) -> None:
        """Let the second process go."""
        if self.other is not None:
            self.other.close()

    async def begin(self) -> None:
        """Write the sample ward and give each unit a contact and a leader with a chat."""
        world = sample_world(load_recipe(), today=vietnam_day(self.w.clock.now()))
        await self.w.running.uow.run(lambda tx: write_world(tx, world, now=self.w.clock.now()))
        await self._linked()

    async def begin_small(self) -> None:
        """The same with one family for each unit, and a ladder of three days from step to step."""
        await self.w.running.uow.run(self._small)
        await self._linked()

    def _small(self, tx: Connection) -> None:
        now, day = self.w.clock.now(), vietnam_day(self.w.clock.now())
        ward = add_ward(tx)
        appoint(tx, Role.LEADER, ward.commune, name="Lê Văn Hai", now=now)
        for name in ("again_after", "leader_after", "committee_after"):
            reminders.set_one(tx, ward.commune, name, 3, now=now)
        for number in range(self.wanted):
            home = add_family(tx, ward, ward.hamlet_3, number=f"{number}", head="Trần Thị Lan", now=now)
            unit = sponsors.add_unit(
                tx, ward.commune, name=f"Chi bộ {number}", kind="x", capacity=1, hamlet=None, now=now
            )
            sponsors.assign(tx, unit, home.household, day=day - timedelta(3), by=None, now=now)

    async def _linked(self) -> None:
        await self.w.running.uow.run(self._link)
        self.w.channel.before_send = self._send

    def _link(self, tx: Connection) -> None:
        now, day = self.w.clock.now(), vietnam_day(self.w.clock.now())
        numbers = tx.scalars(select(sponsor.c.id).order_by(sponsor.c.id)).all()
        helping = [SponsorId(each) for each in numbers if sponsors.helped_by(tx, [SponsorId(each)], day=day)]
        self.units = helping[: self.wanted]
        for unit in self.units:
            for duty in Duty:
                person = add_person(tx, now=now)
                grant = NewGrant(person, Role.SPONSOR, day, FAR, sponsor=unit, duty=duty)
                roles.add_grant(tx, grant, now=now)
                roles.link(tx, self._chat(tx, f"{duty}-{unit}"), person, now=now)
        leader = select(role_grant.c.person_id).where(role_grant.c.role == Role.LEADER.value)
        roles.link(tx, self._chat(tx, "committee"), tx.scalars(leader).first(), now=now)

    def _chat(self, tx: Connection, address: str) -> Any:
        account = next(iter(self.w.running.channels))
        first = Contact(account, address, private=True, language="vi")
        return contacts.begin_conversation(tx, first, state="{}", now=self.w.clock.now())

    def _send(self, delivery: Delivery) -> None:
        where = (delivery.address, vietnam_day(self.w.clock.now()))
        self.counts.tried[where] += 1
        # Each attempt has a luck of its own: messages to several chats go out in any order.
        luck = random.Random(f"{self.seed} {where} {self.counts.tried[where]}").random()
        if luck < self.trouble / 4:
            self.counts.unsent += 1
            self.counts.refused.add(where)
            raise Unavailable("network")
        if luck < self.trouble / 3:
            self.counts.ambiguous += 1
            self._note(delivery)
            raise OutcomeUnknown("cut")
        if luck < self.trouble / 2.5:
            self.counts.blocked += 1
            self.counts.refused.add(where)
            raise Unreachable("blocked")
        self._note(delivery)

    def _note(self, delivery: Delivery) -> None:
        self.counts.shown[(delivery.address, vietnam_day(self.w.clock.now()))] += 1

    async def live(self, days: int) -> None:
        """Live so many days, with a progress line where somebody looks on."""
        for number in range(days):
            await self._day()
            if days > 100:
                print(f"\r  day {number + 1}/{days} {self.counts.kills} kills", end="", file=sys.stderr)

    async def _day(self) -> None:
        morning = (self.w.clock.at + timedelta(days=1)).replace(hour=9, minute=0)
        self.w.clock.at = morning
        if self.chance.random() < self.trouble / 4:
            self.counts.jumps += 1
            self.w.clock.at = morning + self.chance.choice([timedelta(days=1), -timedelta(hours=3)])
            self.counts.ahead.add(local_day(self.w.clock.at))
            await self._work(rate=0.0)
            self.w.clock.at = morning
        for rate in (self.trouble, self.trouble / 2, 0.0):
            await self._work(rate=rate)
            self.w.clock.pass_(minutes=10)
        await self._people()

    async def _work(self, *, rate: float) -> None:
        """Remind, plan and send, as a process that may die in the middle of it."""
        await self._remind(rate)
        with contextlib.suppress(StoreUnavailable):
            await self.w.tick()
        await self._remind(rate)

    async def _remind(self, rate: float) -> None:
        """Let each process tick at the same time; any of them may die in the middle of it."""
        works = [self.w.running.uow, *([] if self.other is None else [self.other])]
        dying: list[Any] = [Dying(each, self.chance, rate, self.counts) for each in works]
        ticks = [Reminding(each, self.w.clock).tick() for each in dying]
        for ended in await asyncio.gather(*ticks, return_exceptions=True):
            if isinstance(ended, BaseException) and not isinstance(ended, StoreUnavailable):
                raise ended

    async def _people(self) -> None:
        """Some units tell what they did; a family is in mourning now and then; the blocked come back."""
        await self.w.running.uow.run(self._answers)

    def _answers(self, tx: Connection) -> None:
        now, day = self.w.clock.now(), vietnam_day(self.w.clock.now())
        for unit in self.units:
            diligent = unit % 3 != 0
            if not diligent or self.chance.random() > 0.05:
                continue
            families = [each.id for each in sponsors.helped_by(tx, [unit], day=day)]
            for done in (Done.PLANNED, Done.VISITED):
                self._report(tx, ReportCame(unit, done, day, tuple(families)), now=now)
        if self.chance.random() < len(self.units) / 600:
            helped = sponsors.helped_by(tx, [self.chance.choice(self.units)], day=day)
            if helped:
                home, until = self.chance.choice(helped).household, day + timedelta(days=20)
                why = Muted.MOURNING
                self.muted.append((home, day, until))
                reminders.mute(tx, why=why, begins=day, ends=until, household_id=home, now=now)
                sponsor_reports.silence(tx, home, why, day=day, now=now)
        tx.execute(contacts.contact.update().values(standing="active"))

    def _report(self, tx: Connection, came: ReportCame, *, now: datetime) -> None:
        self.counts.reports += 1
        own = reminder.c.sponsorship_id.in_(came.families) & reminder.c.settled_at.is_(None)
        open_ = tx.execute(select(reminder.c.occurrence, reminder.c.matter).where(own)).all()
        sponsor_reports.report_came(tx, came, day=came.on, now=now)
        for row in open_:
            if Matter(row.matter) in ANSWERED_BY[came.done]:
                self.answered[row.occurrence] = now

    def rows(self) -> list[Any]:
        """All reminders of the year."""
        return list(self.w.read(lambda tx: tx.execute(select(reminder).order_by(reminder.c.id)).all()))


def local_day(instant: datetime) -> date:
    """The day in Vietnam."""
    return instant.astimezone(VIETNAM).date()
