"""Makes households and people, and keeps the words by which they are looked up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import AsOf
from bot.domain.register.review import Decision
from bot.domain.register.terms import Relation
from bot.domain.text import syllables
from models.numbering import add_rows
from models.people.contacts import person
from models.register.reading import holding
from models.register.tables import decision, household, membership, name_word, person_detail, residence


def add_household(tx: Connection, commune: AreaId, *, number: str, now: datetime) -> HouseholdId:
    """Make a household with a number that is free in its commune."""
    return add_households(tx, commune, numbers=[number], now=now)[0]


def add_households(
    tx: Connection, commune: AreaId, *, numbers: Sequence[str], now: datetime
) -> list[HouseholdId]:
    """Make households with numbers that are free in their commune, in this order."""
    rows = [{"commune_id": commune, "number": number, "created_at": now} for number in numbers]
    return [HouseholdId(made) for made in add_rows(tx, household, rows)]


def add_person(tx: Connection, *, now: datetime) -> PersonId:
    """Make a person, of whom nothing is known yet."""
    return add_people(tx, 1, now=now)[0]


def add_people(tx: Connection, count: int, *, now: datetime) -> list[PersonId]:
    """Make so many people, of whom nothing is known yet."""
    return [PersonId(made) for made in add_rows(tx, person, [{"created_at": now}] * count)]


def add_decisions(
    tx: Connection,
    made: Sequence[tuple[HouseholdId, Decision]],
    *,
    now: datetime,
    import_id: int | None = None,
) -> list[int]:
    """Keep what was decided, as it was measured then. It is never changed afterwards. Returns the rows."""
    rows: list[dict[str, object]] = [
        {
            "household_id": household_id,
            "standard": each.standard.value,
            "status": each.status.value,
            "document": each.document,
            "decided_on": each.decided_on,
            "income_points": each.income_points,
            "deprivations": None if each.deprivations is None else sorted(each.deprivations),
            "urban": each.urban,
            "rules": each.rules,
            "recorded_at": now,
            "import_id": import_id,
        }
        for household_id, each in made
    ]
    return add_rows(tx, decision, rows)


def numbers_in(tx: Connection, commune: AreaId) -> set[str]:
    """The numbers that were ever given in a commune."""
    return set(tx.scalars(select(household.c.number).where(household.c.commune_id == commune)))


def next_number(given: Collection[str]) -> int:
    """A number above all that were given."""
    return max((int(number) for number in given if number.isdecimal()), default=0) + 1


def index_names(tx: Connection, households: Collection[HouseholdId], *, day: date) -> None:
    """Write anew the words by which these households are found: all of the head's name, the others' last."""
    chosen = list(households)
    for start in range(0, len(chosen), 500):
        part = chosen[start : start + 500]
        tx.execute(delete(name_word).where(name_word.c.household_id.in_(part)))
        words = _words(tx, part, day=day)
        if words:
            tx.execute(insert(name_word), [{**key, "of_head": head} for key, head in words])


def _words(
    tx: Connection, households: Collection[HouseholdId], *, day: date
) -> list[tuple[dict[str, object], bool]]:
    as_of = AsOf(day)
    rows = tx.execute(
        select(residence.c.hamlet_id, membership.c.household_id, membership.c.relation, person_detail.c.name)
        .join(residence, residence.c.household_id == membership.c.household_id)
        .join(person_detail, person_detail.c.person_id == membership.c.person_id)
        .where(
            membership.c.household_id.in_(households),
            membership.c.relation.is_not(None),
            residence.c.hamlet_id.is_not(None),
            holding(membership, as_of),
            holding(residence, as_of),
            holding(person_detail, as_of),
        )
    )
    found: dict[tuple[int, str, int], bool] = {}
    for row in rows:
        head = row.relation == Relation.HEAD.value
        for word in _found_by(row.name, head=head):
            key = (row.hamlet_id, word[:24], row.household_id)
            found[key] = found.get(key, False) or head
    return [
        ({"hamlet_id": hamlet, "word": word, "household_id": household_id}, head)
        for (hamlet, word, household_id), head in sorted(found.items())
    ]


def _found_by(name: str, *, head: bool) -> list[str]:
    words = syllables(name)
    return words if head else words[-1:]
