"""A10, A11: signs of a markup language are signs. Nobody formats, links or scripts through the bot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web_page import Page
from bot.commands import case_desk
from bot.wording import texts
from models.cases import cases
from tests.abuse.conftest import settings_of
from tests.fakes.pane import message_id
from tests.whole import Whole

TU = 6123456789
MARKUP = [
    "<b>đậm</b> &lt;i&gt; <a href='http://evil.example/'>bấm vào đây</a>",
    "[bấm vào đây](http://evil.example/) *đậm* _nghiêng_ `mã` ~gạch~ ||ẩn||",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "http://evil.example/?q=1 https://t.me/joinchat/evil @channel #tag /start",
    "</script><svg/onload=alert(1)>",
    "{{7*7}} ${7*7} <%= 7*7 %> {office}",
    "\u202e<!-- --> ]]> &#x3C;b&#x3E;",
]
STATIC = Path(__file__).parent.parent.parent / "bot" / "web" / "static"
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]"
    r"|\.srcdoc|createContextualFragment|\bon\w+\s*=\s*[\"']"
)


async def leave(office: Whole, user: int, words: str) -> str:
    """Leave a message; the summary that quotes it."""
    for step in ("gặp cán bộ", "1", words):
        await office.writes(user, step)
    summary = "\n".join(await office.writes(user, "không để lại số"))
    await office.writes(user, "1")
    return summary


@pytest.mark.parametrize("words", MARKUP)
async def test_a10_a_quoted_message_is_sent_as_it_was_written(office: Whole, words: str) -> None:
    summary = await leave(office, TU, words)
    assert words.replace("\u202e", "") in summary


async def test_a10_nothing_is_sent_to_telegram_as_markup_or_with_a_preview(office: Whole) -> None:
    for words in MARKUP:
        await leave(office, TU, words)
    sent = [*office.telegram.called("sendMessage"), *office.telegram.called("editMessageText")]
    assert sent
    for params in sent:
        assert "parse_mode" not in params
        assert json.loads(params["link_preview_options"]) == {"is_disabled": True}
        assert {entity["type"] for entity in entities(params)} <= {"bold"}


def entities(params: dict[str, Any]) -> list[dict[str, Any]]:
    return list(json.loads(params.get("entities", "[]")))


async def test_a10_an_officials_answer_is_told_as_it_was_written(
    office: Whole, migrated_database_url: str, tmp_path: Path
) -> None:
    await office.writes(TU, "gặp cán bộ")
    [case] = office.read(cases.list_cases)
    words = MARKUP[0] + "\n" + MARKUP[1] + " {code} %s"
    settings = settings_of(migrated_database_url, office, tmp_path)
    await case_desk.answer(settings, code=case.code, words=words, by="x")
    await office.running.planner.tick()
    office.running.sender.look()
    await office.telegram.until(lambda: any(words in text for text in office.telegram.said(TU)))


async def test_a11_the_page_is_given_text_and_never_markup(office: Whole) -> None:
    for words in MARKUP:
        async with office.page() as page:
            for number, step in enumerate(("gặp cán bộ", "1", words), 1):
                await page.tell({"type": "text", "id": message_id(number), "text": step})
                await page.until("taken")
            await page.tell({"type": "text", "id": message_id(9), "text": "không để lại số"})
            summary = (await page.until("message"))["text"]
            while "Gửi cho" not in summary:
                summary = (await page.until("message"))["text"]
            assert words.replace("\u202e", "") in summary


async def test_a11_the_page_forbids_scripts_and_frames_of_others(office: Whole) -> None:
    page = await office.get("/")
    policy = page.headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_a11_the_page_itself_holds_no_script_and_no_style(office: Whole) -> None:
    page = (await office.get("/")).text
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)
    assert not re.search(r"\son\w+=|<style|style=|javascript:", page)


async def test_a11_a_text_can_not_end_the_pages_data() -> None:
    evil = dict.fromkeys(texts("vi", "web."), "</script><script>alert(1)</script><!-- &amp; \u2028")
    site = Starlette(routes=Page(evil, language="vi", origins=[], demo=True).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://x") as client:
        page = (await client.get("/")).text
    assert "<script>alert" not in page
    assert evil.items() <= json.loads(data_of(page)).items()


def data_of(page: str) -> str:
    found = re.search(r'<script type="application/json" id="wording">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda file: file.name)
def test_a11_the_pages_code_never_makes_markup_of_text(file: Path) -> None:
    assert SINKS.findall(file.read_text(encoding="utf-8")) == []
