"""Writes the sample world into a demo or test database. Refuses every other: invented and real never meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection, insert, select, update

from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId
from bot.domain.register.households import Member
from bot.domain.register.review import Decision
from bot.domain.register.terms import Deprivation, Standard, Trait
from bot.domain.roles import Duty, Role
from bot.domain.sample.world import Membership, SampleArea, SampleHousehold, SamplePerson, World
from bot.errors import RefusedToStart
from models import targets
from models.areas import AreaKind, add_area, area, succeed
from models.installation import Purpose, purpose_of
from models.offices import first_office
from models.people import roles
from models.people.demo_cards import add_cards
from models.people.roles import NewGrant
from models.register import ledger
from models.register.ledger import Ledger
from models.register.tables import household, receipt
from models.register.writing import add_decisions, add_households, add_people, index_names

_ROLES = {
    "sponsor": Role.SPONSOR,
    "hamlet_head": Role.HAMLET_HEAD,
    "ward_official": Role.OFFICIAL,
    "ward_leader": Role.LEADER,
}
_MERGED_ON = date(2025, 7, 1)


def is_empty(tx: Connection) -> bool:
    """Whether no household was ever written."""
    return tx.scalar(select(household.c.id).limit(1)) is None


def write_world(tx: Connection, world: World, *, now: datetime) -> None:
    """Write the world for the first office's commune. Raises `RefusedToStart` where real families may be."""
    if purpose_of(tx) not in (Purpose.DEMO, Purpose.TEST):
        raise RefusedToStart("The sample world is written into a demo database only.")
    if not is_empty(tx):
        raise RefusedToStart("This database has households already; give the sample world one of its own.")
    writer = _Writer(tx, world, now)
    writer.write_areas()
    writer.write_people()
    writer.write_households()
    writer.write_offices()
    writer.write_targets()
    writer.write_cards()


