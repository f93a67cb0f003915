"""The commands of an operator, as real processes: what they print, what they refuse and in which words."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.clock import VIETNAM
from models.cases import cases
from tests.fakes.telegram import FakeTelegram
from tests.hearing import hears
from tests.terminal import Terminal
from tests.trail import faults_of, unguarded
from tests.world import SetClock, world

pytestmark = pytest.mark.slow

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=VIETNAM)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=VIETNAM)


# ask


def test_a_question_is_answered_as_people_read_it(terminal: Terminal) -> None:
    answered = terminal.types("ask", "chuan ngheo nam nay bao nhieu")
    assert answered.status == 0
    assert answered.lines[0] == "Chuẩn nghèo, cận nghèo"
    assert "  1. Giấy tờ, nộp ở đâu?" in answered.lines


def test_asking_stores_nothing(terminal: Terminal) -> None:
    terminal.types("ask", "gặp cán bộ")
    assert list(terminal.folder.iterdir()) == []


@pytest.mark.parametrize(("day", "line"), [("2026-12-31", "1.500.000 đ"), ("2027-01-01", "2.200.000 đ")])
def test_a_question_is_answered_as_on_another_day(terminal: Terminal, day: str, line: str) -> None:
    assert f"nông thôn {line}" in terminal.types("ask", "chuan ngheo bao nhieu", "--on", day).out


@pytest.mark.parametrize("day", ["2026-13-45", "31/12/2026", "tomorrow", ""])
def test_a_day_that_is_none_is_refused_with_the_way_to_write_it(terminal: Terminal, day: str) -> None:
    refused = terminal.types("ask", "chuan ngheo", "--on", day)
    assert refused.status == 2
    assert "--on" in refused.err
    assert "YYYY-MM-DD" in refused.err
    assert "Traceback" not in refused.err


def test_without_a_question_it_says_what_to_give(terminal: Terminal) -> None:
    refused = terminal.types("ask")
    assert refused.status == 2
    assert "--jsonl" in refused.err


def test_another_language_is_spoken(terminal: Terminal) -> None:
    assert "See the subjects" in terminal.types("ask", "hello", "--language", "en").out


def test_lines_are_answered_one_by_one_as_they_come(terminal: Terminal) -> None:
    """Each answer is there before the next question is asked."""
    process = terminal.starts("ask", "--jsonl")
    assert process.stdin is not None
    assert process.stdout is not None
    for number, question in enumerate(["chuan ngheo bao nhieu", "cam on nha", "gia vang bao nhieu"]):
        process.stdin.write(json.dumps({"id": number, "question": question}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


def test_each_line_tells_decision_entries_text_and_sources(terminal: Terminal) -> None:
    asked = json.dumps({"id": "a1", "question": "chuan ngheo nam nay bao nhieu"})
    [answer] = map(json.loads, terminal.types("ask", "--jsonl", stdin=asked).lines)
    assert set(answer) == {"id", "decision", "entries", "text", "sources"}
    assert (answer["id"], answer["decision"]) == ("a1", "answer")
    assert answer["entries"][0]["id"] == "poverty-line"
    assert answer["sources"][0]["document"]


def test_a_bad_line_gets_its_own_answer_and_the_others_theirs(terminal: Terminal) -> None:
    good = json.dumps({"id": 1, "question": "cam on"})
    bad: list[str | bytes] = [
        "not json",
        "[1, 2]",
        "7",
        '{"question": "no id"}',
        '{"id": 5}',
        '{"id": 6, "question": null}',
        '{"id": 7, "question": {"text": "cam on"}}',
        "[" * 100_000,
        b'{"id": 9, "question": "\xff\xfe',
    ]
    given = b"\n".join(
        part if isinstance(part, bytes) else part.encode() for line in bad for part in (line, "", good)
    )
    typed = terminal.types("ask", "--jsonl", stdin=given)
    answers = [json.loads(line) for line in typed.lines]
    assert typed.status == 0
    assert len(answers) == 2 * len(bad)
    assert all(answer["error"] == "bad line" and not answer["text"] for answer in answers[::2])
    assert all(answer["id"] == 1 and answer["decision"] == "reply" for answer in answers[1::2])
    assert [answer["id"] for answer in answers[::2]] == [None, None, None, None, 5, 6, 7, None, None]


def test_any_id_comes_back_as_it_was_given(terminal: Terminal) -> None:
    ids = [0, -1, "câu 1", None, 1.5, True, ["a"], {"b": 1}, "\ud800", "\u2028", 10**50]
    given = "\n".join(json.dumps({"id": each, "question": "cam on"}) for each in ids)
    assert [json.loads(line)["id"] for line in terminal.types("ask", "--jsonl", stdin=given).lines] == ids


# cases


def test_without_a_database_the_cases_say_what_to_start(terminal: Terminal) -> None:
    assert "donghanh serve" in terminal.types("cases").refusal


async def test_cases_are_listed_the_urgent_ones_first(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url) as w:
        await w.person("ba").says("gap can bo")
        w.clock.pass_(hours=1)
        await w.person("nam").says("toi khong muon song nua")
        listed = (await asyncio.to_thread(at_the_database.types, "cases")).lines
    assert [line.split()[1] for line in listed if not line.startswith(" ")] == ["despair", "person_wanted"]


async def test_an_answer_is_told_after_the_quiet_hours(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    clock = at_the_database.folder / "clock"
    clock.write_text(NIGHT.isoformat())
    at_the_database.settings["DONGHANH_CLOCK_FILE"] = str(clock)
    async with world(migrated_database_url, clock=SetClock(NIGHT)) as w:
        person = w.person()
        await person.says("gap can bo")
        [case] = w.read(cases.list_cases)
        answer = ("--answer", case.code.lower(), "--say", "Sáng mai cán bộ ghé nhà mình.", "--by", "chị Tư")
        typed = await asyncio.to_thread(at_the_database.types, "cases", *answer)
        assert typed.status == 0
        assert case.code in typed.out
        await w.tick()
        assert person.news() == []
        w.clock.at = MORNING
        [told] = await hears(w, person)
        assert "Sáng mai cán bộ ghé nhà mình." in told.body.text
        assert case.code in told.body.text
        assert w.read(cases.list_cases) == []
        assert await faults_of(w) == ()
        again = await asyncio.to_thread(at_the_database.types, "cases", *answer)
        assert case.code in again.refusal
        everything = await asyncio.to_thread(at_the_database.types, "cases", "--all")
        assert "answered" in everything.out


def test_an_answer_needs_a_case_and_words(at_the_database: Terminal) -> None:
    assert "no open case" in at_the_database.types("cases", "--answer", "ZZZZZ", "--say", "Dạ").refusal
    wordless = at_the_database.types("cases", "--answer", "ZZZZZ")
    assert wordless.status == 2
    assert "--say" in wordless.err
    assert at_the_database.types("cases").out == "No case is open.\n"


# policies


def test_the_catalogue_is_checked_for_faults_and_for_what_is_due(terminal: Terminal) -> None:
    checked = terminal.types("policies", "check", "--on", "2028-01-01")
    assert checked.status == 0
    assert "poverty-line · status-review" in checked.lines
    assert [line for line in checked.lines if line.startswith("note   nd_351_2025: past review since")]
    assert checked.lines[-1].endswith("entries, no fault found.")


def test_without_a_word_more_the_catalogue_is_checked(terminal: Terminal) -> None:
    assert terminal.types("policies").lines[-1].endswith("entries, no fault found.")


def test_an_entry_is_shown_at_all_levels_as_on_a_day(terminal: Terminal) -> None:
    shown = terminal.types("policies", "show", "poverty-line", "--on", "2027-01-01")
    assert shown.status == 0
    assert "2.200.000 đ" in shown.out
    assert "Căn cứ" in shown.out


def test_an_entry_nobody_translated_is_shown_in_vietnamese_and_said_to_be(terminal: Terminal) -> None:
    shown = terminal.types("policies", "show", "microfinance", "--lang", "en")
    assert "Vietnamese only" in shown.out
    assert "hộ nghèo" in shown.out


def test_an_entry_that_is_not_there_is_said_so(terminal: Terminal) -> None:
    assert "no entry lottery" in terminal.types("policies", "show", "lottery").refusal


def test_new_year_is_told_in_one_page(terminal: Terminal) -> None:
    told = terminal.types("policies", "diff", "--from", "2026-12-31", "--to", "2027-01-01").out
    assert "rural_line: 1.500.000 đ → 2.200.000 đ (hộ nghèo, hộ cận nghèo)" in told
    assert "urban_line: 2.000.000 đ → 2.800.000 đ (hộ nghèo, hộ cận nghèo)" in told
    assert "Nguồn: NĐ 351/2025/NĐ-CP (31/12/2025)" in told


def test_days_on_which_the_same_is_told_are_said_to_be(terminal: Terminal) -> None:
    told = terminal.types("policies", "diff", "--from", "2027-01-01", "--to", "2027-01-01", "--lang", "en")
    assert told.out == "Nothing is said differently on 01/01/2027 than on 01/01/2027.\n"


def test_the_catalogue_goes_out_as_a_spreadsheet_and_comes_back(terminal: Terminal) -> None:
    assert terminal.types("policies", "export", "muc.xlsx").status == 0
    assert terminal.types("policies", "export", "muc.xlsx").status == 1
    back = terminal.types("policies", "import", "muc.xlsx", "--check")
    assert (back.status, back.out) == (0, "Tệp này không sửa gì so với các mục đang dùng.\n")


def test_a_file_that_is_none_is_refused_in_vietnamese(terminal: Terminal) -> None:
    refused = terminal.types("policies", "import", "x.xlsx")
    assert refused.status == 1
    assert refused.lines == ["Không mở được tệp x.xlsx.", "Không có gì được đăng. Câu trả lời vẫn như cũ."]


# doctor


def test_the_doctor_says_what_a_fresh_place_is_missing(terminal: Terminal) -> None:
    told = terminal.findings()
    assert told["database"] == ("note", "not made yet; `donghanh serve` makes it")
    assert "DONGHANH_OFFICE_PHONE" in told["office"][1]
    assert told["keys"][0] == "BAD"
    assert "donghanh keys new" in told["keys"][1]
    assert "TELEGRAM_TOKEN" in told["Telegram"][1]
    assert told["catalogue"][0] == "ok"
    assert told["clock"][0] == "ok"


@pytest.mark.parametrize(
    ("settings", "about", "hint"),
    [
        ({"DONGHANH_PORT": "eighty"}, "settings", "DONGHANH_PORT"),
        ({"DONGHANH_QUIET_FROM": "late"}, "settings", "DONGHANH_QUIET_FROM"),
        ({"DONGHANH_WEB_ORIGINS": "https://x"}, "settings", "DONGHANH_WEB_ORIGINS"),
        ({"TELEGRAM_WEBHOOK_SECRET": "short"}, "settings", "16 to 256"),
        ({"DONGHANH_KEYS": "monday:c2hvcnQ="}, "keys", "32 bytes"),
        ({"DONGHANH_CLOCK_FILE": "no/such/file"}, "clock", "DONGHANH_CLOCK_FILE"),
        ({"DATABASE_URL": "postgresql+psycopg://u:pw@127.0.0.1:1/x"}, "database", "127.0.0.1:1"),
        ({"DATABASE_URL": "nonsense"}, "settings", "sqlite:///"),
        ({"DATABASE_URL": "postgres://u:pw@x/y"}, "settings", "postgresql+psycopg://"),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_API_URL": "http://127.0.0.1:1/bot"},
            "Telegram",
            "TELEGRAM_API_URL",
        ),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_WEBHOOK_URL": "https://x.example.vn/telegram"},
            "Telegram",
            "TELEGRAM_WEBHOOK_SECRET",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else next(iter(value)),
)
def test_the_doctor_says_what_to_do(
    terminal: Terminal, settings: dict[str, str], about: str, hint: str
) -> None:
    grade, says = terminal.findings(**settings)[about]
    assert grade == "BAD"
    assert hint in says
    assert ":pw@" not in says


def test_the_doctor_knows_a_token_that_is_refused_from_one_that_works(terminal: Terminal) -> None:
    with FakeTelegram() as telegram:
        terminal.settings["TELEGRAM_API_URL"] = telegram.api_url
        assert terminal.findings(TELEGRAM_TOKEN=telegram.token)["Telegram"][0] == "ok"
        grade, says = terminal.findings(TELEGRAM_TOKEN="999999:" + "x" * 35)["Telegram"]
        assert (grade, "@BotFather" in says) == ("BAD", True)


def test_the_doctor_sees_a_clock_that_stands(terminal: Terminal) -> None:
    clock = terminal.folder / "clock"
    clock.write_text("2026-12-31T23:59:00+07:00")
    assert terminal.findings(DONGHANH_CLOCK_FILE=str(clock))["clock"][0] == "note"
    clock.write_text("1999-12-31T23:59:00+07:00")
    assert terminal.findings(DONGHANH_CLOCK_FILE=str(clock))["clock"][0] == "BAD"
    clock.write_text("2026-12-31T23:59:00")
    assert terminal.findings(DONGHANH_CLOCK_FILE=str(clock))["clock"][0] == "BAD"


def test_the_doctor_sees_a_good_database(at_the_database: Terminal) -> None:
    assert at_the_database.findings()["database"][0] == "ok"


async def test_the_doctor_sees_what_waits_too_long_and_a_trail_that_was_changed(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url, clock=SetClock(datetime(2026, 1, 5, 9, tzinfo=VIETNAM))) as w:
        await w.person().says("gap can bo")
        assert "donghanh cases" in (await asyncio.to_thread(at_the_database.findings))["cases"][1]
        assert await faults_of(w) == ()
        assert "trail" not in await asyncio.to_thread(at_the_database.findings)
        await w.running.uow.run(change_the_trail)
        assert (await asyncio.to_thread(at_the_database.findings))["trail"][0] == "BAD"


def change_the_trail(tx: Connection) -> None:
    """What only somebody with the whole database in hand can do."""
    with unguarded(tx):
        tx.exec_driver_sql("UPDATE audit SET actor = 'nobody'")


def test_the_doctor_sees_a_file_that_is_no_database(terminal: Terminal) -> None:
    (terminal.folder / "x.db").write_bytes(b"not a database" * 1000)
    grade, says = terminal.findings(DATABASE_URL="sqlite:///x.db")["database"]
    assert grade == "BAD"
    assert "donghanh restore" in says
