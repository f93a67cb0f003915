"""The people of the scenarios: who asks, and the official who answers what the machine could not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commands import case_desk
from bot.domain.ids import PersonId
from bot.domain.messages import Delivery, Kind
from bot.domain.roles import Role
from models.people import roles
from models.people.contacts import contact_at
from tests.contract.strict_channel import StrictChannel
from tests.families import SECRET, Ward, appoint
from tests.hearing import hears
from tests.world import Person, World

NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


@dataclass
class Villager(Person):
    """Somebody who presses where there are buttons, and types the digit where there are none."""

    channel: StrictChannel

    async def starts(self, payload: str | None = None) -> str:
        """Open the chat, perhaps by a link."""
        return _joined(await self.does(Kind.START, payload=payload))

    async def sends(self, kind: Kind) -> str:
        """Send something that is no text."""
        return _joined(await self.does(kind))

    async def sends_file(self, name: str, content: bytes) -> str:
        """Send a file."""
        self.channel.heard |= {self.name: self.channel.clock.at}
        await self.channel.deliver_file(self.name, name, content)
        await self.channel.settled(self.name)
        return _joined(self.news())

    async def chooses(self, words: str) -> str:
        """Take the choice offered last whose label contains the words."""
        number, label = next(each for each in self.offered().items() if words in each[1])
        place, shown = list(self.channel.standing(self.name).items())[-1]
        token = next((each.token for each in shown.body.buttons if each.label.endswith(label)), None)
        if token is None:
            return await self.says(str(number))
        return _joined(await self.does(Kind.CHOICE, choice=token, pressed=place))

    def offered(self) -> dict[int, str]:
        """The labels of the choices in the last message, by their numbers."""
        body = list(self.channel.standing(self.name).values())[-1].body
        lines = "\n".join(button.label for button in body.buttons) or body.text
        return {int(number): label for number, label in NUMBERED.findall(lines)}

    async def hears(self, town: World) -> str:
        """Let the program work until it said something new."""
        return _joined(await hears(town, self))

    async def hears_nothing(self, town: World) -> bool:
        """Let the program do all it wants to do now; whether it stayed silent."""
        await town.tick()
        return not self.news()


def _joined(shown: Sequence[Delivery]) -> str:
    return "\n".join(each.body.text for each in shown)


@dataclass
class Official:
    """Works through the cases with `donghanh cases`, at the hour the scenario stands at."""

    town: World
    clock_file: Path

    async def sees(self) -> list[str]:
        """The open cases as they are listed, one text for each."""
        listing = await case_desk.listing(self.town.app.settings, everything=False)
        return re.split(r"\n(?=\S)", listing)

    async def answers(self, code: str, words: str, *, later: bool = False) -> None:
        self.clock_file.write_text(self.town.clock.at.isoformat(), encoding="utf-8")
        settings = self.town.app.settings.model_copy(update={"clock_file": self.clock_file})
        await case_desk.answer(settings, code=code, words=words, by="chị Ba", later=later)


def code_in(text: str) -> str:
    """The case code a person was told."""
    found = re.search(r"\b[A-Z3479]{5}\b", text)
    assert found, text
    return found.group()


async def show_slip(tu: Villager) -> None:
    """Link the chat to chị Lan's household by the code on its slip."""
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.chooses("Lan")
    await tu.chooses("Đồng ý")


async def become(
    town: World, tu: Villager, ward: Ward, role: Role = Role.OFFICIAL, name: str = "Lê Văn Hai"
) -> PersonId:
    """Link the contact that already wrote to a new official."""
    running = town.app.running
    assert running is not None
    now = town.clock.now()
    await tu.starts()
    account = next(iter(running.channels))

    def made(tx: object) -> PersonId:
        area = ward.hamlet_4 if role is Role.HAMLET_HEAD else ward.commune
        person = appoint(tx, role, area, name=name, now=now)
        contact = contact_at(tx, account, tu.name)
        assert contact is not None
        roles.link(tx, contact, person, now=now)
        return person

    return await running.uow.run(made)
