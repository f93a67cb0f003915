"""Whether this process can do its work now, and what is in the way if not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import Running
from models import leases
from models.sending import outbox

LATE = timedelta(minutes=5)
PROBE = "health"


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong, by name; nothing means ready."""

    problems: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether people can be served."""
        return not self.problems

    def as_json(self) -> dict[str, object]:
        """The answer of `/health/ready`."""
        return {"status": "ready" if self.ready else "degraded", "problems": list(self.problems)}


async def look(running: Running) -> Health:
    """Try the database with a real write, and look for messages that should long be gone."""
    now = running.clock.now()

    def probe(tx: Connection) -> bool:
        leases.take(tx, f"{PROBE}:{running.owner}", owner=running.owner, now=now, until=now)
        oldest = outbox.oldest_due(tx, now=now)
        return oldest is not None and now - oldest > LATE

    late = await running.uow.run(probe)
    problems = ["outbox_late"] if late else []
    opened = {channel.name for channel in running.opened}
    problems += [
        f"{channel.name}_closed" for channel in running.channels.values() if channel.name not in opened
    ]
    return Health(tuple(problems))
