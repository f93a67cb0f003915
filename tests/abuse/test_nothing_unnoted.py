"""Whatever anybody types, presses or sends: nothing of a family leaves but to whom it may, and noted."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.ids import HouseholdId, PersonId
from bot.domain.messages import Delivery, Kind
from bot.domain.reminders.terms import Muted
from bot.domain.roles import Field, Role
from bot.domain.text import fold
from bot.domain.visits.ledger import Entry, Measure, Stage
from bot.errors import NotAttached
from models.audit import Tag, audit, audit_subject
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person
from models.reminders import reminders
from models.sending import outbox
from models.sponsors import sponsors, visits
from tests.databases import only_sqlite
from tests.families import SINCE, Family, Ward, add_family, add_ward, appoint, give_slip
from tests.world import Person, World, world

pytestmark = only_sqlite
STEPS = 250
HEADS = {"12": "Đoàn Thị Mười Hai", "40": "Kiên Sóc Bốn Mươi", "77": "Quách Bảy Mươi Bảy"}
CHILDREN = {"12": "Út Mười Hai", "40": "Út Bốn Mươi", "77": "Út Bảy Mươi Bảy"}
# Written out by hand: the fields of a household that each role may be shown.
MAY_SEE: Mapping[Role, frozenset[Field]] = {
    Role.HOUSEHOLD: frozenset(Field),
    Role.DELEGATE: frozenset({Field.HAMLET, Field.HEAD, Field.MEMBERS}),
    Role.SPONSOR: frozenset({Field.HAMLET, Field.HEAD}),
    Role.HAMLET_HEAD: frozenset(Field) - {Field.NOTE},
    Role.OFFICIAL: frozenset(Field),
    Role.LEADER: frozenset(Field),
}
ASKED = (
    "tra ho {number}",
    "tra ho {head}",
    "tra ho {head} khom 3",
    "nha toi dang thuoc dien gi",
    "sao nha toi ra khoi ho ngheo",
    "ai da xem ho so nha toi",
    "ai co quyen gi",
    "quyen cua toi",
    "xem du lieu cua toi",
    "tai ve du lieu cua toi",
    "sua du lieu cua toi",
    "ho {number} ma 45678{digit}",
    "ho {number} ma 456789",
    "danh sach ho ngheo khom 3",
    "gui danh sach ho ngheo",
    "ho {head} thoat ngheo tu 1/11",
    "ong {head} mat hom qua",
    "sua so dien thoai ho {number} 0912 000 111",
    "them thanh vien ho {number}: Le Thi Be sinh 2020",
    "ho cua toi",
    "gap nguoi",
    "menu",
    "hoan tac",
    "mo trang web",
    "viec can lam",
    "tin sang",
    "chi tieu nam nay toi dau",
    "gui tin cho ho ngheo khom 3",
    "tin da gui",
    "ho nao chua co don vi do dau",
    "thoi giao ho {number}",
    "ai muon do dau",
    "don vi nao hua chua lam",
    "don vi toi con hua gi",
    "cu 30 ngay tham ho {number} mot lan",
    "tong giup do thang 11 theo ap",
    "nha tinh thuong toi dau roi",
    "ai chua co qua tet",
    "huy bao cao hom qua",
    "nhat ky don vi toi",
)


@dataclass
class Street:
    """Three families, those who look after them, and strangers. Each writes from a contact of their own."""

    town: World
    families: dict[str, Family]
    roles: dict[str, tuple[Role, frozenset[HouseholdId]]]


@pytest.fixture
async def street(migrated_database_url: str) -> AsyncIterator[Street]:
    async with world(migrated_database_url) as town:
        for name in (
            "family",
            "neighbour",
            "delegate",
            "hamlet head",
            "official",
            "leader",
            "sponsor",
            "stranger",
        ):
            await town.person(name).does(Kind.START)
        yield await town.running.uow.run(partial(_settle, town))


def _settle(town: World, tx: Connection) -> Street:
    ward, now = add_ward(tx), town.clock.now()
    families = {number: _family(tx, ward, number, town) for number in HEADS}
    here = frozenset(each.household for number, each in families.items() if number != "77")
    everybody = frozenset(each.household for each in families.values())
    helped = frozenset({families["12"].household})
    delegate = add_person(tx, now=now)
    until = SINCE.replace(year=2028)
    roles.add_grant(
        tx,
        NewGrant(delegate, Role.DELEGATE, SINCE, until, household=families["12"].household),
        now=now,
    )
    holders = {
        "family": (families["12"].head, Role.HOUSEHOLD, helped),
        "neighbour": (families["40"].head, Role.HOUSEHOLD, frozenset({families["40"].household})),
        "delegate": (delegate, Role.DELEGATE, helped),
        "hamlet head": (_appointed(tx, Role.HAMLET_HEAD, ward, now), Role.HAMLET_HEAD, here),
        "official": (_appointed(tx, Role.OFFICIAL, ward, now), Role.OFFICIAL, everybody),
        "leader": (_appointed(tx, Role.LEADER, ward, now), Role.LEADER, everybody),
        "sponsor": (_helping(tx, ward, families["12"], now), Role.SPONSOR, helped),
    }
    for name, (person, _, _) in holders.items():
        contact = contact_at(tx, next(iter(town.running.channels)), name)
        assert contact is not None
        roles.link(tx, contact, person, now=now)
    return Street(town, families, {name: (role, whom) for name, (_, role, whom) in holders.items()})


def _family(tx: Connection, ward: Ward, number: str, town: World) -> Family:
    hamlet, now = ward.hamlet_4 if number == "77" else ward.hamlet_3, town.clock.now()
    family = add_family(tx, ward, hamlet, number=number, head=HEADS[number], now=now, phone=_phone(number))
    book, child = Ledger(tx, at=now), add_person(tx, now=now)
    book.say(ledger.DETAIL, (child,), (CHILDREN[number], 2018, None, "male", "khmer"), day=SINCE)
    book.say(ledger.MEMBERSHIP, (family.household, child), ("child", None), day=SINCE)
    book.say(ledger.NOTE, (family.household,), (f"Ghi chú riêng {number}",), day=SINCE)
    book.flush()
    if number == "12":
        give_slip(tx, family, now=now)
    return family


def _helping(tx: Connection, ward: Ward, family: Family, now: datetime) -> PersonId:
    """Somebody of Chi bộ Khóm 3, which helps a family and promised it rice; of it nobody is reminded."""
    unit = sponsors.add_unit(
        tx, ward.commune, name="Chi bộ Khóm 3", kind="hamlet_cell", capacity=1, hamlet=ward.hamlet_3, now=now
    )
    sponsors.assign(tx, unit, family.household, day=SINCE, by=None, now=now)
    until, speaker = SINCE.replace(year=2028), add_person(tx, now=now)
    roles.add_grant(tx, NewGrant(speaker, Role.SPONSOR, SINCE, until, sponsor=unit), now=now)
    home, item = family.household, ("gạo", "kg")
    pledge = Entry(Stage.PLEDGED, Measure.GOODS, 50_000, SINCE, unit, home, *item, due=until)
    visits.book(tx, pledge, commune=ward.commune, now=now, by=speaker)
    reminders.mute(tx, why=Muted.MOVED, begins=SINCE, ends=until, sponsor_id=unit, now=now)
    return speaker


def _appointed(tx: Connection, role: Role, ward: Ward, now: datetime) -> PersonId:
    area = ward.hamlet_3 if role is Role.HAMLET_HEAD else ward.commune
    return appoint(tx, role, area, name="Lê Văn Hai", now=now)


def _phone(number: str) -> str:
    return f"+849123456{number}"


def _shown_of(street: Street, told: str) -> set[tuple[HouseholdId, Field]]:
    """Which field of which household stands in a text."""
    return {
        (street.families[number].household, field)
        for number in HEADS
        for field, words in {
            Field.HEAD: HEADS[number],
            Field.MEMBERS: CHILDREN[number],
            Field.PHONE: f"0912 345 6{number}",
            Field.ADDRESS: f"{number} đường Bạch Đằng",
            Field.NOTE: f"Ghi chú riêng {number}",
            Field.HAMLET: f"hộ {number} (",
        }.items()
        if words in told
    }


def _noted(tx: Connection, after: int) -> tuple[set[tuple[HouseholdId, Field]], bool]:
    """What the trail says was shown since one of its rows, and whether somebody's own messages were."""
    rows = tx.execute(select(audit).where(audit.c.id > after, audit.c.tag != Tag.HOUSEHOLD_REFUSED)).all()
    subjects = tx.execute(
        select(audit_subject).where(
            audit_subject.c.audit_id.in_([row.id for row in rows]), audit_subject.c.kind == "household"
        )
    )
    shown = {
        (HouseholdId(row.number), Field(name))
        for row in subjects
        for name in row.fields.split(",")
        if name in set(Field)
    }
    return shown, any(row.tag == Tag.DATA_SHOWN for row in rows)


