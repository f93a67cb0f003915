"""The morning's one screen for an official: counts, and digits that open what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.calendar import working_day
from bot.domain.ids import HouseholdId
from bot.domain.messages import Choice
from bot.domain.notices import DIGEST, DIGEST_AT
from bot.domain.policies.review import Due, reminders
from bot.domain.roles import Field
from bot.knowledge import Knowledge
from bot.wording import DEFAULT, Wording
from handlers.cases.case_work import areas_of
from handlers.families.household_lines import short_line
from models import mornings
from models.audit import Reason
from models.mornings import Morning

TOPIC = Topic("digest")
MOST_LISTED = 10


def since(now: datetime) -> datetime:
    """The digest before: that of the last working day."""
    day = now.astimezone(VIETNAM).date() - timedelta(days=1)
    while not working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, VIETNAM)


def overdue_content(knowledge: Knowledge, now: datetime) -> list[str]:
    """The sources of the catalogue that should have been looked at again by now."""
    day = now.astimezone(VIETNAM).date()
    due = reminders(knowledge.catalogue, knowledge.entry_wording(DEFAULT), on=day)
    return [f"{each.name}: {each.what}" for each in due if each.due is Due.SOURCE]


def lines(say: Wording, seen: Morning, *, content: int) -> list[str]:
    """What there is, line by line; nothing where there is nothing."""
    counts = (
        ("digest.today", seen.due_today),
        ("digest.late", seen.overdue),
        ("digest.new", seen.new),
        ("digest.escaped", len(seen.escaped)),
        ("digest.worse", len(seen.worse)),
        ("digest.content", content),
    )
    return [say(key, count=count) for key, count in counts if count]


@TOPIC.action
def show(turn: Turn) -> Reply:
    """The digest as of now."""
    if not turn.register.areas_listed:
        return text(turn.say("choice.expired"))
    told = lines(turn.say, _seen(turn), content=len(overdue_content(turn.knowledge, turn.now)))
    if not told:
        return text(turn.say("digest.nothing"))
    choices = [Choice(turn.say(each.label), each.chosen({})) for each in DIGEST.choices]
    head = turn.say("digest.head", day=f"{turn.today:%d/%m}")
    return text("\n".join([head, *told]), *choices)


def _seen(turn: Turn) -> Morning:
    hamlets = list(turn.register.hamlets_listed)
    query = partial(mornings.morning, areas=areas_of(turn), hamlets=hamlets)
    seen: Morning = turn.read(partial(query, since=since(turn.now), now=turn.now))
    return seen


@TOPIC.action
def families(turn: Turn) -> Reply:
    """Which families got out of poverty, and which got worse, since the last working day."""
    if not turn.register.areas_listed:
        return text(turn.say("choice.expired"))
    seen = _seen(turn)
    told = [*_listed(turn, "digest.escaped", seen.escaped), *_listed(turn, "digest.worse", seen.worse)]
    return text("\n".join(told) or turn.say("digest.no_families"))


def _listed(turn: Turn, key: str, homes: Sequence[HouseholdId]) -> list[str]:
    fields = {Field.NUMBER, Field.HAMLET, Field.HEAD, Field.STATUS}
    found = (turn.register.household(each, fields, reason=Reason.UPKEEP) for each in homes[:MOST_LISTED])
    known = turn.register.hamlets_listed
    listed = [short_line(turn.say, each, hamlet=known.get(each.hamlet, "")) for each in found if each]
    return [turn.say(key, count=len(homes)), *listed] if listed else []


@TOPIC.action
def content(turn: Turn) -> Reply:
    """Which sources of the catalogue are past their review."""
    found = overdue_content(turn.knowledge, turn.now)
    head = turn.say("digest.content", count=len(found))
    return text("\n".join([head, *found[:MOST_LISTED]]) if found else turn.say("digest.no_content"))
