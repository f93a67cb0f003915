"""The way in for people who would rather choose than type: subjects, then questions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.messages import Choice
from bot.domain.policies.terms import Group
from handlers.cases import person
from handlers.catalogue import policy
from handlers.eligibility import entitled

TOPIC = Topic("menu")
LINES = 6
SUBJECTS = 5
"""With the ways on, no more than a platform has buttons for."""


@TOPIC.action
def show(turn: Turn, page: str = "0") -> Reply:
    """The subjects that have answers, a page at a time, and a person."""
    shown, following = _page(_groups(turn), page, SUBJECTS)
    choices = [Choice(turn.say(f"group.{group}"), TOPIC.do(subject, group), lasting=True) for group in shown]
    if following is not None:
        choices.append(Choice(turn.say("menu.more"), TOPIC.do(show, following), lasting=True))
    begins = page == "0"
    if begins:
        choices.append(Choice(turn.say("entitled.button"), entitled.TOPIC.do(entitled.begin), lasting=True))
    choices.append(Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True))
    reply = text(turn.say("menu.ask"), *choices, in_place=not begins)
    return Reply(reply.messages, place=TOPIC.do(show) if begins else TOPIC.do(show, page))


@TOPIC.action
def subject(turn: Turn, group: str, page: str = "0") -> Reply:
    """The questions of a subject, a page at a time; the answer itself where there is only one."""
    names = [entry.id for entry in turn.knowledge.catalogue.entries.values() if entry.group == group]
    if len(names) == 1:
        return policy.open_entry(turn, names[0])
    titles = turn.knowledge.entry_wording(turn.contact.language)
    shown, following = _page(names, page, LINES)
    choices = [policy.choice_of(titles[name].button, name) for name in shown]
    if following is not None:
        choices.append(Choice(turn.say("menu.more"), TOPIC.do(subject, group, following), lasting=True))
    choices.append(Choice(turn.say("menu.back"), TOPIC.do(show), lasting=True))
    reply = text(turn.say("menu.which", subject=turn.say(f"group.{group}")), *choices)
    begins = page == "0"
    return Reply(reply.messages, place=TOPIC.do(subject, group) if begins else TOPIC.do(subject, group, page))


@TOPIC.action
def explain(turn: Turn) -> Reply:
    """How to talk to the machine, with examples and the words that always work."""
    return text(turn.say("help.text"), Choice(turn.say("menu.title"), TOPIC.do(show), lasting=True))


def _page(names: Sequence[str], page: str, lines: int) -> tuple[Sequence[str], str | None]:
    """What stands on a page of so many lines, and the page after it; None where one holds everything."""
    first = int(page) * lines if page.isdecimal() else 0
    shown = names[first : first + lines] or names[:lines]
    if len(names) <= lines:
        return shown, None
    return shown, str(first // lines + 1) if first + lines < len(names) else "0"


def _groups(turn: Turn) -> list[str]:
    """Subjects in the order of `Group`, those without an entry left out."""
    present = {entry.group for entry in turn.knowledge.catalogue.entries.values()}
    return [group.value for group in Group if group in present]
