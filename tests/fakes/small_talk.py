"""A script for the fake mailbox: it greets, gives files that are asked for, and repeats the rest."""

import io
from collections.abc import Sequence

from PIL import Image

from bot.domain.ids import AttachmentId
from bot.domain.messages import Button, File, Incoming, Kind, Rendered
from tests.fakes.mailbox import Answer

GREETING = "Chào mình, đây là máy trả lời tự động.\nMình muốn hỏi gì?"
FIRST_CHOICES = (Button("1. Bảo hiểm y tế", "t.1"), Button("2. Vay vốn", "t.2"))
HOTLINES = "Gọi 1022 hoặc 0291 3822 456, nguy cấp gọi 115. Điều 115, Nghị định 188/2025/NĐ-CP, 01/07/2025."
LONG = "Dòng đầu\n" + "còn nữa\n" * 60


def _drawn() -> bytes:
    drawing = io.BytesIO()
    Image.new("RGB", (320, 180), "#0b5546").save(drawing, "PNG")
    return drawing.getvalue()


CHART = File("<b>bieu-do</b>.png", "image/png", _drawn())
SLIP = File("giay-hen.pdf", "application/pdf", b"%PDF-1.4 " + bytes(range(256)) * 400)

ANSWERS = {
    "bieu do": Answer(Rendered("Biểu đồ đây ạ", attachment=AttachmentId(1)), CHART),
    "giay hen": Answer(Rendered("Giấy hẹn đây ạ", attachment=AttachmentId(2)), SLIP),
    "duong day nong": Answer(Rendered(HOTLINES)),
    "noi dai": Answer(Rendered(LONG)),
    "thoat": Answer(Rendered("Đã khóa", alone=True)),
}


def small_talk(incoming: Incoming) -> Sequence[Answer]:
    if incoming.kind is Kind.START:
        return [Answer(Rendered(GREETING, FIRST_CHOICES))]
    if incoming.text in ANSWERS:
        return [ANSWERS[incoming.text]]
    more = Button(f"1. Thêm về {incoming.text}"[:100], "u.1")
    return [Answer(Rendered(f"Đã nghe: {incoming.text}", (more,)))]
