"""One turn in its two steps: prepare reads and decides, commit writes what was decided, all or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Effect, Meaning, Reply, Turn, text
from bot.domain import rendering, state
from bot.domain.ids import ChannelAccountId, ContactId, InboxId, PersonId
from bot.domain.messages import Capabilities, File, Incoming, Outgoing, Priority, Rendered
from bot.domain.state import Offer, State
from bot.knowledge import Knowledge
from bot.ports import Channel
from bot.register import Register
from bot.wording import DEFAULT, LANGUAGES, wording
from handlers.files import list_export
from handlers.people import own_page
from models import audit, inbox
from models.inbox import Stored
from models.offices import Office
from models.people import contacts, page_links
from models.people.contacts import Contact, Conversation, Standing
from models.sending import attachments, outbox
from models.sending.outbox import Draft, Parcel
from models.unit_of_work import UnitOfWork

SEND_LEASE = timedelta(seconds=30)
Route = Callable[[Turn], Reply]


@dataclass(frozen=True, slots=True)
class Part:
    """One platform message of an answer; the file is sealed and stored when the turn is."""

    body: Rendered
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decided turn, ready to be written."""

    inbox_id: InboxId
    contact: Contact
    version: int
    backlog: bool
    state: str
    parts: tuple[Part, ...]
    effects: tuple[Effect, ...]
    capabilities: Capabilities
    meaning: Meaning | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """What every turn of one channel account needs."""

    account: ChannelAccountId
    channel: Channel
    office: Office


