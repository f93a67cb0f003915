"""A conversation without a database: what is said, what is answered, where it stands. Effects are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import VIETNAM
from bot.conversation import Reply, Turn
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.messages import Button, Capabilities, Incoming, Kind
from bot.domain.state import State
from bot.domain.text import clean
from bot.register import Register
from bot.router import route
from bot.turns import laid_out
from bot.wording import wording
from models.offices import Office
from models.people.contacts import Contact
from tests.fakes.channel import RICH
from tests.world import known

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
OFFICE = Office("UBND phường Thử", phone="+842903999888", province_code="96")


@dataclass
class Sitting:
    """One person at one desk. `state` and `reply` show what the last turn left behind."""

    capabilities: Capabilities = RICH
    language: str = "vi"
    state: State = field(default_factory=lambda: State(greeted=True))
    now: datetime = MORNING
    private: bool = True
    office: Office = OFFICE
    reply: Reply = field(default_factory=Reply)
    buttons: list[Button] = field(default_factory=list)

    def does(self, kind: Kind, **fields: Any) -> str:
        """Take a turn; all answers as one text."""
        turn = self.turn(Incoming("1", "tu", kind, private=self.private, **fields))
        self.reply = route(turn)
        self.state, parts = laid_out(turn, self.reply)
        self.buttons += [button for part in parts for button in part.body.buttons]
        return "\n".join(part.body.text for part in parts)

    def says(self, text: str) -> str:
        """Type something."""
        return self.does(Kind.TEXT, text=clean(text))

    def presses(self, label: str) -> str:
        """Press the newest button whose label contains the words."""
        token = next(b.token for b in reversed(self.buttons) if label.lower() in b.label.lower())
        return self.does(Kind.CHOICE, choice=token)

    def turn(self, incoming: Incoming) -> Turn:
        """What the router is given."""
        contact = Contact(
            ChannelAccountId(1), "tu", private=self.private, language=self.language, id=ContactId(1)
        )
        return Turn(
            incoming,
            contact,
            self.state,
            self.now,
            self.office,
            self.capabilities,
            wording(self.language),
            known(),
            7,
            lambda _query: None,
            Register(
                lambda _query: None, contact=None, carries=self.capabilities.personal_data, now=self.now
            ),
        )
