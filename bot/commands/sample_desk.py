"""Fills a demo database with the invented ward, once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.circumstances import clock_of, office_of, refuse_wrong_purpose
from bot.clock import vietnam_day
from bot.keys.key_ring import ring_for
from bot.settings import Settings
from bot.wording import DEFAULT
from models import offices, schema
from models.installation import Purpose
from models.register.sample_world import is_empty, write_world
from models.unit_of_work import UnitOfWork


def fill(settings: Settings) -> str:
    """Make the demo database and write the invented ward into it; one that has families stays as it is.

    Raises `RefusedToStart` for a database that is not a demo's."""
    found = schema.purpose_at(settings.database_url) or Purpose.DEMO
    refuse_wrong_purpose(found, Purpose.DEMO)
    vault = ring_for(settings, found)
    purpose = schema.upgrade(settings.database_url, purpose=Purpose.DEMO, vault=vault)
    now = clock_of(settings, purpose).now()
    uow = UnitOfWork(settings.database_url, vault=vault)
    try:
        return asyncio.run(uow.run(partial(_filled, settings=settings, now=now)))
    finally:
        uow.close()


def _filled(tx: Connection, *, settings: Settings, now: datetime) -> str:
    offices.ensure_first_office(tx, office_of(settings), area_name=settings.office_area, now=now)
    if not is_empty(tx):
        return "The database has its families already."
    # Only the first start needs what invents the ward.
    from bot.domain.sample.build import sample_world
    from bot.domain.understanding.events import EventTalk
    from models.phrases import load_phrases
    from models.sample_events import write_events
    from models.sample_files import load_recipe

    world = sample_world(load_recipe(), today=vietnam_day(now))
    write_world(tx, world, now=now)
    hours = EventTalk(load_phrases(DEFAULT)).hours
    write_events(tx, today=vietnam_day(now), hours=hours, now=now)
    return f"{len(world.households)} invented families and {len(world.sponsors)} sponsor units written."
