"""Twelve pictures instead of a form: what a household may lack by the indicators. A hint, never a verdict.

The indicators are those in use up to the last day the catalogue knows them; later nothing is asked."""

from __future__ import annotations

from functools import partial

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.eligibility.figures import Figures
from bot.domain.messages import Choice, File
from bot.domain.register.terms import Deprivation
from bot.forms import Answers, Form, Question
from bot.screen_words import Words
from handlers.catalogue import policy
from handlers.eligibility import request_paper
from handlers.eligibility.entitled_reading import read_short
from models.eligibility_files import load_rules

TOPIC = Topic("self_check")
INDICATORS, LINE, REQUEST = "poverty-indicators", "poverty-line", "request-review"
FINE, LACKING, UNKNOWN = "fine", "lacking", "unknown"


def _figures(entry: str) -> Figures:
    return load_rules().figures(entry)


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """Show the first picture, while the indicators are those that are drawn."""
    if _figures(INDICATORS).on("indicators", turn.today) is None:
        words = Words(load_rules(), turn.today, turn.contact.language)
        button = Choice(words.title_of(INDICATORS), policy.choice_of("", INDICATORS).action)
        return text(turn.say("self_check.over"), button)
    reply = forms.begin(turn, CHECK)
    return text(turn.say("self_check.begins", until=_until(turn))).then(reply)


def _drawn(indicator: Deprivation) -> File:
    # What draws is slow to import; most turns never need it.
    from bot.papers.indicator_pictures import picture

    return picture(indicator)


def _question(indicator: Deprivation) -> Question:
    return Question(
        indicator.value,
        found=_options,
        picture=partial(_drawn, indicator),
        words=_limits,
    )


def _options(turn: Turn, answers: Answers) -> list[tuple[str, str]]:
    return [
        (turn.say("self_check.fine"), FINE),
        (turn.say("self_check.lacking"), LACKING),
        (turn.say("self_check.unknown"), UNKNOWN),
    ]


def _until(turn: Turn) -> str:
    """The last day of the indicators that are drawn."""
    version = load_rules().catalogue.entries[INDICATORS].version_on(turn.today)
    return version.valid_to.strftime("%d/%m/%Y") if version and version.valid_to else ""


def _limits(turn: Turn, answers: Answers) -> dict[str, str]:
    """The figures of the indicators that stand in the questions."""
    known = _figures(INDICATORS)
    found = {
        name: known.on(name, turn.today) for name in ("child_age", "school_age", "adult_age", "floor_space")
    }
    return {name: str(held.value) for name, held in found.items() if held is not None}


def _told(turn: Turn, answers: Answers) -> Reply:
    """How many may be lacking, which, by which rule, until when; and what can be done now."""
    lacking = [each for each in Deprivation if answers.get(each) == LACKING]
    open_ = sum(answers.get(each) == UNKNOWN for each in Deprivation)
    needed = _figures(LINE).on("poor_from_deprivations", turn.today)
    rural, urban = (_figures(LINE).on(name, turn.today) for name in ("rural_line", "urban_line"))
    words = Words(load_rules(), turn.today, turn.contact.language)
    money = [words.value("income", int(each.value)) for each in (rural, urban) if each is not None]
    lines = [turn.say("self_check.lacks", count=len(lacking), open=open_)]
    if lacking:
        names = ", ".join(turn.say(f"register.deprivation_{each}") for each in lacking)
        lines.append(turn.say("self_check.which", names=names))
    if needed is not None and len(money) == len(("rural", "urban")):
        rule = turn.say(
            "self_check.rule", count=needed.value, rural=money[0], urban=money[1], until=_until(turn)
        )
        lines.append(rule)
    lines.append(turn.say("self_check.hint"))
    return text(
        "\n".join(lines),
        Choice(turn.say("request_paper.button"), request_paper.TOPIC.do(request_paper.begin)),
    )


def _unsure(turn: Turn, answers: Answers, typed: str) -> Answers | None:
    """Not to know is said in many ways."""
    asked = turn.state.form.asked if turn.state.form else None
    return {**answers, asked: UNKNOWN} if asked and read_short(typed) == UNKNOWN else None


CHECK = forms.register(
    Form("self_check", tuple(_question(each) for each in Deprivation), _told, None, _unsure)
)
