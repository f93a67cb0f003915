"""Units and the families they help: whom they help, what they did and plan, and who helps a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import ContactId, SponsorId, SponsorshipId
from bot.domain.messages import Choice
from bot.domain.register.households import Household
from bot.domain.reminders.terms import Done, Muted, ReportCame
from bot.domain.reminders.units import Sponsored
from bot.domain.roles import Field, Role
from handlers.families.homes import said_of
from models.audit import Reason
from models.people.roles import sponsors_of_family
from models.reminders import reminder_mail, reminders
from models.reminders.reminding import Range, units_in
from models.sponsors import sponsor_reports, sponsors
from models.sponsors.sponsors import Helped

TOPIC = Topic("sponsors")
MOST_SHOWN = 8
LATER_DAYS = 3
_SHOWN = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.NEEDS})


def own_units(turn: Turn | JobTurn) -> list[SponsorId]:
    """The units that the asker belongs to."""
    person = turn.register.person
    if person is None:
        return []
    found: list[SponsorId] = turn.read(partial(reminder_mail.unit_of, person=person, day=turn.today))
    return found


@TOPIC.action
def own(turn: Turn) -> Reply:
    """The families of the asker's units, with what each needs as far as it agreed, and what is to be done."""
    return own_families(turn) or text(turn.say("sponsors.no_unit"))


def own_families(turn: Turn) -> Reply | None:
    """The same; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    lines, choices = [], []
    for unit in units:
        [known] = turn.read(partial(units_in, units=Range(unit, unit), day=turn.today)) or [None]
        name = turn.read(partial(sponsors.names_of, units=[unit]))[unit]
        families = known.families if known else ()
        lines.append(turn.say("sponsors.own_head", unit=name, count=len(families)))
        lines += [line for each in families[:MOST_SHOWN] if (line := _line(turn, each)) is not None]
        if any(Done.RECEIVED not in each.done for each in families):
            choices = [Choice(turn.say("sponsors.received_button"), TOPIC.do(received))]
    return text("\n".join(lines), *choices)


def _line(turn: Turn, family: Sponsored) -> str | None:
    seen = turn.register.household(family.household, _SHOWN, reason=Reason.CASE_WORK, acting_as=Role.SPONSOR)
    if seen is None:
        return None
    visited = family.done.get(Done.VISITED)
    told = (
        turn.say("sponsors.visited", day=f"{visited:%d/%m/%Y}") if visited else turn.say("sponsors.unvisited")
    )
    needs = ", ".join(turn.say(f"file.need_{need}") for need in sorted(seen.needs))
    key = "sponsors.family_needs" if needs else "sponsors.family"
    return turn.say(key, home=_home(turn, seen), visited=told, needs=needs)


def _home(turn: Turn, seen: Household) -> str:
    home = said_of(turn, seen)
    return home if seen.head is None else f"{home}, {seen.head.name}"


@TOPIC.action
def received(turn: Turn) -> Reply:
    """The unit has the list of its families."""
    return has_list(turn) or text(turn.say("sponsors.no_unit"))


def has_list(turn: Turn) -> Reply | None:
    """The same; None from somebody who belongs to no unit."""
    return _did(turn, Done.RECEIVED, "sponsors.received")


def reported(turn: Turn) -> Reply | None:
    """The unit handed its report in; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    reports = [ReportCame(unit, Done.REPORTED, turn.today) for unit in units]
    return text(turn.say("sponsors.reported")).doing(partial(_keep, turn=turn, reports=reports))


def surveyed(turn: Turn, typed: str) -> Reply | None:
    """The unit looked at how a family lives; None from somebody who belongs to no unit."""
    return _did(turn, Done.SURVEYED, "sponsors.surveyed", typed)


def _did(turn: Turn, done: Done, key: str, typed: str | None = None) -> Reply | None:
    units = own_units(turn)
    if not units:
        return None
    helped = named(turn, units, typed)
    if not helped:
        return text(turn.say("sponsors.which_family"))
    reports = [ReportCame(unit, done, turn.today, tuple(numbers)) for unit, numbers in helped.items()]
    return text(turn.say(key)).doing(partial(_keep, turn=turn, reports=reports))


def _keep(tx: Connection, _contact: ContactId, *, turn: Turn, reports: Sequence[ReportCame]) -> None:
    for each in reports:
        sponsor_reports.report_came(tx, each, day=turn.today, by=turn.register.person, now=turn.now)


