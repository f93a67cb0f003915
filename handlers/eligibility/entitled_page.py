"""The whole result on a page to keep or to show at the desk, made as long work from what was told last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.screening import Outcome
from bot.domain.messages import File, Outgoing
from bot.domain.policies.statements import Scene
from bot.domain.policies.terms import Facet, Level
from bot.screen_words import Words
from handlers.cases.office_lines import whom_to_call
from handlers.eligibility import entitled_kept
from handlers.eligibility.entitled_lines import open_in_money
from handlers.eligibility.entitled_worth import talk
from models import screenings
from models.catalogue import load_wording
from models.eligibility_files import load_rules

if TYPE_CHECKING:
    from bot.papers.rights_pages import RightsPage

MOST_RIGHTS, MOST_OPEN = 14, 6
OF_THE_DESK = "vi"
"""What the desk of the commune reads; who chose another language gets the page in that one beside it."""


def page(turn: JobTurn) -> Reply:
    """The page in the asker's language in both its forms, as far as the channel carries them, and in the
    desk's to be shown there."""
    since = turn.now - timedelta(days=entitled_kept.RESUMED_DAYS)
    told = turn.read(
        partial(screenings.last, contact_id=turn.contact.id, people=turn.register.people, since=since)
    )
    if told is None:
        return text(turn.say("choice.expired"))
    # What draws and prints is slow to import; most turns never need it.
    from bot.papers.rights_pages import as_pdf, as_picture, shows

    household = talk({**told.answers, "on": turn.today.isoformat()}).household
    wanted = turn.contact.language
    shown = wanted if shows(wanted) else OF_THE_DESK
    own = _written(turn, household, shown)
    ready = turn.say("entitled.page_ready")
    if shown != wanted:
        ready = f"{ready} {turn.say('entitled.page_only_vietnamese')}"
    files = [(ready, _pdf(turn, as_pdf(own), shown)), (own.title, _picture(turn, as_picture(own), shown))]
    if shown != OF_THE_DESK:
        desk = as_pdf(_written(turn, household, OF_THE_DESK))
        files.append((turn.say("entitled.page_for_desk"), _pdf(turn, desk, OF_THE_DESK)))
    carried = [Outgoing(words, file=file) for words, file in files if turn.capabilities.carries(file)]
    if not carried:
        return text("\n".join([own.title, *(line for part in own.parts for line in part.lines)]))
    return Reply(tuple(carried))


def _pdf(turn: JobTurn, content: bytes, language: str) -> File:
    return File(f"quyen-loi-{turn.today:%Y-%m-%d}-{language}.pdf", "application/pdf", content)


def _picture(turn: JobTurn, content: bytes, language: str) -> File:
    return File(f"quyen-loi-{turn.today:%Y-%m-%d}-{language}.png", "image/png", content)


def _written(turn: JobTurn, household: HouseholdFacts, language: str) -> RightsPage:
    from bot.papers.rights_pages import Part, RightsPage

    words = Words(load_rules(), turn.today, language)
    screening = words.rules.screen(household, turn.today)
    had = [each for each in screening.outcomes if each.paid]
    open_ = list(open_in_money(words, screening))
    parts = [Part(words.say("entitled_page.had"), tuple(_had(words, had)))]
    if open_:
        parts.append(Part(words.say("entitled_page.open"), tuple(_open(words, open_))))
    day = words.formatter.date(turn.today)
    return RightsPage(
        words.say("entitled_page.title"),
        (words.say("entitled_page.by", office=turn.office.name, day=day), *_people(words, household)),
        tuple(parts),
        " · ".join(
            [words.say("entitled_page.foot", day=day), *whom_to_call(words.say, turn.office).split("\n")]
        ),
        language,
    )


def _people(words: Words, household: HouseholdFacts) -> Iterator[str]:
    if household.status is not None:
        yield words.say("entitled_page.status", status=words.value("status", household.status))
    told = [f"{each.name} ({words.value('born', each.born)})" for each in household.members if each.born]
    if told:
        yield words.say("entitled_page.people", people=", ".join(told))


def _had(words: Words, outcomes: list[Outcome]) -> Iterator[str]:
    """Each right with its sum, its document and what to bring."""
    for each, names in islice(_by_right(outcomes), MOST_RIGHTS):
        right = words.rules.book.rights[each.right]
        sum_ = words.amount(each.amount, right.kind) if each.amount else None
        if sum_ and len(names) > 1 and each.amount and not each.amount.share:
            sum_ = words.say("entitled_page.each", sum=sum_)
        notes = [_titled(words, each, names), sum_, words.say("screen.received") if each.received else None]
        yield "• " + " · ".join(note for note in notes if note)
        if papers := _papers(words, right.entry):
            yield f"   {words.say('screen.bring', text=papers)}"


def _open(words: Words, outcomes: list[Outcome]) -> Iterator[str]:
    for each, names in islice(_by_right(outcomes), MOST_OPEN):
        yield f"• {_titled(words, each, names)}"


def _titled(words: Words, outcome: Outcome, names: list[str]) -> str:
    title = words.title(outcome.right)
    return words.say("screen.of", member=", ".join(names), what=title) if names else title


def _by_right(outcomes: list[Outcome]) -> Iterator[tuple[Outcome, list[str]]]:
    """Rights that come to the same for several members stand once, with all their names."""
    alike: dict[tuple[object, ...], list[Outcome]] = {}
    for each in outcomes:
        alike.setdefault((each.right, each.amount, each.received), []).append(each)
    for [first, *others] in alike.values():
        yield first, [each.member for each in (first, *others) if each.member]


def _papers(words: Words, entry: str) -> str:
    written = load_wording(words.language)[entry]
    scene = Scene(
        entry=words.rules.catalogue.entries[entry],
        wording=written,
        on=words.day,
        today=words.day,
        province=None,
    )
    return " ".join(said.text for said in scene.said(Level.SHORT, Level.HOW, facet=Facet.PAPERS))


JOBS: Mapping[str, JobHandler] = {"entitled.page": page}
