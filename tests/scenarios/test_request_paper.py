"""A family takes along paper: the request for a review as far as it told, and all its rights on a page."""

from __future__ import annotations

import io

from pypdf import PdfReader

from tests.scenarios.people import Villager
from tests.scenarios.test_entitled_later import tell_all
from tests.world import World


async def test_the_request_holds_what_was_told_and_blanks_for_the_rest(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu, status="Không thuộc diện nào", who="Lan 1980, bé Na 2")
    answer = await tu.says("dien san giay xin xet")
    if not tu.channel.capabilities.documents:
        assert "không gửi giấy được" in answer
        return
    assert "Vì sao" in answer
    await tu.says("chồng bệnh nặng, mất việc")
    assert "ký" in await tu.hears(town)
    words = _words(tu)
    for part in ("Mẫu số 01", "Lan", "1980", "bé Na", "chồng bệnh nặng, mất việc", "Họ và tên"):
        assert part in words
    assert "2024" not in words


async def test_the_page_tells_the_rights_their_sums_and_who_decides(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.chooses("Tờ tóm tắt")
    answer = await tu.hears(town)
    if tu.channel.capabilities.documents:
        words = _words(tu)
        assert "má" in words
        assert "đ/tháng" in words
        assert "mới là nơi quyết định" in " ".join(words.split())
    else:
        assert "Nhà mình có thể được gì" in answer


def _words(tu: Villager) -> str:
    """What stands in the PDF that came last."""
    [file] = [
        each.file
        for each in tu.channel.standing(tu.name).values()
        if each.file and each.file.media_type == "application/pdf"
    ][-1:]
    pages = PdfReader(io.BytesIO(file.content)).pages
    assert len(pages) == 1
    return str(pages[0].extract_text())
