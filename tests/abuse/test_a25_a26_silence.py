"""A25, A26: logs, figures and health say what happened and never to whom; no token is ever written."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stderr
from dataclasses import replace

import pytest
import structlog
from sqlalchemy import Connection

from bot import doctor
from bot.app import Running
from bot.errors import SendError
from bot.keys.key_ring import INVENTED
from bot.log import QUIET, SILENT, configure
from bot.settings import Settings
from handlers.catalogue import policy
from models.cases import cases
from models.sending import notices
from tests.abuse.texts import DISGUISES
from tests.fakes import telegram_people as people
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_channel import SECRET, delivery, writing
from tests.fakes.telegram_faults import Fault, How
from tests.whole import Whole, figures, whole

TU, LANH = 6123456789, 5012345678
NAME = "Trịnh Thị Chim Sẻ Vàng"
PHONE = "0977 123 987"
PAPER = "095300777111"
ADDRESS = "hẻm 77/7 đường Lá Me"
CANARY = f"Tôi là {NAME}, {PHONE}, căn cước {PAPER}, nhà ở {ADDRESS}"
TRACES = (
    "chim se",
    "chim sẻ",
    "lá me",
    "la me",
    "977123987",
    "977 123 987",
    PAPER,
    "77/7",
    str(TU),
    str(LANH),
)
KEY = INVENTED.partition(":")[2]
KNOWN_ONLY_TO_US = (TOKEN, TOKEN.partition(":")[2], SECRET, KEY)


@pytest.fixture
def database_engine() -> str:
    """One engine is enough: what is logged stands above both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def leaves_the_log_as_it_was() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("", *QUIET, *SILENT)]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def log() -> io.StringIO:
    """What the log writes to: a stream that outlives the phases of a test."""
    return io.StringIO()


@pytest.fixture(params=["console", "json"])
async def office(
    request: pytest.FixtureRequest, migrated_database_url: str, log: io.StringIO
) -> AsyncIterator[Whole]:
    with redirect_stderr(log):
        configure(request.param)
    async with whole(migrated_database_url) as opened:
        yield opened


def traces_in(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text.lower()]


async def whatever_is_told(office: Whole, log: io.StringIO) -> str:
    """All that leaves the program besides the answers: the log, the figures, the health."""
    health = [(await office.get(path)).text for path in ("/health", "/health/live", "/health/ready")]
    return "\n".join([log.getvalue(), (await office.get("/metrics")).text, *health, figures()])


async def speak_of_everything(office: Whole) -> None:
    """One person tells the whole story on every way in."""
    sender = people.person(TU, first_name=NAME, username="chimsevang", last_name=ADDRESS)
    for words in (CANARY, f"/start {PAPER}", f"{CANARY} muốn chết", "gặp cán bộ", "1", CANARY, PHONE, "1"):
        await office.update(people.says(TU, words, sender=sender))
    for content in (
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 2}, "caption": CANARY},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": CANARY},
        {"document": {"file_id": "a", "file_unique_id": "b", "file_name": f"{NAME}.pdf"}},
        {"location": {"latitude": 9.2, "longitude": 105.7}},
    ):
        await office.update(people.message(TU, sender=sender, **content))
    await office.update(people.shares_phone(TU, PHONE.replace(" ", "")))
    await office.update(people.corrects(TU, CANARY))
    await office.update(people.presses(TU, 17, NAME))
    await office.update(people.becomes(TU, "kicked"))
    await office.update(people.says(LANH, CANARY, chat={**people.group(-100), "title": NAME}))
    await office.settled(str(TU))
    async with office.page() as page:
        await page.write(CANARY)
        await page.write(f"{CANARY} tôi không muốn sống", 2)


async def test_a25_what_people_say_is_told_by_nothing_but_the_answers(
    office: Whole, log: io.StringIO
) -> None:
    await speak_of_everything(office)
    assert office.read(cases.list_cases), "the story was heard"
    assert traces_in(await whatever_is_told(office, log)) == []


async def test_a25_an_error_that_quotes_a_person_is_logged_by_its_place(
    office: Whole, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_turn: object) -> None:
        raise ValueError(CANARY) from KeyError(NAME)

    monkeypatch.setattr(policy, "unknown", stumble)
    await office.writes(TU, "qwerty zxcvb uiop asdf")
    told = await whatever_is_told(office, log)
    assert "ValueError at" in told
    assert traces_in(told) == []


async def test_a25_an_error_while_writing_quotes_nobody(
    office: Whole, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(tx: Connection, *_: object, **__: object) -> None:
        tx.exec_driver_sql("INSERT INTO nowhere VALUES (?)", (CANARY,))

    monkeypatch.setattr(cases, "open_case", stumble)
    await office.writes(TU, "gặp cán bộ")
    told = await whatever_is_told(office, log)
    assert "turn failed" in told
    assert traces_in(told) == []


async def test_a25_an_error_of_the_program_around_it_quotes_nobody(
    office: Whole, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error at the door goes through the web server's own log."""

    async def stumble(*_: object) -> None:
        raise RuntimeError(CANARY)

    # The fake Telegram is a uvicorn too, and silent.
    logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)
    monkeypatch.setattr(office.running.engine, "receive", stumble)
    assert await office.update(people.says(TU, CANARY)) == 500
    told = await whatever_is_told(office, log)
    assert "RuntimeError" in told
    assert traces_in(told) == []


async def test_a25_long_work_and_ticks_that_fail_quote_nobody(
    office: Whole, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ValueError(CANARY)

    running: Running = office.running
    monkeypatch.setattr(running.jobs, "_handlers", {"my_data.show": stumble})
    await office.writes(TU, "xem dữ liệu")
    async with asyncio.timeout(20):
        while "job failed" not in log.getvalue():
            await running.jobs.tick()
    monkeypatch.setattr(notices, "due", stumble)
    [plan] = [job for job in running.scheduler._scheduler.get_jobs() if job.id == "plan"]
    await plan.func(*plan.args)
    told = await whatever_is_told(office, log)
    assert "job failed" in told
    assert "tick failed" in told
    assert traces_in(told) == []


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500, 502])
async def test_a25_a_refusal_of_telegram_that_quotes_a_person_is_not_repeated(
    office: Whole, log: io.StringIO, status: int
) -> None:
    office.telegram.fail(
        Fault(status=status, description=f"Oops: {CANARY}", method="sendMessage", times=None)
    )
    await office.update(people.says(TU, CANARY))
    await office.telegram.until(lambda: office.telegram.called("sendMessage"))
    assert traces_in(await whatever_is_told(office, log)) == []


