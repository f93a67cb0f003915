"""F11, F12: every way in which Telegram refuses or fails, and what becomes of the message and the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from bot.channels import telegram
from bot.domain.messages import Priority, Rendered
from bot.domain.rendering import dump
from models.people import contacts
from models.people.contacts import Standing
from models.sending import outbox
from models.sending.outbox import Draft
from tests.databases import only_sqlite
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_faults import Fault, How
from tests.faults.office import Office

LANH = 5012345678
pytestmark = only_sqlite
"""What a refusal means is decided outside of the database."""


async def asks(opened: Office, words: str, *, number: int = 1) -> None:
    assert await opened.knock({"update_id": 700_000_000 + number, **people.says(LANH, words)}) == 200
    await opened.settled(LANH)


async def in_the_next_hours(opened: Office, hours: int = 9) -> None:
    """Let every retry come that is still to come."""
    for _ in range(hours * 6):
        opened.clock.pass_(minutes=10)
        await opened.running.sender.flush()


def fate(opened: Office) -> tuple[str, str | None]:
    """What became of the first message."""
    messages = outbox.outbox.c
    first = select(messages.status, messages.last_error).order_by(messages.id).limit(1)
    row = opened.running.uow.read(lambda tx: tx.execute(first).one())
    return row.status, row.last_error


def standing(opened: Office) -> Standing:
    query = select(contacts.contact.c.standing)
    return Standing(opened.running.uow.read(lambda tx: tx.scalars(query).one()))


GONE = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (400, "Bad Request: chat not found"),
]
REFUSED = [
    (400, "Bad Request: message is too long"),
    (400, "Bad Request: BUTTON_DATA_INVALID"),
    (413, "Request Entity Too Large"),
]


@pytest.mark.parametrize(("status", "words"), GONE)
async def test_f11_who_is_gone_is_not_written_to_again_until_they_come_back(
    open_office: Office, fake: FakeTelegram, status: int, words: str
) -> None:
    fake.fail(Fault(status=status, description=words, method="sendMessage"))
    await asks(open_office, "một")
    assert fate(open_office) == ("dead", "Unreachable")
    assert standing(open_office) is Standing.UNREACHABLE
    await asks(open_office, "hai", number=2)
    assert standing(open_office) is Standing.ACTIVE
    await in_the_next_hours(open_office)
    assert fake.said(LANH) == ["hai"]


@pytest.mark.parametrize(("status", "words"), REFUSED)
async def test_f11_what_telegram_will_never_take_is_given_up_at_once_and_shown_to_the_operator(
    open_office: Office, fake: FakeTelegram, status: int, words: str
) -> None:
    fake.fail(Fault(status=status, description=words, method="sendMessage", times=None))
    await asks(open_office, "một")
    assert fate(open_office) == ("dead", "Rejected")
    assert standing(open_office) is Standing.ACTIVE
    await in_the_next_hours(open_office)
    assert len(fake.called("sendMessage")) == 1
    assert open_office.running.uow.read(outbox.counts) == {"dead": 1}


async def test_f11_bad_markup_is_sent_again_as_plain_text(open_office: Office, fake: FakeTelegram) -> None:
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    fake.fail(Fault(status=400, description=refusal, method="sendMessage"))
    await asks(open_office, "Chuẩn nghèo\nDưới 1.500.000 đ một người một tháng.")
    assert fate(open_office)[0] == "sent"
    assert [("entities" in call) for call in fake.called("sendMessage")] == [True, False]


@pytest.mark.parametrize(("status", "words"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_f11_a_refused_account_keeps_its_messages_until_it_is_repaired(
    open_office: Office, fake: FakeTelegram, status: int, words: str
) -> None:
    fake.fail(Fault(status=status, description=words, method="sendMessage"))
    await asks(open_office, "một")
    assert fate(open_office) == ("ready", "ChannelDown")
    assert fake.said(LANH) == []


WITHOUT_TRACE = [
    Fault(status=500, description="Internal Server Error"),
    Fault(How.HTML, status=502, description="Bad Gateway"),
    Fault(status=503, description="Service Unavailable"),
]
WITHOUT_ANSWER = [
    Fault(How.HTML, status=504, description="Gateway Time-out"),
    Fault(How.CLOSE),
    Fault(How.HALF),
    Fault(How.DRIP),
    Fault(How.HANG),
    Fault(How.GARBAGE),
]


@contextmanager
def impatient() -> Iterator[None]:
    """Wait for no answer that trickles in: only while one does, or a slow machine fails good calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telegram, "SEND_SECONDS", 0.3)
        yield


