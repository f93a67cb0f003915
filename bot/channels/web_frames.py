"""What the page and the server say to each other: each model below is one JSON text frame.

The bytes of a file follow their `Message` in binary frames. Nothing is decided here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

LONGEST_TEXT = 4_000
LONGEST_FRAME = 64 * 1024
PART_BYTES = 32 * 1024
LONGEST_FILE_NAME = 120
LONGEST_CAPTION = 1_000

PaneToken = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
ChoiceToken = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
Address = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=0, lt=2**53)]
Payload = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Frame(BaseModel):
    """Nothing is guessed, converted or passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Text(Frame):
    """page → server: a person wrote. Repeated under the same id until it is `Taken` or `Refused`."""

    type: Literal["text"] = "text"
    id: MessageId
    text: str


class Choice(Frame):
    """page → server: a person pressed a button; `text` is its label without number. Repeated like `Text`."""

    type: Literal["choice"] = "choice"
    id: MessageId
    choice: ChoiceToken
    text: Annotated[str, Field(max_length=200)]


class Hello(Frame):
    """page → server, first on every socket.

    `token` names the contact; a page without one is given one. `seen` is the highest number shown, None on a
    page that shows nothing yet. `says` is what the person said and the page never heard to be taken. `start`
    is what the link carried that opened the page; a `fresh` page is a new contact, whatever the cookie says.
    """

    type: Literal["hello"] = "hello"
    token: PaneToken | None
    seen: Number | None
    says: Annotated[tuple[Text | Choice, ...], Field(max_length=10, strict=False)] = ()
    start: Payload | None = None
    fresh: bool = False


class Shown(Frame):
    """page → server: the message with this number stands on the page."""

    type: Literal["shown"] = "shown"
    number: Number


class Ping(Frame):
    """page → server: still here? Answered by `Pong`."""

    type: Literal["ping"] = "ping"


FROM_PAGE: TypeAdapter[Hello | Text | Choice | Shown | Ping] = TypeAdapter(
    Annotated[Hello | Text | Choice | Shown | Ping, Field(discriminator="type")]
)


class Button(Frame):
    """A choice under a message. The page shows its number apart, so that it can leave it out of old lists."""

    label: str
    token: str


class Attached(Frame):
    """The file of a message; `size` bytes follow in binary frames."""

    name: str
    media_type: str
    size: int


class Message(Frame):
    """server → page: we say something; answered by `Shown`.

    The same number may come again and is shown once. `file_gone`: the file of an old line is not at hand.
    One that is `alone` takes all that stood before it off the page.
    """

    type: Literal["message"] = "message"
    number: Number
    at: datetime
    text: str
    buttons: tuple[Button, ...] = ()
    file: Attached | None = None
    file_gone: bool = False
    alone: bool = False


class Said(Frame):
    """server → page: what the person said: earlier, or just now on another page and then with its id."""

    type: Literal["said"] = "said"
    id: MessageId | None = None
    at: datetime
    text: str


class Welcome(Frame):
    """server → page, answer to `Hello`: the contact's token and the lines the page does not show yet.

    `anew` tells the page to show these lines alone: it is empty, or shows a talk that is forgotten here.
    `now` sets right the clock of a phone that goes wrong. With `files` the page may send some.
    """

    type: Literal["welcome"] = "welcome"
    token: PaneToken
    now: datetime
    anew: bool
    files: bool = False
    lines: tuple[Message | Said, ...]


class Taken(Frame):
    """server → page: stored for good, do not repeat."""

    type: Literal["taken"] = "taken"
    id: MessageId


class Busy(Frame):
    """server → page: not stored; repeat it a little later."""

    type: Literal["busy"] = "busy"
    id: MessageId


class WhyNot(StrEnum):
    """Why a message is not taken."""

    TOO_LONG = "too_long"
    EMPTY = "empty"


class Refused(Frame):
    """server → page: will never be taken as it is."""

    type: Literal["refused"] = "refused"
    id: MessageId
    why: WhyNot


class Typing(Frame):
    """server → page: an answer is being written."""

    type: Literal["typing"] = "typing"


class Pong(Frame):
    """server → page: answer to `Ping`."""

    type: Literal["pong"] = "pong"


class Kept(Frame):
    """What every event holds when it goes to the mailbox."""

    address: Address
    at: Annotated[AwareDatetime, Field(strict=False)]


class KeptStart(Kept):
    """The person is here for the first time, or again after the talk was forgotten."""

    type: Literal["start"] = "start"
    id: Annotated[str, StringConstraints(pattern=r"^start-\d{4}-\d{2}-\d{2}(T\d{6}-[0-9a-f]{8})?$")]
    payload: Payload | None = None


class KeptText(Kept, Text):
    """A `Text` on its way to the mailbox."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class KeptChoice(Kept, Choice):
    """A `Choice` on its way to the mailbox."""


class KeptFile(Kept):
    """A file that came in; `kept` is the number of its content where that was taken, `caption` what
    was typed beside it."""

    type: Literal["file"] = "file"
    id: MessageId
    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_FILE_NAME)]
    caption: Annotated[str, Field(max_length=LONGEST_CAPTION)] = ""
    kept: int | None = None


KEPT: TypeAdapter[KeptStart | KeptText | KeptChoice | KeptFile] = TypeAdapter(
    Annotated[KeptStart | KeptText | KeptChoice | KeptFile, Field(discriminator="type")]
)


def encode(frame: Frame) -> str:
    """Return the frame as the page reads it."""
    return frame.model_dump_json(exclude_none=True)
