"""The way in for people who would rather choose than type: subjects, then questions."""

from __future__ import annotations

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.messages import Choice
from bot.domain.policy_terms import Group
from handlers import person, policy

TOPIC = Topic("menu")
LINES = 6


@TOPIC.action
def show(turn: Turn, page: str = "0") -> Reply:
    """The subjects that have answers, a page at a time, and a person."""
    groups = _groups(turn)
    first = int(page) * LINES if page.isdecimal() else 0
    shown = groups[first : first + LINES] or groups[:LINES]
    choices = [Choice(turn.say(f"group.{group}"), TOPIC.do(subject, group), lasting=True) for group in shown]
    if len(groups) > LINES:
        following = str(int(page) + 1) if first + LINES < len(groups) else "0"
        choices.append(Choice(turn.say("menu.more"), TOPIC.do(show, following), lasting=True))
    choices.append(Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True))
    begins = page == "0"
    reply = text(turn.say("menu.ask"), *choices, in_place=not begins)
    return Reply(reply.messages, place=TOPIC.do(show) if begins else TOPIC.do(show, page))


@TOPIC.action
def subject(turn: Turn, group: str) -> Reply:
    """The questions of a subject; the answer itself where there is only one."""
    names = [entry.id for entry in turn.knowledge.catalogue.entries.values() if entry.group == group]
    if len(names) == 1:
        return policy.open_entry(turn, names[0])
    titles = turn.knowledge.entry_wording(turn.contact.language)
    choices = [policy.choice_of(titles[name].button, name) for name in names[: LINES + 2]]
    choices.append(Choice(turn.say("menu.back"), TOPIC.do(show), lasting=True))
    reply = text(turn.say("menu.which", subject=turn.say(f"group.{group}")), *choices)
    return Reply(reply.messages, place=TOPIC.do(subject, group))


@TOPIC.action
def explain(turn: Turn) -> Reply:
    """How to talk to the machine, with examples and the words that always work."""
    return text(turn.say("help.text"), Choice(turn.say("menu.title"), TOPIC.do(show), lasting=True))


def _groups(turn: Turn) -> list[str]:
    """Subjects in the order of `Group`, those without an entry left out."""
    present = {entry.group for entry in turn.knowledge.catalogue.entries.values()}
    return [group.value for group in Group if group in present]
