"""The door of the web chat over real sockets: strangers, floods and nonsense stay outside."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.channels.web_door import address_of
from bot.channels.web_frames import LONGEST_FRAME, LONGEST_TEXT
from bot.channels.web_limits import Limits
from tests.fakes.pane import HOME, message_id, page_of, socket_of
from tests.fakes.site import Site, serving
from tests.fakes.small_talk import small_talk

TOKEN = "A" * 22


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(small_talk) as running:
        yield running


@pytest.mark.parametrize(
    "origin",
    [None, "https://evil.example", "http://127.0.0.1.evil.example", "null", "https://chat.example.vn.evil"],
)
async def test_socket_of_a_strange_page_is_refused(site: Site, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(site, origin=origin):
            pass
    assert refused.value.response.status_code == 403
    assert site.turned_away == {"origin": 1}


@pytest.mark.parametrize(
    "origin", ["https://chat.example.vn", "https://Chat.Example.vn", "http://[::1]:9", HOME]
)
async def test_socket_of_our_own_page_is_let_in(site: Site, origin: str) -> None:
    async with socket_of(site, origin=origin) as page:
        assert (await page.hello(TOKEN))["token"] == TOKEN


async def test_new_page_without_token_goes_on_where_the_cookie_points(site: Site) -> None:
    async with socket_of(site, cookie=f"donghanh={TOKEN}") as page:
        assert (await page.hello(None))["token"] == TOKEN


async def test_odd_cookie_is_replaced(site: Site) -> None:
    async with socket_of(site, cookie="donghanh=../../etc") as page:
        assert (await page.hello(None))["token"] != "../../etc"


async def test_place_takes_no_more_sockets_than_it_has_room_for() -> None:
    async with serving(small_talk, limits=Limits(sockets_per_place=1)) as site:
        async with socket_of(site):
            with pytest.raises(InvalidStatus):
                async with socket_of(site):
                    pass
        assert site.turned_away == {"crowd": 1}
        async with page_of(site, TOKEN) as page:
            assert page.token == TOKEN


async def test_nobody_comes_as_a_thousand_visitors() -> None:
    async with serving(small_talk, limits=Limits(arrival_burst=2, arrival_rate=0)) as site:
        for _ in range(2):
            async with page_of(site):
                pass
        with pytest.raises(InvalidStatus):
            async with socket_of(site):
                pass
        assert site.turned_away == {"crowd": 1}


async def test_socket_that_does_not_say_hello_is_closed() -> None:
    async with serving(small_talk, limits=Limits(hello_wait=0.05)) as site, socket_of(site) as page:
        assert await page.closed_with() == 1008
        assert site.turned_away == {"silent": 1}


async def test_socket_that_falls_silent_is_closed() -> None:
    async with serving(small_talk, limits=Limits(idle_wait=0.05)) as site, page_of(site, TOKEN) as page:
        assert await page.closed_with() == 1008


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "xin chào",
        "[]",
        "null",
        "{}",
        '{"type":"hello"}',
        '{"type":"ping"}',
        '{"type":"nothing"}',
        '{"type":"hello","token":"short","seen":0}',
        '{"type":"hello","token":null,"seen":-1}',
        '{"type":"hello","token":null,"seen":"1"}',
        '{"type":"hello","token":null,"seen":null,"more":1}',
        '{"type":"hello","token":null,"seen":null,"says":[{"type":"text","id":"x","text":"y"}]}',
        "[" * 60_000,
        b"\x00\x01",
    ],
    ids=repr,
)
async def test_first_frame_that_is_no_hello_closes_the_socket(site: Site, frame: str | bytes) -> None:
    async with socket_of(site) as page:
        await page.tell_raw(frame)
        assert await page.closed_with() == 1007
    assert site.turned_away == {"malformed": 1}


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "hello", "token": TOKEN, "seen": None},
        {"type": "text", "id": "../1", "text": "a"},
        {"type": "text", "id": message_id(1), "text": 5},
        {"type": "text", "id": message_id(1), "text": "a", "address": "0" * 64},
        {"type": "start", "id": "start-2026-11-22"},
        {"type": "choice", "id": message_id(1), "choice": "a b", "text": "a"},
        {"type": "choice", "id": message_id(1), "choice": "t" * 65, "text": "a"},
        {"type": "shown", "number": 2**70},
        {"type": "shown", "number": True},
    ],
    ids=str,
)
async def test_later_frame_out_of_form_closes_the_socket(site: Site, frame: dict[str, object]) -> None:
    async with page_of(site, TOKEN) as page:
        await page.tell(frame)
        assert await page.closed_with() == 1007
    assert site.heard == []


async def test_frame_that_is_too_big_closes_the_socket(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.tell({"type": "text", "id": message_id(1), "text": "a" * LONGEST_FRAME})
        assert await page.closed_with() == 1009
    assert site.heard == []


async def test_longest_message_is_taken_and_a_longer_one_kindly_refused(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        assert (await page.write("ạ" * LONGEST_TEXT, 1))["type"] == "taken"
        refused = {"type": "refused", "id": message_id(2), "why": "too_long"}
        assert await page.write("ạ" * (LONGEST_TEXT + 1), 2) == refused
        assert await page.write("\u200b \u202e", 3) == {
            "type": "refused",
            "id": message_id(3),
            "why": "empty",
        }
    assert [len(text) for text in site.heard] == [LONGEST_TEXT]


async def test_text_is_stored_clean(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("  nha\u0300 mi\u0300nh\u200b\u202e\x00 kho\u0301  ")
    assert site.heard == ["nhà mình khó"]


async def test_hasty_writer_is_slowed_down(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        outcomes = [(await page.write("a", number))["type"] for number in range(25)]
    assert outcomes[:20] == ["taken"] * 20
    assert "busy" in outcomes[20:]


async def test_flood_closes_its_socket_and_nobody_elses(site: Site) -> None:
    async with page_of(site, "B" * 22) as neighbour, page_of(site, TOKEN) as page:
        for _ in range(Limits().frame_burst * 2):
            await page.tell({"type": "ping"})
        assert await page.closed_with() == 1008
        assert site.turned_away["flood"] == 1
        assert (await neighbour.write("vẫn còn đây"))["type"] == "taken"


async def test_page_that_can_not_follow_is_let_go(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        for _ in range(Limits().untold + 1):
            await site.chat.show_typing(address_of(TOKEN))
        assert await page.closed_with() == 1013


async def test_page_is_guarded_by_a_strict_policy(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
        page = await client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


async def test_files_of_the_page_are_kept_for_ever_under_an_address_of_their_content(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
        address = re.search(r'src="(/static/\w+/)chat.js"', (await client.get("/")).text)
        assert address
        script = await client.get(f"{address[1]}chat.js")
        older = await client.get("/static/older/chat.js")
        missing = await client.get(f"{address[1]}..%2findex.html")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert older.headers["cache-control"] == "no-store"
    assert missing.status_code == 404


async def test_cookie_is_out_of_reach_for_scripts_and_other_sites(site: Site) -> None:
    async with connect(site.socket_url, origin=HOME, proxy=None) as socket:
        assert socket.response
        cookie = socket.response.headers["set-cookie"]
    assert re.fullmatch(r"donghanh=[\w-]{22}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict", cookie)
