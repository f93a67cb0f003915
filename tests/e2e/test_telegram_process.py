"""`donghanh serve` as a process of its own before a Bot API server, by polling and by webhook."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.wording import LANGUAGES
from models.people.contacts import Standing, contact
from models.unit_of_work import UnitOfWork
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_bot_api import Shown
from tests.fakes.telegram_people import Update
from tests.faults.bot_process import BotProcess

pytestmark = pytest.mark.slow

PATIENCE = 90
SUBJECTS = "Mình cần hỏi chuyện gì?"
QUESTION = "chuan ngheo nam nay bao nhieu"


@pytest.fixture(scope="module", params=[False, True], ids=["polling", "webhook"])
def bot(
    request: pytest.FixtureRequest, sqlite_at_head: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BotProcess]:
    """One process for all who write: starting it takes longer than the tests."""
    folder = tmp_path_factory.mktemp("served")
    file = shutil.copy(sqlite_at_head, folder / "donghanh.db")
    with (
        FakeTelegram() as telegram,
        BotProcess(f"sqlite:///{file}", telegram, folder, webhook=request.param) as bot,
    ):
        yield bot.start().ready()


class User:
    """Somebody with Telegram, and what stands in the chat."""

    def __init__(self, telegram: FakeTelegram, number: int) -> None:
        self.telegram = telegram
        self.number = number

    @property
    def chat(self) -> list[Shown]:
        return self.telegram.api.in_chat(self.number)

    def reads(self, words: str) -> Shown:
        """Wait for a message that holds the words."""

        def found() -> Shown | None:
            return next((shown for shown in reversed(self.chat) if words in shown.text), None)

        shown = self.telegram.wait_until(found, seconds=PATIENCE)
        assert shown is not None
        return shown

    def does(self, update: Update, *, reads: str) -> Shown:
        self.telegram.push(update)
        return self.reads(reads)

    def says(self, words: str, *, reads: str) -> Shown:
        return self.does(people.says(self.number, words), reads=reads)

    def presses(self, label: str, *, reads: str) -> Shown:
        """Press the newest button whose label contains the words."""
        shown, token = next(
            (shown, token)
            for shown in reversed(self.chat)
            for written, token in shown.buttons
            if label in written
        )
        return self.does(people.presses(self.number, shown.message_id, token), reads=reads)


numbers = count(5_012_345_678)


@pytest.fixture
def lanh(bot: BotProcess) -> User:
    return User(bot.fake, next(numbers))


def standing(bot: BotProcess, user: User) -> str | None:
    """What the database knows about writing to somebody."""
    query = select(contact.c.standing).where(contact.c.address == str(user.number))
    with closing(UnitOfWork(bot.url)) as uow:
        return uow.read(lambda tx: tx.scalar(query))


def test_start_greets_and_offers_the_subjects_as_buttons(lanh: User) -> None:
    subjects = lanh.does(people.says(lanh.number, "/start"), reads=SUBJECTS)
    assert "máy trả lời tự động (AI)" in lanh.chat[0].text
    assert ("2. Bảo hiểm y tế", subjects.buttons[1][1]) == subjects.buttons[1]


def test_menu_of_commands_is_set_in_each_language(bot: BotProcess) -> None:
    commands = bot.fake.api.commands
    bot.fake.wait_until(lambda: len(commands) == 1 + len(LANGUAGES), seconds=PATIENCE)
    assert {language for _, language in commands} == {"", *LANGUAGES}
    assert "person" in [each["command"] for each in commands["all_private_chats", ""]]


def test_poster_leads_to_its_right(lanh: User) -> None:
    lanh.says("/start p_health-insurance-poor", reads="đóng 100% tiền thẻ")


def test_question_is_answered_with_its_title_in_bold(lanh: User) -> None:
    answer = lanh.says(QUESTION, reads="1.500.000 đ")
    title, _, _ = answer.text.partition("\n")
    assert [(each["type"], each["offset"], each["length"]) for each in answer.entities] == [
        ("bold", 0, len(title))
    ]


def test_pressed_button_is_answered_and_the_spinner_stops(lanh: User) -> None:
    lanh.says(QUESTION, reads="1.500.000 đ")
    lanh.presses("Giấy tờ, nộp ở đâu?", reads="12 chỉ số")
    lanh.telegram.wait_until(lambda: not lanh.telegram.api.presses, seconds=PATIENCE)


def test_next_page_of_subjects_takes_the_place_of_the_first(lanh: User) -> None:
    lanh.says("/menu", reads=SUBJECTS)
    before = len(lanh.chat)
    lanh.presses("Mục khác", reads=SUBJECTS)
    lanh.telegram.wait_until(
        lambda: any("Mai táng phí" in label for label, _ in lanh.chat[-1].buttons), seconds=PATIENCE
    )
    assert len(lanh.chat) == before
    assert lanh.chat[-1].edits == 1


def test_digit_chooses_as_well(lanh: User) -> None:
    lanh.says(QUESTION, reads="1.500.000 đ")
    lanh.says("1", reads="12 chỉ số")


def test_own_contact_is_shared_with_the_button_and_the_message_sent(lanh: User) -> None:
    lanh.says("gap nguoi", reads="mã là")
    lanh.presses("Để lại lời nhắn", reads="nhắn gì cho cán bộ")
    question = lanh.says("nha tui dot", reads="gọi lại số nào")
    assert question.markup is not None
    assert question.markup["keyboard"][0][0]["request_contact"] is True
    assert "1. Không để lại số" in question.text
    summary = lanh.does(people.shares_phone(lanh.number, "84912345678"), reads="Số gọi lại: 0912 345 678")
    assert [label for label, _ in summary.buttons] == ["1. Gửi", "2. Sửa lại", "3. Bỏ, không gửi"]
    sent = lanh.presses("Gửi", reads="Đã gửi cho cán bộ")
    assert re.search(r"\b[A-Z3479]{5}\b", sent.text)


def test_somebody_elses_contact_is_not_taken_for_the_own(lanh: User) -> None:
    lanh.says("gap nguoi", reads="mã là")
    lanh.presses("Để lại lời nhắn", reads="nhắn gì cho cán bộ")
    lanh.says("nha tui dot", reads="gọi lại số nào")
    lanh.does(people.shares_phone(lanh.number, "84987654321", owner=77), reads="Mình viết chữ giúp")
    lanh.says("khong de lai so", reads="Số gọi lại: không để lại")


def test_in_a_group_only_the_way_to_the_private_chat_is_said(lanh: User) -> None:
    group = User(lanh.telegram, -1_001_234_567_890)
    words = people.message(lanh.number, chat=people.group(group.number), text=QUESTION)
    group.does(words, reads="chỉ trả lời khi nhắn riêng")
    assert len(group.chat) == 1


def test_who_blocked_the_bot_is_written_to_again_only_after_writing(bot: BotProcess, lanh: User) -> None:
    lanh.says(QUESTION, reads="1.500.000 đ")
    bot.fake.api.blocked.add(lanh.number)
    bot.fake.push(people.says(lanh.number, "tien dien ho ngheo duoc bao nhieu"))
    bot.fake.wait_until(lambda: standing(bot, lanh) == Standing.UNREACHABLE, seconds=PATIENCE)
    bot.fake.api.blocked.discard(lanh.number)
    lanh.says("hoc nghe co ton tien ko", reads="4.000.000 đ")
    assert standing(bot, lanh) == Standing.ACTIVE
    assert not any("30 kWh" in shown.text for shown in lanh.chat)


def test_talk_goes_on_after_the_process_was_stopped_and_nothing_is_said_twice(
    bot: BotProcess, lanh: User
) -> None:
    lanh.says(QUESTION, reads="1.500.000 đ")
    assert bot.end() == 0
    bot.fake.push(people.says(lanh.number, "1"))
    bot.start().ready()
    lanh.reads("12 chỉ số")
    lanh.presses("Căn cứ pháp luật", reads="Căn cứ:")
    assert sum("1.500.000 đ" in shown.text for shown in lanh.chat) == 1
    assert sum("12 chỉ số" in shown.text for shown in lanh.chat) == 1


def test_question_asked_while_the_process_lay_killed_is_answered(bot: BotProcess, lanh: User) -> None:
    lanh.says(QUESTION, reads="1.500.000 đ")
    bot.kill()
    bot.fake.push(people.says(lanh.number, "1"))
    bot.start_after_crash().ready()
    lanh.reads("12 chỉ số")
