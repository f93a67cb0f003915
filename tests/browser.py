"""A headless Chromium for the tests of the web chat: the system's, else the one that Playwright brought."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Playwright, async_playwright

NO_BROWSER = "DONGHANH_NO_BROWSER"
MISSING = "No Chromium on this machine. On Debian: sudo apt-get install chromium fonts-noto-core libatomic1"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root may not use Chromium's sandbox; the rest keeps it from calling its maker at every start.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path(playwright: Playwright) -> str:
    """Where the browser lies, or a failure that says how to get one."""
    found = next(filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path)
    if not Path(found).exists():
        pytest.fail(MISSING)
    return found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of this test alone; `await browser.new_page()` opens a page."""
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER}=1: somebody decided to go without the browser tests")
    async with async_playwright() as playwright:
        path = chromium_path(playwright)
        running = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        await running.close()
