"""Where a conversation stands: what was offered, which form is open, where the person came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.domain.ids import CaseId, PersonId
from bot.domain.messages import Action, Choice
from bot.domain.unanswered import Asked

KEPT_OFFERS = 4
KEPT_STEPS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A numbered list the person was shown. `token` is what its buttons carry."""

    token: str
    choices: tuple[Choice, ...]

    @property
    def plainly(self) -> int:
        """How often it was asked, where only a plain answer counts."""
        return max((choice.plainly for choice in self.choices), default=0)


@dataclass(frozen=True, slots=True)
class FormProgress:
    """An open form: the question asked last and the answers so far, as the person gave them."""

    form: str
    asked: str
    answers: Mapping[str, str] = field(default_factory=dict)
    editing: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """All a conversation remembers between two messages.

    `active_at` is when somebody who is linked last asked; what was said until `hidden_to` is shown no more.
    `talk` is the case about which an official and a family talk through this conversation.
    """

    greeted: bool = False
    offers: tuple[Offer, ...] = ()
    closed: bool = False
    form: FormProgress | None = None
    trail: tuple[Action, ...] = ()
    misses: int = 0
    asked: Asked | None = None
    speaker: PersonId | None = None
    active_at: datetime | None = None
    consents_asked: tuple[str, ...] = ()
    hidden_to: datetime | None = None
    talk: CaseId | None = None

    def locked(self, now: datetime, patience: timedelta) -> bool:
        """Whether a link was unused for so long that somebody else may be writing."""
        return self.active_at is not None and now - self.active_at > patience

    def hidden_until(self, now: datetime, patience: timedelta) -> datetime | None:
        """Until when nothing that was said is shown: somebody else may sit before the page by now."""
        if self.active_at is not None and self.locked(now, patience):
            return max(self.active_at + patience, self.hidden_to or self.active_at)
        return self.hidden_to

    @property
    def open_offer(self) -> Offer | None:
        """The list a digit would choose from; none while a question waits for other words."""
        return self.offers[-1] if self.offers and not self.closed else None

    def offering(self, offer: Offer) -> State:
        """After a new list was shown. Of older ones only lasting choices can still be pressed."""
        older = tuple(old for old in self.offers if any(choice.lasting for choice in old.choices))
        return replace(self, offers=(*older, offer)[-KEPT_OFFERS:], closed=False)

    def closing(self) -> State:
        """After a question that no digit answers."""
        return replace(self, closed=True)

    def at(self, place: Action) -> State:
        """After the person got to a place that "quay lại" can return to."""
        if self.trail and self.trail[-1] == place:
            return self
        return replace(self, trail=(*self.trail, place)[-KEPT_STEPS:])

    def chosen(self, token: str) -> tuple[Offer, Choice] | None:
        """The choice behind a button's token, if it is one of this conversation's and still holds."""
        name, _, number = token.rpartition(".")
        for offer in self.offers:
            if offer.token == name and number.isdecimal() and 0 < int(number) <= len(offer.choices):
                choice = offer.choices[int(number) - 1]
                return (offer, choice) if choice.lasting or offer is self.offers[-1] else None
        return None


_ADAPTER = TypeAdapter(State)


def dump(state: State) -> str:
    """The state as it is stored."""
    return _ADAPTER.dump_json(state, exclude_defaults=True).decode()


def load(stored: str | None) -> State:
    """The state from its stored form; a new conversation's when there is none."""
    return State() if stored is None else _ADAPTER.validate_json(stored)
