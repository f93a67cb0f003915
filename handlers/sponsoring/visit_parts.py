"""The parts of a report as answers of a form: from what was heard, and to what is to be written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.conversation import Turn
from bot.domain.ids import HouseholdId
from bot.domain.visits.families import Family
from bot.domain.visits.goods import Thing
from bot.domain.visits.ledger import GRAIN, Entry, Measure, Stage, shared
from bot.domain.visits.report import Report
from bot.forms import Answers
from models.sponsors.visits import NewVisit
from models.visit_words import visit_reader

_LONGEST_ITEM, _LONGEST_UNIT, _LONGEST_WORDS = 60, 12, 400
_MINUTES = 60


def families_of(turn: Turn) -> list[Family]:
    """The families the writer's unit helps, by their numbers in the register and their heads."""
    return [Family(each.number, each.head.name if each.head else "") for each in turn.register.helped_by_name]


def read(turn: Turn, typed: str) -> Report:
    """What a message tells."""
    return visit_reader().read(typed, written_on=turn.today, families=families_of(turn))


def numbers(turn: Turn) -> dict[str, HouseholdId]:
    """The families of the unit by what they are called in reports."""
    return {each.number: each.id for each in turn.register.helped_by_name}


def told(turn: Turn, report: Report, typed: str) -> dict[str, str]:
    """A report as answers. Which families and which day is asked where it is open; nothing else is."""
    ids = numbers(turn)
    answers = {
        "money": "" if report.money is None else str(report.money),
        "goods": _goods(ids, report),
        "hours": "" if report.hours is None else str(report.hours),
        "advice": (report.advice or "")[:_LONGEST_WORDS],
        "promise": (report.promise.what if report.promise else "")[:_LONGEST_WORDS],
        "due": report.promise.due.isoformat() if report.promise and report.promise.due else "",
        "need": (report.need or "")[:_LONGEST_WORDS],
        "shares": _shares(ids, report),
        "told": typed,
        "day": (report.day or turn.today).isoformat(),
    }
    sure = ",".join(str(ids[code]) for code in report.families)
    if report.unclear:
        unclear = {ids[code] for group in report.unclear for code in group}
        return answers | {"sure": sure, "unclear": ",".join(map(str, sorted(unclear)))}
    return answers | ({"families": sure} if sure else {})


def _shares(ids: Mapping[str, HouseholdId], report: Report) -> str:
    """Whose the money is, as long as neither the sum nor the families are put right."""
    table: dict[str, int] = {}
    for gift in report.gifts:
        families = [ids[code] for code in gift.codes]
        if gift.money and families:
            for family, part in shared(gift.money, families).items():
                table[str(family)] = table.get(str(family), 0) + part
    return json.dumps(table)


def _goods(ids: Mapping[str, HouseholdId], report: Report) -> str:
    rows = [
        [[ids[code] for code in gift.codes], *_row(gift.thing)]
        for gift in report.gifts
        if gift.thing is not None
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _row(thing: Thing) -> list[Any]:
    quantity = None if thing.quantity is None else str(thing.quantity)
    return [thing.item[:_LONGEST_ITEM], quantity, (thing.unit or "")[:_LONGEST_UNIT]]


def goods_in(typed: Report) -> str:
    """Things that an answer names, for all families."""
    rows = [[[], *_row(each)] for each in typed.goods]
    return json.dumps(rows, ensure_ascii=False)


def chosen(answers: Answers) -> list[HouseholdId]:
    """The families of a report."""
    return [HouseholdId(int(each)) for each in answers.get("families", "").split(",") if each]


def things(answers: Answers) -> list[tuple[list[HouseholdId], str, Decimal | None, str]]:
    """The things of a report: for which families, what, how much, in which unit."""
    families = chosen(answers)
    rows = json.loads(answers.get("goods") or "[]")
    return [
        (
            [HouseholdId(each) for each in ids if each in families] or families,
            item,
            None if quantity is None else Decimal(quantity),
            unit,
        )
        for ids, item, quantity, unit in rows
    ]


def money_of(answers: Answers) -> dict[HouseholdId, int]:
    """How much each family was given: as told, else evenly."""
    families = chosen(answers)
    if not answers.get("money") or not families:
        return {}
    total = int(answers["money"])
    told_: Mapping[str, int] = json.loads(answers.get("shares") or "{}")
    known = {HouseholdId(int(family)): part for family, part in told_.items()}
    if sum(known.values()) == total and set(known) <= set(families):
        return known
    return shared(total, families)


def visits_in(answers: Answers) -> list[NewVisit]:
    """What is to be written: one visit for each family, with what was given to it."""
    families, day = chosen(answers), date.fromisoformat(answers["day"])
    minutes = int(Decimal(answers["hours"]) * _MINUTES) if answers["hours"] else 0
    work = shared(minutes, families)
    money, given = money_of(answers), _given(answers)
    return [
        NewVisit(
            family,
            day,
            work[family] or None,
            answers["advice"] or None,
            answers["promise"] or None,
            date.fromisoformat(answers["due"]) if answers.get("due") and answers["promise"] else None,
            answers["need"] or None,
            answers["told"],
            _entries(family, day, money.get(family, 0), work[family], given),
        )
        for family in families
    ]


def _given(answers: Answers) -> list[tuple[HouseholdId, str, str, int]]:
    """Things by family, in thousandths; what has no number is one line of one."""
    rows: list[tuple[HouseholdId, str, str, int]] = []
    for families, item, quantity, unit in things(answers):
        whole = int((quantity or Decimal(1)) * GRAIN)
        rows += [(family, item, unit, part) for family, part in shared(whole, families).items() if part]
    return rows


def _entries(
    family: HouseholdId,
    day: date,
    money: int,
    minutes: int,
    given: Iterable[tuple[HouseholdId, str, str, int]],
) -> Sequence[Entry]:
    lines = [Entry(Stage.GIVEN, Measure.MONEY, money, day, household=family)] if money else []
    if minutes:
        lines.append(Entry(Stage.GIVEN, Measure.WORK, minutes, day, household=family))
    lines += [
        Entry(Stage.GIVEN, Measure.GOODS, amount, day, household=family, item=item, unit=unit or None)
        for whose, item, unit, amount in given
        if whose == family
    ]
    return lines
