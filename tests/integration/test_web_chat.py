"""The web chat over real sockets: what is said is stored once, what waits arrives, strangers stay out."""

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from bot.channels.web_door import Limits, address_of
from bot.channels.web_frames import LONGEST_FRAME, LONGEST_TEXT
from bot.domain.ids import AttachmentId
from bot.domain.messages import Button, File, Incoming, Kind, Rendered
from tests.fakes.mailbox import ACCOUNT, Answer
from tests.fakes.pane import HOME, message_id, page_of, socket_of
from tests.fakes.site import Site, serving

TOKEN = "A" * 22
GREETING = "Chào mình, đây là máy trả lời tự động."
CHART = File("bieu-do.png", "image/png", bytes(range(256)) * 400)


def answers(incoming: Incoming) -> Sequence[Answer]:
    """Greets, repeats what it heard, and sends a picture when asked for one."""
    if incoming.kind is Kind.START:
        choices = (Button("Bảo hiểm y tế", "t1"), Button("Vay vốn", "t2"))
        return [Answer(Rendered(GREETING, choices))]
    if incoming.text == "bieu do":
        return [Answer(Rendered("Biểu đồ đây ạ", attachment=AttachmentId(1)), CHART)]
    return [Answer(Rendered(f"Đã nghe: {incoming.choice or incoming.text}"))]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(answers) as running:
        yield running


def heard(site: Site) -> list[str]:
    return [incoming.text for incoming in site.mailbox.received if incoming.kind is not Kind.START]


async def test_first_visitor_is_given_a_name_and_greeted(site: Site) -> None:
    async with page_of(site) as page:
        assert len(page.token) == 22
        assert (await page.until("message"))["buttons"] == [
            {"label": "Bảo hiểm y tế", "token": "t1"},
            {"label": "Vay vốn", "token": "t2"},
        ]


