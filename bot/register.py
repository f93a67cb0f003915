"""The only door to the register for a conversation: shows what the asker may see, and notes what was seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.consent import Purpose
from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.changes import ChangeKind
from bot.domain.register.history import AsOf
from bot.domain.register.households import Household, Member
from bot.domain.register.terms import Status
from bot.domain.roles import (
    AGREED_FOR_SPONSOR,
    Actor,
    Field,
    Grant,
    Place,
    Role,
    areas_counted,
    areas_listed,
    areas_searched,
    changeable,
    visible,
)
from bot.domain.understanding.requests import Sought
from models import areas, audit
from models.audit import Subject, SubjectKind
from models.people import consents, delegations, roles
from models.register import reading
from models.register.listing import listed_in
from models.register.reading import HouseholdReader

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """One household shown to somebody: which fields, by which role, and why; `tag` tells in which way."""

    household: HouseholdId
    fields: frozenset[Field]
    role: Role
    reason: audit.Reason
    tag: audit.Tag = audit.Tag.HOUSEHOLD_SHOWN


class Register:
    """What one contact may see of the register in one turn. `speaker` is who of its people is writing.

    `in_place_of` is whom an operator asks for at the command line, where there is no contact.

    Whoever has no link sees nothing, and is told the same of families that are on the list and of others."""

    def __init__(
        self,
        read: Callable[[Callable[[Connection], Any]], Any],
        *,
        contact: ContactId | None,
        carries: PersonalData,
        now: datetime,
        speaker: PersonId | None = None,
        in_place_of: PersonId | None = None,
    ) -> None:
        self._read = read
        self._contact = contact
        self._carries = carries
        self._now = now
        self._speaker = speaker
        self._in_place_of = in_place_of
        self._seen: list[Seen] = []
        self._refused: set[HouseholdId] = set()
        self._figures_refused: list[str] = []

    @cached_property
    def people(self) -> tuple[PersonId, ...]:
        """The people this contact is linked to."""
        contact = self._contact
        if contact is None:
            return () if self._in_place_of is None else (self._in_place_of,)
        return tuple(self._read(lambda tx: roles.people_behind(tx, contact, at=self._now)))

    @property
    def opened(self) -> bool:
        """Whether it was asked in this turn for somebody who is linked."""
        return bool(self.__dict__.get("people"))

    @property
    def person(self) -> PersonId | None:
        """Who is writing; None for a stranger, and while several share the contact and nobody said who."""
        if self._speaker in self.people:
            return self._speaker
        return self.people[0] if len(self.people) == 1 else None

    @cached_property
    def actor(self) -> Actor:
        """The asker with all roles they have today."""
        person, today = self.person, vietnam_day(self._now)
        grants = () if person is None else self._read(partial(roles.grants_of, person=person, day=today))
        return Actor(person, grants, self._carries)

    @cached_property
    def may_change(self) -> frozenset[ChangeKind]:
        """What the asker may change of some household or other, on this channel."""
        return changeable(self.actor)

    @property
    def unclear(self) -> bool:
        """Whether several people share the contact and nobody said who is writing."""
        return bool(self.people) and self.person is None

    def voices(self) -> dict[PersonId, tuple[Grant, ...]]:
        """The people who share the contact, each with their roles."""
        today = vietnam_day(self._now)
        return {
            person: self._read(partial(roles.grants_of, person=person, day=today)) for person in self.people
        }

    @property
    def own_households(self) -> tuple[HouseholdId, ...]:
        """The households the asker belongs to."""
        own = self.actor.granted(Role.HOUSEHOLD)
        return tuple(sorted(household for grant in own for household in grant.households))

    @property
    def helped(self) -> tuple[HouseholdId, ...]:
        """The households that the asker's sponsor unit cares for."""
        given = self.actor.granted(Role.SPONSOR)
        return tuple(sorted(household for grant in given for household in grant.households))

    @cached_property
    def helped_by_name(self) -> tuple[Household, ...]:
        """Their numbers and heads, to understand whom a report means: nothing of it is shown to anybody."""
        reader = partial(_named, households=self.helped, day=vietnam_day(self._now))
        return tuple(self._read(reader)) if self.helped else ()

    @property
    def cared_for(self) -> tuple[HouseholdId, ...]:
        """The households in whose place the asker writes."""
        given = self.actor.granted(Role.DELEGATE)
        return tuple(sorted(household for grant in given for household in grant.households))

    @property
    def speaks_as(self) -> Role:
        """As whom somebody says "our family": of their own, else of those they act for."""
        return Role.HOUSEHOLD if self.own_households or not self.cared_for else Role.DELEGATE

    def may_act(self, household_id: HouseholdId) -> bool:
        """Whether the asker may ask and object for a household: its own, or as a delegate so appointed."""
        person = self.person
        if person is None or household_id in self.own_households:
            return person is not None
        query = partial(delegations.acts_for, person=person, household_id=household_id)
        return bool(self._read(partial(query, day=vietnam_day(self._now))))

    def household(
        self,
        household_id: HouseholdId,
        fields: Collection[Field],
        *,
        reason: audit.Reason,
        acting_as: Role | None = None,
        tag: audit.Tag = audit.Tag.HOUSEHOLD_SHOWN,
    ) -> Household | None:
        """The fields of a household that the asker may see; None for a household that is not theirs to see,
        and for one that is not there: nobody can tell the two apart.

        `acting_as` leaves all other roles aside: what a delegate does is written down as a delegate's."""
        grants = self.actor.grants if acting_as is None else self.actor.granted(acting_as)
        actor = replace(self.actor, grants=grants)
        found: Household | None = self._read(
            partial(self._household, number=household_id, fields=fields, reason=reason, actor=actor, tag=tag)
        )
        return found

    def spoken(self, fields: Collection[Field], role: Role) -> list[Household]:
        """The households the asker speaks for in a role: as one of the family, or as its delegate."""
        numbers = self.own_households if role is Role.HOUSEHOLD else self.cared_for
        found = (
            self.household(each, fields, reason=audit.Reason.OWN_WISH, acting_as=role) for each in numbers
        )
        return [each for each in found if each is not None]

    def proven(self, household_id: HouseholdId) -> Household | None:
        """The members of a household, to somebody who just proved to belong to it: by slip or own number."""
        if self._carries is PersonalData.NONE:
            return None
        fields = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.MEMBERS, Field.BIRTH})
        self._seen.append(Seen(household_id, fields, Role.HOUSEHOLD, audit.Reason.LINKING))
        found: Household | None = self._read(
            lambda tx: HouseholdReader(tx, AsOf(vietnam_day(self._now))).read(household_id, fields)
        )
        return found

    def proven_number(self, number: str, *, commune: AreaId) -> list[tuple[Household, Member]]:
        """Who in the commune has a number, +84…, each in their household, to who just proved to have it."""
        homes: list[tuple[HouseholdId, PersonId]] = self._read(
            partial(_homes_with, number=number, commune=commune, day=vietnam_day(self._now))
        )
        found = [(self.proven(household), person) for household, person in homes[:MOST_SHOWN]]
        return [
            (home, member)
            for home, person in found
            if home is not None
            for member in home.members
            if member.person == person
        ]

    def _household(
        self,
        tx: Connection,
        *,
        number: HouseholdId,
        fields: Collection[Field],
        reason: audit.Reason,
        actor: Actor,
        tag: audit.Tag,
    ) -> Household | None:
        today = vietnam_day(self._now)
        place = reading.place_of(tx, number, day=today)
        if place is None:
            return None
        role = actor.role_towards(place)
        seen = visible(actor, place, agreed=self._agreed(tx, place)) & frozenset(fields)
        if role is None or not seen:
            self._refused.add(number)
            return None
        self._seen.append(Seen(number, seen, role, reason, tag))
        return HouseholdReader(tx, AsOf(today)).read(number, seen)

    def _agreed(self, tx: Connection, place: Place) -> frozenset[Field]:
        """What a household agreed to show its sponsor."""
        if not self.actor.granted(Role.SPONSOR):
            return frozenset()
        today, purpose = vietnam_day(self._now), Purpose.SPONSOR_SEES_NEEDS
        agreed = consents.given_by_family(tx, place.household, purpose, day=today)
        return AGREED_FOR_SPONSOR if agreed else frozenset()

    def find(self, sought: Sought, *, hamlets: Sequence[AreaId] = ()) -> list[Household]:
        """The households of the asker's area with this name, number or phone.

        `hamlets` narrows the search; none of them outside of the asker's area is looked at."""
        own = list(self.hamlets)
        chosen = [hamlet for hamlet in own if hamlet in hamlets] if hamlets else own
        if not chosen:
            return []
        shown = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.STATUS})
        found: list[HouseholdId] = self._read(
            partial(_found, sought=sought, hamlets=chosen, day=vietnam_day(self._now))
        )
        households = (
            self.household(each, shown, reason=audit.Reason.LOOKED_UP) for each in found[:MOST_SHOWN]
        )
        return [each for each in households if each is not None]

    def listed(
        self, hamlets: Collection[AreaId], statuses: Collection[Status], fields: Collection[Field]
    ) -> list[Household]:
        """All households of these hamlets that are so recognised; none where the asker keeps no list."""
        own = [hamlet for hamlet in hamlets if hamlet in self.hamlets_listed]
        if not own:
            return []
        today = vietnam_day(self._now)
        found: list[HouseholdId] = self._read(partial(listed_in, hamlets=own, statuses=statuses, day=today))
        reason, tag = audit.Reason.REVIEW, audit.Tag.LIST_EXPORTED
        shown = (self.household(each, fields, reason=reason, tag=tag) for each in found)
        return [each for each in shown if each is not None]

    @cached_property
    def hamlets_listed(self) -> dict[AreaId, str]:
        """The hamlets whose whole lists the asker may have, with their names."""
        kept = self.areas_listed
        found = self._read(partial(areas.hamlets_in, areas=kept)) if kept else []
        return {each.id: each.name for each in found}

    @property
    def areas_listed(self) -> Sequence[AreaId]:
        """The areas whose whole lists the asker may send and have."""
        return areas_listed(self.actor)

    @cached_property
    def hamlets(self) -> dict[AreaId, str]:
        """The hamlets in which the asker may look for households, with their names."""
        searched = areas_searched(self.actor)
        found = self._read(partial(areas.hamlets_in, areas=searched)) if searched else []
        return {each.id: each.name for each in found}

    def acting(self, contact_id: ContactId, households: Collection[HouseholdId]) -> audit.Actor:
        """Who does something about these households, and by which role: of their own, in a family's place, or
        for an area, which whoever lets them do it has looked at before. About none it is for an area."""
        return audit.Actor.contact(contact_id, person_id=self.person, role=self._role_for(set(households)))

    def delegated(self, households: Collection[HouseholdId]) -> bool:
        """Whether the asker does something about these households in their place."""
        return self._role_for(set(households)) is Role.DELEGATE

    def _role_for(self, households: Set[HouseholdId]) -> Role | None:
        if households and households <= set(self.own_households):
            return Role.HOUSEHOLD
        if households and households <= set(self.cared_for):
            return Role.DELEGATE
        return next((grant.role for grant in self.actor.grants if grant.role.by_area), None)

    @property
    def areas_counted(self) -> Sequence[AreaId]:
        """The areas whose figures the asker may ask for."""
        return areas_counted(self.actor)

    @cached_property
    def hamlets_counted(self) -> dict[AreaId, str]:
        """The hamlets of those areas, with their names."""
        asked = self.areas_counted
        found = self._read(partial(areas.hamlets_in, areas=asked)) if asked else []
        return {each.id: each.name for each in found}

    def figure_refused(self, why: str) -> None:
        """Note that a figure was asked for which is not the asker's to have."""
        self._figures_refused.append(why)

    def trail(self) -> tuple[Callable[[Connection, ContactId | None], None], ...]:
        """What notes all that was shown in this turn, and what was not, to be written in its transaction."""
        return (self._note,) if self._seen or self._refused or self._figures_refused else ()

    def _who(self, contact_id: ContactId | None, role: Role | None = None) -> audit.Actor:
        name = None if role is None else role.value
        if contact_id is None and self._in_place_of is not None:
            return audit.Actor.operator_as(self._in_place_of, role=name)
        assert contact_id is not None
        return audit.Actor.contact(contact_id, person_id=self.person, role=name)

    def _note(self, tx: Connection, contact_id: ContactId | None) -> None:
        for why in self._figures_refused:
            audit.note(
                tx, audit.Tag.FIGURE_REFUSED, at=self._now, actor=self._who(contact_id), details={"why": why}
            )
        if self._refused:
            self._note_refused(tx, contact_id)
        for tag, role, reason in dict.fromkeys((each.tag, each.role, each.reason) for each in self._seen):
            shown = [each for each in self._seen if (each.tag, each.role, each.reason) == (tag, role, reason)]
            audit.note(
                tx,
                tag,
                at=self._now,
                actor=self._who(contact_id, role),
                subjects=[_subject(each) for each in shown],
                reason=reason,
            )

    def _note_refused(self, tx: Connection, contact_id: ContactId | None) -> None:
        audit.note(
            tx,
            audit.Tag.HOUSEHOLD_REFUSED,
            at=self._now,
            actor=self._who(contact_id),
            subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in sorted(self._refused)],
        )