def _allowed(street: Street, name: str) -> set[tuple[HouseholdId, Field]]:
    role, whom = street.roles.get(name, (None, frozenset()))
    return {(household, field) for household in whom for field in MAY_SEE[role]} if role else set()


@pytest.mark.parametrize("seed", [4, pytest.param(44, marks=pytest.mark.thorough)])
async def test_nothing_of_a_family_leaves_but_to_whom_it_may_and_noted(street: Street, seed: int) -> None:
    chance, town = random.Random(seed), street.town
    people = {name: town.person(name) for name in (*street.roles, "stranger")}
    seen: dict[str, set[tuple[HouseholdId, Field]]] = {name: set() for name in people}
    for _ in range(STEPS):
        name = chance.choice(list(people))
        last = town.read(_last_row)
        told = await _says_or_presses(town, people[name], list(people.values()), chance)
        shown = _shown_of(street, told)
        assert shown <= _allowed(street, name), (name, told)
        noted, again = town.read(partial(_noted, after=last))
        assert shown <= noted | (seen[name] if again else set()), (name, told)
        seen[name] |= shown
    # A walk on which nothing is ever shown proves nothing.
    assert {field for each in seen.values() for _, field in each} == {
        Field.HEAD,
        Field.MEMBERS,
        Field.PHONE,
        Field.ADDRESS,
        Field.NOTE,
        Field.HAMLET,
    }