async def test_the_store_never_sees_the_token(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("xin chào")
    assert {incoming.address for incoming in site.mailbox.received} == {address_of(TOKEN)}
    assert TOKEN not in repr(site.mailbox.received)


async def test_question_is_stored_then_confirmed_then_answered(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        assert await page.write("con hoc duoc mien phi khong", 5) == {"type": "taken", "id": message_id(5)}
        assert await page.texts(1) == ["Đã nghe: con hoc duoc mien phi khong"]


async def test_pressed_button_comes_with_its_token_and_its_label(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.tell({"type": "choice", "id": message_id(1), "choice": "t2", "text": "Vay vốn"})
        await page.until("taken")
    pressed = site.mailbox.received[-1]
    assert (pressed.kind, pressed.choice, pressed.text) == (Kind.CHOICE, "t2", "Vay vốn")


async def test_typing_is_shown_before_an_answer(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        assert (await page.next())["type"] == "typing"


async def test_message_that_is_sent_again_is_stored_once(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("dạ có", 1)
        await page.write("dạ có", 1)
    assert heard(site) == ["dạ có"]


async def test_answer_without_a_page_waits_for_the_next_one(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
    site.mailbox.push(address_of(TOKEN), "Mai có hội việc làm")
    await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    assert site.mailbox.waiting(address_of(TOKEN)) == ["Mai có hội việc làm"]
    async with page_of(site, TOKEN, seen=1) as page:
        assert await page.texts(1) == ["Mai có hội việc làm"]


async def test_unconfirmed_message_is_sent_again_to_the_next_page() -> None:
    async with serving(answers, limits=Limits(shown_wait=0.5)) as site:
        async with page_of(site, TOKEN, confirms=False) as page:
            await page.until("message")
            assert await page.closed_with() == 1013
        async with page_of(site, TOKEN) as page:
            assert await page.texts(1) == [GREETING]
            await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
        assert [delivery.body.text for delivery, _ in site.mailbox.sent] == [GREETING]


async def test_receipt_names_the_message_by_its_number(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await page.write("hai")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    assert [receipt.external_id for _, receipt in site.mailbox.sent] == ["1", "2"]


async def test_reloaded_page_gets_the_talk_back(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await page.write("một")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN) as page:
        assert [line["text"] for line in page.lines] == [GREETING, "một", "Đã nghe: một"]


async def test_only_the_newest_line_of_a_restored_talk_has_buttons(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN) as page:
        assert len(page.lines[0]["buttons"]) == 2
        await page.write("một")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN) as page:
        assert [line.get("buttons") for line in page.lines] == [[], None, []]


async def test_page_that_comes_back_gets_only_what_it_missed(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await page.write("một")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN, seen=1) as page:
        assert [line["text"] for line in page.lines] == ["Đã nghe: một"]


async def test_what_a_page_could_not_send_comes_with_its_hello_and_once_in_the_talk(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("một", 1)
    kept = tuple(
        {"type": "text", "id": message_id(number), "text": text} for number, text in [(1, "một"), (2, "hai")]
    )
    async with page_of(site, TOKEN, says=kept) as page:
        assert [line["text"] for line in page.lines if line["type"] == "said"] == ["một", "hai"]
    assert heard(site) == ["một", "hai"]


async def test_emptied_talk_is_greeted_once_a_day(site: Site) -> None:
    for _ in range(2):
        async with page_of(site, TOKEN, confirms=False):
            pass
    assert [incoming.kind for incoming in site.mailbox.received] == [Kind.START]


async def test_two_pages_of_one_person_show_the_same(site: Site) -> None:
    async with page_of(site, TOKEN) as first, page_of(site, TOKEN) as second:
        for pane in (first, second):
            await pane.until("message")
        await first.write("một")
        assert (await second.until("said"))["text"] == "một"
        assert [await pane.texts(1) for pane in (first, second)] == [["Đã nghe: một"]] * 2


async def test_one_confirming_page_is_enough(site: Site) -> None:
    async with page_of(site, TOKEN, confirms=False), page_of(site, TOKEN) as second:
        await second.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
        assert len(site.mailbox.sent) == 1


async def test_people_do_not_see_each_others_answers(site: Site) -> None:
    async with page_of(site, TOKEN) as mine, page_of(site, "B" * 22) as other:
        await mine.until("message")
        await other.until("message")
        await mine.write("riêng")
        await mine.until("message")
        await other.write("khác")
        assert await other.texts(1) == ["Đã nghe: khác"]


async def test_file_arrives_whole_behind_its_message(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await page.write("bieu do")
        message = await page.until("message")
        assert message["file"] == {
            "name": CHART.name,
            "media_type": CHART.media_type,
            "size": len(CHART.content),
        }
        content = b""
        while len(content) < message["file"]["size"]:
            content += (await page.until("part"))["content"]
        assert content == CHART.content


async def test_busy_store_asks_the_page_to_repeat(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        site.mailbox.closed = True
        assert await page.write("một") == {"type": "busy", "id": message_id(1)}
        site.mailbox.closed = False
        assert (await page.write("một"))["type"] == "taken"
    assert heard(site) == ["một"]
    assert site.turned_away["busy"] == 1


async def test_page_that_comes_while_the_store_is_away_is_sent_away_for_a_while(site: Site) -> None:
    site.mailbox.closed = True
    async with socket_of(site) as page:
        await page.tell({"type": "hello", "token": TOKEN, "seen": None})
        assert await page.closed_with() == 1013


async def test_ping_is_answered(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.tell({"type": "ping"})
        assert (await page.until("pong"))["type"] == "pong"


async def test_closed_door_lets_its_pages_go_and_takes_no_new_ones(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await site.chat.close()
        assert await page.closed_with() == 1013
    with pytest.raises(InvalidStatus):
        async with socket_of(site):
            pass


# The door


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
    async with serving(answers, limits=Limits(sockets_per_place=1)) as site:
        async with socket_of(site):
            with pytest.raises(InvalidStatus):
                async with socket_of(site):
                    pass
        assert site.turned_away == {"crowd": 1}
        async with page_of(site, TOKEN) as page:
            assert page.token == TOKEN


async def test_socket_that_does_not_say_hello_is_closed() -> None:
    async with serving(answers, limits=Limits(hello_wait=0.05)) as site, socket_of(site) as page:
        assert await page.closed_with() == 1008
        assert site.turned_away == {"silent": 1}


async def test_socket_that_falls_silent_is_closed() -> None:
    async with serving(answers, limits=Limits(idle_wait=0.05)) as site, page_of(site, TOKEN) as page:
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
    assert heard(site) == []


async def test_frame_that_is_too_big_closes_the_socket(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.tell({"type": "text", "id": message_id(1), "text": "a" * LONGEST_FRAME})
        assert await page.closed_with() == 1009
    assert heard(site) == []


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
    assert [len(text) for text in heard(site)] == [LONGEST_TEXT]


async def test_text_is_stored_clean(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("  nha\u0300 mi\u0300nh\u200b\u202e\x00 kho\u0301  ")
    assert heard(site) == ["nhà mình khó"]


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


# The page


async def test_page_is_guarded_by_a_strict_policy(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
        page = await client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers
