"""Stop means that nothing comes unasked; questions are still answered; only an explicit yes resumes."""

from __future__ import annotations

from tests.scenarios.people import Official, Villager, code_in
from tests.world import World


async def test_who_stopped_is_answered_but_told_nothing_unasked(
    town: World, tu: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await tu.says("dừng")
    await official.answers(code, "Mai mời mình ra phường")
    assert await tu.hears_nothing(town)
    assert "1.500.000" in await tu.says("chuan ngheo nam nay bao nhieu")
    assert await tu.hears_nothing(town)


async def test_what_was_planned_before_the_stop_is_called_off(
    town: World, tu: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    town.clock.pass_(hours=13)
    await official.answers(code, "Mai mời mình ra phường")
    assert await tu.hears_nothing(town)
    await tu.says("dung lai")
    town.clock.pass_(hours=10)
    assert await tu.hears_nothing(town)


async def test_only_an_explicit_yes_resumes(town: World, tu: Villager, official: Official) -> None:
    await tu.says("dừng")
    await tu.says("cam on")
    code = code_in(await tu.says("gap nguoi"))
    await tu.says("dừng")
    assert "nhắn lại khi có việc" in await tu.chooses("Nhận tin lại")
    await official.answers(code, "Mai mời mình ra phường")
    assert "Mai mời mình ra phường" in await tu.hears(town)
