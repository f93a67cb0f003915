"""What the settings say of the clock, the first office, and which database may be used for what."""

from __future__ import annotations

from bot.clock import FileClock, SystemClock
from bot.errors import RefusedToStart
from bot.ports import Clock
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models.installation import Purpose
from models.offices import Office


def clock_of(settings: Settings, purpose: Purpose) -> Clock:
    """The clock the settings ask for. Raises `RefusedToStart` for a clock file over a live database."""
    if settings.clock_file is None:
        return SystemClock()
    if purpose is Purpose.LIVE:
        raise RefusedToStart("DONGHANH_CLOCK_FILE only works with a demo or test database.")
    return FileClock(settings.clock_file)


def office_of(settings: Settings) -> Office:
    """The first office, as the settings describe it."""
    return Office(
        settings.office_name or wording(DEFAULT)("office.unnamed"),
        settings.office_contact,
        settings.office_phone,
        settings.office_address,
        settings.office_hours,
        settings.quiet_from,
        settings.quiet_to,
        settings.office_province,
    )


def refuse_wrong_purpose(found: Purpose, wanted: Purpose) -> None:
    """Demo people and real families never share a database. Tests may stand for either."""
    if found is wanted or found is Purpose.TEST:
        return
    if wanted is Purpose.DEMO:
        raise RefusedToStart(
            "This database is not a demo database. Give the demo one of its own in DATABASE_URL."
        )
    raise RefusedToStart("This is a demo database. Set DATABASE_URL to another one before serving people.")
