"""Houses built for families: officials tell each step with its day, families ask how far theirs is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.houses import HouseKind, HouseStep, Stood, amiss, furthest
from bot.domain.ids import AreaId, ContactId, HouseholdId, SponsorId
from bot.domain.messages import Choice
from bot.errors import Moved
from handlers.families.homes import home_said, sees
from handlers.giving.book_parts import actor, book_commune, family_in, unit_name, units_by_name
from handlers.sponsoring.sponsor_office import communes_of
from models import audit
from models.audit import Reason, Subject, SubjectKind, Tag
from models.sponsors import charity_houses, help_book
from models.sponsors.charity_houses import House

TOPIC = Topic("houses")
MOST_LISTED = 12


def heard(turn: Turn, typed: str) -> Reply | None:
    """A step that an official tells, or how far a house is, or all of them; None from others."""
    if not communes_of(turn):
        return None
    family = family_in(turn, typed)
    steps = [] if turn.knowledge.giving.asks(typed) else turn.knowledge.giving.steps(typed)
    if family is None:
        kind = turn.knowledge.giving.house_kind(typed)
        return text(turn.say("sponsor_office.which_family")) if steps else overview(turn, kind)
    if not steps:
        return status(turn, str(family))
    day = turn.knowledge.giving.day(typed, turn.today) or turn.today
    names = {each.id: each.name for each in units_by_name(turn).values()}
    units = turn.knowledge.sponsoring.units(typed, names) if HouseStep.SPONSORED in steps else []
    unit = str(units[0]) if len(units) == 1 else ""
    return _ask(turn, family, Stood(steps[-1], day, SponsorId(int(unit)) if unit else None), typed)


def _open(turn: Turn, family: HouseholdId) -> House | None:
    """The newest house of a family."""
    found: list[House] = turn.read(partial(charity_houses.houses_of, households=[family]))
    return found[-1] if found else None


def _ask(turn: Turn, family: HouseholdId, step: Stood, typed: str) -> Reply:
    kind = turn.knowledge.giving.house_kind(typed)
    house = _open(turn, family)
    if (wrong := amiss(() if house is None else house.steps, step, today=turn.today)) is not None:
        return text(turn.say(f"house.amiss_{wrong}"))
    unit = "" if step.sponsor is None else str(step.sponsor)
    args = (str(family), kind.value, step.step.value, step.on.isoformat(), unit)
    return text(
        turn.say(
            "house.so",
            kind=turn.say(f"house.kind_{kind if house is None else house.kind}"),
            home=home_said(turn, family),
            step=_said(turn, step),
        ),
        Choice(turn.say("changes.right"), TOPIC.do(keep, *args)),
        Choice(turn.say("changes.drop"), TOPIC.do(leave)),
    )


def _said(turn: Turn, step: Stood) -> str:
    words = turn.say("house.step", step=turn.say(f"house.step_{step.step}"), day=f"{step.on:%d/%m/%Y}")
    return words if step.sponsor is None else f"{words} ({unit_name(turn, step.sponsor)})"


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is written."""
    return text(turn.say("sponsor_office.left"))


@TOPIC.action
def keep(turn: Turn, family: str, kind: str, step: str, day: str, unit: str) -> Reply:
    """Write the step down."""
    home, commune = HouseholdId(int(family)), book_commune(turn)
    if commune is None or not sees(turn, home):
        return text(turn.say("choice.expired"))
    new = Stood(HouseStep(step), date.fromisoformat(day), SponsorId(int(unit)) if unit else None)
    house = _open(turn, home)
    if (wrong := amiss(() if house is None else house.steps, new, today=turn.today)) is not None:
        return text(turn.say(f"house.amiss_{wrong}"))
    kept = partial(_keep, turn=turn, home=home, commune=commune, kind=HouseKind(kind), new=new)
    return text(turn.say("house.kept")).doing(kept)


def _keep(
    tx: Connection,
    contact_id: ContactId,
    *,
    turn: Turn,
    home: HouseholdId,
    commune: AreaId,
    kind: HouseKind,
    new: Stood,
) -> None:
    help_book.lock(tx, commune)
    known = charity_houses.houses_of(tx, [home])
    if amiss(known[-1].steps if known else (), new, today=turn.today) is not None:
        raise Moved(str(contact_id))
    house = known[-1].id if known else charity_houses.begin(tx, commune, home, kind, now=turn.now)
    charity_houses.say(tx, house, new, by=turn.register.person, now=turn.now)
    audit.note(
        tx,
        Tag.HOUSE_CHANGED,
        at=turn.now,
        actor=actor(turn, [home])(contact_id),
        subjects=[Subject(SubjectKind.HOUSEHOLD, home)],
        reason=Reason.CASE_WORK,
        details={"step": new.step.value},
    )


@TOPIC.action
def status(turn: Turn, family: str) -> Reply:
    """All steps of a family's house, to an official."""
    home = HouseholdId(int(family))
    house = _open(turn, home)
    if not sees(turn, home):
        return text(turn.say("look_up.none"))
    if house is None:
        return text(turn.say("house.none_of", home=home_said(turn, home)))
    kind = turn.say(f"house.kind_{house.kind}")
    head = turn.say("house.of", kind=kind, home=home_said(turn, home))
    return text("\n".join([head, *(f"• {_said(turn, each)}" for each in house.steps)]))


def overview(turn: Turn, kind: HouseKind) -> Reply:
    """How many houses are at which step, and the families of those that are not handed over yet.

    Houses of great unity are told alone where they are named; else all are told together."""
    found: list[House] = turn.read(partial(charity_houses.houses_in, communes=communes_of(turn)))
    if not found:
        return text(turn.say("house.none"))
    head = turn.say("house.count", count=len(found))
    if kind is HouseKind.UNITY:
        found = [each for each in found if each.kind is kind]
        head = turn.say("house.count_unity", count=len(found))
    at = Counter(furthest(each.steps).step for each in found)
    lines = [head, *(_at(turn, step, at[step]) for step in HouseStep if at[step])]
    this_year = sum(_handed_in(each, turn.today.year) for each in found)
    if at[HouseStep.HANDED]:
        lines.append(turn.say("house.this_year", year=turn.today.year, count=this_year))
    left = [each for each in found if furthest(each.steps).step is not HouseStep.HANDED]
    choices = [
        Choice(home_said(turn, each.household), TOPIC.do(status, str(each.household)))
        for each in left[:MOST_LISTED]
        if sees(turn, each.household)
    ]
    return text("\n".join(lines), *choices)


def _at(turn: Turn, step: HouseStep, count: int) -> str:
    return turn.say("house.at", step=turn.say(f"house.step_{step}"), count=count)


def _handed_in(house: House, year: int) -> bool:
    return any(each.step is HouseStep.HANDED and each.on.year == year for each in house.steps)


def own(turn: Turn) -> Reply | None:
    """How far the asker's own house is; None from somebody who speaks for no family."""
    homes = [*turn.register.own_households, *turn.register.cared_for]
    if not homes:
        return None
    found = [house for home in homes if (house := _open(turn, home)) is not None]
    if not found:
        return text(turn.say("house.own_none", office=turn.office.name))
    return text("\n".join(_own(turn, each.steps) for each in found))


def _own(turn: Turn, steps: Sequence[Stood]) -> str:
    """The step it came to, and which comes next; who pays is for the office to tell."""
    last = furthest(steps)
    day = f"{last.on:%d/%m/%Y}"
    return turn.say(f"house.own_{last.step}", day=day, office=turn.office.name)
