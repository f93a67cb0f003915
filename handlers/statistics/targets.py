"""Officials ask how far the targets of their area are, set them by a message, and have them checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.target_checks import Book, Contradiction, contradictions
from bot.domain.targets import Category, Target
from bot.domain.understanding.officials import amount_in
from bot.domain.understanding.requests import Request
from bot.figures.aims import Aim, Whose, aims, parts_of, standing, targets_of, whose
from bot.figures.picture import gauge_of
from bot.figures.target_lines import amount_said, contradiction_line, name_of
from bot.forms import Answers, Form, Question
from handlers.files.lists import commune_of
from handlers.statistics import figures
from models import audit, jobs, progress, targets
from models.areas import area_by_id

TOPIC = Topic("targets")
MOST_FAULTS = 6
MOST_HAMLETS = 30
PNG = "image/png"
FIRST_YEAR, LAST_YEAR = 2000, 2050


def heard(turn: Turn, typed: str, request: Request) -> Reply:
    """Show, set or check targets; the asker keeps the register of some area."""
    said = turn.knowledge.officials.target(typed)
    named = turn.knowledge.requests.hamlets(typed, turn.register.hamlets_listed)
    of = None if named is None or len(named) > 1 else _whose(turn, *named)
    if of is None:
        return text(turn.say("lists.no_hamlet", known=", ".join(turn.register.hamlets_listed.values())))
    year = said.year or turn.today.year
    if request is Request.SET_TARGET:
        answers = {"area": str(of.area), "year": str(year)}
        told = {"category": said.category, "amount": None if said.amount is None else str(said.amount)}
        return forms.begin(
            turn, TARGET, answers=answers | {name: each for name, each in told.items() if each}
        )
    if request is Request.CHECK_TARGETS:
        return check(turn, str(of.area), str(year))
    stands = turn.read(partial(standing, of=of, year=year, category=said.category))
    # What a place published that it was to reach is no target of this area.
    published = None if stands else figures.heard(turn, typed)
    return published or show(turn, str(of.area), str(year), said.category or "")


def _whose(turn: Turn | JobTurn, hamlet: AreaId | None = None) -> Whose | None:
    """The area that is meant, within what the asker keeps; None for another's."""
    commune = commune_of(turn.register, turn.office)
    return None if commune is None else whose(turn.read, turn.register, commune, hamlet)


@TOPIC.action
def show(turn: Turn, area: str, year: str, category: str = "") -> Reply:
    """The targets of an area for a year, or one of them hamlet by hamlet."""
    of = _whose(turn, AreaId(int(area)))
    if of is None:
        return text(turn.say("choice.expired"))
    found = seen(turn, of, int(year), category)
    if not found:
        how = turn.say("target.none", area=of.name, year=year)
        return text(f"{how}\n{turn.say('target.how')}")
    lines = [head_line(turn, of, int(year)), *(each.line(turn.say) for each in found)]
    faults = _faults(turn, of, int(year))
    lines += [turn.say("target.faults", count=len(faults))] if faults else []
    return text("\n".join(lines), *_choices(turn, of, year, category, found, faulty=bool(faults)))


def seen(turn: Turn | JobTurn, of: Whose, year: int, category: str = "") -> list[Aim]:
    """Where the targets of an area are, or the one of a category."""
    only = Category(category) if category else None
    wanted: list[Target] = turn.read(partial(standing, of=of, year=year, category=only))
    found: list[Aim] = turn.read(partial(aims, of=of, year=year, wanted=wanted, today=turn.today))
    return found


def head_line(turn: Turn | JobTurn, of: Whose, year: int) -> str:
    """Whose targets, of which year, counted to which day."""
    return turn.say("target.head", area=of.name, year=year, day=f"{turn.today:%d/%m/%Y}")


def _choices(
    turn: Turn, of: Whose, year: str, category: str, found: Sequence[Aim], *, faulty: bool
) -> list[Choice]:
    choices = []
    if of.area == of.commune:
        choices = [
            Choice(
                turn.say("target.by_hamlet", name=name_of(turn.say, each.target.category)),
                TOPIC.do(by_hamlet, str(of.area), year, each.target.category),
            )
            for each in found
            if each.target.category in progress.SOURCES
        ]
    if turn.capabilities.pictures and any(each.outlook for each in found):
        choices.append(Choice(turn.say("figures.chart"), TOPIC.do(draw, str(of.area), year, category)))
    if faulty:
        choices.append(Choice(turn.say("target.check_button"), TOPIC.do(check, str(of.area), year)))
    return choices


@TOPIC.action
def draw(turn: Turn, area: str, year: str, category: str) -> Reply:
    """Have the targets drawn; the picture comes as a later message."""
    asked = {"area": area, "year": year, "category": category}
    if turn.register.person is not None:
        asked["speaker"] = str(turn.register.person)
    return text(turn.say("figures.drawing")).doing(partial(_ask, asked=asked, turn=turn))


def _ask(tx: Connection, contact_id: ContactId, *, asked: dict[str, str], turn: Turn) -> None:
    jobs.add_job(tx, "targets.draw", contact_id=contact_id, parameters=asked, now=turn.now)


