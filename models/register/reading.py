"""Reads households as they were on a day, by what was known at an instant. Asks nobody for permission:
`bot.register` does, before it calls here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Table, and_, or_, select

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import AsOf, Span
from bot.domain.register.households import Birth, Household, Member, Receipt, Recognised
from bot.domain.register.review import Decision
from bot.domain.register.terms import (
    CannotEscape,
    Cause,
    Deprivation,
    Ethnicity,
    Land,
    Need,
    Origin,
    Relation,
    Sex,
    Standard,
    Status,
    Trait,
)
from bot.domain.roles import Field, Place
from models.areas import areas_above
from models.register.tables import (
    decision,
    household,
    household_note,
    insurance,
    membership,
    name_word,
    person_detail,
    person_phone,
    receipt,
    recognition,
    residence,
    trait,
)
from models.sealing import found, opened
from models.sponsors import visit_pictures

MOST_FOUND = 50
MOST_RECEIPTS = 20
LONGEST_NUMBER = 8


def known(table: FromClause, as_of: AsOf) -> ColumnElement[bool]:
    """The rows that stood at the instant asked about."""
    if as_of.known_at is None:
        return table.c.replaced_at.is_(None)
    return and_(
        table.c.recorded_at <= as_of.known_at,
        or_(table.c.replaced_at.is_(None), table.c.replaced_at > as_of.known_at),
    )


def holding(table: FromClause, as_of: AsOf) -> ColumnElement[bool]:
    """The rows that stood at the instant asked about and hold on the day asked about."""
    return and_(
        known(table, as_of),
        table.c.valid_from <= as_of.day,
        or_(table.c.valid_to.is_(None), table.c.valid_to > as_of.day),
    )


def place_of(tx: Connection, household_id: HouseholdId, *, day: date) -> Place | None:
    """Where a household lives; None when it is not known or gone."""
    hamlet = tx.scalar(
        select(residence.c.hamlet_id).where(
            residence.c.household_id == household_id, holding(residence, AsOf(day))
        )
    )
    return None if hamlet is None else Place(household_id, tuple(areas_above(tx, AreaId(hamlet))))


@dataclass(frozen=True, slots=True)
class Resident:
    """A household that lives in a hamlet."""

    household: HouseholdId
    number: str
    hamlet: AreaId


def living_in(tx: Connection, hamlets: Collection[AreaId], *, day: date) -> list[Resident]:
    """The households that live in these hamlets on a day, in the order of their numbers."""
    rows = tx.execute(
        select(household.c.id, household.c.number, residence.c.hamlet_id)
        .join(residence, residence.c.household_id == household.c.id)
        .where(residence.c.hamlet_id.in_(hamlets), holding(residence, AsOf(day)))
    )
    living = [Resident(HouseholdId(row.id), row.number, AreaId(row.hamlet_id)) for row in rows]
    return sorted(living, key=lambda each: (each.number.zfill(LONGEST_NUMBER), each.household))


def find_by_name(
    tx: Connection, words: Sequence[str], *, hamlets: Sequence[AreaId], limit: int = MOST_FOUND
) -> list[HouseholdId]:
    """Households of these hamlets found by all of the folded words, those whose head is meant first."""
    if not words:
        return []
    within = name_word.c.hamlet_id.in_(hamlets)
    last, *others = reversed(words)
    wanted = select(name_word.c.household_id).where(within, name_word.c.word == last)
    for other in others:
        has = select(name_word.c.household_id).where(within, name_word.c.word == other)
        wanted = wanted.where(name_word.c.household_id.in_(has))
    ordered = wanted.order_by(name_word.c.of_head.desc(), name_word.c.household_id).limit(limit)
    return [HouseholdId(row) for row in tx.scalars(ordered)]


def spellings(number: str) -> list[str]:
    """A household number with as many zeros before it as lists may write."""
    bare = number.lstrip("0") or "0"
    return [bare.zfill(width) for width in range(len(bare), LONGEST_NUMBER + 1)] or [number]


def find_by_number(tx: Connection, number: str, *, communes: Sequence[AreaId]) -> list[HouseholdId]:
    """The households of these communes that have the number."""
    return [
        HouseholdId(row)
        for row in tx.scalars(
            select(household.c.id).where(
                household.c.number.in_(spellings(number)), household.c.commune_id.in_(communes)
            )
        )
    ]


def households_of(tx: Connection, person: PersonId, *, day: date) -> list[HouseholdId]:
    """The households a person is a member of."""
    return [
        HouseholdId(row)
        for row in tx.scalars(
            select(membership.c.household_id).where(
                membership.c.person_id == person,
                membership.c.relation.is_not(None),
                holding(membership, AsOf(day)),
            )
        )
    ]


def numbers_of(tx: Connection, households: Sequence[HouseholdId]) -> list[str]:
    """The numbers that households are called by."""
    rows = tx.scalars(
        select(household.c.number).where(household.c.id.in_(households)).order_by(household.c.id)
    )
    return [str(row) for row in rows]


def head_of(tx: Connection, household_id: HouseholdId, *, day: date) -> PersonId | None:
    """The head of a household."""
    head = tx.scalar(
        select(membership.c.person_id).where(
            membership.c.household_id == household_id,
            membership.c.relation == Relation.HEAD.value,
            holding(membership, AsOf(day)),
        )
    )
    return None if head is None else PersonId(head)


def name_of(tx: Connection, person: PersonId, *, day: date) -> str:
    """What a person is called; nothing for somebody of whom nothing is known."""
    name = tx.scalar(
        select(person_detail.c.name).where(
            person_detail.c.person_id == person, holding(person_detail, AsOf(day))
        )
    )
    return name or ""


def decisions_on(tx: Connection, household_id: HouseholdId) -> list[Decision]:
    """What was decided on a household and not taken back, the newest first."""
    rows = tx.execute(
        select(decision)
        .where(decision.c.household_id == household_id, decision.c.withdrawn_at.is_(None))
        .order_by(decision.c.decided_on.desc(), decision.c.id.desc())
    )
    return [
        Decision(
            row.decided_on,
            Status(row.status),
            Standard(row.standard),
            row.rules,
            bool(row.urban),
            row.document,
            row.income_points,
            None if row.deprivations is None else frozenset(Deprivation(code) for code in row.deprivations),
        )
        for row in rows
    ]


def persons_with_phone(tx: Connection, number: str, *, day: date) -> list[PersonId]:
    """The people who have a number, +84…"""
    return [
        PersonId(row)
        for row in tx.scalars(
            select(person_phone.c.person_id).where(
                found(tx, person_phone.c.number, number), holding(person_phone, AsOf(day))
            )
        )
    ]


class HouseholdReader:
    """Reads files of households, and only the fields that are asked for."""

    def __init__(self, tx: Connection, as_of: AsOf) -> None:
        self._tx = tx
        self._as_of = as_of

    def read(self, household_id: HouseholdId, fields: Collection[Field]) -> Household | None:
        """The household with these fields; None when it is not known or lives nowhere on that day."""
        row = self._tx.execute(
            select(household.c.number, residence.c.hamlet_id, residence.c.address)
            .join(residence, residence.c.household_id == household.c.id)
            .where(household.c.id == household_id, holding(residence, self._as_of))
        ).one_or_none()
        if row is None or row.hamlet_id is None:
            return None
        codes = self._traits(household_id) if _TRAITS & set(fields) else {}
        return Household(
            household_id,
            row.number,
            AreaId(row.hamlet_id),
            self._members(household_id, fields) if _PEOPLE & set(fields) else (),
            self._recognised(household_id) if Field.STATUS in fields else (),
            _codes(codes, Trait.DEPRIVATION, Deprivation) if Field.DEPRIVATIONS in fields else frozenset(),
            _codes(codes, Trait.CAUSE, Cause) if Field.CAUSES in fields else frozenset(),
            _codes(codes, Trait.NEED, Need) if Field.NEEDS in fields else frozenset(),
            {Land(code): amount for code, amount in codes.get(Trait.LAND, {}).items()}
            if Field.LAND in fields
            else {},
            opened(self._tx, residence.c.address, row.address, owner=household_id)
            if Field.ADDRESS in fields
            else None,
            self._note(household_id) if Field.NOTE in fields else None,
            self._receipts(household_id) if Field.RECEIPTS in fields else (),
            self._pictures(household_id) if Field.PICTURES in fields else (),
            frozenset(Field) - frozenset(fields),
        )

    def _pictures(self, household_id: HouseholdId) -> tuple[int, ...]:
        return tuple(number for number, _ in visit_pictures.of_household(self._tx, household_id))

    def _rows(self, table: Table, subject: ColumnElement[bool]) -> Sequence[Row[Any]]:
        return self._tx.execute(
            select(table).where(subject, holding(table, self._as_of)).order_by(table.c.id)
        ).all()

    def _recognised(self, household_id: HouseholdId) -> tuple[Recognised, ...]:
        rows = self._rows(recognition, recognition.c.household_id == household_id)
        return tuple(
            Recognised(
                Status(row.status),
                Standard(row.standard),
                Span(row.valid_from, row.valid_to),
                Origin(row.origin),
                CannotEscape(row.cannot_escape) if row.cannot_escape else None,
                row.document,
            )
            for row in rows
        )

    def _traits(self, household_id: HouseholdId) -> dict[Trait, dict[str, int]]:
        found: dict[Trait, dict[str, int]] = {}
        for row in self._rows(trait, trait.c.household_id == household_id):
            found.setdefault(Trait(row.kind), {})[row.code] = row.amount or 0
        return found

    def _note(self, household_id: HouseholdId) -> str | None:
        rows = self._rows(household_note, household_note.c.household_id == household_id)
        return opened(self._tx, household_note.c.text, rows[0].text, owner=household_id) if rows else None

    def _receipts(self, household_id: HouseholdId) -> tuple[Receipt, ...]:
        until = receipt.c.received_on <= self._as_of.day
        if self._as_of.known_at is not None:
            until &= receipt.c.recorded_at <= self._as_of.known_at
        rows = self._tx.execute(
            select(receipt)
            .where(receipt.c.household_id == household_id, until)
            .order_by(receipt.c.received_on.desc(), receipt.c.id.desc())
            .limit(MOST_RECEIPTS)
        )
        return tuple(Receipt(row.what, row.received_on, row.amount, row.giver) for row in rows)

    def _members(self, household_id: HouseholdId, fields: Collection[Field]) -> tuple[Member, ...]:
        rows = self._rows(
            membership,
            and_(membership.c.household_id == household_id, membership.c.relation.is_not(None)),
        )
        relations = {PersonId(row.person_id): Relation(row.relation) for row in rows}
        if Field.MEMBERS not in fields:
            relations = {person: each for person, each in relations.items() if each is Relation.HEAD}
        details = self._by_person(person_detail, relations)
        phones = self._by_person(person_phone, relations) if Field.PHONE in fields else {}
        cards = self._by_person(insurance, relations) if Field.INSURANCE in fields else {}
        return tuple(
            self._member(person, relation, details[person], phones.get(person), cards.get(person), fields)
            for person, relation in relations.items()
            if person in details
        )

    def _by_person(self, table: Table, persons: Collection[PersonId]) -> dict[PersonId, Row[Any]]:
        return {PersonId(row.person_id): row for row in self._rows(table, table.c.person_id.in_(persons))}

    def _member(
        self,
        person: PersonId,
        relation: Relation,
        detail: Row[Any],
        phone: Row[Any] | None,
        card: Row[Any] | None,
        fields: Collection[Field],
    ) -> Member:
        born = Field.BIRTH in fields and detail.birth_year is not None
        return Member(
            person,
            detail.name,
            relation,
            Birth(detail.birth_year, detail.birth_on) if born else None,
            Sex(detail.sex) if detail.sex else None,
            Ethnicity(detail.ethnicity) if Field.ETHNICITY in fields and detail.ethnicity else None,
            opened(self._tx, person_phone.c.number, phone.number, owner=person) if phone else None,
            card.insured_to if card else None,
        )


_TRAITS = {Field.DEPRIVATIONS, Field.CAUSES, Field.NEEDS, Field.LAND}
_PEOPLE = {Field.HEAD, Field.MEMBERS}


def _codes(codes: dict[Trait, dict[str, int]], kind: Trait, terms: Any) -> frozenset[Any]:
    return frozenset(terms(code) for code in codes.get(kind, {}))