def _named(tx: Connection, *, households: Sequence[HouseholdId], day: date) -> list[Household]:
    reader = HouseholdReader(tx, AsOf(day))
    found = (reader.read(each, {Field.NUMBER, Field.HEAD}) for each in households)
    return [each for each in found if each is not None]


def _subject(seen: Seen) -> Subject:
    return Subject(SubjectKind.HOUSEHOLD, seen.household, frozenset(field.value for field in seen.fields))


def _found(tx: Connection, *, sought: Sought, hamlets: Sequence[AreaId], day: date) -> list[HouseholdId]:
    if sought.phone is not None:
        people = reading.persons_with_phone(tx, sought.phone, day=day)
        return [each for one in people for each in reading.households_of(tx, one, day=day)]
    if sought.number is not None:
        communes = areas.areas_around(tx, hamlets)
        return reading.find_by_number(tx, sought.number, communes=list(communes))
    return reading.find_by_name(tx, sought.names, hamlets=hamlets)


def _homes_with(
    tx: Connection, *, number: str, commune: AreaId, day: date
) -> list[tuple[HouseholdId, PersonId]]:
    people = reading.persons_with_phone(tx, number, day=day)
    homes = [(home, person) for person in people for home in reading.households_of(tx, person, day=day)]
    within = {home for home, _ in homes if _lives_in(tx, home, commune, day=day)}
    return [(home, person) for home, person in homes if home in within]


def _lives_in(tx: Connection, household: HouseholdId, commune: AreaId, *, day: date) -> bool:
    place = reading.place_of(tx, household, day=day)
    return place is not None and commune in place.areas
