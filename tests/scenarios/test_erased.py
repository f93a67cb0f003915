"""Who has everything erased leaves no word behind in any table, only that it was, and figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert

from bot.domain.audience import Ground
from bot.domain.case_rules import CaseKind
from bot.domain.events.event import Event
from bot.domain.events.terms import ForWhom
from bot.domain.ids import ContactId, NoticeId
from bot.domain.messages import Priority
from bot.domain.register.terms import Need
from bot.keeping import tidy
from models import screenings
from models.cases import case_files, case_work, cases
from models.cases.case_work import EndedBy
from models.cases.cases import NewCase
from models.events import begun, leaflets, registrations
from models.events.leaflets import NewLeaflet
from models.events.registrations import NewRegistration
from models.people import page_links, phone_contacts
from models.people.contacts import Standing, contact_at, contact_by_id
from models.people.linking import link_miss
from models.register import ledger
from models.register.ledger import Ledger
from models.retention import rules
from models.sealing import seal
from models.sending import attachments, broadcasts, notices
from models.sending.broadcasts import NewBroadcast
from models.sending.notices import NewNotice
from models.sponsors import sponsor_offers, sponsors, visit_pictures
from models.sponsors.visit_answers import visit_answer
from models.sponsors.visit_pictures import NewPicture
from models.sponsors.visits import NewVisit, Teller, write
from models.tables import metadata
from tests.contract.strict_channel import StrictChannel
from tests.dump import holding, leading_to
from tests.fakes.channel import RICH
from tests.families import SINCE, Family, Ward, poor_in
from tests.hearing import hears
from tests.scenarios.gatherings import hold
from tests.scenarios.people import Official, Villager, code_in, show_slip
from tests.trail import faults_of
from tests.world import World

ADDRESS = "chat-kien-vang-7788"
SAID, TYPED, PHONE = "kiến lửa", "kien lua", "912555001"
AT = "+84912555002"
FILLED = {
    *("attachment", "begun_sign_up", "case", "case_file", "case_step", "notice", "registration", "screening"),
    *("sponsor_offer", "visit", "visit_answer", "visit_picture"),
}
"""Where words of whoever goes stand before."""
GONE = {
    *(
        "attachment.contact_id",
        "begun_sign_up.contact_id",
        "broadcast_recipient.contact_id",
        "case_file.contact_id",
        "consent.contact_id",
    ),
    *("leaflet_copy.contact_id", "link_miss.contact_id", "page_link.asked_by", "page_link.used_by"),
    *("person_contact.contact_id", "registration.contact_id", "screening.contact_id"),
    *("sponsor_offer.contact_id", "visit_picture.contact_id"),
}
NUMBER_STAYS = {
    *(
        "case.contact_id",
        "conversation.contact_id",
        "job.contact_id",
        "notice.contact_id",
        "outbox.contact_id",
    ),
    *("talk.family_contact_id", "visit.contact_id", "visit_answer.contact_id"),
}
"""Rows without a word, counted, or on which an answer goes that is owed: they know the chat by its number."""
OF_OFFICIALS = {"broadcast.made_from", "talk.desk_contact_id"}


@pytest.fixture
def channel() -> StrictChannel:
    return StrictChannel(RICH)


@pytest.fixture
async def kien(town: World, channel: StrictChannel, lan: Family) -> Villager:
    """Somebody of chị Lan's family, linked by the slip."""
    kien = Villager(ADDRESS, channel)
    await kien.starts()
    await show_slip(kien)
    await kien.chooses("Đồng ý")
    return kien


def leave_everything(
    tx: Connection, *, who: ContactId, desk: ContactId, lan: Family, ward: Ward, fair: Event, now: datetime
) -> None:
    """All that a chat may leave: words, phones and files in every table that knows of chats."""
    number = cases.open_case(
        tx, who, NewCase("KKKKK", CaseKind.OBJECTION, now, text=SAID, phone=f"+84{PHONE}"), now=now
    )
    case_files.keep(tx, number, who, "kien lua.m4a", TYPED.encode(), now=now)
    case_work.begin_talk(tx, number, family=who, desk=desk, person=lan.head, now=now)
    [talk] = case_work.talks_of(tx, number)
    case_work.said(tx, talk, SAID, by_desk=False, now=now)
    case_work.end_talk(tx, talk, EndedBy.DESK, now=now)
    attachments.keep(tx, who, name="kien lua.txt", media_type="text/plain", content=SAID.encode(), now=now)
    screenings.keep(tx, who, {"said": TYPED}, person=lan.head, area=ward.hamlet_3, now=now)
    begun.keep(tx, who, {"name": TYPED}, person=lan.head, now=now)
    page_links.add(tx, who, lan.head, token="page", now=now)
    tx.execute(insert(link_miss).values(contact_id=who, at=now, typed=True))
    told = {"answer": SAID, "code": "KKKKK", "office": "UBND"}
    late = now + timedelta(days=5)
    new = NewNotice("case_answered", "kept", who, Priority.REMINDER, told, late, late + timedelta(hours=2))
    notices.plan(tx, new, now=now)
    _registered(tx, who, lan, fair, now=now)
    _among_units(tx, who, lan, ward, now=now)
    _told_to_many(tx, who, desk, lan, ward, now=now)


