"""Somebody says in their own words that a right is received already, or not after all, and may take it back.

It stands with what the family told and is counted for officials; nothing is written into the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.messages import Choice
from bot.domain.understanding.received import Had
from bot.forms import Answers
from bot.screen_words import Words
from handlers.catalogue import policy
from handlers.eligibility import entitled, entitled_detail, entitled_kept, entitled_list
from models.eligibility_files import load_rules

TOPIC = Topic("entitled_had")
RECEIVES = "receives"


def heard(turn: Turn, typed: str) -> Reply | None:
    """Mark what was told; None where nothing was, or the family told nothing of itself lately."""
    had = turn.knowledge.received.heard(typed)
    if had is None:
        return None
    asked = _asked(turn)
    answers = asked if asked is not None else _told(turn)
    if answers is None:
        return None
    rights = _meant(turn, had, answers)
    return _marked(turn, answers, rights, received=had.received) if rights else None


@TOPIC.action
def have(turn: Turn, *rights: str) -> Reply:
    """These are received already."""
    answers = _told(turn)
    if answers is None:
        return text(turn.say("choice.expired"))
    return _marked(turn, answers, rights, received=True)


@TOPIC.action
def take_back(turn: Turn, *rights: str) -> Reply:
    """These are not received: somebody told it wrong, or the machine heard it wrong."""
    answers = _told(turn)
    if answers is None:
        return text(turn.say("choice.expired"))
    return _marked(turn, answers, rights, received=False)


def _asked(turn: Turn) -> Answers | None:
    """The answers so far, in the middle of the questions."""
    form, progress = forms.open_form(turn), turn.state.form
    return progress.answers if form is entitled.ENTITLED and progress is not None else None


def _told(turn: Turn) -> Answers | None:
    told = entitled_kept.last(turn)
    return None if told is None else {**told.answers, "on": turn.today.isoformat()}


def _meant(turn: Turn, had: Had, answers: Answers) -> tuple[str, ...]:
    """Of the rights that words may mean those that the family may have, else all of them."""
    found = entitled.found(answers)
    if had.rights:
        return tuple(each for each in found if each in had.rights) or tuple(sorted(had.rights))
    marked = set(answers.get(RECEIVES, "").split())
    entry = {right: each.entry for right, each in load_rules().book.rights.items()}
    if had.this:
        spoken_of = entitled_detail.entry_spoken_of(turn) or policy.subject(turn)
        return tuple(each for each in found if entry[each] == spoken_of)
    open_ = [each for each in found if (each in marked) is not had.received]
    if had.every:
        return tuple(open_)
    lines = list(dict.fromkeys(entry[each] for each in open_))
    shown = lines[entitled_list.first_shown(turn) :]
    wanted = {shown[place - 1] for place in had.places if place <= len(shown)}
    return tuple(each for each in open_ if entry[each] in wanted)


def _marked(turn: Turn, answers: Answers, rights: Iterable[str], *, received: bool) -> Reply:
    """What was marked, then the question that waits, or the list without it."""
    had = set(answers.get(RECEIVES, "").split())
    had = had.union(rights) if received else had.difference(rights)
    answers = {**answers, RECEIVES: " ".join(sorted(had))}
    said = turn.say(
        "entitled.marked_had" if received else "entitled.marked_not_had",
        titles=_titles(turn, answers, rights),
    )
    back = Choice(turn.say("entitled.take_back"), TOPIC.do(take_back, *rights), lasting=True)
    if _asked(turn) is not None:
        return text(said).then(forms.begin(turn, entitled.ENTITLED, answers=answers))
    reply = entitled.result(turn, answers, above=said)
    if not received:
        return reply
    [*before, last] = reply.messages
    return replace(reply, messages=(*before, replace(last, choices=(*last.choices, back))))


def _titles(turn: Turn, answers: Answers, rights: Iterable[str]) -> str:
    """Their names, where the family may have them; else it is not told which of several is meant."""
    words = Words(load_rules(), turn.today, turn.contact.language)
    found = entitled.found(answers)
    titles = [words.title(each) for each in rights if each in found]
    return ", ".join(dict.fromkeys(titles)) or turn.say("entitled.this_right")
