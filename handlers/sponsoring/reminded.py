"""Why somebody was, or was not, reminded: what became of each reminder of the last days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from bot.conversation import Reply, Turn, text
from bot.domain.lunar import in_tet
from bot.domain.reminders.terms import Audience
from handlers.sponsoring import sponsors
from models.people.contacts import Standing
from models.reminders import reminder_mail, reminders
from models.reminders.reminders import Reminder

DAYS, MOST_SHOWN = 7, 8


def why(turn: Turn) -> Reply | None:
    """What became of the asker's reminders; None from somebody who gets none."""
    units, homes = sponsors.own_units(turn), turn.register.own_households
    if not units and not homes:
        return None
    since = turn.today - timedelta(days=DAYS)
    of = partial(reminders.of_whom, units=units, homes=homes, since=since)
    found: list[Reminder] = sorted(turn.read(of), key=partial(_nearest, turn.today))
    lines = [*_general(turn)]
    lines += [
        turn.say("why_reminded.snoozed")
        for each in units
        if turn.read(partial(reminder_mail.snoozed, unit=each, day=turn.today))
    ]
    if not found:
        lines.append(turn.say("why_reminded.nothing_due"))
    lines += [_line(turn, each) for each in found[:MOST_SHOWN]]
    return text("\n".join(lines))


def _nearest(today: date, row: Reminder) -> tuple[bool, int]:
    """What is behind goes first, the latest before the others; then what is to come, the next one first."""
    day = row.on or row.due
    return day > today, abs((day - today).days)


def _general(turn: Turn) -> Sequence[str]:
    """What holds for everything: who said stop, and the days of Tết."""
    lines = []
    if turn.contact.standing is Standing.STOPPED:
        lines.append(turn.say("why_reminded.stopped"))
    if in_tet(turn.today):
        lines.append(turn.say("why_reminded.tet"))
    return lines


def _line(turn: Turn, row: Reminder) -> str:
    what = turn.say(
        f"sponsor_matter.{row.matter}" if row.audience is not Audience.FAMILY else f"matter_of.{row.matter}"
    )
    on = row.on or row.due
    day = f"{on:%d/%m}" if on.year == turn.today.year else f"{on:%d/%m/%Y}"
    ended = turn.say(f"why_reminded.{row.ended}")
    key = f"why_reminded.because_{row.reason}"
    because = f", {turn.say(key)}" if row.reason and turn.say.knows(key) else ""
    return turn.say("why_reminded.line", what=what, day=day, ended=ended + because)
