"""A family takes along paper: the request for a review as far as it told, and all its rights on a page."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import update

from bot.wording import wording
from models.people.contacts import contact
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
    assert "kiểu nào" in await tu.says("chồng bệnh nặng, mất việc")
    await tu.says("1")
    assert "ký" in await tu.hears(town)
    words = _words(tu)
    for part in ("Mẫu số 01", "Lan", "1980", "bé Na", "chồng bệnh nặng, mất việc", "Họ và tên"):
        assert part in words
    assert "2024" not in words


async def test_the_request_can_be_had_as_word_with_the_same_words(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu, status="Không thuộc diện nào", who="Lan 1980, bé Na 2")
    await tu.says("dien san giay xin xet")
    if not tu.channel.capabilities.documents:
        return
    await tu.says("1")
    await tu.says("2")
    await tu.hears(town)
    document = Document(io.BytesIO(_last(tu, ".docx")))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("Mẫu số 01", "GIẤY ĐỀ NGHỊ", "Họ và tên: ....", "Lý do đề nghị .....", "ký tên"):
        assert part in words
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[1] == ["1", "Lan", "", "1980", "", ""]
    assert cells[3:] == [[""] * 6] * 4
    assert document.core_properties.author == ""


@pytest.mark.parametrize("language", ["km", "en"])
async def test_the_page_comes_in_the_persons_language_and_in_vietnamese_for_the_desk(
    tu: Villager, town: World, language: str
) -> None:
    if not tu.channel.capabilities.documents:
        return
    await tu.starts()
    await tell_all(tu)
    await speak(town, language)
    await tu.chooses("Tờ tóm tắt")
    answer = await tu.hears(town)
    while wording(language)("entitled.page_for_desk") not in answer:
        answer = await tu.hears(town)
    names = [each.file.name for each in tu.channel.standing(tu.name).values() if each.file]
    assert [name.split("-")[-1] for name in names] == [f"{language}.pdf", f"{language}.png", "vi.pdf"]
    assert "May be had" in _words(tu, "en.pdf" if language == "en" else "km.pdf") or language == "km"
    assert "Có thể được" in _words(tu, "vi.pdf")


async def test_where_khmer_letters_can_not_be_drawn_the_page_says_so_and_is_vietnamese(
    tu: Villager, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not tu.channel.capabilities.documents:
        return
    monkeypatch.setattr("PIL.features.check", lambda _feature: False)
    await tu.starts()
    await tell_all(tu)
    await speak(town, "km")
    await tu.chooses("Tờ tóm tắt")
    assert wording("km")("entitled.page_only_vietnamese") in await tu.hears(town)
    assert "Có thể được" in _words(tu, "vi.pdf")


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


async def speak(town: World, language: str) -> None:
    """As if everybody had chosen the language; the choices offered last stay."""
    await town.running.uow.run(lambda tx: tx.execute(update(contact).values(language=language)))


def _last(tu: Villager, ending: str) -> bytes:
    """The file of that kind that came last."""
    files = [each.file for each in tu.channel.standing(tu.name).values() if each.file]
    return [each.content for each in files if each.name.endswith(ending)][-1]


def _words(tu: Villager, ending: str = ".pdf") -> str:
    """What stands in the PDF that came last."""
    pages = PdfReader(io.BytesIO(_last(tu, ending))).pages
    assert len(pages) == 1
    return str(pages[0].extract_text())
