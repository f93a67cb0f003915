"""The chat page in a real browser: hostile text stays text, and nothing foreign runs or is asked for."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.fakes.site import Site
from tests.fakes.visitor import (
    answered,
    own,
    say,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

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
