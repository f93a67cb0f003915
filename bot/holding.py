"""Keeps what this process holds, however much that is, without holding anybody up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from models.unit_of_work import UnitOfWork

RENEWED_AT_ONCE = 200
Id = TypeVar("Id", bound=int, contravariant=True)


class Renew(Protocol[Id]):
    """Puts off the end of some leases of one owner."""

    def __call__(
        self, tx: Connection, ids: Collection[Id], /, *, owner: str, lease_until: datetime
    ) -> None: ...


async def keep_hold(
    uow: UnitOfWork, renew: Renew[Id], held: Collection[Id], *, owner: str, until: datetime
) -> None:
    """Renew leases, a slice to a transaction: while nothing can be sent, tens of thousands wait here."""
    ids = tuple(held)

    def slice_from(start: int) -> Callable[[Connection], None]:
        some = ids[start : start + RENEWED_AT_ONCE]
        return lambda tx: renew(tx, some, owner=owner, lease_until=until)

    for start in range(0, len(ids), RENEWED_AT_ONCE):
        await uow.run(slice_from(start))
