"""Whom a visitor of the demo speaks as: a card names somebody of the sample world. Real people have none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Connection, ForeignKey, String, Table, insert, select

from bot.domain.ids import PersonId
from models.base import metadata

demo_card = Table(
    "demo_card",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
)


def add_cards(tx: Connection, people: Mapping[str, PersonId]) -> None:
    """Write down whom each card stands for."""
    tx.execute(insert(demo_card), [{"name": name, "person_id": person} for name, person in people.items()])


def person_of_card(tx: Connection, name: str) -> PersonId | None:
    """Whom a visitor of the demo speaks as; nobody in a database of real people."""
    found = tx.scalar(select(demo_card.c.person_id).where(demo_card.c.name == name))
    return None if found is None else PersonId(found)
