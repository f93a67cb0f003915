"""The chat page in a real browser: what is said over a bad network arrives, once and in order."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.fakes.site import Site
from tests.fakes.small_talk import CHART, GREETING, SLIP
from tests.fakes.visitor import (
    DESKTOP,
    PHONE,
    SAYS,
    answered,
    ours,
    own,
    say,
    settle,
    talk,
    visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_visitor_is_greeted_asks_presses_and_finds_it_all_after_a_reload(
    site: Site, browser: Browser, viewport: dict[str, int]
) -> None:
    page = await visit(site, await browser.new_context(viewport=viewport))
    await say(page, "bao hiem")
    await answered(page, "bao hiem")
    await page.get_by_role("button", name="1. Thêm về bao hiem").click()
    await answered(page, "Thêm về bao hiem")
    everything = [GREETING, "bao hiem", "Đã nghe: bao hiem", "Thêm về bao hiem", "Đã nghe: Thêm về bao hiem"]
    assert await talk(page) == everything
    await page.reload()
    await answered(page, "Thêm về bao hiem")
    assert await talk(page) == everything
    assert [incoming.choice for incoming in site.mailbox.received] == [None, None, "u.1"]


async def test_what_is_written_without_network_is_sent_once_and_in_order(
    site: Site, context: BrowserContext, page: Page
) -> None:
    await context.set_offline(True)
    for text in ("một", "hai", "ba"):
        await say(page, text)
    await expect(page.get_by_role("status")).to_have_text(SAYS["web.offline"])
    await expect(page.get_by_text(SAYS["web.waiting"])).to_have_count(3)
    await context.set_offline(False)
    await answered(page, "ba")
    await expect(page.get_by_role("status")).to_be_empty()
    await expect(page.get_by_text(SAYS["web.waiting"])).to_have_count(0)
    assert site.heard == ["một", "hai", "ba"]
    assert await own(page).all_inner_texts() == ["một", "hai", "ba"]


async def test_server_that_restarts_is_waited_for_calmly(site: Site, page: Page) -> None:
    await site.stop()
    await say(page, "còn đó không")
    await expect(page.get_by_role("status")).to_have_text(SAYS["web.reconnecting"])
    await site.start()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await answered(page, "còn đó không")
    assert await talk(page) == [GREETING, "còn đó không", "Đã nghe: còn đó không"]


async def test_page_follows_a_server_that_was_set_back_to_the_beginning(site: Site, page: Page) -> None:
    await say(page, "một")
    await answered(page, "một")
    await site.stop()
    site.forget()
    await site.start()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(own(page)).to_have_count(0)
    await expect(ours(page)).to_have_text(GREETING)
    await say(page, "hai")
    await answered(page, "hai")
    assert await talk(page) == [GREETING, "hai", "Đã nghe: hai"]


async def test_what_was_written_without_network_survives_a_reload(site: Site, page: Page) -> None:
    site.mailbox.closed = True
    await say(page, "một")
    await say(page, "hai")
    await expect(page.get_by_text(SAYS["web.waiting"]).first).to_be_visible()
    await page.reload()
    assert await own(page).all_inner_texts() == ["một", "hai"]
    site.mailbox.closed = False
    await answered(page, "hai")
    await settle(page)
    assert site.heard == ["một", "hai"]
    assert await own(page).all_inner_texts() == ["một", "hai"]


async def test_lost_confirmation_doubles_nothing_even_over_a_reload(site: Site, page: Page) -> None:
    site.mailbox.tongue_tied = True
    await say(page, "một")
    await answered(page, "một")
    site.mailbox.tongue_tied = False
    await page.reload()
    await settle(page)
    await answered(page, "một")
    assert site.heard == ["một"]
    assert await talk(page) == [GREETING, "một", "Đã nghe: một"]


async def test_message_that_comes_twice_is_shown_once(site: Site, page: Page) -> None:
    site.mailbox.forgetful = True
    await say(page, "một")
    await answered(page, "một")
    await say(page, "hai")
    await answered(page, "hai")
    assert await talk(page) == [GREETING, "một", "Đã nghe: một", "hai", "Đã nghe: hai"]


async def test_flickering_network_and_lost_confirmations_cost_no_word(
    site: Site, context: BrowserContext, page: Page
) -> None:
    words = [f"câu {number}" for number in range(12)]
    for number, text in enumerate(words):
        await context.set_offline(number % 3 == 0)
        site.mailbox.tongue_tied = number % 4 == 1
        await say(page, text)
        if number % 5 == 2:
            await page.reload()
    site.mailbox.tongue_tied = False
    await settle(page)
    await answered(page, words[-1])
    assert site.heard == words
    assert await own(page).all_inner_texts() == words
    assert sorted(await ours(page).all_inner_texts()) == sorted(
        [GREETING, *(f"Đã nghe: {text}" for text in words)]
    )


async def test_busy_store_is_asked_again(site: Site, page: Page) -> None:
    site.mailbox.closed = True
    await say(page, "một")
    await expect(page.get_by_text(SAYS["web.waiting"])).to_be_visible()
    site.mailbox.closed = False
    await answered(page, "một")
    assert site.heard == ["một"]


async def test_news_waits_for_the_page_and_a_new_tab_goes_on_with_the_talk(
    site: Site, context: BrowserContext, page: Page
) -> None:
    await say(page, "một")
    await answered(page, "một")
    await page.close()
    site.mailbox.push(site.mailbox.received[0].address, "Mai có hội việc làm")
    again = await visit(site, context)
    await expect(ours(again).last).to_have_text("Mai có hội việc làm")
    assert await talk(again) == [GREETING, "một", "Đã nghe: một", "Mai có hội việc làm"]


async def test_two_tabs_of_one_person_show_the_same(site: Site, context: BrowserContext, page: Page) -> None:
    other = await visit(site, context)
    await say(page, "một")
    await answered(other, "một")
    await say(other, "hai")
    await answered(page, "hai")
    assert await talk(page) == await talk(other)
    assert site.heard == ["một", "hai"]


async def test_two_people_do_not_see_each_other(site: Site, browser: Browser, page: Page) -> None:
    stranger = await visit(site, await browser.new_context())
    await say(page, "riêng")
    await answered(page, "riêng")
    assert await talk(stranger) == [GREETING]


async def test_picture_is_shown_and_paper_can_be_kept(page: Page) -> None:
    await say(page, "bieu do")
    picture = page.get_by_alt_text(SAYS["web.picture"].format(name=CHART.name))
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 320
    await say(page, "giay hen")
    async with page.expect_download() as download:
        await page.get_by_role("link", name=SLIP.name).click()
    kept = await download.value
    assert kept.suggested_filename == SLIP.name
    assert (await kept.path()).read_bytes() == SLIP.content


async def test_who_leaves_takes_all_that_was_said_off_the_page(site: Site, page: Page) -> None:
    await say(page, "một")
    await answered(page, "một")
    await say(page, "thoat")
    await expect(ours(page)).to_have_text(["Đã khóa"])
    assert await talk(page) == ["Đã khóa"]
    await say(page, "hai")
    await answered(page, "hai")


async def test_old_file_says_that_it_can_be_asked_for_again(page: Page) -> None:
    await say(page, "giay hen")
    await expect(page.get_by_role("link", name=SLIP.name)).to_be_visible()
    await page.reload()
    await expect(page.get_by_text(SAYS["web.file_gone"])).to_be_visible()


async def test_double_tap_counts_once(site: Site, page: Page) -> None:
    await page.get_by_role("button", name="2. Vay vốn").dblclick()
    await answered(page, "Vay vốn")
    assert site.heard == ["Vay vốn"]


async def test_older_choices_lose_their_digit_but_not_their_use(site: Site, page: Page) -> None:
    await say(page, "một")
    await answered(page, "một")
    older = page.get_by_role("button", name="Bảo hiểm y tế")
    await expect(older).to_have_accessible_name("Bảo hiểm y tế")
    await older.click()
    await answered(page, "Bảo hiểm y tế")
    assert site.mailbox.received[-1].choice == "t.1"
