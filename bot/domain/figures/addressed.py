"""Which families a message to many is for, in the words by which officials ask for figures."""

from datetime import date

from bot.domain.figures.meaning import Meant, NoQuery, Scope, Why, meant
from bot.domain.figures.query import FOLLOWED
from bot.domain.figures.question import Question
from bot.domain.figures.terms import Counted, Shape


def addressed(question: Question, scope: Scope, *, today: date) -> Meant | NoQuery:
    """Which families are written to who are named like those of a question: as they are today.

    Families of people are meant where people are named."""
    by_event = question.received or question.expiring
    past = question.known_on or question.steps or (question.periods and not by_event)
    counted = question.counted in (None, Counted.HOUSEHOLD, Counted.PERSON)
    if past or question.asked or question.net or not counted or question.shape not in (None, Shape.LIST):
        return NoQuery(Why.NOT_TOGETHER)
    plain = {
        "shape": None,
        "counted": Counted.HOUSEHOLD,
        "by": None,
        "most": None,
        "compared": False,
        "extra": None,
        "statuses": question.statuses or FOLLOWED,
    }
    found = meant(question.model_copy(update=plain), scope, today=today)
    if isinstance(found, NoQuery):
        return found
    bare = {"shape": Shape.COUNT, "by": None}
    return Meant(tuple(each.model_copy(update=bare) for each in found.queries))
