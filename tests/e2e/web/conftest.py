"""The site and the phone with which the chat page is tried."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser import ARGUMENTS, NO_BROWSER, chromium_path
from tests.fakes.site import Site, serving
from tests.fakes.small_talk import small_talk
from tests.fakes.visitor import PHONE, visit


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for a whole file: starting it takes longer than most of the tests."""
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER}=1: somebody decided to go without the browser tests")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def everybody_leaves(browser: Browser) -> AsyncIterator[None]:
    """Close every visitor's window when the test is over."""
    yield
    for context in browser.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with serving(small_talk) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> BrowserContext:
    """A small phone."""
    return await browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: Site, context: BrowserContext) -> Page:
    """The chat on the small phone, greeted."""
    return await visit(site, context)
