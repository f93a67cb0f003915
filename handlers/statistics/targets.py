"""Officials ask how far the targets of their area are, set them by a message, and have them checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice
from bot.domain.target_checks import Book, Contradiction, contradictions
from bot.domain.targets import Category, Outlook, Target, outlook, slowest
from bot.domain.understanding.officials import amount_in
from bot.domain.understanding.requests import Request
from bot.forms import Answers, Form, Question
from handlers.files.lists import commune_of
from handlers.statistics.target_lines import (
    amount_said,
    contradiction_line,
    name_of,
    outlook_line,
    unknown_line,
)
from models import audit, progress, targets
from models.areas import area_by_id
from models.progress import Ground

TOPIC = Topic("targets")
MOST_FAULTS = 6
MOST_HAMLETS = 30
FIRST_YEAR, LAST_YEAR = 2000, 2050


@dataclass(frozen=True, slots=True)
class Whose:
    """The commune whose targets are asked for, its hamlets, and the one area that is meant."""

    commune: AreaId
    hamlets: dict[AreaId, str]
    area: AreaId
    name: str

    @property
    def within(self) -> list[AreaId]:
        """The hamlets that are counted."""
        return list(self.hamlets) if self.area == self.commune else [self.area]

    @property
    def names(self) -> dict[AreaId, str]:
        """What the areas are called."""
        return {**self.hamlets, self.area: self.name}


def heard(turn: Turn, typed: str, request: Request) -> Reply:
    """Show, set or check targets; the asker keeps the register of some area."""
    said = turn.knowledge.officials.target(typed)
    named = turn.knowledge.requests.hamlets(typed, turn.register.hamlets_listed)
    whose = None if named is None or len(named) > 1 else _whose(turn, *named)
    if whose is None:
        return text(turn.say("lists.no_hamlet", known=", ".join(turn.register.hamlets_listed.values())))
    year = said.year or turn.today.year
    if request is Request.SET_TARGET:
        answers = {"area": str(whose.area), "year": str(year)}
        told = {"category": said.category, "amount": None if said.amount is None else str(said.amount)}
        return forms.begin(
            turn, TARGET, answers=answers | {name: each for name, each in told.items() if each}
        )
    if request is Request.CHECK_TARGETS:
        return check(turn, str(whose.area), str(year))
    return show(turn, str(whose.area), str(year), said.category or "")


def _whose(turn: Turn, hamlet: AreaId | None = None) -> Whose | None:
    """The area that is meant, within what the asker keeps; None for another's."""
    commune = commune_of(turn.register, turn.office)
    if commune is None:
        return None
    hamlets = turn.register.hamlets_listed
    area = commune if hamlet in (None, commune) else hamlet
    if area is None or (area != commune and area not in hamlets):
        return None
    name: str = turn.read(partial(area_by_id, area_id=area)).name
    return Whose(commune, hamlets, area, name)


@TOPIC.action
def show(turn: Turn, area: str, year: str, category: str = "") -> Reply:
    """The targets of an area for a year, or one of them hamlet by hamlet."""
    whose = _whose(turn, AreaId(int(area)))
    if whose is None:
        return text(turn.say("choice.expired"))
    wanted: list[Target] = turn.read(partial(targets.standing, areas=[whose.area], years=[int(year)]))
    chosen = [each for each in wanted if category in ("", each.category)]
    if not chosen:
        how = turn.say("target.none", area=whose.name, year=year)
        return text(f"{how}\n{turn.say('target.how')}")
    lines = turn.read(partial(_lines, turn=turn, whose=whose, year=int(year), wanted=chosen))
    head = turn.say("target.head", area=whose.name, year=year, day=f"{turn.today:%d/%m/%Y}")
    found = _faults(turn, whose, int(year))
    lines += [turn.say("target.faults", count=len(found))] if found else []
    return text("\n".join([head, *lines]), *_choices(turn, whose, year, chosen, faulty=bool(found)))


