"""A channel of our own whose platform takes nothing but what the channel says it can carry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.messages import Delivery, Incoming, Receipt
from bot.errors import BadPayload, NotAttached, Rejected, Unavailable
from bot.ports import Raw
from tests.contract.fitting import misfits
from tests.fakes.channel import ScriptedChannel
from tests.world import SetClock


@dataclass
class StrictChannel(ScriptedChannel):
    """Knows who wrote when, who is away, and what it should never have been given."""

    clock: SetClock = field(default_factory=SetClock)
    gone: set[str] = field(default_factory=set)
    heard: dict[str, datetime] = field(default_factory=dict)
    misfits: list[str] = field(default_factory=list)

    def parse(self, raw: Raw) -> Incoming | None:
        try:
            incoming = super().parse(raw)
        except ValueError as error:
            raise BadPayload("a kind nobody knows") from error
        if incoming is None or not incoming.key:
            raise BadPayload("nameless")
        return replace(incoming, pressed=raw.get("pressed"))

    async def deliver(self, *raw: Raw) -> None:
        self.heard |= {event["who"]: self.clock.at for event in raw}
        await super().deliver(*raw)

    async def send(self, delivery: Delivery) -> Receipt:
        if self._mailbox is None or delivery.address not in self.heard:
            raise Unavailable("nobody of that name")
        if delivery.address in self.gone:
            raise NotAttached("not at home")
        window = self.capabilities.reply_window
        if window is not None and self.clock.at - self.heard[delivery.address] > window:
            raise Rejected("outside the reply window")
        if faults := misfits(delivery, self.capabilities):
            self.misfits += faults
            raise Rejected(", ".join(faults))
        return await super().send(delivery)

    def standing(self, who: str) -> dict[str, Delivery]:
        """The messages before somebody by their names on the platform, edits done."""
        return {each.body.replaces or f"s{each.number}": each for each in self.told(who)}