class Turns:
    """Prepares and commits turns. `owner` is this process's name on leases."""

    def __init__(
        self,
        uow: UnitOfWork,
        knowledge: Knowledge,
        route: Route,
        *,
        owner: str,
        keep_days: int,
        page: str | None = None,
    ) -> None:
        self._uow = uow
        self._knowledge = knowledge
        self._route = route
        self._owner = owner
        self._keep_days = keep_days
        self._page = page

    @property
    def knowledge(self) -> Knowledge:
        """What is answered from now."""
        return self._knowledge

    def learn(self, knowledge: Knowledge) -> None:
        """Answer from other knowledge from the next turn on; a turn that has begun ends with the old."""
        self._knowledge = knowledge

    def prepare(
        self, desk: Desk, event: Stored, *, now: datetime, known: Conversation | None = None
    ) -> Prepared | None:
        """Understand and decide; None when nobody waits for an answer. Changes nothing; runs on any thread.

        `known` is where the conversation stood a moment ago; without it, or when it moved since, it is read.
        """
        incoming = desk.channel.parse(event.raw)
        if incoming is None:
            return None
        conversation = known or self._conversation(desk, incoming)
        turn = self.turn(desk, conversation, incoming, now=now)
        reply = text(turn.say("flood.warning")) if event.flooding else self._route(turn)
        reply = self._page_closed(desk, turn, reply)
        return self._decided(event.id, conversation, turn, reply)

    def _page_closed(self, desk: Desk, turn: Turn, reply: Reply) -> Reply:
        """End as whom a link opened a page that is locked now, and hide what was said on it."""
        locked = turn.state.locked(turn.now, desk.channel.capabilities.locks_after)
        page = turn.contact.id if locked else None
        if page is None or not self._uow.read(partial(page_links.opened, contact_id=page)):
            return reply
        state = replace(reply.state or turn.state, hidden_to=turn.now)
        return replace(reply, state=state, effects=(partial(_close_page, now=turn.now), *reply.effects))

    def park(self, tx: Connection, desk: Desk, event: Stored, *, now: datetime) -> list[Parcel]:
        """Put an event aside that can not be answered, and tell the person."""
        if not inbox.finish(tx, event.id, inbox.InboxStatus.PARKED, now=now):
            return []
        known = self.load(tx, event.account, event.address)
        to = known.contact if known else Contact(event.account, event.address, private=True, language=DEFAULT)
        if to.id is None:
            to = replace(to, id=contacts.begin_conversation(tx, to, state=state.dump(State()), now=now))
        parts = (Part(Rendered(wording(to.language)("trouble.parked", office=desk.office.name))),)
        return self.enqueue(tx, to, parts, dedup=f"parked:{event.id}", now=now, take=True)

    def load(self, tx: Connection, account: ChannelAccountId, address: str) -> Conversation | None:
        """Where a conversation stands; None when it has not begun."""
        return contacts.load_conversation(tx, account, address, owner=self._owner)

    def _conversation(self, desk: Desk, incoming: Incoming) -> Conversation:
        stored = self._uow.read(lambda tx: self.load(tx, desk.account, incoming.address))
        return stored or Conversation(stranger(desk.account, incoming))

    def _decided(self, inbox_id: InboxId, conversation: Conversation, turn: Turn, reply: Reply) -> Prepared:
        effects = (*reply.effects, *turn.register.trail())
        if conversation.contact.standing is Standing.UNREACHABLE:
            effects = (_reachable_again, *effects)
        after, parts = laid_out(turn, reply)
        if turn.register.opened:
            after = replace(after, active_at=turn.now)
        return Prepared(
            inbox_id,
            conversation.contact,
            conversation.version,
            conversation.backlog,
            state.dump(after),
            parts,
            effects,
            turn.capabilities,
            reply.meaning,
            turn.now,
        )

    def turn(self, desk: Desk, conversation: Conversation, incoming: Incoming, *, now: datetime) -> Turn:
        """All a handler is given."""
        contact, known = conversation.contact, state.load(conversation.state)
        register = self.register(desk, contact.id, known, private=incoming.private, now=now)
        return Turn(
            incoming,
            contact,
            known,
            now,
            desk.office,
            desk.channel.capabilities,
            wording(contact.language),
            self._knowledge,
            self._keep_days,
            self._uow.read,
            register,
            self._page,
        )

    def register(
        self,
        desk: Desk,
        contact_id: ContactId | None,
        known: State,
        *,
        private: bool,
        now: datetime,
        speaker: PersonId | None = None,
    ) -> Register:
        """What may be seen where a conversation stands; nothing in a group, nothing on a locked page."""
        open_ = private and not known.locked(now, desk.channel.capabilities.locks_after)
        return Register(
            self._uow.read,
            contact=contact_id if open_ else None,
            carries=desk.channel.capabilities.personal_data,
            now=now,
            speaker=speaker or known.speaker,
        )

    def takes_files(self, desk: Desk, address: str, *, now: datetime) -> bool:
        """Whether this chat may send files, which only lists are and only some may send."""
        known = self._uow.read(lambda tx: self.load(tx, desk.account, address))
        if known is None or not list_export.carries_lists(desk.channel.capabilities):
            return False
        contact, stands = known.contact, state.load(known.state)
        register = self.register(desk, contact.id, stands, private=contact.private, now=now)
        return bool(register.hamlets_listed)

    def commit(self, tx: Connection, prepared: Prepared) -> list[Parcel]:
        """Write the whole turn. Returns the answers, already taken for sending by this process.

        Raises `Moved` when the conversation is no longer where it was prepared from.
        """
        if not inbox.finish(tx, prepared.inbox_id, inbox.InboxStatus.DONE, now=prepared.now):
            return []
        contact_id = self._advance(tx, prepared)
        results = [effect(tx, contact_id) for effect in prepared.effects]
        told = [result for result in results if isinstance(result, Outgoing)]
        if prepared.backlog:
            outbox.wake(tx, contact_id, now=prepared.now)
        return self.enqueue(
            tx,
            replace(prepared.contact, id=contact_id),
            (*parts_of(told, prepared.capabilities), *prepared.parts),
            dedup=f"reply:{prepared.inbox_id}",
            now=prepared.now,
            take=not prepared.backlog,
        )

    def enqueue(
        self, tx: Connection, to: Contact, parts: Sequence[Part], *, dedup: str, now: datetime, take: bool
    ) -> list[Parcel]:
        """Store answers; taken ones are returned and must be sent by this process."""
        if not parts or to.id is None:
            return []
        drafts = [
            Draft(
                to.id,
                to.account,
                to.address,
                Priority.REPLY,
                f"{dedup}:{number}",
                rendering.dump(self._with_file(tx, to.id, part, now=now)),
                now,
            )
            for number, part in enumerate(parts)
        ]
        owner, until = (self._owner, now + SEND_LEASE) if take else (None, None)
        numbers = outbox.enqueue(tx, drafts, now=now, owner=owner, lease_until=until)
        if not take:
            return []
        return [
            Parcel(number, to.account, to.id, to.address, Priority.REPLY, draft.body, 0, True)
            for number, draft in zip(numbers, drafts, strict=True)
        ]

    def _advance(self, tx: Connection, prepared: Prepared) -> ContactId:
        contact_id = prepared.contact.id
        if contact_id is None:
            return contacts.begin_conversation(tx, prepared.contact, state=prepared.state, now=prepared.now)
        contacts.advance_conversation(
            tx, contact_id, known_version=prepared.version, state=prepared.state, now=prepared.now
        )
        return contact_id

    def _with_file(self, tx: Connection, contact_id: ContactId, part: Part, *, now: datetime) -> Rendered:
        if part.file is None:
            return part.body
        file = part.file
        attachment_id = attachments.keep(
            tx,
            contact_id,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            now=now,
        )
        return replace(part.body, attachment=attachment_id)


