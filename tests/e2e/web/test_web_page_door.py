"""At the door of a fair, with the phone's own camera and a network that comes and goes."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.domain.messages import Kind
from tests.fakes.site import Site
from tests.fakes.visitor import SAYS, ours, own, visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
AS_SOMEBODY = "w-" + "A" * 22


async def scan(site: Site, context: BrowserContext, code: str) -> Page:
    """The camera opens the link of a ticket in a page of its own."""
    page = await context.new_page()
    await page.goto(f"{site.url}/?start={code}")
    return page


async def at_the_door(site: Site, context: BrowserContext) -> Page:
    """An official opened the page by the link in their chat, and it is at hand."""
    page = await scan(site, context, AS_SOMEBODY)
    await expect(ours(page).first).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


async def test_a_scanned_ticket_speaks_as_who_opened_the_page_on_this_phone(
    site: Site, context: BrowserContext, browser: Browser
) -> None:
    await at_the_door(site, context)
    ticket = await scan(site, context, "v-ABCDE")
    await expect(ours(ticket).get_by_text("Đã nghe: v-ABCDE")).to_be_visible()
    assert "start" not in ticket.url
    opened, scanned = site.mailbox.received
    assert (scanned.text, scanned.address) == ("v-ABCDE", opened.address)
    elsewhere = await scan(site, await browser.new_context(), "v-ABCDE")
    await expect(ours(elsewhere).first).to_be_visible()
    last = site.mailbox.received[-1]
    assert (last.kind, last.payload) == (Kind.START, "v-ABCDE")
    assert last.address != opened.address


async def test_tickets_scanned_without_network_wait_on_the_phone_and_count_once(
    site: Site, context: BrowserContext
) -> None:
    official = await at_the_door(site, context)
    await context.set_offline(True)
    first = await scan(site, context, "v-ABCDE")
    await expect(own(first)).to_have_text(["v-ABCDE"])
    await expect(first.get_by_text(SAYS["web.waiting"])).to_be_visible()
    await first.close()
    second = await scan(site, context, "v-FGHJK")
    await expect(own(second)).to_have_text(["v-ABCDE", "v-FGHJK"])
    site.mailbox.tongue_tied = True
    await context.set_offline(False)
    await expect(ours(second).get_by_text("Đã nghe: v-FGHJK")).to_be_visible()
    site.mailbox.tongue_tied = False
    for page in (official, second):
        await page.wait_for_function("() => JSON.parse(localStorage.getItem('donghanh.scans')).length === 0")
        await page.wait_for_function("() => (sessionStorage.getItem('donghanh.outbox') ?? '[]') === '[]'")
    assert sorted(site.heard) == ["v-ABCDE", "v-FGHJK"]


async def test_who_closed_the_page_is_known_to_no_other(site: Site, context: BrowserContext) -> None:
    official = await at_the_door(site, context)
    await official.get_by_label(SAYS["web.label"]).fill("thoat")
    await official.keyboard.press("Enter")
    await expect(ours(official)).to_have_text("Đã khóa")
    await scan(site, context, "v-ABCDE")
    ticket = await visit(site, context)
    await expect(ours(ticket).first).to_be_visible()
    assert site.mailbox.received[-1].address != site.mailbox.received[0].address