def _choices(turn: Turn, whose: Whose, year: str, shown: Sequence[Target], *, faulty: bool) -> list[Choice]:
    choices = []
    if whose.area == whose.commune:
        choices = [
            Choice(
                turn.say("target.by_hamlet", name=name_of(turn.say, each.category)),
                TOPIC.do(by_hamlet, str(whose.area), year, each.category),
            )
            for each in shown
            if each.category in progress.SOURCES
        ]
    if faulty:
        choices.append(Choice(turn.say("target.check_button"), TOPIC.do(check, str(whose.area), year)))
    return choices


def _lines(tx: Connection, *, turn: Turn, whose: Whose, year: int, wanted: Sequence[Target]) -> list[str]:
    day = progress.counted_to(year, turn.today)
    if day is None:
        return [unknown_line(turn.say, each) for each in wanted]
    ground = progress.whole(tx, whose.commune, whose.within, year=year, day=day)
    parts = _parts(tx, whose, year, day) if whose.area == whose.commune else {}
    lines = []
    for each in wanted:
        seen = _outlook(ground, each, turn.today)
        if seen is None:
            lines.append(unknown_line(turn.say, each))
            continue
        last = slowest(_of_parts(parts, targets_of(tx, whose, year, each.category), turn.today))
        lines.append(outlook_line(turn.say, seen, slowest=None if last is None else whose.hamlets[last]))
    return lines


def _parts(tx: Connection, whose: Whose, year: int, day: date) -> dict[AreaId, Ground]:
    return progress.each_hamlet(tx, whose.commune, list(whose.hamlets), year=year, day=day)


def targets_of(tx: Connection, whose: Whose, year: int, category: Category) -> dict[AreaId, Target]:
    """The targets of the hamlets for one category."""
    found = targets.standing(tx, list(whose.hamlets), [year])
    return {each.area: each for each in found if each.category is category}


def _of_parts(
    parts: dict[AreaId, Ground], wanted: dict[AreaId, Target], today: date
) -> dict[AreaId, Outlook]:
    found = {area: _outlook(parts[area], each, today) for area, each in wanted.items() if area in parts}
    return {area: seen for area, seen in found.items() if seen is not None}


def _outlook(ground: Ground, wanted: Target, today: date) -> Outlook | None:
    seen = progress.progress(ground, wanted.category)
    return None if seen is None else outlook(wanted, seen, today=today)


@TOPIC.action
def by_hamlet(turn: Turn, area: str, year: str, category: str) -> Reply:
    """One target of the commune, hamlet by hamlet."""
    whose = _whose(turn, AreaId(int(area)))
    if whose is None or category not in progress.SOURCES:
        return text(turn.say("choice.expired"))
    lines = turn.read(partial(_hamlet_lines, turn=turn, whose=whose, year=int(year), category=category))
    head = turn.say("target.hamlets_head", name=name_of(turn.say, Category(category)), year=year)
    return text("\n".join([head, *lines]))


def _hamlet_lines(tx: Connection, *, turn: Turn, whose: Whose, year: int, category: str) -> list[str]:
    day = progress.counted_to(year, turn.today)
    parts = {} if day is None else _parts(tx, whose, year, day)
    wanted, kind = targets_of(tx, whose, year, Category(category)), Category(category)
    lines = []
    for hamlet, ground in list(parts.items())[:MOST_HAMLETS]:
        seen = progress.progress(ground, kind)
        now = "" if seen is None else amount_said(turn.say, kind, seen.now)
        own = wanted.get(hamlet)
        told = turn.say("target.hamlet_none") if own is None else amount_said(turn.say, kind, own.amount)
        lines.append(turn.say("target.hamlet_line", hamlet=whose.hamlets[hamlet], now=now, wanted=told))
    return lines


@TOPIC.action
def check(turn: Turn, area: str, year: str) -> Reply:
    """Everything that does not agree, named."""
    whose = _whose(turn, AreaId(int(area)))
    if whose is None:
        return text(turn.say("choice.expired"))
    found = _faults(turn, whose, int(year))
    if not found:
        return text(turn.say("target.all_agree", area=whose.name, year=year))
    names = whose.names | {whose.commune: turn.read(partial(area_by_id, area_id=whose.commune)).name}
    lines = [contradiction_line(turn.say, each, names) for each in found[:MOST_FAULTS]]
    return text("\n".join([turn.say("target.faults", count=len(found)), *lines]))


