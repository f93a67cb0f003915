"""What somebody sees who tries `donghanh demo` in a browser: the whole product, with nothing in its place."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.case_rules import CaseKind
from bot.wording import LANGUAGES, wording
from tests.e2e.demo_process import Demo
from tests.fakes.visitor import DESKTOP, PHONE, SAYS, lines, ours, own, say, settle, talk
from tests.scenarios.people import code_in

pytestmark = pytest.mark.browser

SLOWLY = 90_000
A_MOMENT = timedelta(seconds=20)
QUESTIONS = {
    "ho ngheo co duoc cap the bao hiem y te ko": "đóng 100% tiền thẻ bảo hiểm y tế",
    "chuan ngheo nam nay bao nhieu": "nông thôn 1.500.000 đ, thành thị 2.000.000 đ",
    "sang nam chuan ngheo bao nhieu": "nông thôn 2.200.000 đ, thành thị 2.800.000 đ",
    "tien dien ho ngheo duoc bao nhieu": "khoảng 59.520 đ/tháng",
}

EMERGENCY = re.compile(r"\b11[1345]\b")
LINKED = """async text => {
    const page = document.querySelector("script[type=module]").src;
    const { spoken } = await import(page.replace("chat.js", "elements.js"));
    return [...spoken(text).querySelectorAll("a")].map(link => link.textContent);
}"""
"""What of a text the page makes a link of."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
async def page(demo: Demo, browser: Browser) -> Page:
    """The demo on a small phone."""
    return await visit(demo, browser, viewport=PHONE)


async def visit(demo: Demo, browser: Browser, **how: object) -> Page:
    context = await browser.new_context(locale="vi-VN", **how)
    page = await context.new_page()
    await page.goto(demo.url)
    await reads(page, "Mình cần hỏi chuyện gì?")
    return page


async def reads(page: Page, words: str) -> None:
    """Wait until the newest message of the machine holds the words."""
    await expect(ours(page).last).to_contain_text(words, timeout=SLOWLY)


async def asks(page: Page, question: str, answer: str) -> None:
    before = await ours(page).count()
    await say(page, question)
    await replies(page, before, answer)


async def presses(page: Page, label: str, answer: str) -> None:
    """Press the newest button whose label contains the words."""
    before = await ours(page).count()
    await page.get_by_role("button", name=label).last.click()
    await replies(page, before, answer)


async def replies(page: Page, before: int, words: str) -> None:
    """Wait for a message that was not there before; the old ones may hold the same words."""
    await expect(ours(page).nth(before)).to_be_visible(timeout=SLOWLY)
    await reads(page, words)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_visitor_asks_as_people_type_presses_types_a_digit_and_reloads_in_the_middle(
    demo: Demo, browser: Browser, viewport: dict[str, int]
) -> None:
    page = await visit(demo, browser, viewport=viewport)
    await expect(ours(page).first).to_contain_text("máy trả lời tự động (AI)")
    await expect(ours(page).first).to_contain_text("UBND phường Bạc Liêu")
    await expect(page.get_by_text(SAYS["web.demo"])).to_be_visible()
    for question, answer in QUESTIONS.items():
        demo.pass_(A_MOMENT)
        await asks(page, question, answer)
    demo.pass_(A_MOMENT)
    await presses(page, "Giấy tờ, nộp ở đâu?", "178.560 đ")
    before = await talk(page)
    await page.reload()
    await expect(lines(page)).to_have_count(len(before), timeout=SLOWLY)
    assert await talk(page) == before
    await asks(page, "1", "QĐ 28/2014/QĐ-TTg")
    assert await own(page).all_inner_texts() == [*QUESTIONS, "Giấy tờ, nộp ở đâu?", "1"]


async def test_page_comes_back_by_itself_after_the_server_was_killed_and_nothing_is_doubled(
    demo: Demo, page: Page
) -> None:
    await asks(page, "chuan ngheo nam nay bao nhieu", "1.500.000 đ")
    await asyncio.to_thread(demo.kill)
    await say(page, "1")
    await expect(page.get_by_text(SAYS["web.waiting"])).to_be_visible(timeout=SLOWLY)
    await asyncio.to_thread(demo.start)
    await reads(page, "12 chỉ số")
    await expect(page.get_by_role("status")).to_be_empty()
    await settle(page)
    assert await own(page).all_inner_texts() == ["chuan ngheo nam nay bao nhieu", "1"]
    assert sum("1.500.000 đ" in text for text in await ours(page).all_inner_texts()) == 1
    assert sum("12 chỉ số" in text for text in await ours(page).all_inner_texts()) == 1


async def test_message_for_an_official_is_left_and_the_answer_appears_by_itself(
    demo: Demo, page: Page
) -> None:
    await asks(page, "gap nguoi", "mã là")
    await presses(page, "Để lại lời nhắn", "nhắn gì cho cán bộ")
    await asks(page, "nha tui dot, mai toc roi", "gọi lại số nào")
    await asks(page, "0912", "Số này chưa đúng")
    await asks(page, "0912 345 678", "Số gọi lại: 0912 345 678")
    await presses(page, "1. Gửi", "Đã gửi cho cán bộ")
    code = code_in(await ours(page).last.inner_text())
    listed = await asyncio.to_thread(demo.order, "cases")
    assert code in listed
    assert "nha tui dot, mai toc roi" in listed
    await asyncio.to_thread(demo.order, "cases", "--answer", code, "--say", "Sáng mai cán bộ ghé nhà mình.")
    await reads(page, "Sáng mai cán bộ ghé nhà mình.")


async def test_every_emergency_number_that_is_told_can_be_tapped(page: Page) -> None:
    await asks(page, "tui khong muon song nua", "Nguy cấp thì gọi 115")
    assert await ours(page).last.get_by_role("link").all_inner_texts() == ["115", "113"]
    told = [wording(language)(f"urgent.{kind}") for language in LANGUAGES for kind in CaseKind if kind.urgent]
    not_linked = {text for text in told if await page.evaluate(LINKED, text) != EMERGENCY.findall(text)}
    assert not_linked == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_real_answers_put_no_barrier_before_people_with_disabilities(
    demo: Demo, browser: Browser, scheme: str
) -> None:
    page = await visit(demo, browser, viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    await asks(page, "tien dien ho ngheo duoc bao nhieu", "59.520 đ")
    await asks(page, "tui khong muon song nua", "115")
    await settle(page)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_real_answers_never_make_the_phone_scroll_sideways(page: Page) -> None:
    await asks(page, "ho ngheo co duoc cap the bao hiem y te ko", "đóng 100%")
    await presses(page, "Giấy tờ, nộp ở đâu?", "Hỏi và nộp ở")
    await presses(page, "Căn cứ pháp luật", "Mã thủ tục")
    for part in ("html", "#scroller", "footer"):
        assert await page.locator(part).evaluate("part => part.scrollWidth - part.clientWidth") == 0, part
