"""A family answers what was sent to many; the office has a case of it."""

from __future__ import annotations

from models.cases import cases
from tests.contract.strict_channel import StrictChannel
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become, code_in
from tests.scenarios.test_broadcasts import drafts, joins
from tests.world import World


async def test_an_answer_to_a_message_lands_as_a_case(
    town: World, channel: StrictChannel, tu: Villager, ward: Ward, lan: Family
) -> None:
    hai = Villager("hai", channel)
    await become(town, hai, ward)
    await joins(town, tu, lan)
    await drafts(town, hai)
    await hai.chooses("Gửi")
    await tu.hears(town)
    await tu.says("1")
    code = code_in(await tu.says("hom do tui mac di lam muon"))
    [case] = town.read(cases.list_cases)
    assert case.code == code
    assert case.kind.value == "broadcast_reply"
    assert "hom do tui mac" in (case.text or "")
