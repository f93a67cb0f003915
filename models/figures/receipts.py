"""What families received, as figures count it: the rows of their files, and houses handed over by the book of
houses that no file tells of."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    cast,
    exists,
    extract,
    literal,
    null,
    or_,
    select,
    union_all,
)

from bot.domain.houses import HouseStep
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Received
from models.register.tables import receipt
from models.sponsors.charity_houses import charity_house, house_step


def receipts_of(what: str, as_of: AsOf) -> FromClause:
    """The receipts of a thing, as known at an instant; a house once a year for each family."""
    if what != Received.HOUSE.value:
        return receipt
    written = select(
        receipt.c.id,
        receipt.c.household_id,
        receipt.c.kind,
        receipt.c.what,
        receipt.c.amount,
        receipt.c.received_on,
        receipt.c.recorded_at,
    ).where(receipt.c.what == what)
    stands: ColumnElement[bool] = house_step.c.withdrawn_at.is_(None)
    if as_of.known_at is not None:
        stands = or_(stands, house_step.c.withdrawn_at > as_of.known_at)
    told = exists().where(
        receipt.c.household_id == charity_house.c.household_id,
        receipt.c.what == what,
        extract("year", receipt.c.received_on) == extract("year", house_step.c.on_day),
    )
    handed = (
        select(
            -house_step.c.id,
            charity_house.c.household_id,
            literal("goods"),
            literal(what),
            cast(null(), Integer),
            house_step.c.on_day,
            house_step.c.recorded_at,
        )
        .join(charity_house, charity_house.c.id == house_step.c.house_id)
        .where(and_(house_step.c.step == HouseStep.HANDED.value, stands), ~told)
    )
    return union_all(written, handed).subquery("received")
