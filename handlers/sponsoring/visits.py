"""A unit tells of its visits in one message: shown as understood, put right, written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.formats import number, vnd
from bot.domain.ids import HouseholdId
from bot.domain.register.households import Household
from bot.domain.roles import Field, Role
from bot.domain.visits.report import Report
from bot.domain.words import yes_or_no
from bot.forms import Answers, Form, Question
from bot.sponsors import visits as door
from handlers.families.household_lines import short_line
from handlers.sponsoring.visit_parts import chosen, goods_in, money_of, numbers, read, things, told, visits_in
from models.areas import area_by_id
from models.audit import Reason

TOPIC = Topic("visits")
LABELS = ("changes.right", "changes.correct", "changes.drop")
_SHOWN = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD})
_MOST_CHOICES = 9


def heard(turn: Turn, typed: str) -> Reply | None:
    """Begin the report a message is; None for other messages, and from whoever speaks for no unit."""
    if "?" in typed or not turn.register.people or forms.takes_anything(turn) or not turn.register.helped:
        return None
    report = read(turn, typed)
    return forms.begin(turn, FORM, answers=told(turn, report, typed)) if _is_report(report) else None


def _is_report(report: Report) -> bool:
    """Whether a message tells of a family and of something done for it, and does not only name one."""
    given = bool(report.money or report.goods)
    done = given or bool(report.hours or report.advice or report.promise)
    if report.named:
        return report.visiting and bool(done or report.day)
    return report.visiting and given and bool(report.families or report.day)


def _found(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
    """The families to choose from: those whose name fits, else all of the unit, and all together."""
    unclear = answers.get("unclear", "")
    ids = [HouseholdId(int(each)) for each in unclear.split(",") if each] or turn.register.helped
    sure = [each for each in answers.get("sure", "").split(",") if each]
    return [(_line(turn, each), ",".join([*sure, str(each)])) for each in ids[:_MOST_CHOICES]]


def _line(turn: Turn, household_id: HouseholdId) -> str:
    household: Household | None = turn.register.household(
        household_id, _SHOWN, reason=Reason.CASE_WORK, acting_as=Role.SPONSOR
    )
    if household is None:
        return turn.say("look_up.none")
    hamlet = turn.read(partial(area_by_id, area_id=household.hamlet)).name
    return short_line(turn.say, household, hamlet=hamlet)


def _families(turn: Turn, answers: Answers, typed: str) -> str | None:
    ids = numbers(turn)
    codes = read(turn, typed).families
    if not codes:
        plain = typed.strip()
        codes = tuple(code for code in ids if code == plain)
    sure = [each for each in answers.get("sure", "").split(",") if each]
    found = [*sure, *(str(ids[code]) for code in codes)]
    return ",".join(dict.fromkeys(found)) if codes else None


def _day(turn: Turn, _answers: Answers, typed: str) -> str | None:
    day = read(turn, typed).day
    return day.isoformat() if day else None


def _money(turn: Turn, _answers: Answers, typed: str) -> str | None:
    if _is_no(turn, typed):
        return ""
    money = read(turn, turn.say("visit.as_given", what=typed)).money
    return None if money is None else str(money)


def _goods(turn: Turn, _answers: Answers, typed: str) -> str | None:
    if _is_no(turn, typed):
        return ""
    report = read(turn, turn.say("visit.as_given", what=typed))
    return goods_in(report) if report.goods else None


def _hours(turn: Turn, _answers: Answers, typed: str) -> str | None:
    if _is_no(turn, typed):
        return ""
    hours = read(turn, typed).hours
    return None if hours is None else str(hours)


def _is_no(turn: Turn, typed: str) -> bool:
    """Whether an answer says that there was none."""
    return yes_or_no(typed, lexicon=turn.knowledge.lexicon) is False


def _words(turn: Turn, _answers: Answers, typed: str) -> str | None:
    return "" if _is_no(turn, typed) else typed.strip()[:400] or None


def _completed(turn: Turn, answers: Answers) -> Answers:
    """Families that are no longer the unit's, and days to come, are asked for anew."""
    left = dict(answers)
    if not set(chosen(left)) <= set(turn.register.helped):
        left.pop("families", None)
    if "day" in left and date.fromisoformat(left["day"]) > turn.today:
        left.pop("day")
    return left


def _summary(turn: Turn, answers: Answers) -> str:
    return "\n".join([turn.say("visit.so"), *_lines(turn, answers)])


def _lines(turn: Turn, answers: Answers) -> list[str]:
    say, families = turn.say, chosen(answers)
    lines = [say("visit.family", family=_line(turn, each)) for each in families]
    lines.append(say("visit.day", day=_shown(answers["day"])))
    if answers["money"]:
        lines.append(say("visit.money", money=vnd(int(answers["money"]))))
        parts = money_of(answers)
        if len(parts) > 1:
            lines += [f"   {_line(turn, each)}: {vnd(part)}" for each, part in parts.items()]
    lines += [say("visit.goods", goods=_thing(*each[1:])) for each in things(answers)]
    if answers["hours"]:
        lines.append(say("visit.hours", hours=number(Decimal(answers["hours"]))))
    if answers["advice"]:
        lines.append(say("visit.advice", advice=answers["advice"]))
    if answers["promise"]:
        due = answers.get("due")
        key = "visit.promise_by" if due else "visit.promise"
        named = {"day": _shown(due)} if due else {}
        lines.append(say(key, promise=answers["promise"], **named))
    if answers["need"]:
        lines.append(say("visit.need", need=answers["need"]))
    return lines


def _thing(item: str, quantity: Decimal | None, unit: str) -> str:
    counted = [] if quantity is None else [number(quantity)]
    return " ".join([item, *counted, *([unit] if unit else [])])


def _shown(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def _done(turn: Turn, answers: Answers) -> Reply:
    person = turn.register.person
    if person is None or not set(chosen(answers)) <= set(turn.register.helped):
        return text(turn.say("look_up.none"))
    report = door.Told(person, visits_in(answers), turn.now, turn.knowledge.sponsoring.tells_too_much)
    return text(turn.say("visit.kept")).doing(door.telling(report))


FORM = forms.register(
    Form(
        "visit",
        (
            Question("families", read_in_turn=_families, found=_found),
            Question("day", read_in_turn=_day, open_ended=True),
            Question("money", read_in_turn=_money, open_ended=True),
            Question("goods", read_in_turn=_goods, open_ended=True),
            Question("hours", read_in_turn=_hours, open_ended=True),
            Question("advice", read_in_turn=_words, open_ended=True),
            Question("promise", read_in_turn=_words, open_ended=True),
            Question("need", read_in_turn=_words, open_ended=True),
        ),
        _done,
        _summary,
        completed=_completed,
        labels=LABELS,
    )
)
