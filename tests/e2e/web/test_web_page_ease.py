"""The chat page in a real browser: easy for small phones, large letters, keyboards and screen readers."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.fakes.site import TEXTS, Site, serving
from tests.fakes.small_talk import HOTLINES, SLIP, small_talk
from tests.fakes.visitor import (
    DESKTOP,
    PHONE,
    SAYS,
    answered,
    field,
    ours,
    own,
    say,
    settle,
    visit,
)

SCROLLED = """area => new Promise((done) => {
    area.addEventListener("scroll", () => requestAnimationFrame(done), { once: true });
    area.scrollBy(0, 400);
})"""

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_phone_numbers_can_be_called_and_other_numbers_not(page: Page) -> None:
    await say(page, "duong day nong")
    await expect(ours(page).last).to_have_text(HOTLINES)
    links = page.locator("#log a")
    assert await links.all_inner_texts() == ["1022", "0291 3822 456", "115"]
    assert await links.nth(1).get_attribute("href") == "tel:02913822456"


async def test_too_long_a_message_is_kindly_held_back_and_kept(site: Site, page: Page) -> None:
    await say(page, "ạ" * 4_001)
    await expect(page.get_by_role("alert")).to_have_text(SAYS["web.too_long"].format(limit="4.000"))
    written = field(page)
    assert len(await written.input_value()) == 4_001
    await written.press("Backspace")
    await expect(page.get_by_role("alert")).to_be_empty()
    await written.press("Enter")
    await expect(own(page)).to_have_count(1)
    await settle(page)
    assert [len(text) for text in site.heard] == [4_000]


async def test_everything_can_be_done_with_the_keyboard(site: Site, browser: Browser) -> None:
    page = await visit(site, await browser.new_context(viewport=DESKTOP))
    focused = page.locator("*:focus")
    await page.keyboard.press("Tab")
    await expect(focused).to_have_text(SAYS["web.cards"])
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(focused).to_have_accessible_name("1. Bảo hiểm y tế")
    assert await focused.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await answered(page, "Vay vốn")
    await page.keyboard.press("Tab")
    await expect(focused).to_have_accessible_name("1. Thêm về Vay vốn")
    await page.keyboard.press("Tab")
    await expect(focused).to_have_accessible_name(SAYS["web.label"])
    await page.keyboard.type("dòng một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("2")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await answered(page, "dòng một\n2")
    assert site.heard == ["Vay vốn", "dòng một\n2"]


async def test_syllable_in_the_making_is_not_sent_by_enter(site: Site, page: Page) -> None:
    written = field(page)
    await written.fill("nghe")
    await written.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await expect(written).to_have_value("nghe")
    assert site.heard == []


async def test_new_answer_does_not_pull_a_reader_away(site: Site, page: Page) -> None:
    for number in range(8):
        await say(page, f"câu {number}")
        await answered(page, f"câu {number}")
    await page.locator("#scroller").evaluate("area => area.scrollTo(0, 0)")
    await expect(ours(page).first).to_be_in_viewport()
    site.mailbox.push(site.mailbox.received[0].address, "Mai có hội việc làm")
    newer = page.get_by_role("button", name=SAYS["web.newer"])
    await newer.click()
    await expect(ours(page).last).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_beginning_of_a_long_answer_stays_in_sight(page: Page) -> None:
    await say(page, "noi dai")
    await expect(ours(page).get_by_text("Dòng đầu")).to_be_in_viewport(ratio=0.1)
    top = await page.locator(".ours").last.evaluate("line => line.getBoundingClientRect().top")
    header = await page.locator("#scroller").evaluate("area => area.getBoundingClientRect().top")
    assert 0 <= top - header <= 20


async def test_reader_in_the_middle_of_a_long_answer_stays_there(site: Site, page: Page) -> None:
    await say(page, "noi dai")
    await expect(ours(page).get_by_text("Dòng đầu")).to_be_visible()
    area = page.locator("#scroller")
    await area.evaluate(SCROLLED)
    reading = await area.evaluate("area => area.scrollTop")
    site.mailbox.push(site.mailbox.received[0].address, "Mai có hội việc làm")
    await expect(page.get_by_role("button", name=SAYS["web.newer"])).to_be_visible()
    await page.set_viewport_size({"width": 360, "height": 500})
    assert await area.evaluate("area => area.scrollTop") == reading


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_barrier_for_people_with_disabilities(site: Site, browser: Browser, scheme: str) -> None:
    context = await browser.new_context(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    page = await visit(site, context)
    await say(page, "duong day nong")
    await expect(page.locator("#log a").first).to_be_visible()
    await say(page, "giay hen")
    await expect(page.get_by_role("link", name=SLIP.name)).to_be_visible()
    await say(page, "một")
    await answered(page, "một")
    await settle(page)
    await context.set_offline(True)
    await say(page, "hai")
    await field(page).fill("ạ" * 4_001)
    await expect(page.get_by_text(SAYS["web.waiting"])).to_be_visible()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("width", "height", "letters"),
    [(360, 740, 16), (360, 740, 32), (320, 568, 16), (640, 400, 16), (180, 370, 16)],
    ids=["small phone", "letters of 200 %", "smallest phone", "desktop at 200 %", "phone at 200 %"],
)
async def test_page_never_scrolls_sideways(
    site: Site, context: BrowserContext, width: int, height: int, letters: int
) -> None:
    page = await context.new_page()
    await page.set_viewport_size({"width": width, "height": height})
    session = await context.new_cdp_session(page)
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": letters}})
    await page.goto(site.url)
    await say(page, "nghiêng" * 30)
    await answered(page, "nghiêng" * 30)
    for part in ("html", "#scroller", "footer"):
        assert await page.locator(part).evaluate("part => part.scrollWidth - part.clientWidth") == 0, part
    sizes = await page.locator("button:visible").evaluate_all(
        "buttons => buttons.map(button => button.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert all(side >= 44 for size in sizes for side in size)
    assert await ours(page).first.evaluate("text => parseFloat(getComputedStyle(text).fontSize)") >= 17


async def test_page_speaks_khmer_where_khmer_is_asked_for(context: BrowserContext) -> None:
    async with serving(small_talk, language="km") as site:
        page = await visit(site, context)
        assert await page.locator("html").get_attribute("lang") == "km"
        await expect(page.get_by_placeholder(TEXTS["km"]["web.placeholder"])).to_be_visible()
        assert "{{" not in await page.content()
