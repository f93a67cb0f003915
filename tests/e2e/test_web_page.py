"""The chat page in a real browser: questions over a bad network, in big letters, without a mouse."""

import io
import os
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from bot.domain.ids import AttachmentId
from bot.domain.messages import Button, File, Incoming, Kind, Rendered
from tests.browser import ARGUMENTS, NO_BROWSER, chromium_path
from tests.fakes.mailbox import Answer
from tests.fakes.site import TEXTS, Site, serving

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SAYS = TEXTS["vi"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
GREETING = "Chào mình, đây là máy trả lời tự động.\nMình muốn hỏi gì?"
HOTLINES = "Gọi 1022 hoặc 0291 3822 456, nguy cấp gọi 115. Điều 115, Nghị định 188/2025/NĐ-CP, 01/07/2025."
expect.set_options(timeout=15_000)
LONG = "Dòng đầu\n" + "còn nữa\n" * 60
HOSTILE = [
    "<script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
    "<svg/onload=pwned=1>",
    '"><iframe srcdoc="<script>parent.pwned=1</script>">',
    "javascript:pwned=1",
    "<a href='javascript:pwned=1'>bấm</a>",
    "{{ constructor.constructor('pwned=1')() }}",
    "</textarea><style>*{display:none}</style>",
    "&lt;b&gt;&amp;",
    'gọi 0913\u00a0<b>000</b> 0912345678"onclick=pwned=1',
]
DRAWN = io.BytesIO()
Image.new("RGB", (320, 180), "#0b5546").save(DRAWN, "PNG")
CHART = File("<b>bieu-do</b>.png", "image/png", DRAWN.getvalue())
SLIP = File("giay-hen.pdf", "application/pdf", b"%PDF-1.4 " + b"x" * 100_000)


def answers(incoming: Incoming) -> Sequence[Answer]:
    if incoming.kind is Kind.START:
        return [Answer(Rendered(GREETING, (Button("Bảo hiểm y tế", "t1"), Button("Vay vốn", "t2"))))]
    match incoming.text:
        case "bieu do":
            return [Answer(Rendered("Biểu đồ đây ạ", attachment=AttachmentId(1)), CHART)]
        case "giay hen":
            return [Answer(Rendered("Giấy hẹn đây ạ", attachment=AttachmentId(2)), SLIP)]
        case "nói dài":
            return [Answer(Rendered(LONG))]
        case "duong day nong":
            return [Answer(Rendered(HOTLINES))]
        case text:
            return [Answer(Rendered(f"Đã nghe: {text}", (Button(f"Thêm về {text}", "t3"),)))]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all: starting it takes longer than most of the tests."""
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER}=1: somebody decided to go without the browser tests")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with serving(answers) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> BrowserContext:
    """A small phone."""
    return await browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def everybody_leaves(browser: Browser) -> AsyncIterator[None]:
    """Close every visitor's window when the test is over."""
    yield
    for context in browser.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: Site, context: BrowserContext) -> Page:
    """The chat on a small phone, greeted."""
    return await visit(site, context)


async def visit(site: Site, context: BrowserContext) -> Page:
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(site.url)
    await expect(ours(page).first).to_be_visible()
    return page


def ours(page: Page) -> Locator:
    return page.locator(".ours .text")


def own(page: Page) -> Locator:
    return page.locator(".own .text")


async def say(page: Page, text: str) -> None:
    await page.get_by_label(SAYS["web.label"]).fill(text)
    await page.keyboard.press("Enter")


async def answered(page: Page, text: str) -> None:
    await expect(ours(page).get_by_text(f"Đã nghe: {text}", exact=True)).to_be_visible()


async def talk(page: Page) -> list[str]:
    """Everything that stands on the page, from top to bottom."""
    return await page.locator(".line .text").all_inner_texts()


def heard(site: Site) -> list[str]:
    return [incoming.text for incoming in site.mailbox.received if incoming.kind is not Kind.START]


async def settle(page: Page) -> None:
    """Wait until the page has nothing left to send."""
    await page.wait_for_function("() => (sessionStorage.getItem('donghanh.outbox') ?? '[]') === '[]'")


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
    assert [incoming.choice for incoming in site.mailbox.received] == [None, None, "t3"]


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
    assert heard(site) == ["một", "hai", "ba"]
    assert await own(page).all_inner_texts() == ["một", "hai", "ba"]


async def test_server_that_restarts_is_waited_for_calmly(site: Site, page: Page) -> None:
    await site.stop()
    await say(page, "còn đó không")
    await expect(page.get_by_role("status")).to_have_text(SAYS["web.reconnecting"])
    await site.start()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await answered(page, "còn đó không")
    assert await talk(page) == [GREETING, "còn đó không", "Đã nghe: còn đó không"]


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
    assert heard(site) == ["một", "hai"]
    assert await own(page).all_inner_texts() == ["một", "hai"]


async def test_lost_confirmation_doubles_nothing_even_over_a_reload(site: Site, page: Page) -> None:
    site.mailbox.tongue_tied = True
    await say(page, "một")
    await answered(page, "một")
    site.mailbox.tongue_tied = False
    await page.reload()
    await settle(page)
    await answered(page, "một")
    assert heard(site) == ["một"]
    assert await talk(page) == [GREETING, "một", "Đã nghe: một"]


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
    assert heard(site) == words
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
    assert heard(site) == ["một"]


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
    assert heard(site) == ["một", "hai"]


