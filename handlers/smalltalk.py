"""Greetings, thanks, insults, "are you a machine": short fixed words, and the way on."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Meaning, Reply, Turn, text
from bot.domain.messages import Action, Choice
from bot.domain.understanding import Understood

MENU = Action("menu", "show")


def answer(turn: Turn, understood: Understood) -> Reply:
    """Say the fixed words that belong to what was said."""
    words = turn.say(f"smalltalk.{understood.reply}", office=turn.office.name, days=turn.keep_days)
    reply = text(words, Choice(turn.say("menu.title"), MENU, lasting=True))
    return replace(reply, meaning=Meaning("reply"))
