"""A family says whether it was visited and has what it was said to be given. Nobody is accused of anything:
what does not fit waits for a person as "to be looked at again"."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.formats import number, vnd
from bot.domain.visits.ledger import GRAIN, Entry, Measure, standing
from bot.forms import Answers, Form, Question
from bot.sponsors import visits as door
from handlers.cases import person
from models.sponsors import visit_answers, visits
from models.sponsors.visit_answers import Answer, Came, GiftAnswer
from models.sponsors.visits import Visit

TOPIC = Topic("visited")
ASKED_FOR = timedelta(days=60)
"""So long a family is asked about a visit."""
_NOTHING = "nothing"
_LONGEST = 400


@TOPIC.action
def confirm(turn: Turn) -> Reply:
    """Ask about the newest visit that nobody of the family answered for."""
    waiting = _waiting(turn)
    if not waiting:
        return text(turn.say("visited.nothing"))
    newest = waiting[0]
    given = _given(turn, newest)
    answers = {"visit": str(newest.id)} | ({} if given else {"gift": ""})
    about = {"unit": newest.unit, "day": newest.visited_on.strftime("%d/%m/%Y")}
    lines = [turn.say("visited.told", **about)]
    lines += (
        [turn.say("visited.given", given=", ".join(_thing(turn, each) for each in given))] if given else []
    )
    return text("\n".join(lines)).then(forms.begin(turn, FORM, answers=answers))


def _waiting(turn: Turn) -> list[Visit]:
    """Visits to the asker's family, or to one in whose place they may act."""
    own = [*turn.register.own_households, *turn.register.cared_for]
    acts = [each for each in own if turn.register.may_act(each)]
    if not acts:
        return []
    found: list[Visit] = turn.read(
        partial(visit_answers.unanswered, households=acts, since=turn.today - ASKED_FOR)
    )
    return found


def _given(turn: Turn, visit: Visit) -> list[Entry]:
    entries: list[Entry] = turn.read(partial(visits.given_at, number=visit.id))
    return [each for each in standing(entries) if each.measure is not Measure.WORK]


def _thing(turn: Turn, entry: Entry) -> str:
    if entry.measure is Measure.MONEY:
        return vnd(entry.amount)
    return " ".join(filter(None, [entry.item, number(Decimal(entry.amount) / GRAIN), entry.unit]))


def _read_need(typed: str) -> str | None:
    return typed.strip()[:_LONGEST] or None


def _done(turn: Turn, answers: Answers) -> Reply:
    who = turn.register.person
    visit = next((each for each in _waiting(turn) if str(each.id) == answers["visit"]), None)
    if who is None or visit is None:
        return text(turn.say("visited.nothing"))
    came = Came(answers["came"])
    gift = GiftAnswer(answers["gift"]) if answers.get("gift") else None
    need = None if answers["need"] == _NOTHING else answers["need"]
    said = Answer(visit, came, gift, need)
    kept = door.answering(said, who, turn.now, turn.register.speaks_as)
    if came is Came.YES and gift in (None, GiftAnswer.FULL):
        return text(turn.say("visited.thanks")).doing(kept)
    code, opened = person.opened(
        turn, CaseKind.VISIT_REVIEW, words=_what_differs(turn, said), households=[visit.household]
    )
    return text(turn.say("visited.looked_at", code=code)).doing(kept, opened)


def _what_differs(turn: Turn, said: Answer) -> str:
    """What an official is told; both sides' words stand beside each other."""
    parts = [turn.say(f"visit_answer.came.{said.came}")]
    parts += [turn.say(f"visit_answer.gift.{said.gift}")] if said.gift else []
    parts += [said.need] if said.need else []
    day = said.visit.visited_on.strftime("%d/%m/%Y")
    return turn.say("visited.case", unit=said.visit.unit, day=day, answer="; ".join(parts))


FORM = forms.register(
    Form(
        "visit_answer",
        (
            Question("came", options=tuple(Came)),
            Question(
                "gift",
                options=tuple(GiftAnswer),
                needed=lambda answers: answers.get("came") == Came.YES,
            ),
            Question("need", options=(_NOTHING,), read=_read_need, open_ended=True),
        ),
        _done,
        None,
    )
)