async def test_two_people_do_not_see_each_other(site: Site, browser: Browser, page: Page) -> None:
    stranger = await visit(site, await browser.new_context())
    await say(page, "riêng")
    await answered(page, "riêng")
    assert await talk(stranger) == [GREETING]


async def test_hostile_text_stays_text(site: Site, page: Page) -> None:
    for payload in HOSTILE:
        await say(page, payload)
        await answered(page, payload)
    await page.reload()
    await answered(page, HOSTILE[-1])
    assert await own(page).all_inner_texts() == HOSTILE
    assert await page.evaluate("typeof pwned") == "undefined"
    assert await page.locator("#log :is(script, img, svg, iframe, style)").count() == 0
    addresses = await page.locator("#log a").evaluate_all("links => links.map(link => link.href)")
    assert set(addresses) == {"tel:0912345678"}


async def test_policy_stops_scripts_even_if_some_got_in(page: Page) -> None:
    with pytest.raises(Exception, match="TrustedHTML"):
        await page.evaluate("document.body.innerHTML += '<img src=x onerror=window.pwned=1>'")
    with pytest.raises(Exception, match="TrustedScriptURL"):
        await page.add_script_tag(url="https://127.0.0.1:1/x.js")
    assert await page.evaluate("typeof pwned") == "undefined"


async def test_page_asks_nobody_else_and_has_no_errors(site: Site, context: BrowserContext) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    await page.goto(site.url)
    await say(page, "bieu do")
    await expect(page.locator(".bubble img")).to_be_visible()
    assert [url for url in asked if not url.startswith((f"{site.url}/", f"blob:{site.url}/"))] == []
    assert errors == []


async def test_phone_numbers_can_be_called_and_other_numbers_not(page: Page) -> None:
    await say(page, "duong day nong")
    await expect(ours(page).last).to_have_text(HOTLINES)
    links = page.locator("#log a")
    assert await links.all_inner_texts() == ["1022", "0291 3822 456", "115"]
    assert await links.nth(1).get_attribute("href") == "tel:02913822456"


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


async def test_old_file_says_that_it_can_be_asked_for_again(page: Page) -> None:
    await say(page, "giay hen")
    await expect(page.get_by_role("link", name=SLIP.name)).to_be_visible()
    await page.reload()
    await expect(page.get_by_text(SAYS["web.file_gone"])).to_be_visible()


async def test_too_long_a_message_is_kindly_held_back_and_kept(site: Site, page: Page) -> None:
    await say(page, "ạ" * 4_001)
    await expect(page.get_by_role("alert")).to_have_text(SAYS["web.too_long"].format(limit="4.000"))
    field = page.get_by_label(SAYS["web.label"])
    assert len(await field.input_value()) == 4_001
    await field.press("Backspace")
    await expect(page.get_by_role("alert")).to_be_empty()
    await field.press("Enter")
    await expect(own(page)).to_have_count(1)
    await settle(page)
    assert [len(text) for text in heard(site)] == [4_000]


async def test_double_tap_counts_once(site: Site, page: Page) -> None:
    await page.get_by_role("button", name="2. Vay vốn").dblclick()
    await answered(page, "Vay vốn")
    assert heard(site) == ["Vay vốn"]


async def test_older_choices_lose_their_digit_but_not_their_use(site: Site, page: Page) -> None:
    await say(page, "một")
    await answered(page, "một")
    older = page.get_by_role("button", name="Bảo hiểm y tế")
    await expect(older).to_have_accessible_name("Bảo hiểm y tế")
    await older.click()
    await answered(page, "Bảo hiểm y tế")
    assert site.mailbox.received[-1].choice == "t1"


async def test_everything_can_be_done_with_the_keyboard(site: Site, browser: Browser) -> None:
    page = await visit(site, await browser.new_context(viewport=DESKTOP))
    focused = page.locator("*:focus")
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
    assert heard(site) == ["Vay vốn", "dòng một\n2"]


async def test_syllable_in_the_making_is_not_sent_by_enter(site: Site, page: Page) -> None:
    field = page.get_by_label(SAYS["web.label"])
    await field.fill("nghe")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await expect(field).to_have_value("nghe")
    assert heard(site) == []


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
    await say(page, "nói dài")
    await expect(ours(page).get_by_text("Dòng đầu")).to_be_in_viewport(ratio=0.1)
    top = await page.locator(".ours").last.evaluate("line => line.getBoundingClientRect().top")
    header = await page.locator("#scroller").evaluate("area => area.getBoundingClientRect().top")
    assert 0 <= top - header <= 20


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
    await page.get_by_label(SAYS["web.label"]).fill("ạ" * 4_001)
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
    async with serving(answers, language="km") as site:
        page = await visit(site, context)
        assert await page.locator("html").get_attribute("lang") == "km"
        await expect(page.get_by_placeholder(TEXTS["km"]["web.placeholder"])).to_be_visible()
        assert "{{" not in await page.content()
