"""Events in words: a line of a list, a ticket as text and picture, the same for a phone's calendar."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.conversation import Turn
from bot.domain.events.event import Event, Slot, Vacancy
from bot.domain.events.finding import Found
from bot.domain.events.terms import EventKind
from bot.domain.formats import vnd
from bot.domain.messages import File
from bot.domain.phone import spoken
from bot.events.event_notices import when

TICKET = "v-"
"""Before a ticket's code in a link or QR code."""
PNG, CALENDAR = "image/png", "text/calendar"
LONGEST_LABEL = 40
_PIXELS = 8
_MOST_VACANCIES = 5


def found_line(turn: Turn, number: int, found: Found) -> str:
    """One event of a list: what, when, where, how many places, and why it fits."""
    plan = found.event.plan
    why = ", ".join(turn.say(f"events.why_{each}") for each in found.why)
    line = turn.say(
        "events.line", number=number, title=plan.title, when=time_of(turn, found.slot), place=plan.place
    )
    seats = seats_line(turn, found.slot)
    return f"{line} {seats}" if not why else f"{line} {seats} {turn.say('events.fits', why=why)}"


def time_of(turn: Turn, slot: Slot) -> str:
    """When a slot is, in the reader's language."""
    return when(slot.starts, slot.ends, language=turn.contact.language)


def seats_line(turn: Turn, slot: Slot) -> str:
    """How many places are left."""
    match slot.free:
        case None:
            return turn.say("events.seats_enough")
        case 0:
            return turn.say("events.seats_none", waiting=slot.waiting)
        case free:
            return turn.say("events.seats_free", free=free)


def detail_lines(turn: Turn, event: Event) -> list[str]:
    """All that is known of an event."""
    plan, say = event.plan, turn.say
    lines = [plan.title, *(time_of(turn, slot) for slot in event.slots), plan.place]
    lines += [seats_line(turn, slot) for slot in event.slots]
    if plan.map_point:
        lines.append(map_link(plan.map_point))
    if plan.trade:
        lines.append(say("events.trade", trade=plan.trade))
    if plan.hours:
        lines.append(say("events.length", hours=plan.hours))
    if plan.grade:
        lines.append(say("events.grade", grade=plan.grade))
    if plan.season:
        lines.append(say(f"events.season_{plan.season}"))
    if plan.bus:
        lines.append(say("events.bus", bus=plan.bus))
    if plan.organiser:
        lines.append(say("events.organiser", organiser=plan.organiser))
    return [*lines, *_work(turn, event)]


def _work(turn: Turn, event: Event) -> list[str]:
    """Who looks for workers and for what; of work abroad the licence is named, and no advice given."""
    say = turn.say
    offered = [(employer, vacancy) for employer in event.plan.employers for vacancy in employer.vacancies]
    lines = []
    if event.plan.employers:
        lines.append(say("events.employers", count=len(event.plan.employers)))
    for employer, vacancy in offered[:_MOST_VACANCIES]:
        pay = pay_of(turn, vacancy)
        line = say("events.work", job=vacancy.job, employer=employer.name, count=vacancy.count)
        extra = [pay] if pay else []
        extra += [say("events.why_transport")] if vacancy.transport else []
        extra += [say("events.why_housing")] if vacancy.housing else []
        lines.append(f"{line} {', '.join(extra)}".strip())
        if vacancy.abroad and vacancy.licence and vacancy.licensed_on:
            day = f"{vacancy.licensed_on:%d/%m/%Y}"
            lines.append(say("events.licence", licence=vacancy.licence, date=day))
    if len(offered) > _MOST_VACANCIES:
        lines.append(say("events.more_work", count=len(offered) - _MOST_VACANCIES))
    if event.plan.kind is EventKind.TRAINING:
        lines.append(say("events.allowance"))
    return lines


def pay_of(turn: Turn, vacancy: Vacancy) -> str | None:
    """What a month of work is paid, where it is known."""
    known = [vnd(sum_) for sum_ in dict.fromkeys((vacancy.pay_from, vacancy.pay_to)) if sum_ is not None]
    if not known:
        return None
    return turn.say("events.pay", pay=" - ".join(known))


def map_link(point: str) -> str:
    """Where it is, for whatever map the phone has."""
    return f"https://www.openstreetmap.org/?mlat={point.replace(',', '&mlon=')}&zoom=17"


def short(title: str) -> str:
    """A title that fits on a button."""
    return title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1].rstrip() + "…"


def ticket_lines(turn: Turn, event: Event, slot: Slot) -> list[str]:
    """When, where, what to bring and whom to ask: the same for everybody who holds a ticket."""
    plan, say = event.plan, turn.say
    lines = [say("events.where", title=plan.title, when=time_of(turn, slot), place=plan.place)]
    if plan.map_point:
        lines.append(map_link(plan.map_point))
    lines.append(say("events.bring", what=plan.bring or say("events.bring_usual")))
    if plan.bus:
        lines.append(say("events.bus", bus=plan.bus))
    if turn.office.phone:
        lines.append(say("events.ask_whom", phone=spoken(turn.office.phone), office=turn.office.name))
    return lines


def ticket_picture(turn: Turn, code: str) -> File:
    """The QR code that an official's phone opens at the door."""
    import segno

    picture = io.BytesIO()
    link = f"{turn.page}?start={TICKET}{code}" if turn.page else f"{TICKET}{code}"
    segno.make(link, error="q", micro=False, boost_error=False).save(picture, kind="png", scale=_PIXELS)
    return File(f"ve-{code}.png", PNG, picture.getvalue())


def calendar_file(event: Event, slot: Slot, code: str, *, now: datetime) -> File:
    """The event as any phone's calendar takes it in, with a reminder a day and two hours before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dong Hanh//VI",
        "BEGIN:VEVENT",
        f"UID:{code}@donghanh",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(slot.starts)}",
        f"DTEND:{_utc(slot.ends)}",
        f"SUMMARY:{_escaped(event.plan.title)}",
        f"LOCATION:{_escaped(event.plan.place)}",
        *(f"GEO:{event.plan.map_point.replace(',', ';')}" for _ in (1,) if event.plan.map_point),
        *_alarm("-P1D"),
        *_alarm("-PT2H"),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    folded = "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"
    return File(f"lich-{code}.ics", CALENDAR, folded.encode())


def _alarm(before: str) -> Sequence[str]:
    return "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{before}", "DESCRIPTION:.", "END:VALARM"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """As RFC 5545 writes a text."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Lines of at most 75 bytes, as RFC 5545 asks; no letter is cut in two."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    first, *others = [*parts, part]
    return [first, *(f" {each}" for each in others)]