def _registered(tx: Connection, who: ContactId, lan: Family, fair: Event, *, now: datetime) -> None:
    new = NewRegistration(
        fair.id, fair.slots[0].id, "RKKKK", ForWhom.SELF, SAID, contact=who, person=lan.head,
        household=lan.household, phone=f"+84{PHONE}", parent_phone=f"+84{PHONE}",
    )  # fmt: skip
    registrations.register(tx, new, now=now)


def _among_units(tx: Connection, who: ContactId, lan: Family, ward: Ward, *, now: datetime) -> None:
    """What was told of visits, and a picture of the family."""
    unit = sponsors.add_unit(
        tx, ward.commune, name="Chùa Bến Tre", kind="pagoda", capacity=1, hamlet=None, now=now
    )
    told = NewVisit(lan.household, SINCE, told=SAID)
    visit = write(tx, told, ward.hamlet_3, Teller(lan.head, who, unit, now))
    need = seal(tx, visit_answer.c.need, SAID, owner=lan.household)
    answered = {"visit_id": visit, "household_id": lan.household, "contact_id": who, "person_id": lan.head}
    tx.execute(insert(visit_answer).values(**answered, came="yes", need=need, recorded_at=now))
    picture = NewPicture(visit, lan.household, SINCE, who, "agreed", "0" * 16, SAID.encode())
    visit_pictures.keep(tx, picture, now=now)
    home = lan.household
    sponsor_offers.make(tx, who, ward.commune, name=SAID, need=Need.WORK, household_id=home, now=now)


def _told_to_many(
    tx: Connection, who: ContactId, desk: ContactId, lan: Family, ward: Ward, *, now: datetime
) -> None:
    leaflets.add(tx, NewLeaflet("L1", ward.commune, "12", "Tin", None, lan.head), now=now)
    [news] = leaflets.newest(tx, [ward.commune], limit=1)
    leaflets.add_copy(tx, news.id, who, token="leaf", notice=NoticeId(1))
    new = NewBroadcast(
        "T1", "f1", ward.commune, Ground.AGREED, poor_in(ward.commune), "Mời bà con.", lan.head
    )
    broadcasts.draft(tx, desk, new, now=now)
    row = {"contact_id": who, "household_id": lan.household, "result": "waiting"}
    of = broadcasts.by_form(tx, "f1").id
    tx.execute(insert(broadcasts.broadcast_recipient).values(broadcast_id=of, **row))


async def _everything(town: World, kien: Villager, hai: Villager, lan: Family, ward: Ward) -> ContactId:
    fair = await hold(town, ward.commune)
    account = next(iter(town.running.channels))
    who, desk = (town.read(partial(contact_at, account=account, address=each.name)) for each in (kien, hai))
    fill = partial(leave_everything, who=who, desk=desk, lan=lan, ward=ward, fair=fair, now=town.clock.now())
    await town.running.uow.run(fill)
    await kien.says(f"nha toi bi {TYPED}")
    return who


async def test_no_word_of_who_erased_stands_anywhere_and_at_last_not_even_the_address(
    kien: Villager, hai: Villager, lan: Family, ward: Ward, town: World, official: Official
) -> None:
    who = await _everything(town, kien, hai, lan, ward)
    assert (
        set(town.read(partial(holding, words=SAID))) | set(town.read(partial(holding, words=TYPED))) >= FILLED
    )
    await kien.says("xoa du lieu")
    await kien.chooses("Xóa hết")
    code = code_in(await kien.hears(town))
    for words in (SAID, TYPED, PHONE):
        assert town.read(partial(holding, words=words)) == []
    assert town.read(partial(leading_to, target="contact", number=who)) <= NUMBER_STAYS
    assert await faults_of(town) == ()

    assert town.read(partial(holding, words=ADDRESS)) != []
    await official.answers("KKKKK", "Đã xem.")
    await official.answers(code, "Đã xóa.")
    assert any("Đã xóa." in each.body.text for each in await hears(town, kien, 2))
    town.clock.pass_(days=2)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))
    assert town.read(partial(holding, words=ADDRESS)) == []


async def test_who_erased_is_told_nothing_at_their_number_any_more(
    kien: Villager, lan: Family, town: World
) -> None:
    account, now = next(iter(town.running.channels)), town.clock.now()

    def agreed(tx: Connection) -> ContactId:
        book = Ledger(tx, at=now)
        book.say(ledger.PHONE, (lan.head,), (AT,), day=SINCE)
        book.flush()
        return phone_contacts.add(tx, account, lan.head, AT, language="vi", now=now)

    number = await town.running.uow.run(agreed)
    await kien.says("xoa du lieu")
    await kien.chooses("Xóa hết")
    assert "Đã xóa xong" in await kien.hears(town)
    assert town.read(partial(contact_by_id, contact_id=number)).standing is Standing.STOPPED
    assert town.read(partial(leading_to, target="contact", number=number)) <= NUMBER_STAYS


def test_of_every_column_that_leads_to_a_chat_it_is_known_what_erasing_does() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name == "contact"
    }
    assert found == GONE | NUMBER_STAYS | OF_OFFICIALS
