"""Sending a file from the chat page, and opening it by a link of one's own, in a real browser."""

import io
import random

import pytest
from PIL import Image
from playwright.async_api import BrowserContext, FilePayload, expect

from tests.fakes.site import Site
from tests.fakes.visitor import SAYS, own, visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LIST = FilePayload(name="Danh sách khóm 3.csv", mimeType="text/csv", buffer=b"STT,Ho ten\n")
PHOTO = FilePayload(name="nhà.jpg", mimeType="image/jpeg", buffer=b"picture")


async def test_who_may_send_lists_sends_one_and_sees_it_stand_in_the_talk(
    site: Site, context: BrowserContext
) -> None:
    site.mailbox.trusts_everybody = True
    page = await visit(site, context)
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=SAYS["web.attach"]).click()
    await (await chooser.value).set_files(LIST)
    await expect(own(page)).to_have_text(["\N{PAPERCLIP} Danh sách khóm 3.csv"])
    await expect(page.get_by_text(SAYS["web.sending"])).to_have_count(0)
    [file] = site.mailbox.files
    assert (file.name, file.content) == ("Danh sách khóm 3.csv", LIST["buffer"])


async def test_what_is_typed_goes_along_with_a_picture(site: Site, context: BrowserContext) -> None:
    site.mailbox.trusts_everybody = True
    page = await visit(site, context)
    await page.get_by_role("textbox").fill("nay tham ba Lan")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=SAYS["web.attach"]).click()
    await (await chooser.value).set_files(PHOTO)
    await expect(own(page)).to_contain_text(["nay tham ba Lan"])
    await expect(page.get_by_text(SAYS["web.sending"])).to_have_count(0)
    await expect(page.get_by_role("textbox")).to_have_value("")
    sent = site.mailbox.received[-1].file
    assert sent is not None
    assert (sent.name, sent.caption) == ("nhà.jpg", "nay tham ba Lan")


async def test_a_large_photo_leaves_the_phone_small(site: Site, context: BrowserContext) -> None:
    site.mailbox.trusts_everybody = True
    page = await visit(site, context)
    noise = Image.frombytes("RGB", (1900, 1000), random.Random(1).randbytes(1900 * 1000 * 3))
    content = io.BytesIO()
    noise.save(content, "PNG")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=SAYS["web.attach"]).click()
    await (await chooser.value).set_files(
        FilePayload(name="nhà.png", mimeType="image/png", buffer=content.getvalue())
    )
    await expect(page.get_by_text("nhà.png")).to_be_visible()
    await expect(page.get_by_text(SAYS["web.sending"])).to_have_count(0)
    sent = Image.open(io.BytesIO(site.mailbox.files[-1].content))
    assert (sent.format, sent.size) == ("JPEG", (1600, 842))


async def test_a_link_from_somebodys_chat_opens_a_page_of_its_own_and_leaves_no_trace_in_the_address(
    site: Site, context: BrowserContext
) -> None:
    before = await visit(site, context)
    await before.close()
    link = "w-" + "A" * 22
    page = await context.new_page()
    await page.goto(f"{site.url}/?start={link}")
    await expect(page.get_by_role("button", name=SAYS["web.attach"])).to_be_visible()
    first, second = site.mailbox.received
    assert second.payload == link
    assert first.address != second.address
    assert "start" not in page.url
    await page.reload()
    await expect(page.get_by_role("button", name=SAYS["web.attach"])).to_have_count(0)
    assert [each.payload for each in site.mailbox.received].count(link) == 1


async def test_others_are_offered_nothing_to_send(site: Site, context: BrowserContext) -> None:
    page = await visit(site, context)
    await expect(page.get_by_role("button", name=SAYS["web.attach"])).to_have_count(0)
