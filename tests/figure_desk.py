"""The sample ward in a database, and somebody who asks it for figures as `donghanh query` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.domain.ids import PersonId
from bot.domain.messages import PersonalData
from bot.domain.sample.build import sample_world
from bot.figures.answer import Answer
from bot.figures.desk import Asker, Figures
from bot.register import Register
from bot.wording import wording
from models import offices
from models.figure_words import figure_hearing
from models.offices import Office
from models.people.demo_cards import person_of_card
from models.register.sample_world import write_world
from models.sample_files import load_recipe
from models.unit_of_work import UnitOfWork
from tests.world import VAULT

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def settle(tx: Connection) -> None:
    """Write the sample ward."""
    offices.ensure_first_office(tx, Office("UBND"), area_name="Phường", now=NOW)
    write_world(tx, sample_world(load_recipe(), today=TODAY), now=NOW)


@dataclass
class Asking:
    """Somebody of the ward at the command line; `notes` are what came onto the trail."""

    uow: UnitOfWork
    person: PersonId
    register: Register = field(init=False)

    @classmethod
    def card(cls, uow: UnitOfWork, name: str) -> Asking:
        person = uow.read(partial(person_of_card, name=name))
        assert person is not None
        return cls(uow, person)

    def desk(self) -> Figures:
        self.register = Register(
            self.uow.read, contact=None, carries=PersonalData.FULL, now=NOW, in_place_of=self.person
        )
        return Figures(Asker(self.register, self.uow.read, NOW, TODAY, wording("vi")), figure_hearing())

    def asks(self, text: str) -> Answer:
        return self.desk().asked(text)

    def line(self, text: str) -> dict[str, Any]:
        return self.asks(text).written("1")


def opened(url: str) -> UnitOfWork:
    return UnitOfWork(url, vault=VAULT)