def _close_page(tx: Connection, contact_id: ContactId, *, now: datetime) -> None:
    """As whom a link opened the page ends before anybody else can show who they are on it."""
    own_page.close(tx, contact_id, actor=audit.PROGRAM, now=now)


def stranger(account: ChannelAccountId, incoming: Incoming) -> Contact:
    """Somebody who never wrote before, as far as the platform tells."""
    spoken = (incoming.language or DEFAULT).split("-")[0].lower()
    # Phones are often sold set to English; only Khmer is a choice somebody made.
    language = spoken if spoken in LANGUAGES and spoken != "en" else DEFAULT
    return Contact(account, incoming.address, incoming.private, language)


def laid_out(turn: Turn, reply: Reply) -> tuple[State, tuple[Part, ...]]:
    """The platform messages of a reply, and the state that knows what they offer."""
    after, parts = offering(
        reply.state or turn.state,
        reply.messages,
        turn.capabilities,
        pressed=turn.incoming.pressed,
        share_phone=turn.say("choice.share_phone"),
    )
    asked_last = bool(reply.messages) and not reply.messages[-1].choices
    if asked_last and (after.form is not None or turn.state.form is not None):
        after = after.closing()
    return after, parts


def offering(
    before: State,
    messages: Sequence[Outgoing],
    capabilities: Capabilities,
    *,
    pressed: str | None = None,
    share_phone: str = "",
) -> tuple[State, tuple[Part, ...]]:
    """The platform messages of what is said, and where the conversation stands with what they offer."""
    after, parts = before, list[Part]()
    for outgoing in messages:
        offer = Offer(secrets.token_urlsafe(6), outgoing.choices) if outgoing.choices else None
        parts += _rendered(outgoing, capabilities, pressed, offer, share_phone)
        if offer is not None:
            after = after.offering(offer)
    return after, tuple(parts)


def parts_of(messages: Sequence[Outgoing], capabilities: Capabilities) -> tuple[Part, ...]:
    """The platform messages of what is said without offering anything."""
    return tuple(part for each in messages for part in _rendered(each, capabilities, None, None, ""))


def _rendered(
    outgoing: Outgoing, capabilities: Capabilities, pressed: str | None, offer: Offer | None, share_phone: str
) -> list[Part]:
    bodies = rendering.render(
        outgoing, capabilities, token=offer.token if offer else "", pressed=pressed, share_phone=share_phone
    )
    file = outgoing.file if outgoing.file and capabilities.carries(outgoing.file) else None
    return [*(Part(body) for body in bodies[:-1]), Part(bodies[-1], file)]


def _reachable_again(tx: Connection, contact_id: ContactId) -> None:
    contacts.set_standing(tx, contact_id, Standing.ACTIVE)