def name(fault: Fault) -> str:
    return f"{fault.how}-{fault.status}"


def first_sending(fault: Fault, *, taken: bool) -> Fault:
    """The fault, once, for the next message; with `taken` the person sees the message all the same."""
    return Fault(fault.how, fault.status, fault.description, method="sendMessage", taken=taken)


@pytest.mark.parametrize("fault", WITHOUT_TRACE + WITHOUT_ANSWER, ids=name)
async def test_f12_a_call_that_failed_is_repeated(
    open_office: Office, fake: FakeTelegram, fault: Fault
) -> None:
    fake.fail(first_sending(fault, taken=False))
    with impatient():
        await asks(open_office, "một")
    assert (fate(open_office)[0], fake.said(LANH)) == ("ready", [])
    await in_the_next_hours(open_office, 1)
    assert (fate(open_office)[0], fake.said(LANH)) == ("sent", ["một"])


@pytest.mark.parametrize("fault", WITHOUT_ANSWER, ids=name)
async def test_f12_an_answer_lost_on_the_way_back_doubles_a_message_at_most_once(
    open_office: Office, fake: FakeTelegram, fault: Fault
) -> None:
    fake.fail(first_sending(fault, taken=True))
    with impatient():
        await asks(open_office, "một")
    await in_the_next_hours(open_office)
    assert (fate(open_office)[0], fake.said(LANH)) == ("sent", ["một", "một"])


async def send_code(opened: Office) -> None:
    """A message that must not arrive twice."""
    await asks(opened, "mã của tôi")
    await opened.running.uow.run(lambda tx: tx.execute(outbox.outbox.delete()))
    to = opened.running.uow.read(lambda tx: tx.execute(select(contacts.contact)).one())
    body, now = dump(Rendered("123 456")), opened.clock.now()
    made = Draft(
        to.id, to.channel_account_id, to.address, Priority.CRITICAL, "code:1", body, now, repeatable=False
    )
    await opened.running.uow.run(lambda tx: outbox.enqueue_once(tx, made, now=now))
    with impatient():
        await opened.running.sender.flush()


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("fault", WITHOUT_ANSWER, ids=name)
async def test_f12_what_must_not_arrive_twice_is_not_repeated_after_an_unknown_outcome(
    open_office: Office, fake: FakeTelegram, fault: Fault, *, taken: bool
) -> None:
    failing = first_sending(fault, taken=taken)
    failing.chat, failing.every = LANH, 2
    fake.fail(failing)
    await send_code(open_office)
    await in_the_next_hours(open_office)
    assert fate(open_office) == ("dead", "OutcomeUnknown")
    assert fake.said(LANH).count("123 456") == taken


@pytest.mark.parametrize("fault", WITHOUT_TRACE, ids=name)
async def test_f12_what_surely_did_not_arrive_is_repeated_also_if_it_must_not_arrive_twice(
    open_office: Office, fake: FakeTelegram, fault: Fault
) -> None:
    failing = first_sending(fault, taken=False)
    failing.every = 2
    fake.fail(failing)
    await send_code(open_office)
    open_office.clock.pass_(minutes=10)
    open_office.running.sender.look()
    await fake.until(lambda: fate(open_office)[0] == "sent")
    assert fake.said(LANH) == ["mã của tôi", "123 456"]
