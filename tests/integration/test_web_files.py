"""Files over the web page: taken in only of who may send some, whole or not at all."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest

from bot.channels.web_door import address_of
from bot.channels.web_limits import Limits
from bot.domain.messages import Kind
from tests.fakes.pane import HOME, message_id, page_of, socket_of
from tests.fakes.site import Site, serving
from tests.fakes.small_talk import small_talk

TOKEN = "A" * 22
NAME = "Danh sách hộ nghèo.xlsx"
CONTENT = b"PK" + bytes(2_000)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(small_talk, limits=Limits(file_bytes=10_000)) as running:
        running.mailbox.trusts_everybody = True
        yield running


async def sends(
    site: Site, content: bytes = CONTENT, *, number: int = 1, origin: str | None = HOME, **headers: str
) -> int:
    """Send a file as the page does; the status it is answered with."""
    told = {"x-pane": TOKEN, "x-message": message_id(number), "x-name": quote(NAME)} | headers
    if origin is not None:
        told["origin"] = origin
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(f"{site.url}/file", content=content, headers=told)).status_code


async def test_a_file_is_handed_over_with_its_name_and_shown_on_every_page_of_its_sender(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        assert await sends(site) == 204
        assert (await page.until("said"))["text"] == f"\N{PAPERCLIP} {NAME}"
    [file] = site.mailbox.files
    assert (file.name, file.content) == (NAME, CONTENT)
    sent = site.mailbox.received[-1]
    assert (sent.kind, sent.address) == (Kind.FILE, address_of(TOKEN))
    assert sent.file is not None
    assert (sent.file.name, sent.file.attachment) == (NAME, 1)


async def test_of_who_may_send_none_only_the_name_is_told(site: Site) -> None:
    site.mailbox.trusts_everybody = False
    assert await sends(site) == 204
    assert site.mailbox.files == []
    sent = site.mailbox.received[-1]
    assert sent.file is not None
    assert sent.file.attachment is None


async def test_a_page_is_told_whether_it_may_send_files(site: Site) -> None:
    for may in (True, False):
        site.mailbox.trusts_everybody = may
        async with socket_of(site) as page:
            assert (await page.hello(TOKEN))["files"] is may


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (413, bytes(10_001), {}),
        (400, b"", {}),
        (400, CONTENT, {"x-pane": ""}),
        (400, CONTENT, {"x-pane": "../etc"}),
        (400, CONTENT, {"x-message": "1"}),
        (400, CONTENT, {"x-name": ""}),
        (403, CONTENT, {"origin": "https://evil.example"}),
    ],
    ids=["large", "empty", "nobody", "strange", "numberless", "nameless", "elsewhere"],
)
async def test_what_a_page_of_ours_would_not_send_is_refused_and_nothing_is_stored(
    site: Site, status: int, content: bytes, headers: dict[str, str]
) -> None:
    assert await sends(site, content, **headers) == status
    assert site.mailbox.files == []
    assert site.mailbox.received == []
    assert site.turned_away.total() == 1


async def test_a_page_of_no_known_origin_is_refused(site: Site) -> None:
    assert await sends(site, origin=None) == 403


async def test_while_the_store_is_away_the_page_is_told_to_try_again(site: Site) -> None:
    site.mailbox.closed = True
    assert await sends(site) == 503
    assert site.turned_away == {"busy": 1}
