"""The log: one event, its named fields, nothing personal. Fields that are not listed here do not appear."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.privacy import mask_numbers

ALLOWED = frozenset(
    [
        "event",
        "level",
        "logger",
        "timestamp",
        "exception",
        "error",
        "channel",
        "account",
        "inbox",
        "outbox",
        "contact",
        "notice",
        "job",
        "case",
        "kind",
        "status",
        "attempts",
        "decision",
        "entries",
        "topic",
        "action",
        "seconds",
        "count",
        "owner",
        "tick",
        "reason",
        "purpose",
        "host",
        "port",
        "url",
        "revision",
        "method",
        "code",
        "retry_after",
        "signal",
        "version",
        "language",
        "mark",
    ]
)
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
QUIET = ("httpx", "httpcore", "apscheduler", "uvicorn", "alembic", "sqlalchemy", "asyncio")
# It quotes whole answers that it can not read, and those quote people. The adapter says what happened.
SILENT = ("telegram",)


def scrub(text: str) -> str:
    """Take tokens and numbers of people out of a text that others wrote (errors of libraries)."""
    return mask_numbers(_TOKEN.sub("•••", text))


def _only_allowed(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in [name for name in fields if name not in ALLOWED]:
        del fields[name]
    for name, value in fields.items():
        if isinstance(value, str) and name not in ("timestamp", "event"):
            fields[name] = scrub(value)
    return fields


def _without_values(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep of a traceback where it happened and what kind it was, not the message: it may quote a person."""
    match fields.pop("exc_info", None):
        case BaseException() as error:
            fields["exception"] = _places(error)
        case (_, BaseException() as error, _):
            fields["exception"] = _places(error)
        case True if (current := sys.exc_info()[1]) is not None:
            fields["exception"] = _places(current)
    return fields


def _places(error: BaseException) -> str:
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places[-8:]))}"


class _Bridge(logging.Handler):
    """Brings what libraries log into the same stream and under the same rules."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the first line of a library's message; tracebacks behind it quote what people said."""
        first, _, _ = record.getMessage().strip().partition("\n")
        log.log(record.levelno, scrub(first), logger=record.name, exc_info=record.exc_info)


def configure(log_format: str = "console") -> None:
    """Set the log up for the whole process. Libraries only speak from warning on."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            _only_allowed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
