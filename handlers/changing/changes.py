"""An official changes the register by a message, and takes the last own change back.

Whoever has no such role is answered as if the words were a question."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot import register_changes
from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import HouseholdId
from bot.domain.messages import Action, Choice
from bot.register_changes import Asker
from models.register import changing
from models.register.changing import Made
from models.register.reading import numbers_of

TOPIC = Topic("changes")
_MENU = Action("menu", "show")


def undo_choice(turn: Turn, household: HouseholdId) -> Choice:
    """The button that takes back the change this turn makes, as long as no newer one was made."""
    action = TOPIC.do(undo, turn.now.isoformat(), str(household))
    return Choice(turn.say("changes.undo"), action, lasting=True)


def ask_undo(turn: Turn) -> Reply | None:
    """Say what would be taken back; None for somebody who changed nothing lately."""
    who, made = _last(turn)
    if who is None or made is None:
        return None
    if not turn.read(partial(changing.still_stands, made=made)):
        return text(turn.say("changes.changed_since", what=_what(turn, made)))
    undo_it = TOPIC.do(undo, made.made_at.isoformat(), str(made.household))
    return text(
        turn.say("changes.ask_undo", what=_what(turn, made)),
        Choice(turn.say("changes.undo"), undo_it),
        Choice(turn.say("changes.keep"), TOPIC.do(keep)),
    )


@TOPIC.action
def offer_undo(turn: Turn) -> Reply:
    """Going back right after a change: perhaps it was wrong."""
    return ask_undo(turn) or text(turn.say("changes.nothing_to_undo"))


@TOPIC.action
def undo(turn: Turn, made_at: str, household: str) -> Reply:
    """Take the last own change back, if it still is the one the button was shown for."""
    who, made = _last(turn)
    meant = datetime.fromisoformat(made_at), int(household)
    if who is None or made is None or (made.made_at, made.household) != meant:
        return text(turn.say("changes.nothing_to_undo"))
    if not turn.read(partial(changing.still_stands, made=made)):
        return text(turn.say("changes.changed_since", what=_what(turn, made)))
    done = text(turn.say("changes.undone", what=_what(turn, made)))
    return Reply(done.messages, place=_MENU).doing(register_changes.taking_back(who, made))


@TOPIC.action
def keep(turn: Turn) -> Reply:
    """Everything stays as it was changed."""
    return Reply(text(turn.say("changes.kept")).messages, place=_MENU)


def _last(turn: Turn) -> tuple[Asker | None, Made | None]:
    who = register_changes.asker(turn.register, now=turn.now)
    made = None if who is None else turn.read(partial(register_changes.undoable, who=who))
    return who, made


def _what(turn: Turn, made: Made) -> str:
    [number] = turn.read(partial(numbers_of, households=[made.household]))
    at = made.made_at.astimezone(VIETNAM).strftime("%H:%M %d/%m")
    return turn.say("changes.what", kind=turn.say(f"changes.kind_{made.kind}"), number=number, at=at)