async def test_a25_an_answer_of_telegram_that_can_not_be_read_is_not_quoted(
    office: Whole, log: io.StringIO
) -> None:
    """A cut answer to a message holds the message; the library would log all of it."""
    office.telegram.fail(Fault(How.HTML, status=502, description=CANARY, method="sendMessage"))
    await office.writes(TU, "chao")
    assert traces_in(await whatever_is_told(office, log)) == []


async def test_a25_odd_events_are_not_quoted(office: Whole, log: io.StringIO) -> None:
    await office.knock(json.dumps({"update_id": CANARY, "message": {"text": CANARY}}).encode())
    await office.knock(json.dumps({"update_id": 7, "message": {"chat": {"id": TU}, "text": CANARY}}).encode())
    await office.knock(CANARY.encode())
    await office.settled(str(TU))
    async with office.page() as page:
        await page.tell({"type": CANARY})
        await page.closed_with()
    assert traces_in(await whatever_is_told(office, log)) == []


def test_a25_the_traces_would_be_found() -> None:
    """The search itself must not be blind."""
    for disguise in ("as it is", "NFC"):
        assert traces_in(DISGUISES[disguise](CANARY))
    assert {"chim sẻ", "lá me", PAPER, "77/7", "977 123 987"} <= set(traces_in(CANARY))


# A26: what only we know


def secrets_in(text: str) -> list[str]:
    return [secret for secret in KNOWN_ONLY_TO_US if secret in text]


async def test_a26_no_secret_is_logged_however_telegram_fails(
    office: Whole, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A bot that is refused is left alone for a minute; here nobody waits that long.
    monkeypatch.setattr("bot.sending.sender.CHANNEL_REST_SECONDS", 0.1)
    for library in ("httpx", "httpcore", "telegram", "telegram.ext", "uvicorn.error"):
        logging.getLogger(library).warning("POST %s/bot%s/getMe", "https://api.telegram.org", TOKEN)
    for fault in (
        Fault(status=401, description=f"Unauthorized {TOKEN}"),
        Fault(status=404, description=f"Not Found: /bot{TOKEN}/sendMessage"),
        Fault(status=409, description=f"Conflict: /bot{TOKEN}/getUpdates"),
        Fault(How.HTML, status=502, description=TOKEN),
        Fault(How.CLOSE),
        Fault(How.GARBAGE),
    ):
        office.telegram.fail(fault)
        await office.update(people.says(TU, "chao"))
    with office.telegram.down():
        await office.update(people.says(TU, "chao"))
        await office.settled(str(TU))
    told = await whatever_is_told(office, log)
    assert "POST" in told
    assert secrets_in(told) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=401, description=f"Unauthorized {TOKEN}"),
        Fault(status=404, description=f"Not Found: /bot{TOKEN}/sendMessage"),
        Fault(status=400, description=f"Bad Request: https://api.telegram.org/bot{TOKEN}/x"),
        Fault(How.HTML, status=502, description=TOKEN),
        Fault(How.CLOSE),
        Fault(How.HALF),
        Fault(How.GARBAGE),
    ],
    ids=lambda fault: f"{fault.how} {fault.status}",
)
async def test_a26_no_error_of_the_channel_holds_the_token(fault: Fault) -> None:
    with FakeTelegram() as server:
        async with writing(server) as telegram:
            server.fail(replace(fault))
            with pytest.raises(SendError) as caught:
                await telegram.send(delivery(TU, "Dạ"))
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert secrets_in(told) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/bot",
        "http://[::1/bot",
        "not an address",
        "ftp://example.vn/bot",
        "http://",
        "",
        "http://127.0.0.1:99999/bot",
        "http://\x00/bot",
    ],
)
async def test_a26_the_doctor_says_what_is_wrong_with_an_address_and_not_the_token(address: str) -> None:
    settings = Settings(_env_file=None, telegram_token=TOKEN, telegram_api_url=address)
    finding = await doctor._telegram(settings)
    assert finding.bad
    assert "TELEGRAM_API_URL" in finding.says
    assert secrets_in(finding.line()) == []


def test_a26_settings_and_errors_about_them_hide_what_is_secret() -> None:
    settings = Settings(_env_file=None, telegram_token=TOKEN, telegram_webhook_secret=SECRET, keys=INVENTED)
    assert secrets_in(f"{settings!r} {settings!s} {settings.model_dump()} {settings.model_dump_json()}") == []
