"""What every command of an operator needs of the database: opened, with keys and clock, and closed again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from bot.circumstances import clock_of
from bot.clock import vietnam_day
from bot.domain.ids import AreaId
from bot.errors import RefusedToStart
from bot.keys.key_ring import ring_for
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import areas, offices, schema
from models.areas import Area
from models.unit_of_work import UnitOfWork

T = TypeVar("T")


class CommandDesk:
    """The database of one command. Raises `RefusedToStart` when there is none in the present form."""

    def __init__(self, settings: Settings) -> None:
        purpose = schema.ready_for(settings.database_url)
        self.now = clock_of(settings, purpose).now()
        self.today = vietnam_day(self.now)
        self._uow = UnitOfWork(settings.database_url, vault=ring_for(settings, purpose))

    def __enter__(self) -> CommandDesk:
        return self

    def __exit__(self, *_error: object) -> None:
        self._uow.close()

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query that writes nothing."""
        return self._uow.read(query)

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run one work in a transaction of its own."""
        return asyncio.run(self._uow.run(work))


def hamlets_called(tx: Connection, name: str, *, among: Sequence[Area]) -> list[Area]:
    """The hamlets of a name, old or new. Raises `RefusedToStart` with the names there are."""
    called = set(areas.named(tx, name, among=[each.id for each in among]))
    if not called:
        known = ", ".join(each.name for each in among)
        raise RefusedToStart(wording(DEFAULT)("slips.no_hamlet", name=name, known=known or "…"))
    return [each for each in among if each.id in called]


def commune_of(tx: Connection) -> AreaId:
    """The commune of the first office. Raises `RefusedToStart` where there is none yet."""
    office = offices.first_office(tx)
    if office is None or office.area_id is None:
        raise RefusedToStart("There is no office yet; start `donghanh serve` once.")
    return office.area_id
