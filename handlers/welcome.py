"""The first words, the language, and beginning anew."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import ContactId
from bot.domain.linking import token_in
from bot.domain.messages import Action, Choice
from bot.domain.state import State
from bot.wording import LANGUAGES, wording
from handlers import menu
from handlers.cases.office_lines import whom_to_call
from handlers.catalogue import policy
from handlers.fairs import event_requests
from handlers.people import linking
from models.people import contacts

TOPIC = Topic("welcome")
ENTRY_LINK = "p_"


def start(turn: Turn, payload: str | None) -> Reply:
    """Greet, and go where a link or poster led. A link nobody knows leads to the menu."""
    greeting = in_full(turn)
    if not payload:
        return greeting.then(menu.show(turn))
    if (token := token_in(payload)) is not None:
        return greeting.then(linking.by_token(turn, token))
    if (code := event_requests.code_in(payload)) is not None:
        opened = event_requests.by_ticket(turn, code)
        return opened if turn.state.greeted else greeting.then(opened)
    entry_id = payload.removeprefix(ENTRY_LINK)
    if payload.startswith(ENTRY_LINK) and entry_id in turn.knowledge.catalogue.entries:
        return greeting.then(policy.open_entry(turn, entry_id))
    return greeting.then(text(turn.say("welcome.unknown_link"))).then(menu.show(turn))


def in_full(turn: Turn) -> Reply:
    """That it is a machine, what it keeps, how to erase, which languages, whom to call instead."""
    say = turn.say
    return text(
        "\n\n".join(
            (
                say("welcome.machine", office=turn.office.name),
                say("welcome.keeps", days=turn.keep_days),
                say("welcome.languages"),
                whom_to_call(say, turn.office),
            )
        )
    )


def short(turn: Turn) -> Reply:
    """The same in two sentences, before the answer to somebody who asked at once."""
    return text(turn.say("welcome.short", office=turn.office.name, days=turn.keep_days))


@TOPIC.action
def restart(turn: Turn) -> Reply:
    """Forget where we were and begin anew."""
    begun = menu.show(turn)
    return Reply(
        (*text(turn.say("welcome.restarted")).messages, *begun.messages),
        State(greeted=True),
        place=begun.place,
    )


@TOPIC.action
def languages(turn: Turn) -> Reply:
    """Offer the languages, each in its own words."""
    choices = [
        Choice(wording(language)("language.name"), TOPIC.do(set_language, language), lasting=True)
        for language in LANGUAGES
    ]
    return text(turn.say("language.ask"), *choices)


@TOPIC.action
def set_language(turn: Turn, language: str) -> Reply:
    """Answer in another language from now on."""

    def remember(tx: Connection, contact_id: ContactId) -> None:
        contacts.set_language(tx, contact_id, language)

    say = wording(language)
    return text(say("language.set"), Choice(say("menu.title"), Action("menu", "show"))).doing(remember)
