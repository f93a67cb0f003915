"""What a log line may hold: an event, its named fields and the place of an error. Never what people say."""

import asyncio
import gc
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log as logs
from bot.log import configure, log

TOKEN = "123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
NAME = "Nguyễn Thị Chim Sẻ"
PHONE = "0912 345 678"


@pytest.fixture(autouse=True)
def leaves_the_log_as_it_was() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("", *logs.QUIET, *logs.SILENT)]
    # Servers that other tests started in this process may have set the library's loggers up for themselves.
    logging.disable(logging.NOTSET)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.disabled, logger.propagate = False, True
        logger.setLevel(logging.NOTSET)
    levels = [logger.level for logger in loggers]
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    structlog.reset_defaults()


both_forms = pytest.mark.parametrize("form", ["console", "json"])


def written(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert not out, "standard output belongs to commands"
    return err


@both_forms
def test_a_field_that_nobody_allowed_does_not_appear(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(form)
    log.info("stored", text=NAME, inbox=7)
    line = written(capsys)
    assert "stored" in line
    assert "7" in line
    assert NAME not in line


@both_forms
def test_numbers_of_people_and_tokens_are_masked_in_allowed_fields(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(form)
    log.warning("refused", error=f"bot{TOKEN} says {PHONE} and 095200001234")
    line = written(capsys)
    assert "AAHdqTcvCH" not in line
    assert "345 678" not in line
    assert "095200001234" not in line


@both_forms
@pytest.mark.parametrize("speaker", ["uvicorn.error", "apscheduler.executors.default", "some.library"])
def test_an_error_of_a_library_leaves_its_kind_and_place_behind_but_not_its_words(
    form: str, speaker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(form)
    try:
        raise ValueError(f"{NAME}, {PHONE}")
    except ValueError:
        logging.getLogger(speaker).exception("Exception in the application\n%s", f"Traceback: {NAME}")
    line = written(capsys)
    assert "Exception in the application" in line
    assert "ValueError at test_log.py" in line
    assert NAME not in line
    assert "345 678" not in line


@both_forms
def test_an_error_of_ours_leaves_its_kind_and_place_behind_but_not_its_words(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(form)
    try:
        raise KeyError(NAME)
    except KeyError as error:
        log.error("turn failed", exc_info=error)
        log.exception("sending failed")
    lines = written(capsys)
    assert lines.count("KeyError at test_log.py") == 2
    assert NAME not in lines


@both_forms
async def test_a_task_that_failed_unseen_is_logged_without_its_words(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(form)

    async def fail() -> None:
        raise ValueError(NAME)

    task = asyncio.ensure_future(fail())
    await asyncio.wait([task])
    del task
    gc.collect()
    line = written(capsys)
    assert "never retrieved" in line
    assert NAME not in line


@both_forms
def test_requests_of_the_http_client_are_not_logged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(form)
    for library in ("httpx", "httpcore.connection", "telegram.Bot"):
        logging.getLogger(library).info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert written(capsys) == ""


@both_forms
def test_a_token_in_a_warning_of_a_library_is_masked(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(form)
    logging.getLogger("httpx").warning("no answer from /bot%s/getMe", TOKEN)
    line = written(capsys)
    assert "no answer" in line
    assert "AAHdqTcvCH" not in line


def test_json_lines_can_be_read_by_machines(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.info("ready", count=2)
    logging.getLogger("uvicorn.error").error("%s is taken", "the port")
    ready, taken = [json.loads(line) for line in written(capsys).splitlines()]
    assert (ready["event"], ready["level"], ready["count"]) == ("ready", "info", 2)
    assert (taken["event"], taken["level"], taken["logger"]) == (
        "the port is taken",
        "error",
        "uvicorn.error",
    )


def test_no_allowed_field_is_made_for_words_of_people() -> None:
    assert not logs.ALLOWED & {
        "text",
        "message",
        "name",
        "phone",
        "address",
        "answers",
        "raw",
        "body",
        "payload",
    }
