"""Somebody who keeps the register is given the official list of the own area as a file, as long work.

Never over a door that must not carry it: there the page is offered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, Turn, text
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Capabilities, File, Outgoing, PersonalData
from bot.domain.register.terms import Status
from bot.lists.from_register import LISTED, line_of
from handlers.people import own_page
from models import jobs
from models.areas import area_by_id

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL = (Status.POOR, Status.NEAR_POOR)
"""The households of a list when nobody says which: those that the yearly decision names."""


def wanted(turn: Turn, typed: str) -> Reply | None:
    """Begin to write a list; None from somebody who keeps none."""
    own = turn.register.hamlets_listed
    if not own:
        return None
    if not carries_lists(turn.capabilities):
        return own_page.elsewhere(turn, turn.say("lists.not_given_here"))
    hamlets = turn.knowledge.requests.hamlets(typed, own)
    if hamlets is None:
        return text(turn.say("lists.no_hamlet", known=", ".join(own.values())))
    statuses = turn.knowledge.requests.listed(typed) or USUAL
    asked = {"hamlets": ",".join(map(str, hamlets or own)), "statuses": ",".join(statuses)}
    return text(turn.say("lists.writing")).doing(partial(_ask, turn=turn, asked=asked))


def carries_lists(can: Capabilities) -> bool:
    """Whether whole lists with names may come and go through a door."""
    return can.personal_data is PersonalData.FULL and can.documents


def _ask(tx: Connection, contact_id: ContactId, *, turn: Turn, asked: Mapping[str, str]) -> None:
    jobs.add_job(tx, "lists.export", contact_id=contact_id, parameters=asked, now=turn.now)


def write(turn: JobTurn) -> Reply:
    """The list as a file. What is shown and to whom is asked anew: a role may have ended since."""
    hamlets = [AreaId(int(number)) for number in turn.parameters["hamlets"].split(",")]
    statuses = [Status(status) for status in turn.parameters["statuses"].split(",")]
    if not carries_lists(turn.capabilities):
        return text(turn.say("lists.not_given_here"))
    found = turn.register.listed(hamlets, statuses, LISTED)
    names = turn.register.hamlets_listed
    lines = [line for each in found if (line := line_of(each, hamlet=names[each.hamlet])) is not None]
    if not lines:
        return text(turn.say("lists.nobody"))
    # What writes spreadsheets is slow to import and large; most servers never need it.
    from bot.lists.writing import write_list

    content = write_list(lines, place=place_of(turn, hamlets), as_of=turn.today)
    file = File(f"danh-sach-{turn.today:%Y-%m-%d}.xlsx", XLSX, content)
    return Reply((Outgoing(turn.say("lists.written", count=len(lines)), file=file),))


def place_of(turn: JobTurn, hamlets: Collection[AreaId]) -> str:
    """The one hamlet, or the commune."""
    first = turn.read(partial(area_by_id, area_id=min(hamlets)))
    return str(first.name if len(hamlets) == 1 else turn.read(partial(area_by_id, area_id=first.parent)).name)


JOBS: Mapping[str, JobHandler] = {"lists.export": write}