def gauges(turn: JobTurn) -> Reply:
    """A picture of how far the targets of an area are."""
    asked = turn.parameters
    of = _whose(turn, AreaId(int(asked["area"])))
    found = [] if of is None else seen(turn, of, int(asked["year"]), asked["category"])
    known = [each for each in found if each.outlook is not None]
    if of is None or not known:
        return text(turn.say("choice.expired"))
    # What draws is slow to import and large; most servers never need it.
    from bot.figures.charts import chart

    title = head_line(turn, of, int(asked["year"]))
    content = chart(gauge_of(turn.say, title, turn.say("target.source", area=of.name), known))
    return Reply((Outgoing(title, file=File(f"chi-tieu-{asked['year']}.png", PNG, content)),))


@TOPIC.action
def by_hamlet(turn: Turn, area: str, year: str, category: str) -> Reply:
    """One target of the commune, hamlet by hamlet."""
    of = _whose(turn, AreaId(int(area)))
    if of is None or category not in progress.SOURCES:
        return text(turn.say("choice.expired"))
    lines = turn.read(partial(_hamlet_lines, turn=turn, of=of, year=int(year), category=category))
    head = turn.say("target.hamlets_head", name=name_of(turn.say, Category(category)), year=year)
    return text("\n".join([head, *lines]))


def _hamlet_lines(tx: Connection, *, turn: Turn, of: Whose, year: int, category: str) -> list[str]:
    day = progress.counted_to(year, turn.today)
    parts = {} if day is None else parts_of(tx, of, year, day)
    wanted, kind = targets_of(tx, of, year, Category(category)), Category(category)
    lines = []
    for hamlet, ground in list(parts.items())[:MOST_HAMLETS]:
        seen = progress.progress(ground, kind)
        now = "" if seen is None else amount_said(turn.say, kind, seen.now)
        own = wanted.get(hamlet)
        told = turn.say("target.hamlet_none") if own is None else amount_said(turn.say, kind, own.amount)
        lines.append(turn.say("target.hamlet_line", hamlet=of.hamlets[hamlet], now=now, wanted=told))
    return lines


@TOPIC.action
def check(turn: Turn, area: str, year: str) -> Reply:
    """Everything that does not agree, named."""
    of = _whose(turn, AreaId(int(area)))
    if of is None:
        return text(turn.say("choice.expired"))
    found = _faults(turn, of, int(year))
    if not found:
        return text(turn.say("target.all_agree", area=of.name, year=year))
    names = of.names | {of.commune: turn.read(partial(area_by_id, area_id=of.commune)).name}
    lines = [contradiction_line(turn.say, each, names) for each in found[:MOST_FAULTS]]
    return text("\n".join([turn.say("target.faults", count=len(found)), *lines]))


def _faults(turn: Turn, of: Whose, year: int, instead: Target | None = None) -> list[Contradiction]:
    """What does not agree around a year, with a target that is being set taken as set."""
    found: list[Contradiction] = contradictions(
        turn.read(partial(_book, of=of, year=year, today=turn.today, instead=instead))
    )
    return found


def _book(tx: Connection, *, of: Whose, year: int, today: date, instead: Target | None) -> Book:
    areas = [of.commune, *of.hamlets]
    told = targets.standing(tx, areas, [year - 1, year, year + 1])
    if instead is not None:
        same = (instead.area, instead.year, instead.category)
        told = [each for each in told if (each.area, each.year, each.category) != same] + [instead]
    openings = {}
    day = progress.counted_to(year, today)
    if day is not None:
        everything = progress.whole(tx, of.commune, list(of.hamlets), year=year, day=day)
        openings = {(of.commune, year): progress.opening(everything)}
        concerned = {each.area for each in told} & of.hamlets.keys()
        parts = parts_of(tx, of, year, day) if concerned else {}
        openings |= {(area, year): progress.opening(parts[area]) for area in concerned}
    return Book(told, {of.commune: list(of.hamlets)}, openings)


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
    wanted, of = _told(answers), _whose(turn, AreaId(int(answers["area"])))
    if of is None:
        return turn.say("choice.expired")
    before = turn.read(partial(targets.standing, areas=[wanted.area], years=[wanted.year]))
    former = next((each.amount for each in before if each.category is wanted.category), None)
    lines = [
        turn.say("target.summary", name=name_of(turn.say, wanted.category), area=of.name, year=wanted.year),
        *([] if former is None else [turn.say("target.former", amount=_said(turn, wanted, former))]),
        turn.say("target.new", amount=_said(turn, wanted, wanted.amount)),
    ]
    known = set(_faults(turn, of, wanted.year))
    new = [each for each in _faults(turn, of, wanted.year, wanted) if each not in known]
    names = of.names | {of.commune: turn.read(partial(area_by_id, area_id=of.commune)).name}
    lines += [turn.say("target.but", what=contradiction_line(turn.say, each, names)) for each in new[:3]]
    return "\n".join(lines)


def _said(turn: Turn, wanted: Target, amount: Decimal) -> str:
    return amount_said(turn.say, wanted.category, amount)


def _done(turn: Turn, answers: Answers) -> Reply:
    wanted, of = _told(answers), _whose(turn, AreaId(int(answers["area"])))
    if of is None:
        return text(turn.say("choice.expired"))
    amount = _said(turn, wanted, wanted.amount)
    done = turn.say(
        "target.set",
        name=name_of(turn.say, wanted.category),
        area=of.name,
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
JOBS: Mapping[str, JobHandler] = {"targets.draw": gauges}
