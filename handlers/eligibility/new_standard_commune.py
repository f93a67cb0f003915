"""What a new poverty line may mean for all households of an area, counted as long work, some hamlets a job.

Each job tells how far it is and asks for the next: others' work comes in between, memory stays the same
however many households there are, and what was counted is not lost where the server stops."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, Turn, text
from bot.domain.eligibility.new_line import Expected, Tally, tally
from bot.domain.ids import ContactId
from bot.domain.messages import File, Outgoing
from bot.domain.register.terms import Status
from bot.lists.from_register import LISTED, line_of
from bot.screen_words import Words
from handlers.eligibility.new_standard import next_change
from handlers.files.list_export import XLSX, carries_lists, place_of
from handlers.people import own_page
from models import jobs
from models.eligibility_files import load_rules
from models.register import what_if

TO_ASK = (Status.NEWLY_ESCAPED, Status.AVERAGE, Status.OTHER)
"""Households that may come in by a higher line."""
AT_ONCE = 100
"""Hamlets that one job counts: more than a commune has."""
MOST_LISTED = 10_000
"""A longer list of whom to ask is made commune by commune."""


def begin(turn: Turn) -> Reply | None:
    """Begin to count what may change in the own area; None from somebody who keeps no register."""
    if not turn.register.hamlets_listed:
        return None
    if not carries_lists(turn.capabilities):
        return own_page.elsewhere(turn, turn.say("lists.not_given_here"))
    if next_change(turn.today) is None:
        return text(turn.say("new_standard.none"))
    speaker = {} if turn.register.person is None else {"speaker": str(turn.register.person)}
    ask = partial(_ask, parameters=speaker, turn=turn)
    return text(turn.say("new_standard.counting")).doing(ask)


def _ask(
    tx: Connection, contact_id: ContactId, *, turn: Turn | JobTurn, parameters: Mapping[str, str]
) -> None:
    jobs.add_job(tx, "new_standard.commune", contact_id=contact_id, parameters=parameters, now=turn.now)


def count(turn: JobTurn) -> Reply:
    """Count the next hamlets; after the last, who may change, what is not known, and whom to ask. The
    asker's rights are asked anew each time."""
    hamlets = sorted(turn.register.hamlets_listed)
    if not hamlets or next_change(turn.today) is None or not carries_lists(turn.capabilities):
        return text(turn.say("new_standard.none"))
    after = int(turn.parameters.get("after", "0"))
    part = [each for each in hamlets if each > after][:AT_ONCE]
    found = _counted(turn).plus(tally(turn.read(partial(what_if.groups, hamlets=part, day=turn.today))))
    if not part or part[-1] == hamlets[-1]:
        return _result(turn, found)
    kept = {
        "after": str(part[-1]),
        "counts": json.dumps(found.counts),
        "without": str(found.without_indicators),
    }
    done = turn.say("new_standard.counted", done=hamlets.index(part[-1]) + 1, count=len(hamlets))
    return text(done).doing(partial(_ask, turn=turn, parameters={**turn.parameters, **kept}))


def _counted(turn: JobTurn) -> Tally:
    """What the jobs before this one counted."""
    counts = json.loads(turn.parameters.get("counts", "{}"))
    known = {kind: int(counts.get(kind, 0)) for kind in Expected}
    return Tally(known, int(turn.parameters.get("without", "0")))


def _result(turn: JobTurn, found: Tally) -> Reply:
    day = next_change(turn.today)
    assert day is not None
    words = Words(load_rules(), turn.today, turn.contact.language)
    lines = [turn.say("new_standard.head", day=words.formatter.date(day), count=found.households)]
    lines += [turn.say(f"new_standard.{kind}", count=found.counts[kind]) for kind in Expected]
    lines.append(turn.say("new_standard.missing", count=found.without_indicators))
    lines.append(turn.say("new_standard.commune_not_sure"))
    too_long = found.counts[Expected.MAY_COME_IN] > MOST_LISTED
    if too_long:
        lines.append(turn.say("new_standard.list_too_long", count=MOST_LISTED))
    file = None if too_long else _to_ask(turn)
    if file is not None:
        lines.append(turn.say("new_standard.list_attached"))
    return Reply((Outgoing("\n".join(lines), file=file),))


def _to_ask(turn: JobTurn) -> File | None:
    """The official list of those whose income decides, hamlet by hamlet."""
    hamlets = turn.register.hamlets_listed
    households = turn.register.listed(list(hamlets), TO_ASK, LISTED)
    lines = [line for each in households if (line := line_of(each, hamlet=hamlets[each.hamlet]))]
    if not lines:
        return None
    # What writes spreadsheets is slow to import and large; most servers never need it.
    from bot.lists.writing import write_list

    content = write_list(lines, place=place_of(turn, list(hamlets)), as_of=turn.today)
    return File(f"can-hoi-thu-nhap-{turn.today:%Y-%m-%d}.xlsx", XLSX, content)


JOBS: Mapping[str, JobHandler] = {"new_standard.commune": count}
