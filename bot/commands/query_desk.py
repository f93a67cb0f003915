"""Answers questions for figures line by line, in the place of somebody of the database; no chat is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk
from bot.demo import demo_settings
from bot.domain.figures.hearing import FigureHearing
from bot.domain.ids import ContactId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.sample.recipe import CardRole
from bot.domain.text import fold
from bot.domain.understanding.officials import Officials
from bot.domain.understanding.requests import Requests
from bot.errors import RefusedToStart
from bot.figures.aims import Aims
from bot.figures.answer import Decision
from bot.figures.desk import Asker, Figures
from bot.register import Register
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models.figure_words import figure_hearing
from models.people.demo_cards import person_of_card
from models.people.roles import people_called
from models.phrases import load_phrases
from models.schema import purpose_at


class Line(BaseModel):
    """One question, as it is read."""

    model_config = ConfigDict(coerce_numbers_to_str=True, extra="ignore")

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """What hears questions for figures, and for targets."""

    figures: FigureHearing
    aims: Aims


def answered(settings: Settings, who: str, lines: Iterable[str]) -> Iterator[str]:
    """One line of JSON for each line of JSON. Each stands alone and is noted on the trail as it goes.

    Raises `RefusedToStart` for a person nobody knows, or that several are called."""
    with CommandDesk(settings) as desk:
        person = _person(desk, who)
        phrases = load_phrases()
        hearing = Hearing(figure_hearing(), Aims(Requests(phrases), Officials(phrases)))
        for line in lines:
            if line.strip():
                yield _answered(desk, hearing, person, line)


def _answered(desk: CommandDesk, hearing: Hearing, person: PersonId, line: str) -> str:
    try:
        asked = Line.model_validate_json(line)
    except ValidationError as problem:
        raise RefusedToStart(f"A line is no question: {line[:80]}") from problem
    register = Register(desk.read, contact=None, carries=PersonalData.FULL, now=desk.now, in_place_of=person)
    asker = Asker(register, desk.read, desk.now, desk.today, wording(DEFAULT))
    answer = hearing.aims.asked(asker, asked.question)
    if answer is None:
        figures = Figures(asker, hearing.figures)
        answer = figures.asked(figures.heard(asked.question))
        if answer.decision is Decision.UNKNOWN:
            answer = hearing.aims.unset(asker, asked.question) or answer
    for note in register.trail():
        desk.run(partial(_noted, note=note))
    return json.dumps(answer.written(asked.id), ensure_ascii=False)


def _noted(tx: Connection, *, note: Callable[[Connection, ContactId | None], None]) -> None:
    note(tx, None)


def settings_at(settings: Settings) -> Settings:
    """The database that is named, else the demo's where there is no other."""
    if "database_url" in settings.model_fields_set:
        return settings
    return settings if purpose_at(settings.database_url) is not None else demo_settings(settings, port=None)


def _person(desk: CommandDesk, who: str) -> PersonId:
    card = desk.read(partial(person_of_card, name=card_named(who)))
    if card is not None:
        return card
    found = desk.read(partial(people_called, name=who, day=desk.today))
    if len(found) != 1:
        known = "nobody" if not found else f"{len(found)} people"
        raise RefusedToStart(
            f"{known} with a role is called {who!r}; give a whole name, a number or a role card."
        )
    return found[0]


def card_named(who: str) -> str:
    """The name of the card that is meant: a card's own, a role's, or what the demo calls the card."""
    called = {fold(wording(DEFAULT)(f"web.card_{each}")): each for each in get_args(CardRole)}
    return called.get(fold(who)) or next((each for each in called.values() if each == f"ward_{who}"), who)
