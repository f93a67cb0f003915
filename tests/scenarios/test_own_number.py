"""Somebody shares their own number in a chat whose platform proves it: the register knows whose it is."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.domain.linking import MOST_MISSES_OF_ONE
from bot.domain.messages import Kind
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person
from tests.families import SINCE, Family, Ward, add_family
from tests.scenarios.people import Villager
from tests.world import World

NUMBER = "+84912345678"
TYPED = "0912 345 678"


async def shares(person: Villager, number: str = NUMBER) -> str:
    return "\n".join(part.body.text for part in await person.does(Kind.PHONE, phone=number))


async def has_phone(town: World, family: Family, number: str = NUMBER) -> None:
    """The register knows the number of the family's head."""

    def said(tx: Connection) -> None:
        book = Ledger(tx, at=town.clock.now())
        book.say(ledger.PHONE, (family.head,), (number,), day=SINCE)
        book.flush()

    await town.running.uow.run(said)


async def has_child_with_phone(town: World, family: Family, *, born: int) -> None:
    def said(tx: Connection) -> None:
        book, child = Ledger(tx, at=town.clock.now()), add_person(tx, now=town.clock.now())
        book.say(ledger.DETAIL, (child,), ("Trần Thị Mỹ", born, None, "female", None), day=SINCE)
        book.say(ledger.MEMBERSHIP, (family.household, child), ("child", None), day=SINCE)
        book.say(ledger.PHONE, (child,), (NUMBER,), day=SINCE)
        book.flush()

    await town.running.uow.run(said)


async def test_whose_number_is_in_the_register_is_linked_after_saying_yes(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await has_phone(town, lan)
    asked = await shares(tu)
    if not carries:
        assert "không ghi lại" in asked
        return
    assert "hộ số 12" in asked
    assert "Máy chưa biết mình là người nhà nào" in await tu.says("nha toi dang thuoc dien gi")
    await shares(tu)
    await tu.chooses("Đồng ý")
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")


async def test_a_number_that_is_typed_links_nobody(tu: Villager, lan: Family, town: World) -> None:
    await has_phone(town, lan)
    await tu.starts()
    for typed in (TYPED, f"so cua toi la {TYPED}", f"ho 12 so dien thoai {TYPED}"):
        assert "hộ số 12" not in await tu.says(typed)
    assert "Hộ nghèo" not in await tu.says("nha toi dang thuoc dien gi")


async def test_several_people_with_one_number_are_asked_who_is_writing(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await has_phone(town, lan)
    now = town.clock.now()

    def another(tx: Connection) -> None:
        add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Hai", now=now, phone=NUMBER)

    await town.running.uow.run(another)
    asked = await shares(tu)
    if not carries:
        return
    assert "Ai đang nhắn" in asked
    assert [label.rpartition(",")[2] for label in tu.offered().values()] == [" hộ 12", " hộ 40"]
    await tu.says("2")
    await tu.chooses("Đồng ý")
    assert "Hộ số 40" in await tu.says("nha toi dang thuoc dien gi")


async def test_a_number_of_nobody_and_that_of_a_child_are_answered_alike(
    tu: Villager, lanh: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await lanh.starts()
    nobody = await shares(tu, "+84987654321")
    await has_child_with_phone(town, lan, born=2018)
    assert await shares(lanh) == nobody


async def test_who_shares_number_after_number_is_held_up_as_with_codes(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    for last in range(MOST_MISSES_OF_ONE):
        await shares(tu, f"+8498765432{last}")
    await has_phone(town, lan)
    assert "tạm khóa" in await shares(tu)
