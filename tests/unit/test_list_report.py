"""The report on a list that came in chat, in a form that each channel carries."""

import csv
import io
from datetime import date

from bot.channels.zalo_oa import CAPABILITIES
from handlers.files.list_jobs import report_file
from tests.fakes.channel import RICH

REPORT = 'Dòng 4: thêm hộ "Lan", Khóm 3\n=HYPERLINK("x")\n\n  +cộng'
DAY = date(2026, 11, 23)


def test_where_texts_go_the_report_is_one() -> None:
    file = report_file(RICH, REPORT, day=DAY)
    assert (file.name, file.content.decode()) == ("xem-truoc-2026-11-23.txt", REPORT)


def test_an_official_account_carries_it_line_by_line_and_no_line_is_a_formula() -> None:
    file = report_file(CAPABILITIES, REPORT, day=DAY)
    assert CAPABILITIES.carries(file)
    assert file.name == "xem-truoc-2026-11-23.csv"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if cell.strip()] == [
        'Dòng 4: thêm hộ "Lan", Khóm 3',
        ' =HYPERLINK("x")',
        "   +cộng",
    ]
