"""Lets a running server answer from a catalogue published meanwhile, without a restart.

Looks only at what was published: a file that somebody is editing is never taken up."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot import knowledge
from bot.log import log
from bot.memory import give_back
from bot.turns import Turns
from models import publishing
from models.catalogue import ROOT


class Renewal:
    """Watches one catalogue for one process. `seen` is what was published when it was loaded."""

    def __init__(self, turns: Turns, cache: Path, *, seen: str, root: Path = ROOT) -> None:
        self._turns = turns
        self._cache = cache
        self._seen = seen
        self._root = root

    async def look(self) -> None:
        """Learn anew when something was published. What can not be loaded is tried again next time."""
        published = await asyncio.to_thread(publishing.state, self._root)
        if published == self._seen:
            return
        self._turns.learn(await asyncio.to_thread(knowledge.load, self._cache, self._root))
        self._seen = published
        # For a moment there was room for two catalogues.
        give_back()
        log.info("catalogue renewed")
