"""The only door to the register for a conversation: shows what the asker may see, and notes what was seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
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
from bot.domain.register.households import Household
from bot.domain.roles import (
    AGREED_FOR_SPONSOR,
    Actor,
    Field,
    Grant,
    Place,
    Role,
    areas_searched,
    changeable,
    visible,
)
from bot.domain.understanding.requests import Sought
from models import areas, audit, consents, roles
from models.audit import Subject, SubjectKind
from models.register import reading
from models.register.reading import HouseholdReader

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """One household shown to somebody: which fields, by which role, and why."""

    household: HouseholdId
    fields: frozenset[Field]
    role: Role
    reason: audit.Reason


class Register:
    """What one contact may see of the register in one turn. `speaker` is who of its people is writing.

    Whoever has no link sees nothing, and is told the same of families that are on the list and of others."""

    def __init__(
        self,
        read: Callable[[Callable[[Connection], Any]], Any],
        *,
        contact: ContactId | None,
        carries: PersonalData,
        now: datetime,
        speaker: PersonId | None = None,
    ) -> None:
        self._read = read
        self._contact = contact
        self._carries = carries
        self._now = now
        self._speaker = speaker
        self._seen: list[Seen] = []
        self._refused: set[HouseholdId] = set()

    @cached_property
    def people(self) -> tuple[PersonId, ...]:
        """The people this contact is linked to."""
        contact = self._contact
        if contact is None:
            return ()
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

    def household(
        self, household_id: HouseholdId, fields: Collection[Field], *, reason: audit.Reason
    ) -> Household | None:
        """The fields of a household that the asker may see; None for a household that is not theirs to see,
        and for one that is not there: nobody can tell the two apart."""
        found: Household | None = self._read(
            partial(self._household, number=household_id, fields=fields, reason=reason)
        )
        return found

    def proven(self, household_id: HouseholdId) -> Household | None:
        """The members of a household, to somebody who just proved with its slip to belong to it."""
        if self._carries is PersonalData.NONE:
            return None
        fields = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.MEMBERS, Field.BIRTH})
        self._seen.append(Seen(household_id, fields, Role.HOUSEHOLD, audit.Reason.LINKING))
        found: Household | None = self._read(
            lambda tx: HouseholdReader(tx, AsOf(vietnam_day(self._now))).read(household_id, fields)
        )
        return found

    def _household(
        self, tx: Connection, *, number: HouseholdId, fields: Collection[Field], reason: audit.Reason
    ) -> Household | None:
        today = vietnam_day(self._now)
        place = reading.place_of(tx, number, day=today)
        if place is None:
            return None
        role = self.actor.role_towards(place)
        seen = visible(self.actor, place, agreed=self._agreed(tx, place)) & frozenset(fields)
        if role is None or not seen:
            self._refused.add(number)
            return None
        self._seen.append(Seen(number, seen, role, reason))
        return HouseholdReader(tx, AsOf(today)).read(number, seen)

    def _agreed(self, tx: Connection, place: Place) -> frozenset[Field]:
        """What the head of a household agreed to show its sponsor."""
        if not self.actor.granted(Role.SPONSOR):
            return frozenset()
        head = reading.head_of(tx, place.household, day=vietnam_day(self._now))
        said = consents.given(tx, head).get(Purpose.SPONSOR_SEES_NEEDS) if head else None
        return AGREED_FOR_SPONSOR if said and said.given else frozenset()

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

    @cached_property
    def hamlets(self) -> dict[AreaId, str]:
        """The hamlets in which the asker may look for households, with their names."""
        searched = areas_searched(self.actor)
        found = self._read(partial(areas.hamlets_in, areas=searched)) if searched else []
        return {each.id: each.name for each in found}

    def trail(self) -> tuple[Callable[[Connection, ContactId], None], ...]:
        """What notes all that was shown in this turn, and what was not, to be written in its transaction."""
        return (self._note,) if self._seen or self._refused else ()

    def _note(self, tx: Connection, contact_id: ContactId) -> None:
        if self._refused:
            self._note_refused(tx, contact_id)
        for role, reason in dict.fromkeys((seen.role, seen.reason) for seen in self._seen):
            shown = [each for each in self._seen if (each.role, each.reason) == (role, reason)]
            audit.note(
                tx,
                audit.Tag.HOUSEHOLD_SHOWN,
                at=self._now,
                actor=audit.Actor.contact(contact_id, person_id=self.person, role=role.value),
                subjects=[_subject(each) for each in shown],
                reason=reason,
            )

    def _note_refused(self, tx: Connection, contact_id: ContactId) -> None:
        audit.note(
            tx,
            audit.Tag.HOUSEHOLD_REFUSED,
            at=self._now,
            actor=audit.Actor.contact(contact_id, person_id=self.person),
            subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in sorted(self._refused)],
        )


def _subject(seen: Seen) -> Subject:
    return Subject(SubjectKind.HOUSEHOLD, seen.household, frozenset(field.value for field in seen.fields))


def _found(tx: Connection, *, sought: Sought, hamlets: Sequence[AreaId], day: date) -> list[HouseholdId]:
    if sought.phone is not None:
        people = reading.persons_with_phone(tx, sought.phone, day=day)
        return [each for one in people for each in reading.households_of(tx, one, day=day)]
    if sought.number is not None:
        communes = {above for hamlet in hamlets for above in areas.areas_above(tx, hamlet)}
        return reading.find_by_number(tx, sought.number, communes=list(communes))
    return reading.find_by_name(tx, sought.names, hamlets=hamlets)
