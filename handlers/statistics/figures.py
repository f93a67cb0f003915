"""An official asks for figures by a message, goes on asking, and has them drawn or written into a file.

Whoever looks after no area is answered as if the words were any other question."""

from __future__ import annotations

from functools import partial
from itertools import repeat

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.figures.query import Query
from bot.domain.figures.question import Question
from bot.domain.figures.series import Asked
from bot.domain.figures.terms import Counted, Extra, Shape
from bot.domain.ids import ContactId
from bot.domain.messages import Action, Choice, PersonalData
from bot.figures.answer import Answer, Decision
from bot.figures.desk import Asker, Figures
from handlers.people import own_page
from models import jobs
from models.figure_words import figure_hearing

TOPIC = Topic("figures")
_DRAWN = (Shape.TREND, Shape.COMPARE, Shape.BREAKDOWN, Shape.RANK)


def heard(turn: Turn, typed: str) -> Reply | None:
    """The figure that is asked for; None from somebody who may ask for none, and for any other message."""
    if not turn.register.areas_counted:
        return None
    desk, before = desk_of(turn), _before(turn)
    heard = desk.heard(typed)
    question = heard.question if heard else None
    if question is None or not (_asks(turn, question) or (before is not None and _goes_on(question))):
        return None
    if before is not None and _goes_on(question):
        if question.extra is not None and not _changes_it(question):
            return _beside(turn, question.extra, before)
        return _told(turn, desk, desk.answered(question.after(before)), question.after(before))
    if question.personal:
        return None
    answer = desk.asked(heard)
    if answer.decision is Decision.UNKNOWN and answer.why in (
        None,
        "unknown_words",
        "nothing_asked",
        "personal",
    ):
        return None
    return _told(turn, desk, answer, question)


def _asks(turn: Turn, question: Question) -> bool:
    """Whether a message is a question by itself; in a form only what plainly asks, else it is an answer."""
    wanted = question.counting or question.shape is not None or question.by is not None
    if forms.open_form(turn) is not None:
        return question.subject and wanted
    bare = Question(counted=question.counted, follows=question.follows, unknown=question.unknown)
    return question.subject and (wanted or question != bare)


def desk_of(turn: Turn | JobTurn) -> Figures:
    """Who answers questions for figures, as far as the asker may know them."""
    return Figures(Asker(turn.register, turn.read, turn.now, turn.today, turn.say), figure_hearing())


def _before(turn: Turn) -> Question | None:
    """The question that was answered last, if nothing else was talked about since."""
    last = turn.state.trail[-1] if turn.state.trail and forms.open_form(turn) is None else None
    if last is None or last.topic != TOPIC.name or last.name != show.__name__:
        return None
    return Question.model_validate_json(last.args[1])


def _goes_on(question: Question) -> bool:
    """Whether a message leaves open what only the question before can tell."""
    if question.unknown or question.personal or not question.said:
        return False
    return not question.subject or (question.follows and not question.counting and question.shape is None)


def _changes_it(question: Question) -> bool:
    blank = Question(extra=question.extra, follows=question.follows, counting=question.counting)
    return question != blank


def _told(turn: Turn, desk: Figures, answer: Answer, question: Question) -> Reply:
    asked = question.model_dump_json(exclude_defaults=True)
    match answer.decision:
        case Decision.CHOICES:
            of_each = [each.model_dump_json(exclude_defaults=True) for each in answer.questions]
            choices = [
                Choice(label, _meaning(reading, said))
                for (label, reading), said in zip(answer.readings, of_each or repeat(asked), strict=False)
            ]
            return text(answer.text.split("\n")[0], *choices)
        case Decision.ANSWER if answer.query is not None:
            place = TOPIC.do(show, written(answer.query), asked)
            reply = text(answer.text, *_more(turn, answer, asked))
            if answer.query.extra in (Extra.CHART, Extra.FILE):
                reply = reply.then(_beside(turn, answer.query.extra, question))
            return Reply(reply.messages, effects=reply.effects, place=place)
    return text(answer.text)


def _meaning(reading: Query | Asked, asked: str) -> Action:
    if isinstance(reading, Asked):
        years = ",".join(each.period for each in reading.figures)
        return TOPIC.do(published, reading.measure, reading.place, years)
    return TOPIC.do(show, written(reading), asked)


