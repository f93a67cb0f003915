"""Each night forgets what nobody needs any more, nothing else, and says what it did."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from bot.commands import retention_desk
from bot.domain.audience import Ground
from bot.domain.case_rules import CaseKind
from bot.domain.consent import Purpose
from bot.domain.events.event import Plan
from bot.domain.events.terms import EventKind, ForWhom
from bot.domain.fair_shares import Feast, FeastOf
from bot.domain.ids import (
    AreaId,
    ChannelAccountId,
    ContactId,
    HouseholdId,
    NoticeId,
    PersonId,
    SponsorId,
)
from bot.domain.messages import Priority
from bot.domain.register.terms import Need
from bot.domain.reminders.terms import Ended, Matter, Muted, Row
from bot.keeping import tidy
from bot.settings import Settings
from models import jobs, offices, retention, screenings
from models.audit import Tag, audit
from models.cases import case_files, cases
from models.cases.cases import NewCase
from models.events import begun, events, leaflets, registrations
from models.events.leaflets import LeafletState, NewLeaflet
from models.events.registrations import NewRegistration
from models.inbox import inbox
from models.jobs import JobStatus
from models.offices import Office
from models.people import consents, contacts, linking, page_links
from models.people.consents import Said
from models.people.contacts import Contact, contact, conversation, person_contact
from models.people.linking import invitation, slip
from models.people.roles import role_grant, sponsor
from models.register.tables import person_detail
from models.register.writing import add_household, add_person
from models.reminders import reminders
from models.retention import Cutoff, Kept, Rule
from models.sending import accounts, attachments, broadcasts, notices
from models.sending.broadcasts import BroadcastState, NewBroadcast
from models.sending.notices import NewNotice, NoticeStatus
from models.sending.outbox import outbox
from models.sponsors import gift_plans, sponsor_offers, visit_pictures
from models.sponsors.gift_plans import GiftPlan
from models.sponsors.visit_pictures import NewPicture
from models.sponsors.visits import NewVisit, Teller, write
from tests.families import poor_in
from tests.world import SetClock, world

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = retention.rules(words_days=7, questions_days=180)


def leave_traces(tx: Connection, at: datetime, *, number: int) -> None:
    """Everything somebody may leave behind, ended at an instant."""
    office = offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=at)
    account = accounts.ensure_account(tx, channel="web", external_account="1", office_id=office, now=at)
    who = _somebody(tx, account, f"u{number}", at)
    stranger = _somebody(tx, account, f"s{number}", at)
    assert stranger != who
    person = add_person(tx, now=at)
    link = {"person_id": person, "contact_id": who, "valid_from": at, "valid_to": at, "recorded_at": at}
    tx.execute(insert(person_contact).values(link))
    attachments.keep(tx, who, name="a.txt", media_type="text/plain", content=b"a", now=at)
    tx.execute(insert(linking.link_miss).values(contact_id=who, at=at, typed=True))
    case_id = cases.open_case(
        tx, who, NewCase(f"C{number}", CaseKind.OBJECTION, at, text="nhà dột", phone="+84912345678"), now=at
    )
    cases.answer_case(tx, case_id, owner="chị Ba", now=at)
    case_files.keep(tx, case_id, who, "thoai.m4a", b"sound", now=at)
    jobs.finish_job(tx, jobs.add_job(tx, "x", contact_id=who, parameters={}, now=at), JobStatus.DONE, now=at)
    told = {"answer": "Mai ghé."}
    notices.plan(tx, NewNotice("k", f"n{number}", who, Priority.REMINDER, told, at, at), now=at)
    [notice] = notices.due(tx, now=at, limit=1)
    notices.settle(tx, notice.id, NoticeStatus.MUTED, reason="x", now=at)
    agreed = Said(add_person(tx, now=at), Purpose.REMINDERS, True, "2026-11")
    consents.note(tx, who, agreed, now=at)
    page_links.add(tx, who, agreed.person, token=f"page{number}", now=at)
    screenings.keep(tx, who, {"on": f"{at:%Y-%m-%d}"}, person=None, area=None, now=at)
    begun.keep(tx, who, {"name": "Trần Văn Út"}, person=None, now=at)
    _registered(tx, who, at, number=number)
    _mail(tx, account, who, at, number=number)
    _grants(tx, who, at, number=number)


def _somebody(tx: Connection, account: ChannelAccountId, address: str, at: datetime) -> ContactId:
    return contacts.begin_conversation(tx, Contact(account, address, True, "vi"), state="{}", now=at)


def _registered(tx: Connection, who: ContactId, at: datetime, *, number: int) -> None:
    """Somebody the contact registered for an event that was over then."""
    begins, area = at - timedelta(hours=4), tx.scalar(select(offices.office.c.area_id))
    plan = Plan(EventKind.JOB_FAIR, "Hội", "Phường", begins, at, area)
    held = events.add(tx, f"E{number}", plan, by=None, now=begins)
    [slot] = registrations.slots_now(tx, held)
    new = NewRegistration(held, slot.id, f"R{number}", ForWhom.SELF, "Trần Văn Út", contact=who)
    registrations.register(tx, new, now=begins)


def _mail(tx: Connection, account: ChannelAccountId, who: ContactId, at: datetime, *, number: int) -> None:
    told = {"contact_id": who, "channel_account_id": account, "address": f"u{number}", "priority": "reply"}
    told |= {"bulk": False, "repeatable": True, "attempts": 1, "created_at": at, "due_at": at}
    sent = {"dedup_key": f"s{number}", "status": "sent", "finished_at": at}
    tx.execute(insert(outbox).values(told | sent))
    said = {"channel_account_id": account, "key": f"k{number}", "address": f"u{number}", "attempts": 1}
    tx.execute(insert(inbox).values(said | {"received_at": at, "status": "done", "done_at": at}))


def _grants(tx: Connection, who: ContactId, at: datetime, *, number: int) -> None:
    day, person = at.date(), add_person(tx, now=at)
    area = tx.scalar(select(offices.office.c.area_id))
    role = {"person_id": person, "role": "official", "area_id": area}
    tx.execute(insert(role_grant).values(role | {"valid_from": day, "valid_to": day, "recorded_at": at}))
    invited = {"token": bytes([number]) * 32, "valid_to": day, "expires_at": at, "made_at": at}
    tx.execute(insert(invitation).values(role | invited))
    household = add_household(tx, area, number=str(number), now=at)
    _told_to_many(tx, at, household, AreaId(area or 0), number=number)
    codes = {"token": bytes([number]) * 32, "secret": b"", "misses": 0, "made_at": at, "ended_at": at}
    tx.execute(insert(slip).values(codes | {"household_id": household}))
    unit = {"commune_id": area, "name": f"Chi bộ {number}", "kind": "ward_cell", "created_at": at}
    helping = tx.execute(insert(sponsor).values(unit)).inserted_primary_key
    assert helping is not None
    teller = Teller(person, who, SponsorId(helping[0]), at)
    visit = write(tx, NewVisit(household, day, need="xe lăn", told="tham ba 12"), AreaId(area), teller)
    picture = NewPicture(visit, household, day, who, "agreed", "0" * 16, b"picture")
    visit_pictures.keep(tx, picture, now=at)
    meant = GiftPlan(teller.sponsor, household, FeastOf(Feast.TET, at.year))
    gift_plans.plan(tx, AreaId(area or 0), meant, by=person, now=at)
    _reminded(tx, household, area, at, number=number)


def _reminded(tx: Connection, home: HouseholdId, area: AreaId, at: datetime, *, number: int) -> None:
    day, who = at.date(), tx.scalar(select(func.max(contact.c.id)))
    row = Row(f"pay:{number}", Matter.PAY_DAY, 1, day, day, area, household=home)
    reminders.plan(tx, [row], now=at)
    [planned] = reminders.open_where(tx, reminders.reminder.c.occurrence == row.occurrence)
    reminders.settle(tx, [planned.id], Ended.EXPIRED, reason="too_late", day=day, now=at)
    reminders.mute(tx, why=Muted.MOVED, begins=day, ends=day, household_id=home, now=at)
    need = Need.WORK
    sponsor_offers.make(tx, who, area, name="An Bình", need=need, household_id=home, now=at)


def _told_to_many(tx: Connection, at: datetime, home: HouseholdId, area: AreaId, *, number: int) -> None:
    made_by, [who, *_] = add_person(tx, now=at), tx.scalars(select(contact.c.id)).all()
    leaflets.add(tx, NewLeaflet(f"L{number}", area, "12", "Tin", None, made_by), now=at)
    [news] = leaflets.newest(tx, [area], limit=1)
    leaflets.settle(tx, news.id, LeafletState.SENT, now=at)
    leaflets.add_copy(tx, news.id, who, token=f"leaf{number}", notice=NoticeId(number))
    new = NewBroadcast(f"T{number}", f"f{number}", area, Ground.AGREED, poor_in(area), "Mời bà con.", made_by)
    broadcasts.draft(tx, who, new, now=at)
    made = broadcasts.by_form(tx, new.form_key)
    row = {"broadcast_id": made.id, "contact_id": who, "household_id": home, "result": "waiting"}
    tx.execute(insert(broadcasts.broadcast_recipient).values(row))
    broadcasts.advance(tx, made.id, [BroadcastState.DRAFT], BroadcastState.STOPPED, now=at)


def cut(rule: Rule) -> Cutoff:
    kept = timedelta(days=rule.days)
    return Cutoff(NOW - kept, (NOW - kept).date(), NOW)


WITHOUT_TRACE = {
    "erased_chats",
    "invited_names",
    "answered_words",
    "told_words",
    "unfetched_words",
    "questions",
    "undecided_lists",
}
"""Forgotten by rules that scenarios of talks try."""


def test_a_rule_forgets_what_is_older_than_its_days_and_nothing_younger(tx: Connection) -> None:
    for rule in [rule for rule in RULES if rule.name not in WITHOUT_TRACE]:
        with tx.begin_nested() as afterwards:
            leave_traces(tx, NOW - timedelta(days=rule.days - 2), number=1)
            assert rule.forget(tx, cut(rule)) == 0, rule.name
            leave_traces(tx, NOW - timedelta(days=rule.days + 2), number=2)
            assert rule.forget(tx, cut(rule)) == 1, rule.name
            assert rule.forget(tx, cut(rule)) == 0, rule.name
            afterwards.rollback()


def test_all_rules_together_leave_no_address_and_no_word_of_who_left_long_ago(tx: Connection) -> None:
    leave_traces(tx, NOW - timedelta(days=3000), number=1)
    for rule in (*RULES, *RULES):
        rule.forget(tx, cut(rule))
    numbers = sorted(tx.scalars(select(contact.c.id)))
    assert sorted(tx.scalars(select(contact.c.address))) == [f"gone:{number}" for number in numbers]
    assert tx.scalar(select(func.count()).select_from(conversation)) == 0
    [case] = cases.list_cases(tx, state=None)
    assert (case.text, case.phone) == (None, None)


def test_every_rule_says_why() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.reason and rule.days > 0 for rule in RULES)


async def test_a_night_runs_once_and_is_reported(migrated_database_url: str) -> None:
    clock = SetClock(datetime(2026, 11, 24, 1, 0, tzinfo=SetClock().at.tzinfo))
    async with world(migrated_database_url, clock=clock) as w:
        person = w.person()
        await person.says("chuan ngheo nam nay bao nhieu")
        clock.pass_(days=8)
        await tidy(w.running.uow, clock, RULES)
        today = date(2026, 12, 2)
        before = w.read(lambda tx: retention.day_of(tx, today))
        assert (before.counts["answered_words"], before.finished_at) == (1, None)
        assert w.read(retention.last_finished) is None
        clock.pass_(hours=1)
        await tidy(w.running.uow, clock, RULES)
        clock.pass_(hours=1)
        await tidy(w.running.uow, clock, RULES)
        night = w.read(retention.last_finished)
        assert (night.day, night.counts["answered_words"]) == (today, 1)
        noted = w.read(
            lambda tx: tx.scalars(select(audit.c.details).where(audit.c.tag == Tag.FORGOTTEN)).all()
        )
        assert len(noted) == 2
        settings = Settings(_env_file=None, database_url=migrated_database_url)
        listing = await asyncio.to_thread(retention_desk.report, settings)
    assert "365 days  closed_case_words: words and phones of answered cases" in listing
    assert "2026-12-02  answered_words 1, told_words 2" in listing


def test_a_doctor_hears_of_nights_that_did_not_run() -> None:
    made, today = date(2026, 11, 1), date(2026, 11, 23)
    assert retention_desk.overdue(None, made_on=today, today=today) is None
    assert "01/11/2026" in (retention_desk.overdue(None, made_on=made, today=today) or "")
    last = Kept(date(2026, 11, 22), {}, NOW, NOW)
    assert retention_desk.overdue(last, made_on=made, today=today) is None
    assert "22/11/2026" in (retention_desk.overdue(last, made_on=made, today=date(2026, 11, 26)) or "")


def test_the_name_of_who_was_invited_and_never_came_goes_and_that_of_who_came_stays(tx: Connection) -> None:
    long_ago = NOW - timedelta(days=40)
    offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=long_ago)
    area = tx.scalar(select(offices.office.c.area_id))
    never, came = (_named(tx, name, at=long_ago) for name in ("Trần Văn Chưa", "Lê Thị Tới"))
    for number, (person, used) in enumerate(((never, None), (came, long_ago))):
        invited = {"token": bytes([number + 100]) * 32, "valid_to": long_ago.date(), "expires_at": long_ago}
        who = {"person_id": person, "role": "official", "area_id": area, "made_at": long_ago, "used_at": used}
        tx.execute(insert(invitation).values(invited | who))
    [rule] = [rule for rule in RULES if rule.name == "invited_names"]
    assert rule.forget(tx, cut(rule)) == 1
    assert tx.scalars(select(person_detail.c.person_id)).all() == [came]


def _named(tx: Connection, name: str, *, at: datetime) -> PersonId:
    person = add_person(tx, now=at)
    told = {"person_id": person, "name": name, "valid_from": at.date(), "recorded_at": at}
    tx.execute(insert(person_detail).values(told))
    return person
