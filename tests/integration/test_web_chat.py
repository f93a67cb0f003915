"""The web chat over real sockets: what is said is stored once, and what waits arrives."""

from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import InvalidStatus

from bot.channels.web_door import address_of
from bot.channels.web_limits import Limits
from bot.domain.messages import Kind
from tests.fakes.mailbox import ACCOUNT
from tests.fakes.pane import message_id, page_of, socket_of
from tests.fakes.site import Site, serving
from tests.fakes.small_talk import GREETING, SLIP, small_talk

TOKEN = "A" * 22


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(small_talk) as running:
        yield running


async def test_first_visitor_is_given_a_name_and_greeted(site: Site) -> None:
    async with page_of(site) as page:
        assert len(page.token) == 22
        assert (await page.until("message"))["buttons"] == [
            {"label": "1. Bảo hiểm y tế", "token": "t.1"},
            {"label": "2. Vay vốn", "token": "t.2"},
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
        await page.tell({"type": "choice", "id": message_id(1), "choice": "t.2", "text": "Vay vốn"})
        await page.until("taken")
    pressed = site.mailbox.received[-1]
    assert (pressed.kind, pressed.choice, pressed.text) == (Kind.CHOICE, "t.2", "Vay vốn")


async def test_typing_is_shown_before_an_answer(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        assert (await page.next())["type"] == "typing"


async def test_message_that_is_sent_again_is_stored_once(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("dạ có", 1)
        await page.write("dạ có", 1)
    assert site.heard == ["dạ có"]


async def test_answer_without_a_page_waits_for_the_next_one(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
    site.mailbox.push(address_of(TOKEN), "Mai có hội việc làm")
    await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    assert site.mailbox.waiting(address_of(TOKEN)) == ["Mai có hội việc làm"]
    async with page_of(site, TOKEN, seen=1) as page:
        assert await page.texts(1) == ["Mai có hội việc làm"]


async def test_unconfirmed_message_is_sent_again_to_the_next_page() -> None:
    async with serving(small_talk, limits=Limits(shown_wait=0.5)) as site:
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
    more = [{"label": "1. Thêm về một", "token": "u.1"}]
    async with page_of(site, TOKEN) as page:
        assert [line.get("buttons") for line in page.lines] == [[], None, more]


async def test_page_that_comes_back_gets_only_what_it_missed(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await page.write("một")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN, seen=1) as page:
        assert [line["text"] for line in page.lines] == ["Đã nghe: một"]


async def test_page_left_open_is_emptied_when_its_talk_is_locked() -> None:
    async with serving(small_talk, limits=Limits(lock_wait=0.1)) as site, page_of(site, TOKEN) as page:
        await page.until("message")
        site.mailbox.hide(address_of(TOKEN))
        while (welcome := await page.until("welcome"))["lines"]:
            pass
        assert welcome["anew"]


async def test_page_that_slept_while_its_talk_was_locked_starts_anew(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
        site.mailbox.hide(address_of(TOKEN))
        await page.write("hai")
        await page.until("message")
        await site.mailbox.settled(ACCOUNT, address_of(TOKEN))
    async with page_of(site, TOKEN, seen=1) as page:
        assert [line["text"] for line in page.lines] == ["hai", "Đã nghe: hai"]


async def test_what_a_page_could_not_send_comes_with_its_hello_and_once_in_the_talk(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        await page.write("một", 1)
    kept = tuple(
        {"type": "text", "id": message_id(number), "text": text} for number, text in [(1, "một"), (2, "hai")]
    )
    async with page_of(site, TOKEN, says=kept) as page:
        assert [line["text"] for line in page.lines if line["type"] == "said"] == ["một", "hai"]
    assert site.heard == ["một", "hai"]


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


async def test_page_that_joins_in_time_confirms_for_one_that_does_not() -> None:
    async with serving(small_talk, limits=Limits(shown_wait=600)) as site:
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
        await page.write("giay hen")
        message = await page.until("message")
        assert message["file"] == {
            "name": SLIP.name,
            "media_type": SLIP.media_type,
            "size": len(SLIP.content),
        }
        content = b""
        while len(content) < message["file"]["size"]:
            content += (await page.until("part"))["content"]
        assert content == SLIP.content


async def test_busy_store_asks_the_page_to_repeat(site: Site) -> None:
    async with page_of(site, TOKEN) as page:
        site.mailbox.closed = True
        assert await page.write("một") == {"type": "busy", "id": message_id(1)}
        site.mailbox.closed = False
        assert (await page.write("một"))["type"] == "taken"
    assert site.heard == ["một"]
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
