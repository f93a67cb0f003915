"""A family answers a message that went to many: its words land as a case with the code of the message."""

from __future__ import annotations

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.forms import Answers, Form, Question
from handlers.cases import person

TOPIC = Topic("broadcast_reply")
LONGEST_WORDS = 600


@TOPIC.action
def begin(turn: Turn, code: str) -> Reply:
    """Ask what the family wants to tell."""
    return forms.begin(turn, REPLY, answers={"code": code})


def _words(typed: str) -> str | None:
    return typed.strip()[:LONGEST_WORDS] or None


def _send(turn: Turn, answers: Answers) -> Reply:
    words = f"[{answers['code']}] {answers['words']}"
    code, effect = person.opened(turn, CaseKind.BROADCAST_REPLY, words=words)
    return text(turn.say("broadcast_reply.sent", code=code)).doing(effect)


REPLY = forms.register(
    Form("broadcast_answer", (Question("words", read=_words, open_ended=True),), _send, None)
)
