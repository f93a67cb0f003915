"""What a new poverty line may mean: for the asker's own house, and for all households of a commune.

What the sources do not tell of the new standard is not guessed: then it is said what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.eligibility.figures import Figures, Held
from bot.domain.eligibility.new_line import Expected, tally
from bot.domain.eligibility.terms import Area
from bot.domain.ids import ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.register.terms import Status
from bot.domain.understanding.amounts import asked_amount
from bot.forms import Answers, Form, Question
from bot.lists.from_register import LISTED, line_of
from bot.screen_words import Words
from handlers.eligibility import entitled, request_paper
from handlers.files.list_export import XLSX, carries_lists, place_of
from handlers.people import own_page
from models import jobs
from models.eligibility_files import load_rules
from models.register import what_if

TOPIC = Topic("new_standard")
LINE = "poverty-line"
UNKNOWN = "unknown"
MOST_INCOME = 100_000_000
TO_ASK = (Status.NEWLY_ESCAPED, Status.AVERAGE, Status.OTHER)
"""Households that may come in by a higher line."""


def _figures() -> Figures:
    return load_rules().figures(LINE)


def next_change(today: date) -> date | None:
    """The next day from which another line holds, as far as it is known."""
    known = _figures()
    days = (day for day in known.turns("rural_line") if day > today and known.on("rural_line", day))
    return min(days, default=None)


@TOPIC.action
def own(turn: Turn) -> Reply:
    """Ask where the house stands and what comes in, if that is not known, and compare both lines."""
    if next_change(turn.today) is None:
        return text(turn.say("new_standard.none"))
    known = entitled.registered(turn)
    return forms.begin(turn, OWN, answers={name: known[name] for name in ("area",) if name in known})


def _read_income(typed: str) -> str | None:
    amount = asked_amount(typed)
    if amount is None or amount.share or not 0 <= amount.value <= MOST_INCOME:
        return None
    return str(int(amount.value))


def _told(turn: Turn, answers: Answers) -> Reply:
    day = next_change(turn.today)
    assert day is not None
    name = f"{Area(answers['area']).value}_line"
    old, new = _figures().on(name, turn.today), _figures().on(name, day)
    words = Words(load_rules(), turn.today, turn.contact.language)
    if old is None or new is None:
        return text(turn.say("new_standard.none"))
    lines = [turn.say("new_standard.lines", day=words.formatter.date(day), **_sums(words, old, new))]
    if answers["income"] != UNKNOWN:
        income = int(answers["income"])
        lines.append(turn.say(f"new_standard.{_place(income, old, new)}", sum=words.value("income", income)))
    lines.append(turn.say("new_standard.not_sure", day=words.formatter.date(day)))
    paper = Choice(turn.say("request_paper.button"), request_paper.TOPIC.do(request_paper.begin))
    return text("\n".join(lines), paper)


def _sums(words: Words, old: Held, new: Held) -> Mapping[str, str]:
    return {"old": words.value("income", int(old.value)), "new": words.value("income", int(new.value))}


def _place(income: int, old: Held, new: Held) -> str:
    if income <= int(old.value):
        return "under_both"
    return "between" if income <= int(new.value) else "over_both"


def commune(turn: Turn) -> Reply | None:
    """Begin to count what may change in the own area; None from somebody who keeps no register."""
    if not turn.register.hamlets_listed:
        return None
    if not carries_lists(turn.capabilities):
        return own_page.elsewhere(turn, turn.say("lists.not_given_here"))
    if next_change(turn.today) is None:
        return text(turn.say("new_standard.none"))
    return text(turn.say("new_standard.counting")).doing(partial(_ask, turn=turn))


def _ask(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    speaker = {} if turn.register.person is None else {"speaker": str(turn.register.person)}
    jobs.add_job(tx, "new_standard.commune", contact_id=contact_id, parameters=speaker, now=turn.now)


def count(turn: JobTurn) -> Reply:
    """Who may change, what is not known, and a list of whom to ask. The asker's rights are asked anew."""
    hamlets, day = turn.register.hamlets_listed, next_change(turn.today)
    if not hamlets or day is None or not carries_lists(turn.capabilities):
        return text(turn.say("new_standard.none"))
    rows = turn.read(partial(what_if.groups, hamlets=list(hamlets), day=turn.today))
    found = tally(rows)
    words = Words(load_rules(), turn.today, "vi")
    lines = [turn.say("new_standard.head", day=words.formatter.date(day), count=found.households)]
    lines += [turn.say(f"new_standard.{kind}", count=found.counts[kind]) for kind in Expected]
    lines.append(turn.say("new_standard.missing", count=found.without_indicators))
    lines.append(turn.say("new_standard.commune_not_sure"))
    file = _to_ask(turn)
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


OWN = forms.register(
    Form(
        "new_standard",
        (
            Question("area", options=tuple(Area)),
            Question("income", options=(UNKNOWN,), read=_read_income),
        ),
        _told,
        None,
    )
)
JOBS: Mapping[str, JobHandler] = {"new_standard.commune": count}