def written(query: Query) -> str:
    """A query as a choice keeps it; the asker's own area is asked for anew."""
    kept = query.model_copy(update={"hamlets": ()}) if query.whole else query
    return kept.model_dump_json(exclude_defaults=True)


def _more(turn: Turn, answer: Answer, asked: str) -> list[Choice]:
    """What may be wanted next: the households, a picture, a file."""
    query, found = answer.query, []
    if query is None or query.counted in (Counted.SPONSOR, Counted.CASE):
        return []
    if query.shape is Shape.COUNT and query.counted is Counted.HOUSEHOLD:
        listed = query.model_copy(update={"shape": Shape.LIST})
        found.append(Choice(turn.say("figures.list"), TOPIC.do(show, written(listed), asked)))
    if query.shape in _DRAWN and turn.capabilities.pictures:
        found.append(Choice(turn.say("figures.chart"), TOPIC.do(draw, written(query), asked)))
    if turn.capabilities.documents:
        found.append(Choice(turn.say("figures.file"), TOPIC.do(write, written(query), asked)))
    return found


def _beside(turn: Turn, extra: Extra, question: Question) -> Reply:
    """A picture, a file or the reasons of the figure that was told last."""
    last = turn.state.trail[-1] if turn.state.trail else None
    if extra is Extra.WHY and last is not None:
        return why(turn, *last.args)
    answer = desk_of(turn).answered(question.model_copy(update={"extra": None}))
    if answer.query is None:
        return text(answer.text)
    kept, asked = written(answer.query), question.model_dump_json(exclude_defaults=True)
    return draw(turn, kept, asked) if extra is Extra.CHART else write(turn, kept, asked)


def query_of(desk: Figures, kept: str) -> Query:
    """A query that was kept, for where the asker may ask today."""
    query = Query.model_validate_json(kept)
    return query.model_copy(update={"hamlets": desk.hamlets}) if query.whole else query


@TOPIC.action
def show(turn: Turn, kept: str, asked: str) -> Reply:
    """The figure of one reading, or once more of a question that was answered."""
    desk = desk_of(turn)
    return _told(turn, desk, desk.of(query_of(desk, kept)), Question.model_validate_json(asked))


@TOPIC.action
def published(turn: Turn, measure: str, place: str, years: str) -> Reply:
    """A published figure that was chosen among several."""
    found = figure_hearing().published.chosen(measure, place, years.split(","))
    return text(desk_of(turn).of_published([found]).text)


@TOPIC.action
def why(turn: Turn, kept: str, asked: str) -> Reply:
    """How a figure came about: what was counted, by which day, and the households, if the role sees them."""
    desk = desk_of(turn)
    answer = desk.of(query_of(desk, kept))
    if answer.query is None or answer.result is None:
        return text(answer.text)
    reasons = text(desk.reasons(answer.query, answer.result), *_more(turn, answer, asked))
    return Reply(reasons.messages, place=TOPIC.do(show, kept, asked))


@TOPIC.action
def draw(turn: Turn, kept: str, asked: str) -> Reply:
    """Have a picture made; it comes as a later message."""
    if not turn.capabilities.pictures:
        return own_page.elsewhere(turn, turn.say("figures.no_pictures"))
    return _later(turn, "figures.draw", kept, asked, turn.say("figures.drawing"))


@TOPIC.action
def write(turn: Turn, kept: str, asked: str) -> Reply:
    """Have a file written; it comes as a later message."""
    if not turn.capabilities.documents:
        return own_page.elsewhere(turn, turn.say("figures.no_files"))
    listed = Query.model_validate_json(kept).shape is Shape.LIST
    if listed and turn.capabilities.personal_data is not PersonalData.FULL:
        return own_page.elsewhere(turn, turn.say("figures.list_elsewhere"))
    return _later(turn, "figures.write", kept, asked, turn.say("figures.writing"))


def _later(turn: Turn, kind: str, kept: str, asked: str, words: str) -> Reply:
    parameters = {"query": kept}
    if turn.register.person is not None:
        parameters["speaker"] = str(turn.register.person)
    place = TOPIC.do(show, kept, asked)
    return Reply(text(words).messages, place=place).doing(
        partial(_ask, turn=turn, kind=kind, parameters=parameters)
    )


def _ask(tx: Connection, contact_id: ContactId, *, turn: Turn, kind: str, parameters: dict[str, str]) -> None:
    jobs.add_job(tx, kind, contact_id=contact_id, parameters=parameters, now=turn.now)