def named(
    turn: Turn, units: Sequence[SponsorId], typed: str | None
) -> Mapping[SponsorId, list[SponsorshipId]]:
    """The sponsorships of these units, or those of the one family that is named."""
    helped = turn.read(partial(sponsors.helped_by, units=units, day=turn.today))
    if typed is not None:
        number = turn.knowledge.sponsoring.number(typed)
        homes = turn.read(
            partial(sponsors.homes_of, households=[each.household for each in helped], day=turn.today)
        )
        meant = {
            home for home, (known, _) in homes.items() if number and known.lstrip("0") == number.lstrip("0")
        }
        helped = [each for each in helped if each.household in meant]
    found: dict[SponsorId, list[SponsorshipId]] = {}
    for each in helped:
        found.setdefault(each.sponsor, []).append(each.id)
    return found


def helped(turn: Turn) -> list[Helped]:
    """The families of the asker's units."""
    found: list[Helped] = turn.read(partial(sponsors.helped_by, units=own_units(turn), day=turn.today))
    return found


def planned(turn: Turn, typed: str) -> Reply | None:
    """Keep what the unit means to give and by when; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    helped = named(turn, units, typed)
    told = turn.knowledge.sponsoring.planned(typed, turn.today)
    if not helped:
        return text(turn.say("sponsors.which_family"))
    if not told.what or told.due is None or told.due < turn.today:
        return text(turn.say("sponsors.how_to_plan"))
    if turn.knowledge.sponsoring.tells_too_much(told.what):
        return text(turn.say("sponsors.tells_too_much"))
    [(unit, numbers), *_] = helped.items()
    words = turn.say("sponsors.planned", what=told.what, day=f"{told.due:%d/%m/%Y}")
    came = ReportCame(unit, Done.PLANNED, turn.today, (numbers[0],))

    def keep(tx: Connection, contact_id: ContactId) -> None:
        assert told.due is not None
        sponsors.promise(tx, numbers[0], told.what, due=told.due, now=turn.now)
        reminders.plan_anew(tx, since=turn.today)
        _keep(tx, contact_id, turn=turn, reports=[came])

    return text(words).doing(keep)


def names_a_promise(turn: Turn, typed: str) -> bool:
    """Whether a message tells of something that was promised and not given yet."""
    numbers = [number for each in named(turn, own_units(turn), typed).values() for number in each]
    open_ = turn.read(partial(sponsors.open_promises, families=numbers))
    return any(turn.knowledge.sponsoring.tells_of(typed, what) for _, what, _ in open_)


def kept(turn: Turn, typed: str) -> Reply | None:
    """The unit gave what it promised to a family; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    numbers = [number for each in named(turn, units, typed).values() for number in each]
    open_ = turn.read(partial(sponsors.open_promises, families=numbers))
    if not open_:
        return text(turn.say("sponsors.no_promise"))
    if len(open_) == 1:
        return keep_one(turn, str(open_[0][0]))
    choices = [
        Choice(turn.say("sponsors.promise", what=what, day=f"{due:%d/%m}"), TOPIC.do(keep_one, str(number)))
        for number, what, due in open_[:MOST_SHOWN]
    ]
    return text(turn.say("sponsors.which_promise"), *choices)


@TOPIC.action
def keep_one(turn: Turn, number: str) -> Reply:
    """One promise was kept."""
    made = turn.read(partial(sponsors.promised, number=int(number)))
    mine = [each for some in named(turn, own_units(turn), None).values() for each in some]
    if made is None or made[0] not in mine:
        return text(turn.say("choice.expired"))
    done = partial(
        sponsor_reports.promise_kept, number=int(number), on=turn.today, day=turn.today, now=turn.now
    )
    return text(turn.say("sponsors.kept", what=made[1])).doing(lambda tx, _contact: done(tx))


@TOPIC.action
def later(turn: Turn) -> Reply:
    """Remind the asker's units again in some days."""
    return remind_later(turn) or text(turn.say("sponsors.no_unit"))


def remind_later(turn: Turn) -> Reply | None:
    """The same; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    until = turn.today + timedelta(days=LATER_DAYS)

    def snooze(tx: Connection, _contact: ContactId) -> None:
        for unit in units:
            by = turn.register.person
            reminders.mute(
                tx, why=Muted.SNOOZED, begins=turn.today, ends=until, sponsor_id=unit, by=by, now=turn.now
            )

    return text(turn.say("sponsors.later", day=f"{until:%d/%m}")).doing(snooze)


def who_helps_us(turn: Turn) -> Reply | None:
    """Who helps the asker's family; None from somebody who speaks for none."""
    person = turn.register.person
    if person is None or not turn.register.own_households:
        return None
    units = turn.read(partial(sponsors_of_family, person=person, day=turn.today))
    if not units:
        return text(turn.say("our_sponsor.nobody", office=turn.office.name))
    return text(turn.say("our_sponsor.told", units=", ".join(units), office=turn.office.name))
