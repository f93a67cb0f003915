"""What people send and what they are told, in words no platform owns.

Adapters turn a platform's payload into `Incoming`; handlers answer with `Outgoing`; `bot.domain.rendering`
turns that into the `Rendered` parts one channel can carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import AttachmentId, OutboxId
from bot.domain.text import Unit as TextUnit


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    CHOICE = "choice"
    START = "start"
    PHONE = "phone"
    VOICE = "voice"
    PICTURE = "picture"
    STICKER = "sticker"
    LOCATION = "location"
    FILE = "file"
    EDITED = "edited"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which event, and of which chat: all that is needed to store it. See `Incoming`."""

    key: str
    address: str


WAITING_LIST = "list"
"""What stands for the media type of a list or picture that came in and waits for a decision."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody sent. Its content is kept as `attachment`, or was never taken in: then None.

    `caption` is what was written beside it, where the message's own text is the file's name."""

    name: str
    attachment: AttachmentId | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did on one channel.

    `key` is unique within the channel account and makes a repeated delivery harmless. `address` is where an
    answer goes (the chat); in a private chat it also is the person. `text` is cleaned (NFC, no controls) and
    never longer than the adapter's limit. `phone` is set only when the platform proves it to be the sender's.
    """

    key: str
    address: str
    kind: Kind
    text: str = ""
    choice: str | None = None
    payload: str | None = None
    phone: str | None = None
    language: str | None = None
    private: bool = True
    pressed: str | None = None
    sent_at: datetime | None = None
    file: SentFile | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What a chosen button or digit does: an action of a topic in `handlers/`, with its arguments."""

    topic: str
    name: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a short numbered list. `lasting` choices still work after a newer list was offered.

    `plainly` is how often it was asked where only a plain answer counts; 0 where any yes or no does. Of such
    a list the last choice is the no.
    """

    label: str
    action: Action
    lasting: bool = False
    plainly: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A picture or document that goes with a message."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def picture(self) -> bool:
        """Whether it is shown rather than offered for download."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a handler says. `ask_phone` offers to share one's own number where the platform can prove it.

    `in_place` asks to replace the message whose button was pressed, where the platform can edit. `alone` asks
    to take off the page what stood before, where the page is ours.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    file: File | None = None
    ask_phone: bool = False
    in_place: bool = False
    alone: bool = False


class Priority(StrEnum):
    """The class of a message: replies overtake everything, bulk waits its turn."""

    REPLY = "reply"
    CRITICAL = "critical"
    REQUESTED = "requested"
    REMINDER = "reminder"
    BROADCAST = "broadcast"

    @property
    def bulk(self) -> bool:
        """Whether it is charged to the channel's bulk budget."""
        return self is not Priority.REPLY


class PersonalData(StrEnum):
    """How much about a family may travel over a channel."""

    FULL = "full"
    MINIMAL = "minimal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. Every dialogue step is rendered from it.

    `in_flight` is how many messages may be on their way at once, `bulk_rate` is in messages per second over
    the whole account. `reply_window` is how long after a person's last message a free text may still be sent.
    After `free_window` a text within it costs `reply_price` VND; `monthly_budget` is what the office allows,
    `paid_left` how many more the platform takes at that price, None when it does not say.
    Where the platform takes only some types and sizes of files, `…_types` and `…_bytes` name them.
    `locks_after` is how long a link is left unused before it must be proven again: short where others may
    come to sit before the page, and everywhere before a number or an account can have gone to somebody else.
    """

    personal_data: PersonalData
    max_text: int
    text_unit: TextUnit = TextUnit.CHARACTERS
    buttons: int = 0
    label_length: int = 60
    edit: bool = False
    typing: bool = False
    locks_after: timedelta = timedelta(days=90)
    pictures: bool = False
    documents: bool = False
    picture_types: frozenset[str] | None = None
    document_types: frozenset[str] | None = None
    picture_bytes: int | None = None
    document_bytes: int | None = None
    ask_phone: bool = False
    in_flight: int = 10
    bulk_rate: float | None = None
    reply_window: timedelta | None = None
    free_window: timedelta | None = None
    reply_price: int = 0
    monthly_budget: int = 0
    paid_left: int | None = None

    def carries(self, file: File) -> bool:
        """Whether a file of this kind and size can go with a message."""
        able, types, size = (
            (self.pictures, self.picture_types, self.picture_bytes)
            if file.picture
            else (self.documents, self.document_types, self.document_bytes)
        )
        return (
            able
            and (types is None or file.media_type in types)
            and (size is None or len(file.content) <= size)
        )


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a channel shows it. `token` is opaque and means nothing outside its conversation."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Templated:
    """A text the platform approved beforehand, and what stands in its gaps. `phone`, +84…, when it goes to a
    number instead of an address."""

    id: str
    parameters: Mapping[str, str]
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """One platform message: it fits the channel it was rendered for.

    With a `template` that is what goes out; `text` then says the same for our own record.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    attachment: AttachmentId | None = None
    ask_phone: str | None = None
    replaces: str | None = None
    alone: bool = False
    template: Templated | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one address. `number` grows with every message of a conversation."""

    number: OutboxId
    address: str
    body: Rendered
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A platform took the message; `external_id` is its name there."""

    external_id: str | None = None
