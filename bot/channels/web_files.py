"""Files that a page sends, over HTTP beside its socket. Only of who may send some is the content taken in.

Must not look into them."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels import web_frames as frames
from bot.channels.web_door import Door, address_of
from bot.channels.web_limits import Unwelcome
from bot.channels.web_visit import Desk
from bot.domain.messages import WAITING_LIST, File
from bot.domain.text import clean
from bot.errors import StoreUnavailable

PANE, MESSAGE, NAME, CAPTION = "x-pane", "x-message", "x-name", "x-caption"
_STATUS = {
    Unwelcome.CLOSED: HTTPStatus.SERVICE_UNAVAILABLE,
    Unwelcome.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Unwelcome.ORIGIN: HTTPStatus.FORBIDDEN,
    Unwelcome.CROWD: HTTPStatus.TOO_MANY_REQUESTS,
    Unwelcome.MALFORMED: HTTPStatus.BAD_REQUEST,
    Unwelcome.EMPTY: HTTPStatus.BAD_REQUEST,
    Unwelcome.FILE_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


class _NotTaken(Exception):
    """The file is turned away; `why` is counted."""

    def __init__(self, why: Unwelcome) -> None:
        super().__init__(why)
        self.why = why


async def take_file(desk: Desk | None, door: Door, request: Request) -> Response:
    """Answer a page that sends a file: taken, or why not."""
    try:
        await _take(desk, door, request)
    except _NotTaken as reason:
        if desk is not None:
            desk.count(reason.why)
        return Response(status_code=_STATUS[reason.why])
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _take(desk: Desk | None, door: Door, request: Request) -> None:
    if desk is None:
        raise _NotTaken(Unwelcome.CLOSED)
    if why := door.turns_away(request):
        raise _NotTaken(why)
    event = _event(desk, request)
    try:
        wanted = await desk.mailbox.takes_files(desk.account, event.address)
        content = await _content(request, most=desk.limits.file_bytes, keep=wanted)
        await _store(desk, event, content if wanted else None)
    except StoreUnavailable:
        raise _NotTaken(Unwelcome.BUSY) from None
    echo = frames.encode(frames.Said(id=event.id, at=event.at, text=shown(event.name, event.caption)))
    for pane in desk.panes.of(event.address):
        pane.tell(echo)


def shown(name: str, caption: str = "") -> str:
    """How a file that somebody sent stands among what they said."""
    return f"\N{PAPERCLIP} {name}\n{caption}".rstrip()


def _event(desk: Desk, request: Request) -> frames.KeptFile:
    headers = request.headers
    try:
        token = frames.Hello(token=headers.get(PANE), seen=None).token or ""
        return frames.KeptFile(
            id=headers.get(MESSAGE, ""),
            address=address_of(token) if token else "",
            at=desk.clock.now(),
            name=clean(unquote(headers.get(NAME, ""))).replace("\n", " ").strip()[: frames.LONGEST_FILE_NAME],
            caption=clean(unquote(headers.get(CAPTION, "")))[: frames.LONGEST_CAPTION],
        )
    except ValidationError:
        raise _NotTaken(Unwelcome.MALFORMED) from None


async def _content(request: Request, *, most: int, keep: bool) -> bytes:
    """The body, which is read to its end in any case: a page hears no answer while it still sends."""
    content, length = bytearray(), 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise _NotTaken(Unwelcome.FILE_TOO_LARGE)
        if keep:
            content += part
    if not length:
        raise _NotTaken(Unwelcome.EMPTY)
    return bytes(content)


async def _store(desk: Desk, event: frames.KeptFile, content: bytes | None) -> None:
    raw = event.model_dump(mode="json", exclude_none=True)
    if content is None:
        await desk.mailbox.receive(desk.account, [raw])
    else:
        await desk.mailbox.receive_file(desk.account, raw, File(event.name, WAITING_LIST, content))
