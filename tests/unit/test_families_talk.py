"""Families tell of themselves as people type, from the first question to the list; each sum is worked out by
hand from the decrees (NĐ 335/2026: 540.000 đ times a factor; 59.520 đ of electricity for the poor)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from tests.fakes.channel import RICH
from tests.sitting import Sitting

LEARNING = {"đi học không": "Có, học trường công"}
BASE, POWER = 540_000, 59_520


@dataclass(frozen=True)
class Talk:
    """What somebody answers: `ticked` are lines of both lists, `answers` go by words of a question."""

    status: str
    who: str
    ticked: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    monthly: int = 0
    told: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    most: int = 8


TALKS = {
    "a widow with three children": Talk(
        "Hộ nghèo",
        "tui 38, con 14, 9, 4",
        ("một mình nuôi con",),
        LEARNING,
        3 * BASE + POWER,
        offered=("đơn thân", "ăn trưa", "điện hộ nghèo"),
    ),
    "a mother whose child is eight": Talk(
        "Hộ nghèo", "tui 35, con 8", ("một mình nuôi con",), LEARNING, BASE + POWER, offered=("đơn thân",)
    ),
    "who came back from the city": Talk(
        "Không thuộc", "chong 34, tui 32, be 6 tuoi", (), LEARNING, offered=("y tế học sinh",)
    ),
    "a merchant with a loan": Talk(
        "Hộ cận nghèo", "tui 45, ong xa 47, con gai 16", (), LEARNING, offered=("Vay vốn hộ cận nghèo",)
    ),
    "a grandmother alone, nearly eighty": Talk(
        "Hộ nghèo", "ba noi 1946", ("không vợ chồng",), {}, 2 * BASE + POWER, offered=("neo đơn",)
    ),
    "Khmer farmers by the sea": Talk(
        "Hộ cận nghèo", "vo 33, chong 36, con 10, 3", ("Khmer",), LEARNING | {"dân tộc nào": "Khmer"}
    ),
    "a pregnant woman": Talk(
        "Hộ nghèo", "tui 26, chong 28", (), {}, POWER, offered=("bảo hiểm y tế hộ nghèo",)
    ),
    "a student": Talk(
        "Hộ cận nghèo",
        "ba 50, ma 48, tui 20",
        (),
        {"18 tới 30": "tui", "trường gì": "Đại học, bằng đầu"},
        offered=("Vay cho con đi học",),
    ),
    "a house that burnt down": Talk(
        "Không thuộc",
        "chong 40, vo 38, con 12, con 7",
        ("Nhà bị bão",),
        LEARNING | {"hư tới đâu": "cháy hết", "đang gặp khó khăn": "Có"},
        told=("40.000.000 đ một lần",),
    ),
    "a disabled man of sixty-six": Talk(
        "Hộ cận nghèo",
        "ong 66, ba 60",
        ("khuyết tật",),
        {"Ai khuyết tật": "ong", "ghi mức nào": "Có giấy, mức nặng"},
        2 * BASE,
    ),
    "an old couple": Talk("Hộ cận nghèo", "ong 76 ba 74", (), {}, 2 * BASE, offered=("người già",)),
    "who escaped poverty lately": Talk("mới thoát nghèo", "tui 29, vo 27, be 4 tuoi", (), LEARNING),
    "a grandmother who took in two orphans": Talk(
        "Hộ nghèo",
        "ba ngoai 68, chau 5, 10",
        ("mồ côi",),
        LEARNING | {"Em nào": "chau, chau 2", "Cha mẹ": "Mất cả cha", "được ai nuôi": "nhận về nuôi"},
        6 * BASE + POWER,
    ),
    "a fisherman hurt in a storm": Talk(
        "Hộ cận nghèo",
        "tui 44, vo 41, con 15",
        ("bị thương",),
        LEARNING | {"Ai bị thương": "tui", "Nằm viện": "12"},
        offered=("Bị thương",),
    ),
    "a worker who lost the job": Talk("Không thuộc", "tui 31", told=("chưa thấy khoản nào chắc được",)),
    "a funeral": Talk(
        "Hộ cận nghèo",
        "tui 50, vo 48",
        ("mới mất",),
        {"lãnh tiền gì": "Hưu trí"},
        told=("10.800.000 đ một lần",),
    ),
    "parents of a disabled child, all in one message": Talk(
        "Hộ nghèo",
        "vo chong tui 35 33, con 6 tuoi khuyet tat",
        (),
        LEARNING | {"ghi mức nào": "đặc biệt nặng", "đang chăm sóc": "Người nhà"},
        int(3.5 * BASE) + POWER,
        told=(),
    ),
}


@pytest.mark.parametrize("name", TALKS)
def test_a_family_hears_its_money_after_a_few_questions(name: str) -> None:
    talk, sitting = TALKS[name], Sitting(capabilities=replace(RICH, buttons=0))
    said, asked = sitting.says("nha tui duoc gi"), 0
    while "Mình kể với máy" not in said:
        said, asked = sitting.says(_answer(sitting, talk, said)), asked + 1
        assert asked <= talk.most, said
    result = sitting.says("1")
    money = f"{talk.monthly:,} đ/tháng".replace(",", ".")
    assert money in result if talk.monthly else "đ/tháng" not in result.partition("\n")[0], result
    assert all(each in result for each in talk.told), result
    assert all(any(each in label for label in _labels(sitting)) for each in talk.offered), _labels(sitting)


def _labels(sitting: Sitting) -> list[str]:
    offer = sitting.state.open_offer
    return [each.label for each in offer.choices] if offer else []


def _answer(sitting: Sitting, talk: Talk, asked: str) -> str:
    """Words or digits, as somebody would give them."""
    if "những ai, mấy tuổi" in asked:
        return talk.who
    if (said := next((said for part, said in talk.answers.items() if part in asked), None)) is not None:
        return _number(sitting, said) or said
    if "thuộc diện nào" in asked:
        return _number(sitting, talk.status)
    lines = [number for each in talk.ticked if (number := _number(sitting, each))]
    return " ".join(lines) or _number(sitting, "Không có gì trong đó") or _number(sitting, "Không biết")


def _number(sitting: Sitting, words: str) -> str:
    """The digit of the choice that these words are in; nothing where there is none."""
    found = (number for number, label in enumerate(_labels(sitting), 1) if words.lower() in label.lower())
    return str(next(found, ""))
