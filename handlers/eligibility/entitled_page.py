"""The whole result on a page to keep or to show at the desk, made as long work from what was told last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.screening import Outcome
from bot.domain.messages import File, Outgoing
from bot.domain.policies.statements import Scene
from bot.domain.policies.terms import Facet, Level
from bot.screen_words import Words
from handlers.eligibility import entitled_kept
from handlers.eligibility.entitled_lines import open_in_money
from handlers.eligibility.entitled_worth import talk
from models import screenings
from models.catalogue import load_wording
from models.eligibility_files import load_rules

MOST_RIGHTS, MOST_OPEN = 12, 6
LANGUAGE = "vi"
"""The page is for the desk of the commune."""


def page(turn: JobTurn) -> Reply:
    """Both forms of the page, as far as the channel carries them."""
    since = turn.now - timedelta(days=entitled_kept.RESUMED_DAYS)
    told = turn.read(
        partial(screenings.last, contact_id=turn.contact.id, people=turn.register.people, since=since)
    )
    if told is None:
        return text(turn.say("choice.expired"))
    # What draws and prints is slow to import; most turns never need it.
    from bot.papers.rights_pages import Part, RightsPage, as_pdf, as_picture

    household = talk({**told.answers, "on": turn.today.isoformat()}).household
    words = Words(load_rules(), turn.today, LANGUAGE)
    screening = words.rules.screen(household, turn.today)
    had = [each for each in screening.outcomes if each.paid]
    open_ = list(open_in_money(words, screening))
    parts = [Part(words.say("entitled_page.had"), tuple(_had(words, had[:MOST_RIGHTS])))]
    if open_:
        lines = dict.fromkeys(_title(words, each) for each in open_)
        parts.append(Part(words.say("entitled_page.open"), tuple(lines)[:MOST_OPEN]))
    day = words.formatter.date(turn.today)
    made = RightsPage(
        words.say("entitled_page.title"),
        (words.say("entitled_page.by", office=turn.office.name, day=day), *_people(words, household)),
        tuple(parts),
        words.say("entitled_page.foot", day=day),
    )
    pdf = File(f"quyen-loi-{turn.today:%Y-%m-%d}.pdf", "application/pdf", as_pdf(made))
    picture = File(f"quyen-loi-{turn.today:%Y-%m-%d}.png", "image/png", as_picture(made))
    carried = [file for file in (pdf, picture) if turn.capabilities.carries(file)]
    if not carried:
        return text("\n".join([made.title, *(line for part in parts for line in part.lines)]))
    first, *rest = carried
    return Reply(
        (
            Outgoing(turn.say("entitled.page_ready"), file=first),
            *(Outgoing(made.title, file=each) for each in rest),
        )
    )


def _people(words: Words, household: HouseholdFacts) -> Iterator[str]:
    if household.status is not None:
        yield words.say("entitled_page.status", status=words.value("status", household.status))
    told = [f"{each.name} ({words.value('born', each.born)})" for each in household.members if each.born]
    if told:
        yield words.say("entitled_page.people", people=", ".join(told))


def _had(words: Words, outcomes: list[Outcome]) -> Iterator[str]:
    """Each right with its sum, its document and what to bring."""
    for each, names in _by_right(outcomes):
        right = words.rules.book.rights[each.right]
        sum_ = words.amount(each.amount, right.kind) if each.amount else None
        title = words.title(each.right)
        titled = words.say("screen.of", member=", ".join(names), what=title) if names else title
        notes = [titled, sum_, words.say("screen.received") if each.received else None]
        yield "• " + " · ".join(note for note in notes if note)
        if papers := _papers(words, right.entry):
            yield f"   {words.say('screen.bring', text=papers)}"


def _by_right(outcomes: list[Outcome]) -> Iterator[tuple[Outcome, list[str]]]:
    """Rights that come to the same for several members stand once, with all their names."""
    alike: dict[tuple[object, ...], list[Outcome]] = {}
    for each in outcomes:
        alike.setdefault((each.right, each.amount, each.received), []).append(each)
    for [first, *others] in alike.values():
        yield first, [each.member for each in (first, *others) if each.member]


def _papers(words: Words, entry: str) -> str:
    written = load_wording(LANGUAGE)[entry]
    scene = Scene(
        entry=words.rules.catalogue.entries[entry],
        wording=written,
        on=words.day,
        today=words.day,
        province=None,
    )
    return " ".join(said.text for said in scene.said(Level.SHORT, Level.HOW, facet=Facet.PAPERS))


def _title(words: Words, outcome: Outcome) -> str:
    title = words.title(outcome.right)
    return words.say("screen.of", member=outcome.member, what=title) if outcome.member else title


JOBS: Mapping[str, JobHandler] = {"entitled.page": page}