@pytest.mark.parametrize("leaves", [True, False], ids=["left", "locked"])
async def test_who_comes_to_the_page_afterwards_is_not_told_what_was_said_before(
    street: Street, leaves: bool
) -> None:
    official, town = street.town.person("official"), street.town
    assert HEADS["12"] in await official.says("tra ho 12")
    town.clock.pass_(minutes=1)
    if leaves:
        await official.says("thoat")
    town.clock.pass_(minutes=31)
    for words in ("xem du lieu cua toi", "tai ve du lieu cua toi"):
        shown = await official.does(Kind.TEXT, text=words)
        await town.tick()
        told = "\n".join(_read(each) for each in [*shown, *official.news()])
        assert not _shown_of(street, told)


async def test_what_waited_for_who_left_is_not_told_to_who_comes_next(street: Street) -> None:
    town, official = street.town, street.town.person("official")

    def away(_: Delivery) -> None:
        raise NotAttached("nobody at the page")

    town.channel.before_send = away
    await official.says("tra ho 12")
    town.channel.before_send = None
    town.clock.pass_(minutes=31)
    [account] = town.running.channels
    await town.running.engine.attached(account, "official")
    await town.tick()
    assert official.news() == []


def _last_row(tx: Connection) -> int:
    return tx.scalar(select(func.max(audit.c.id))) or 0


async def _says_or_presses(town: World, person: Person, others: list[Person], chance: random.Random) -> str:
    """One thing somebody does, with all that comes of it: also files and later messages, as one text."""
    number = chance.choice(list(HEADS))
    match chance.randrange(10):
        case 0 | 1:
            stolen = chance.choice([each.token for other in others for each in other.buttons()] or ["-"])
            shown = await person.does(Kind.CHOICE, choice=stolen)
        case 2 | 3:
            shown = await person.does(Kind.TEXT, text=str(chance.randint(1, 5)))
        case _:
            words = chance.choice(ASKED).format(
                number=number, head=_typed(number), digit=chance.randrange(10)
            )
            shown = await person.does(Kind.TEXT, text=words)
    await town.tick()
    # The program's own clock may have taken an answer before the test's tick; it belongs to this step.
    while town.read(_unsent):
        await town.running.sender.flush()
        await asyncio.sleep(0.01)
    return "\n".join(_read(each) for each in [*shown, *person.news()])


def _unsent(tx: Connection) -> int:
    waiting = outbox.outbox.c.status.in_(outbox.UNSENT)
    return tx.scalar(select(func.count()).select_from(outbox.outbox).where(waiting)) or 0


def _typed(number: str) -> str:
    return fold(HEADS[number])


def _read(shown: Delivery) -> str:
    """The words of a message and of the file that came with it."""
    content = shown.file.content if shown.file else b""
    return shown.body.text + content.decode("utf-8", errors="ignore")
