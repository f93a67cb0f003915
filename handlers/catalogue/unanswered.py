"""Keeps what was asked in vain for who keeps the catalogue: masked words, nobody's name or address."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Effect, Meaning, Turn
from bot.domain.ids import ContactId
from bot.domain.unanswered import HOPELESS, OTHER_THEME, Asked, Missed, Unanswered
from bot.domain.understanding import Decision
from models import questions


def asking(turn: Turn) -> Turn:
    """The turn of somebody who asks in words: these are what is answered now, or asked in vain."""
    asked = Asked(turn.knowledge.masker.mask(turn.incoming.text))
    return replace(turn, state=replace(turn.state, asked=asked))


def remembered(asked: Asked | None, meaning: Meaning | None) -> Asked | None:
    """What the next message may call wrong: an answer, or the choices offered in its place."""
    match meaning:
        case Meaning(decision=Decision.ANSWER, entries=(told, *_)):
            return (asked or Asked("")).answered(told)
        case Meaning(decision=Decision.CHOICES):
            return asked
    return None


def noted(turn: Turn, missed: Missed) -> tuple[Effect, ...]:
    """What keeps the question of this turn; nothing where there was none, or only a number nobody offered."""
    asked = turn.state.asked
    if asked is None or not asked.words or asked.words.replace(" ", "").isdecimal():
        return ()
    return (keeping(turn, sounded(turn, asked, missed)),)


def sounded(turn: Turn, asked: Asked, missed: Missed) -> Unanswered:
    """The question with the entries it sounded like, and what was told before all others."""
    known = turn.knowledge
    same = known.masker.same(asked.words)
    ranking = known.understanding.rank(asked.words) if same else None
    likely = ranking.best if ranking and ranking.certainty >= HOPELESS else ()
    nearest = tuple(dict.fromkeys(filter(None, (asked.told, *likely))))
    theme = known.catalogue.entries[nearest[0]].group.value if nearest else OTHER_THEME
    certainty = round(ranking.certainty, 2) if ranking else None
    return Unanswered(asked.words, same, missed, turn.contact.language, theme, nearest, certainty)


def keeping(turn: Turn, new: Unanswered) -> Effect:
    """What writes a question down, together with the answer."""
    return partial(_keep, new=new, turn=turn)


def _keep(tx: Connection, _contact_id: ContactId, *, new: Unanswered, turn: Turn) -> None:
    questions.note(tx, new, account=turn.contact.account, on=turn.today)
