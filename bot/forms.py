"""Forms: questions asked one at a time; one may ask something else, go back, correct, stop and resume."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.conversation import Effect, Reply, Topic, Turn, text
from bot.domain.messages import Action, Choice, File, Outgoing
from bot.domain.state import FormProgress

TOPIC = Topic("form")
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Its text is `<form>.ask_<name>`, the hint after a wrong answer `<form>.hint_<name>`.

    Its `options` are labelled `<form>.<name>.<option>`. `read` turns typed words into the answer to keep, or
    None when they are no answer; `read_in_turn` does so where the day or earlier answers matter. `found` are
    options that are only known then, each with its label. `open_ended` questions take any words, so nothing
    typed there is taken for another question. `needed` says whether to ask, given the answers. Where
    `plainly`, only a plain yes counts, and the last option is the no. `words` fill the gaps of its text. One
    that is `like` another has its text, asked of somebody else; `hint` names a hint that several share.
    `picture` shows what its options mean, where the channel shows pictures.
    """

    name: str
    options: tuple[str, ...] = ()
    read: Callable[[str], str | None] | None = None
    read_in_turn: Callable[[Turn, Answers, str], str | None] | None = None
    found: Callable[[Turn, Answers], Sequence[tuple[str, str]]] | None = None
    open_ended: bool = False
    ask_phone: bool = False
    plainly: bool = False
    needed: Callable[[Answers], bool] = lambda _answers: True
    words: Callable[[Turn, Answers], Mapping[str, str]] = lambda _turn, _answers: {}
    like: str | None = None
    hint: str | None = None
    picture: Callable[[], File] | None = None

    @property
    def key(self) -> str:
        """Whose text it has."""
        return self.like or self.name


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `done` is called with all answers once the person confirmed the summary.

    Without a summary it is called at once: what comes of it asks for itself before anything is done.
    `amended` gives the answers anew where typed words put an earlier one right at any question, else None.
    `keeps` writes down the answers so far, so that somebody may go on elsewhere; `drops` forgets them when
    the form is left.
    `completed` adds what follows from the answers so far and drops what no longer fits; `over` tells that
    they settle it: no more is asked. `labels` are the keys of the choices under the summary: to agree, to
    correct, to leave."""

    name: str
    questions: tuple[Question, ...]
    done: Callable[[Turn, Answers], Reply]
    summary: Callable[[Turn, Answers], str] | None
    amended: Callable[[Turn, Answers, str], Answers | None] = lambda _turn, _answers, _typed: None
    completed: Callable[[Turn, Answers], Answers] = lambda _turn, answers: answers
    over: Callable[[Answers], bool] = lambda _answers: False
    keeps: Callable[[Turn, Answers], Effect] | None = None
    drops: Callable[[Turn], Effect] | None = None
    labels: tuple[str, str, str] = ("form.send", "form.correct", "form.cancel")

    def question(self, name: str) -> Question:
        """The question of that name."""
        return next(each for each in self.questions if each.name == name)

    def asks(self, name: str) -> bool:
        """Whether a conversation may stand at that question; an older version may have asked others."""
        return name == CONFIRM or any(each.name == name for each in self.questions)

    def asked(self, answers: Answers) -> list[Question]:
        """The questions that apply, given the answers so far."""
        return [question for question in self.questions if question.needed(answers)]

    def next_open(self, answers: Answers) -> Question | None:
        """The first question that still wants an answer."""
        open_ = (each for each in self.questions if each.name not in answers)
        return next((each for each in open_ if each.needed(answers)), None)


CONFIRM = "confirm"
_FORMS: dict[str, Form] = {}


def register(form: Form) -> Form:
    """Make a form known by its name, so that it can be resumed after a restart."""
    _FORMS[form.name] = form
    return form


def begin(turn: Turn, form: Form, *, answers: Answers | None = None) -> Reply:
    """Open a form at its first question that has no answer yet."""
    return _go_on(turn, form, dict(answers or {}))


def open_form(turn: Turn) -> Form | None:
    """The form this conversation is in the middle of."""
    progress = turn.state.form
    form = _FORMS.get(progress.form) if progress else None
    return form if form and progress and form.asks(progress.asked) else None


def hear(turn: Turn, typed: str) -> Reply | None:
    """Take typed words as the answer to the open question; None when they are none."""
    form, progress = open_form(turn), turn.state.form
    if form is None or progress is None:
        return None
    if (answers := form.amended(turn, progress.answers, typed)) is not None:
        return _go_on(turn, form, answers)
    if progress.asked == CONFIRM:
        return None
    question = form.question(progress.asked)
    answer = question.read(typed) if question.read else None
    if question.read_in_turn is not None:
        answer = question.read_in_turn(turn, progress.answers, typed)
    return None if answer is None else _answered(turn, form, progress, answer)


def amends(turn: Turn, typed: str) -> bool:
    """Whether typed words put answers right, or give several at once, whatever is asked."""
    form, progress = open_form(turn), turn.state.form
    return (
        form is not None and progress is not None and form.amended(turn, progress.answers, typed) is not None
    )


def takes_anything(turn: Turn) -> bool:
    """Whether the open question is one where any words are an answer."""
    question = _open_question(turn)
    return question is not None and question.open_ended


def asks_phone(turn: Turn) -> bool:
    """Whether the open question is one that a shared phone number answers."""
    question = _open_question(turn)
    return question is not None and question.ask_phone


def _open_question(turn: Turn) -> Question | None:
    form, progress = open_form(turn), turn.state.form
    if form is None or progress is None or progress.asked == CONFIRM:
        return None
    return form.question(progress.asked)


def ask_again(turn: Turn, *, hint: bool) -> Reply:
    """Repeat the open question, with a hint after an answer that was none: its own, or that of the form."""
    form, progress = open_form(turn), turn.state.form
    if form is None or progress is None:
        return Reply()
    again = _ask(turn, form, progress)
    if progress.asked == CONFIRM:
        return again
    question = form.question(progress.asked)
    key = f"{form.name}.hint_{question.hint or question.key}"
    if not hint:
        return again
    asked, general = again.messages[0], f"{form.name}.hint_choice"
    if turn.say.knows(key):
        asked = replace(asked, text=turn.say(key))
    elif turn.say.knows(general):
        asked = replace(asked, text=f"{turn.say(general)}\n{asked.text}")
    return replace(again, messages=(asked,))


def back(turn: Turn) -> Reply:
    """Return to the question before the open one; from the first, leave the form."""
    form, progress = open_form(turn), turn.state.form
    if form is None or progress is None:
        return Reply()
    names = [question.name for question in form.asked(progress.answers)]
    place = names.index(progress.asked) if progress.asked in names else len(names)
    if place == 0:
        return leave(turn)
    before = names[place - 1]
    answers = {name: value for name, value in progress.answers.items() if name != before}
    return _ask(turn, form, replace(progress, asked=before, answers=answers))


def leave(turn: Turn) -> Reply:
    """Close the form and forget its answers."""
    form = open_form(turn)
    left = replace(text(turn.say("form.left")), state=replace(turn.state, form=None))
    return left if form is None or form.drops is None else left.doing(form.drops(turn))


@TOPIC.action
def choose(turn: Turn, form: str, question: str, value: str) -> Reply:
    """Answer a question by one of its options."""
    known, progress = _open(turn, form)
    if known is None or progress is None or progress.asked != question:
        return text(turn.say("choice.expired"))
    return _answered(turn, known, progress, value)


@TOPIC.action
def finish(turn: Turn, form: str) -> Reply:
    """The person agrees with the summary."""
    known, progress = _open(turn, form)
    if known is None or progress is None or progress.asked != CONFIRM:
        return text(turn.say("choice.expired"))
    return _closed(turn, known.done(turn, progress.answers))


@TOPIC.action
def correct(turn: Turn, form: str, question: str = "") -> Reply:
    """Choose which answer to change, or change it."""
    known, progress = _open(turn, form)
    if known is None or progress is None or not known.asks(question or CONFIRM):
        return text(turn.say("choice.expired"))
    if question:
        return _ask(turn, known, replace(progress, asked=question, editing=True))
    choices = [
        Choice(turn.say(f"{form}.name_{each.key}"), TOPIC.do(correct, form, each.name))
        for each in known.asked(progress.answers)
    ]
    return text(turn.say("form.what_to_change"), *choices)


@TOPIC.action
def cancel(turn: Turn, form: str) -> Reply:
    """Leave the form from its summary."""
    return leave(turn)


def _open(turn: Turn, name: str) -> tuple[Form | None, FormProgress | None]:
    """The open form and how far it is, if it is the one a button belongs to."""
    form = open_form(turn)
    return (form, turn.state.form) if form is not None and form.name == name else (None, None)


def _answered(turn: Turn, form: Form, progress: FormProgress, answer: str) -> Reply:
    return _go_on(turn, form, {**progress.answers, progress.asked: answer})


def _go_on(turn: Turn, form: Form, answers: Answers) -> Reply:
    answers = form.completed(turn, answers)
    question = form.next_open(answers)
    if form.over(answers) or (question is None and form.summary is None):
        return _closed(turn, form.done(turn, answers))
    asked = CONFIRM if question is None else question.name
    reply = _ask(turn, form, FormProgress(form.name, asked, answers))
    return reply if form.keeps is None else reply.doing(form.keeps(turn, answers))


def _closed(turn: Turn, done: Reply) -> Reply:
    """The form is over, unless it was begun anew."""
    after = done.state or turn.state
    anew = done.state is not None and done.state.form is not turn.state.form
    return replace(done, state=after if anew else replace(after, form=None))


def _ask(turn: Turn, form: Form, progress: FormProgress) -> Reply:
    outgoing = (
        _summary(turn, form, progress) if progress.asked == CONFIRM else _question(turn, form, progress)
    )
    return Reply((outgoing,), replace(turn.state, form=progress))


def _question(turn: Turn, form: Form, progress: FormProgress) -> Outgoing:
    question = form.question(progress.asked)
    known = question.found(turn, progress.answers) if question.found else ()
    named = [(turn.say(f"{form.name}.{question.key}.{value}"), value) for value in question.options]
    choices = tuple(
        Choice(label, TOPIC.do(choose, form.name, question.name, value), plainly=int(question.plainly))
        for label, value in (*named, *known)
    )
    asked = turn.say(f"{form.name}.ask_{question.key}", **question.words(turn, progress.answers))
    file = question.picture() if question.picture else None
    return Outgoing(asked, choices, file, ask_phone=question.ask_phone)


def _summary(turn: Turn, form: Form, progress: FormProgress) -> Outgoing:
    actions: Sequence[Action] = (
        TOPIC.do(finish, form.name),
        TOPIC.do(correct, form.name),
        TOPIC.do(cancel, form.name),
    )
    return Outgoing(
        form.summary(turn, progress.answers) if form.summary else "",
        tuple(Choice(turn.say(label), action) for label, action in zip(form.labels, actions, strict=True)),
    )
