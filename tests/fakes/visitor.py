"""What a visitor of the chat page does and sees, in a real browser."""

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.fakes.site import TEXTS, Site

SAYS = TEXTS["vi"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
NOTHING_TO_SEND = "() => (sessionStorage.getItem('donghanh.outbox') ?? '[]') === '[]'"

expect.set_options(timeout=15_000)


async def visit(site: Site, context: BrowserContext) -> Page:
    """Open the page and wait for the greeting."""
    page = await context.new_page()
    await page.goto(site.url)
    await expect(ours(page).first).to_be_visible()
    return page


def ours(page: Page) -> Locator:
    return page.locator(".ours .text")


def own(page: Page) -> Locator:
    return page.locator(".own .text")


def field(page: Page) -> Locator:
    return page.get_by_label(SAYS["web.label"])


async def say(page: Page, text: str) -> None:
    await field(page).fill(text)
    await page.keyboard.press("Enter")


async def answered(page: Page, text: str) -> None:
    """Wait for the answer to `text`."""
    await expect(ours(page).get_by_text(f"Đã nghe: {text}", exact=True)).to_be_visible()


async def settle(page: Page) -> None:
    """Wait until the page has nothing left to send."""
    await page.wait_for_function(NOTHING_TO_SEND)


def lines(page: Page) -> Locator:
    """Everything that stands on the page, from top to bottom."""
    return page.locator(".line .text")


async def talk(page: Page) -> list[str]:
    """The texts of all lines, as they stand this moment."""
    return await lines(page).all_inner_texts()
