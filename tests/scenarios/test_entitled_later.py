"""A family goes on with what it told before: days later, elsewhere, marked, disputed, and counted."""

from __future__ import annotations

from sqlalchemy import select

from models.screenings import gaps, screening
from tests.families import Family
from tests.scenarios.people import Villager, show_slip
from tests.world import World


async def tell_all(tu: Villager, *, status: str = "Hộ nghèo", who: str = "má 80") -> str:
    """Everything asked, with nothing special, up to the result."""
    answer = await tu.says("nha toi duoc gi")
    while "Mình kể với máy" not in answer:
        if "thuộc diện nào" in answer:
            answer = await tu.chooses(status)
        elif "mấy tuổi" in answer:
            answer = await tu.says(who)
        else:
            nothing = "Không có gì trong đó"
            answer = await tu.chooses(nothing if nothing in tu.offered().values() else "Không biết")
    return await tu.chooses("Gửi")


async def test_who_comes_back_days_later_goes_on_where_it_was_left(tu: Villager, town: World) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("má 80")
    town.clock.pass_(days=4)
    answer = await tu.says("nha toi duoc gi")
    assert answer.count("có ai như vầy") == 1


async def test_who_left_and_comes_back_is_asked_whether_to_go_on(tu: Villager, town: World) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("má 80")
    await tu.says("thôi")
    town.clock.pass_(days=4)
    assert "kể chuyện nhà với máy rồi" in await tu.says("nha toi duoc gi")
    assert "có ai như vầy" in await tu.chooses("Coi tiếp")


async def test_a_linked_person_goes_on_in_another_chat_and_nobody_else_does(
    tu: Villager, lanh: Villager, lan: Family, carries: bool
) -> None:
    if not carries:
        return
    await tu.starts()
    await show_slip(tu)
    await tu.says("nha toi duoc gi")
    await tu.chooses("Có người khuyết tật")
    await lanh.starts()
    assert "kể chuyện nhà với máy rồi" not in await lanh.says("nha toi duoc gi")
    await lanh.says("thôi")
    await show_slip(lanh)
    assert "kể chuyện nhà với máy rồi" in await lanh.says("nha toi duoc gi")
    assert "khuyết tật" in await lanh.chooses("Coi tiếp")


async def test_who_starts_over_is_asked_from_the_beginning(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.says("nha toi duoc gi")
    assert "thuộc diện nào" in await tu.chooses("Kể lại từ đầu")


async def test_what_was_told_a_month_ago_is_not_brought_up(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu)
    town.clock.pass_(days=31)
    assert "thuộc diện nào" in await tu.says("nha toi duoc gi")


async def test_what_is_received_already_is_not_offered_again_and_the_rest_is_counted(
    tu: Villager, town: World
) -> None:
    await tu.starts()
    before = await tell_all(tu)
    assert "Nhà mình có thể được" in before
    assert "đang nhận rồi" in await tu.chooses("Có khoản đã nhận rồi")
    after = await tu.says("1")
    assert "Ngoài 1 khoản nhà mình đang nhận" in after
    areas = town.read(lambda tx: set(tx.scalars(select(screening.c.area_id))))
    found = town.read(lambda tx: gaps(tx, areas, since=town.clock.now().replace(year=2025)))
    assert sum(each.families - each.missing for each in found) == 1


async def test_reasons_are_told_for_what_is_open_or_refused(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu, status="Không thuộc diện nào", who="má 60")
    answer = await tu.chooses("Khoản nào chưa rõ, chưa được, vì sao")
    assert "Chưa được, vì" in answer
    assert "phải từ" in answer


async def test_a_family_that_is_on_the_list_otherwise_has_the_commune_told(
    tu: Villager, town: World, lan: Family, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    answer = await tu.says("nha toi duoc gi")
    while "Mình kể với máy" not in answer:
        answer = await tu.chooses(
            "Không có gì trong đó" if "chuyện nào" in answer or "như vầy" in answer else "Không biết"
        )
    await tu.chooses("Sửa lại")
    await tu.chooses("Diện hộ")
    answer = await tu.chooses("Hộ mức sống trung bình")
    while "Mình kể với máy" not in answer:
        answer = await tu.chooses("Không biết")
    await tu.chooses("Gửi")
    assert "Sổ chưa đổi" in await tu.chooses("Báo phường sửa sổ cho đúng")


async def test_what_was_told_is_erased_with_the_rest(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.says("xoa du lieu")
    await tu.says("1")
    await tu.hears(town)
    assert town.read(lambda tx: tx.scalars(select(screening.c.id)).all()) == []


async def test_what_the_register_told_is_marked_as_such(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    await tu.says("nha toi duoc gi")
    answer = await tu.says("coi ket qua luon")
    assert "Hộ nghèo (theo sổ)" in answer
    await tu.chooses("Gửi")
    assert "Hộ nghèo (theo sổ)" in await tu.chooses("điện")


async def test_who_asks_what_is_kept_is_shown_what_they_told(tu: Villager, town: World) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.says("xem du lieu cua toi")
    answer = await tu.hears(town)
    files = [each.file for each in tu.channel.standing(tu.name).values() if each.file]
    answer += "".join(file.content.decode() for file in files)
    assert "Chuyện nhà kể với máy" in answer
    assert "má: 80 tuổi" in answer
