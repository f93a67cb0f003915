"""A13, A14, A15, A18, A30: whose family it is decides, not who knows its number, its name or its button."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.engine import Engine

from bot.channels.telegram import CAPABILITIES
from bot.domain.ids import HouseholdId, PersonId
from bot.domain.messages import Kind
from bot.domain.roles import Role
from models.audit import Tag, audit, audit_subject
from models.people import roles
from models.people.contacts import contact_at
from tests.databases import only_sqlite
from tests.fakes.channel import RICH
from tests.families import SECRET, Family, add_family, add_ward, appoint, give_slip
from tests.world import Person, World, world

NOT_FOUND = "Không thấy hộ nào"
TRACES = ("Trần Thị Lan", "Trần Văn Út", "Bạch Đằng", "912345678", "Hộ nghèo", "1980", "2018")
PHONE = "+84912345678"


@dataclass(frozen=True)
class Street:
    """Chị Lan's family in Khóm 3, and who lives and works around it, each linked to a contact of theirs."""

    town: World
    lan: Family
    neighbour: Person
    head_of_4: Person
    official: Person
    stranger: Person


@pytest.fixture
async def town(migrated_database_url: str) -> AsyncIterator[World]:
    async with world(migrated_database_url) as running:
        yield running


@pytest.fixture
async def street(town: World) -> Street:
    people = await _people_start(town)
    lan = await town.running.uow.run(partial(_settle, town))
    return Street(town, lan, *people)


async def _people_start(town: World) -> list[Person]:
    people = [town.person(name) for name in ("neighbour", "head4", "official", "stranger")]
    for person in people:
        await person.does(Kind.START)
    return people


def _settle(town: World, tx: Connection) -> Family:
    ward, now = add_ward(tx), town.clock.now()
    three, four = ward.hamlet_3, ward.hamlet_4
    lan = add_family(tx, ward, three, number="12", head="Trần Thị Lan", now=now, phone=PHONE, child_born=2018)
    give_slip(tx, lan, now=now)
    other = add_family(tx, ward, three, number="40", head="Sơn Thị Hai", now=now)
    _linked(town, tx, "neighbour", other.head)
    _linked(town, tx, "head4", appoint(tx, Role.HAMLET_HEAD, four, name="Lê Văn Bốn", now=now))
    _linked(town, tx, "official", appoint(tx, Role.OFFICIAL, ward.commune, name="Lê Văn Hai", now=now))
    return lan


def _linked(town: World, tx: Connection, name: str, person: PersonId) -> None:
    contact = contact_at(tx, next(iter(town.running.channels)), name)
    assert contact is not None
    roles.link(tx, contact, person, now=town.clock.now())


def _refused(tx: Connection) -> list[tuple[HouseholdId, PersonId]]:
    """The households somebody asked for in vain, and who did."""
    rows = tx.execute(
        select(audit_subject.c.number, audit.c.actor_person_id)
        .join(audit, audit.c.id == audit_subject.c.audit_id)
        .where(audit.c.tag == Tag.HOUSEHOLD_REFUSED)
        .order_by(audit.c.id)
    )
    return [(HouseholdId(row.number), PersonId(row.actor_person_id)) for row in rows]


def _traces(told: str) -> list[str]:
    return [trace for trace in TRACES if trace in told]


ASKED = ("tra ho 12", "tra ho ba lan", "tra ho ba lan khom 3", "tra ho 0912345678", "tra ho tran thi lan")


async def test_a13_a_neighbour_is_told_nothing_by_number_name_or_phone(street: Street) -> None:
    for words in ASKED:
        assert not _traces(await street.neighbour.says(words))


async def test_a13_a_neighbour_presses_what_an_official_was_shown(street: Street) -> None:
    assert "Trần Thị Lan" in await street.official.says("tra ho 12")
    await street.official.says("tra ho lan")
    for button in street.official.buttons():
        pressed = await street.neighbour.does(Kind.CHOICE, choice=button.token)
        assert not _traces("\n".join(each.body.text for each in pressed))


async def test_a14_who_asks_outside_of_the_own_area_is_told_what_is_told_of_nobody_and_is_on_the_trail(
    street: Street,
) -> None:
    assert await street.head_of_4.says("tra ho 12") == await street.head_of_4.says("tra ho 77")
    assert NOT_FOUND in await street.head_of_4.says("tra ho 0912345678")
    assert NOT_FOUND in await street.head_of_4.says("tra ho ba lan khom 3")
    refused = street.town.read(_refused)
    assert [household for household, _ in refused] == [street.lan.household] * 2
    assert len({person for _, person in refused}) == 1


async def test_a15_in_a_group_an_official_is_nobody(street: Street) -> None:
    for words in ("tra ho 12", "tra ho ba lan", "ai co quyen gi", "quyen cua toi"):
        shown = await street.official.does(Kind.TEXT, text=words, private=False)
        told = "\n".join(each.body.text for each in shown)
        assert not _traces(told)
        assert "Lê Văn" not in told


async def test_a18_after_ninety_idle_days_the_slip_must_be_shown_again(street: Street) -> None:
    chat, clock = street.stranger, street.town.clock
    await _shows_the_slip(chat)
    street.town.channel.capabilities = replace(RICH, locks_after=CAPABILITIES.locks_after)
    clock.pass_(days=89)
    assert "Hộ nghèo" in await chat.says("nha toi dang thuoc dien gi")
    clock.pass_(days=91)
    assert not _traces(await chat.says("nha toi dang thuoc dien gi"))
    await _shows_the_slip(chat)
    assert "Hộ nghèo" in await chat.says("nha toi dang thuoc dien gi")


async def _shows_the_slip(chat: Person) -> None:
    await chat.says(f"ho 12 ma {SECRET}")
    await chat.presses("Lan")
    await chat.presses("Đồng ý")


STRANGERS_ASK = (
    "nha ba lan khom 3 co phai ho ngheo khong",
    "tra ho 12",
    "ho 12 thuoc dien gi",
    "ho 12 ma 000000",
)


@only_sqlite
async def test_a30_listed_or_not_a_stranger_gets_the_same_words_by_the_same_work(
    town: World,
) -> None:
    for when in ("first", "before"):  # A question that was never asked is written down anew.
        unlisted = [await _least(town, f"{when} {words}", words) for words in STRANGERS_ASK]
    await _people_start(town)
    await town.running.uow.run(partial(_settle, town))
    assert [await _least(town, f"after {words}", words) for words in STRANGERS_ASK] == unlisted


async def _least(town: World, name: str, words: str) -> tuple[str, int]:
    """The same without what the program's own clock did meanwhile: the least of three."""
    return min([await _measured(town, f"{name} {number}", words) for number in range(3)])


async def _measured(town: World, name: str, words: str) -> tuple[str, int]:
    """What somebody new is told, and how many statements it took."""
    person = town.person(name)
    await person.does(Kind.START)
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # A connection that is new to the pool is set up first, whoever asks.
        if not statement.startswith("PRAGMA"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        told = await person.says(words)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return told, len(statements)