def _faults(turn: Turn, whose: Whose, year: int, instead: Target | None = None) -> list[Contradiction]:
    """What does not agree around a year, with a target that is being set taken as set."""
    found: list[Contradiction] = contradictions(
        turn.read(partial(_book, whose=whose, year=year, today=turn.today, instead=instead))
    )
    return found


def _book(tx: Connection, *, whose: Whose, year: int, today: date, instead: Target | None) -> Book:
    areas = [whose.commune, *whose.hamlets]
    told = targets.standing(tx, areas, [year - 1, year, year + 1])
    if instead is not None:
        same = (instead.area, instead.year, instead.category)
        told = [each for each in told if (each.area, each.year, each.category) != same] + [instead]
    openings = {}
    day = progress.counted_to(year, today)
    if day is not None:
        everything = progress.whole(tx, whose.commune, list(whose.hamlets), year=year, day=day)
        openings = {(whose.commune, year): progress.opening(everything)}
        concerned = {each.area for each in told} & whose.hamlets.keys()
        parts = _parts(tx, whose, year, day) if concerned else {}
        openings |= {(area, year): progress.opening(parts[area]) for area in concerned}
    return Book(told, {whose.commune: list(whose.hamlets)}, openings)


def _category(turn: Turn, _answers: Answers, typed: str) -> str | None:
    return turn.knowledge.officials.category(typed)


def _categories(turn: Turn, _answers: Answers) -> list[tuple[str, str]]:
    return [(name_of(turn.say, each), each.value) for each in Category]


def _amount(typed: str) -> str | None:
    amount = amount_in(typed)
    return None if amount is None else str(amount)


def _told(answers: Answers) -> Target:
    category, amount = Category(answers["category"]), Decimal(answers["amount"])
    return Target(AreaId(int(answers["area"])), int(answers["year"]), category, amount)


def _summary(turn: Turn, answers: Answers) -> str:
    wanted, whose = _told(answers), _whose(turn, AreaId(int(answers["area"])))
    if whose is None:
        return turn.say("choice.expired")
    before = turn.read(partial(targets.standing, areas=[wanted.area], years=[wanted.year]))
    former = next((each.amount for each in before if each.category is wanted.category), None)
    lines = [
        turn.say(
            "target.summary", name=name_of(turn.say, wanted.category), area=whose.name, year=wanted.year
        ),
        *([] if former is None else [turn.say("target.former", amount=_said(turn, wanted, former))]),
        turn.say("target.new", amount=_said(turn, wanted, wanted.amount)),
    ]
    known = set(_faults(turn, whose, wanted.year))
    new = [each for each in _faults(turn, whose, wanted.year, wanted) if each not in known]
    names = whose.names | {whose.commune: turn.read(partial(area_by_id, area_id=whose.commune)).name}
    lines += [turn.say("target.but", what=contradiction_line(turn.say, each, names)) for each in new[:3]]
    return "\n".join(lines)


def _said(turn: Turn, wanted: Target, amount: Decimal) -> str:
    return amount_said(turn.say, wanted.category, amount)


def _done(turn: Turn, answers: Answers) -> Reply:
    wanted, whose = _told(answers), _whose(turn, AreaId(int(answers["area"])))
    if whose is None:
        return text(turn.say("choice.expired"))
    amount = _said(turn, wanted, wanted.amount)
    done = turn.say(
        "target.set",
        name=name_of(turn.say, wanted.category),
        area=whose.name,
        year=wanted.year,
        amount=amount,
    )
    return text(done).doing(partial(_set, wanted=wanted, turn=turn))


def _set(tx: Connection, contact_id: ContactId, *, wanted: Target, turn: Turn) -> None:
    assert turn.register.person is not None
    if not targets.say(tx, wanted, by=turn.register.person, now=turn.now):
        return
    audit.note(
        tx,
        audit.Tag.TARGET_SET,
        at=turn.now,
        actor=turn.register.acting(contact_id, ()),
        reason=audit.Reason.UPKEEP,
        details={"area": wanted.area, "year": wanted.year, "category": wanted.category.value},
    )


TARGET = forms.register(
    Form(
        "target_form",
        (
            Question("category", found=_categories, read_in_turn=_category),
            Question("amount", read=_amount),
        ),
        _done,
        _summary,
    )
)