@dataclass
class _Writer:
    """Knows which row each number of the world became."""

    tx: Connection
    world: World
    now: datetime
    areas: dict[AreaId, AreaId] = field(default_factory=dict)
    people: dict[PersonId, PersonId] = field(default_factory=dict)
    households: dict[HouseholdId, HouseholdId] = field(default_factory=dict)
    sponsors: dict[int, SponsorId] = field(default_factory=dict)

    @cached_property
    def urban(self) -> dict[AreaId, bool]:
        """Which areas lie in town; it decides the poverty line."""
        return {each.id: bool(each.urban) for each in self.world.areas}

    @cached_property
    def givers(self) -> dict[int | None, str]:
        """What the sponsor units are called, by their numbers."""
        return {unit.number: unit.name for unit in self.world.sponsors}

    @property
    def commune(self) -> AreaId:
        """The commune of the first office."""
        return next(self.areas[each.id] for each in self.world.areas if each.kind == "commune")

    def write_areas(self) -> None:
        """Places of today, and what the hamlets were called before the merger."""
        office = first_office(self.tx)
        for each in self.world.areas:
            if each.kind == "commune" and office is not None and office.area_id is not None:
                parent = self.areas[each.parent] if each.parent is not None else None
                values = {"name": each.name, "code": each.code, "parent_id": parent}
                self.tx.execute(update(area).where(area.c.id == office.area_id).values(values))
                self.areas[each.id] = office.area_id
            else:
                self.areas[each.id] = self._made(each)

    def _made(self, each: SampleArea) -> AreaId:
        kind, parent = AreaKind(each.kind), self.areas[each.parent] if each.parent is not None else None
        made = add_area(self.tx, kind, each.name, parent=parent, code=each.code, urban=each.urban)
        if each.old_name and each.old_unit:
            name = f"{each.old_name}, {each.old_unit}"
            former = add_area(self.tx, kind, name, urban=each.urban, valid_to=_MERGED_ON)
            succeed(self.tx, former, made, since=_MERGED_ON)
        return made

    def write_people(self) -> None:
        """Everybody, with what is known of them since their family is known."""
        book = Ledger(self.tx, at=self.now, nothing_known=True)
        since = {
            each.member.person: (each.member, home.residences[0].stay.span.start)
            for home in reversed(self.world.households)
            for each in reversed(home.members)
        }
        holders = list(self._office_holders())
        known = [*since, *(other.person for other in holders)]
        self.people = dict(zip(known, add_people(self.tx, len(known), now=self.now), strict=True))
        for member, day in since.values():
            self._member(book, member, day=day)
        for other in holders:
            number = self.people[other.person]
            book.say(
                ledger.DETAIL, (number,), (other.name, None, None, other.sex.value, None), day=_MERGED_ON
            )
            book.say(ledger.PHONE, (number,), (other.phone,), day=_MERGED_ON)
        book.flush()

    def _office_holders(self) -> Iterable[SamplePerson]:
        yield from (unit.contact for unit in self.world.sponsors)
        yield from (official.person for official in self.world.officials)

    def _member(self, book: Ledger, member: Member, *, day: date) -> None:
        number, birth = self.people[member.person], member.birth
        said = (
            member.name,
            birth.year if birth else None,
            birth.day if birth else None,
            member.sex.value if member.sex else None,
            member.ethnicity.value if member.ethnicity else None,
        )
        book.say(ledger.DETAIL, (number,), said, day=day)
        if member.phone:
            book.say(ledger.PHONE, (number,), (member.phone,), day=day)
        if member.insured_to:
            book.say(ledger.INSURANCE, (number,), (member.insured_to,), day=day)

    def write_households(self) -> None:
        """Families with their whole history."""
        book = Ledger(self.tx, at=self.now, nothing_known=True)
        homes = self.world.households
        numbers = [home.number for home in homes]
        made = add_households(self.tx, self.commune, numbers=numbers, now=self.now)
        self.households = dict(zip((home.id for home in homes), made, strict=True))
        for home in homes:
            self._history(book, self.households[home.id], home)
        book.flush()
        decided = [(self.households[home.id], each) for home in homes for each in self._decisions(home)]
        add_decisions(self.tx, decided, now=self.now)
        self.tx.execute(insert(receipt), [row for home in homes for row in self._receipts(home)])
        index_names(self.tx, self.households.values(), day=self.world.today)

    def _history(self, book: Ledger, number: HouseholdId, home: SampleHousehold) -> None:
        for each in home.residences:
            span, hamlet = each.stay.span, self.areas[each.hamlet]
            said = (hamlet, each.address, each.stay.began.value, None)
            book.say(ledger.RESIDENCE, (number,), said, day=span.start)
            if span.end is not None and each.stay.ended is not None:
                gone = (None, None, None, each.stay.ended.value)
                book.say(ledger.RESIDENCE, (number,), gone, day=span.end)
        for known in home.recognised:
            key = (number, known.standard.value)
            cannot = known.cannot_escape.value if known.cannot_escape else None
            stated = (known.status.value, cannot, known.origin.value, known.document)
            book.say(ledger.RECOGNITION, key, stated, day=known.span.start)
            if known.span.end is not None:
                book.say(ledger.RECOGNITION, key, None, day=known.span.end)
        for fact in home.traits:
            subject = (number, fact.trait.value, fact.code)
            book.say(ledger.TRAIT, subject, (fact.square_metres,), day=fact.span.start)
            if fact.span.end is not None:
                book.say(ledger.TRAIT, subject, None, day=fact.span.end)
        for member in home.members:
            self._membership(book, number, member)

    def _membership(self, book: Ledger, number: HouseholdId, each: Membership) -> None:
        key, span = (number, self.people[each.member.person]), each.span
        book.say(ledger.MEMBERSHIP, key, (each.member.relation.value, None), day=span.start)
        if span.end is not None:
            gone = (None, each.left.value) if each.left else None
            book.say(ledger.MEMBERSHIP, key, gone, day=span.end)

    def _decisions(self, home: SampleHousehold) -> Iterator[Decision]:
        for each in home.decisions:
            hamlet = home.hamlet(each.on) or home.residences[-1].hamlet
            codes = home.codes(Trait.DEPRIVATION, each.on)
            lacking = frozenset(Deprivation(code) for code in codes)
            yield Decision(
                each.on,
                each.status,
                Standard.NATIONAL,
                "nd_07_2021",
                self.urban[hamlet],
                each.document,
                each.income_points,
                None if each.deprivation_points is None else lacking,
            )

    def _receipts(self, home: SampleHousehold) -> Iterator[dict[str, object]]:
        for each in home.receipts:
            yield {
                "household_id": self.households[home.id],
                "kind": "gift" if each.sponsor is not None else "benefit",
                "what": each.kind,
                "amount": each.amount,
                "giver": self.givers.get(each.sponsor),
                "received_on": each.on,
                "recorded_at": self.now,
            }

    def write_offices(self) -> None:
        """Sponsor units with their families and contacts, and who holds which office."""
        for unit in self.world.sponsors:
            row = {
                "commune_id": self.commune,
                "name": unit.name,
                "kind": unit.kind,
                "created_at": self.now,
                "hamlet_id": None if unit.hamlet is None else self.areas[unit.hamlet],
                "ended_on": unit.active.end,
            }
            made = self.tx.execute(insert(roles.sponsor).values(row)).inserted_primary_key
            assert made is not None
            self.sponsors[unit.number] = SponsorId(made[0])
            contact, made_of = unit.contact.person, self.sponsors[unit.number]
            self._grant(contact, Role.SPONSOR, sponsor=made_of, duty=Duty.CONTACT)
        for official in self.world.officials:
            self._grant(official.person.person, _ROLES[official.role], area=self.areas[official.area])
        rows = [
            {
                "sponsor_id": self.sponsors[each.sponsor],
                "household_id": self.households[each.household],
                "valid_from": each.span.start,
                "valid_to": each.span.end,
                "recorded_at": self.now,
            }
            for each in self.world.assignments
        ]
        self.tx.execute(insert(roles.sponsorship), rows)

    def _grant(
        self,
        person: PersonId,
        role: Role,
        *,
        area: AreaId | None = None,
        sponsor: SponsorId | None = None,
        duty: Duty | None = None,
    ) -> None:
        until = date(self.world.today.year + 2, 1, 1)
        whose = self.people[person]
        grant = NewGrant(whose, role, _MERGED_ON, until, area=area, sponsor=sponsor, duty=duty)
        roles.add_grant(self.tx, grant, now=self.now)

    def write_targets(self) -> None:
        """What the ward's leader set for the year."""
        leader = next(each for each in self.world.officials if each.role == "ward_leader")
        by = self.people[leader.person.person]
        for each in self.world.targets:
            targets.say(self.tx, replace(each, area=self.areas[each.area]), by=by, now=self.now)

    def write_cards(self) -> None:
        """Whom visitors of the demo may speak as."""
        add_cards(self.tx, {each.role: self.people[each.person] for each in self.world.cards})
