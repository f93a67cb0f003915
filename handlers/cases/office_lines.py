"""Whom to turn to, in the words of the office's own row. Says nothing that the row does not hold."""

from __future__ import annotations

from bot.domain.phone import spoken
from bot.wording import Wording
from models.offices import Office


def whom_to_ask_first(say: Wording, office: Office) -> str | None:
    """Where to call before one goes anywhere; None where no number is known."""
    if not office.phone:
        return None
    return say("neighbour.call", office=office.name, phone=spoken(office.phone))


def whom_to_call(say: Wording, office: Office) -> str:
    """The office, and what is known of how to reach it."""
    lines = [say("office.name", name=office.name)]
    if office.contact_name:
        lines.append(say("office.contact", name=office.contact_name))
    if office.phone:
        lines.append(say("office.phone", phone=spoken(office.phone)))
    if office.address:
        lines.append(say("office.address", address=office.address))
    if office.hours:
        lines.append(say("office.hours", hours=office.hours))
    if not office.phone:
        lines.append(say("office.come"))
    return "\n".join(lines)
