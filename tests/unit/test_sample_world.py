"""The invented ward: its totals, its change tables, its spreads, and that it is the same for everybody."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise, product
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.domain.ids import AreaId
from bot.domain.register.change_table import ChangeTable, Flow, change_table
from bot.domain.register.history import Span
from bot.domain.register.terms import Ethnicity, Left, Relation, Sex, Standard, Status, Trait
from bot.domain.sample.build import sample_world
from bot.domain.sample.courses import Courses
from bot.domain.sample.flows import InYear, Part, Year
from bot.domain.sample.households import households
from bot.domain.sample.recipe import Recipe
from bot.domain.sample.world import Receipt, SampleHousehold, World
from bot.domain.targets import Category
from bot.domain.text import fold
from models.sample_files import load_recipe
from tests.sample_checks import born, faults

TODAY = date(2026, 11, 23)
# A smaller seed is no simpler world.
ONLY_LOOKING = (Phase.explicit, Phase.generate)
SEEDS = st.integers(0, 10**6).map(str)
# Names in the press reports that the sample is modelled on, folded; only digests of them stand here.
REAL_NAMES = frozenset(
    {
        "1fb1cad151ff7696",
        "43b05a657524c84e",
        "5a0372779f250ae4",
        "939c9a7f12175382",
        "cc3617a0f8b3cb47",
        "ce0ef518478ff74e",
        "dfffc3582de1c798",
    }
)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe()


@pytest.fixture(scope="module")
def world(recipe: Recipe) -> World:
    return sample_world(recipe, today=TODAY)


@pytest.fixture(scope="module")
def on_register(world: World) -> list[SampleHousehold]:
    return [family for family in world.households if family.status(TODAY) is not None]


def test_536_families_are_on_the_register_and_60_units_help(world: World, recipe: Recipe) -> None:
    present = recipe.spread.present
    found = Counter(family.status(TODAY) for family in world.households)
    assert found[Status.POOR] == present.poor + present.cannot_escape
    assert found[Status.NEAR_POOR] == present.near_poor
    assert found[Status.NEWLY_ESCAPED] == present.newly_escaped
    assert sum(family.cannot_escape(TODAY) for family in world.households) == present.cannot_escape
    assert sum(found.values()) - found[None] == 536
    assert sum(unit.active.holds(TODAY) for unit in world.sponsors) == 60


@given(seed=SEEDS, days=st.integers(0, 3000))
@settings(max_examples=15)
def test_the_present_holds_on_any_day_since_the_review_of_2025(seed: str, days: int) -> None:
    recipe, today = load_recipe(), date(2025, 12, 12) + timedelta(days)
    found: Counter[Status] = Counter()
    for name, part in recipe.flows.items():
        for course in Courses(name, part, recipe.spread, Random(seed)).until(today):
            turn = course.turns[-1]
            assert turn.start <= today
            if turn.end is None:
                found[turn.status] += 1
    assert (found[Status.POOR], found[Status.NEAR_POOR], found[Status.NEWLY_ESCAPED]) == (148, 170, 218)


def test_there_is_no_sample_world_before_its_written_years_are_over(recipe: Recipe) -> None:
    with pytest.raises(ValueError, match="review of 2025"):
        sample_world(recipe, today=date(2025, 12, 11))


def written(year: Year, status: Status) -> dict[Flow, int]:
    """The flows of a year as they stand in the file."""
    poor, near_poor = year.review.poor, year.review.near_poor
    own: dict[Flow, int]
    if status is Status.POOR:
        in_year, review = year.in_year.poor, poor
        own = {Flow.FELL: near_poor.fell, Flow.ESCAPED_TO_NEAR_POOR: poor.halfway}
    else:
        in_year, review = year.in_year.near_poor, near_poor
        own = {Flow.BECAME_POOR: near_poor.fell, Flow.CAME_UP: poor.halfway}
    return own | {
        Flow.ESCAPED: review.escaped,
        Flow.FELL_BACK: review.fell_back,
        Flow.NEWLY_ARISEN: review.newly_arisen + in_year.newly_arisen,
        Flow.OTHER_INCREASE: in_year.moved_in + in_year.split,
        Flow.OTHER_DECREASE: len(list(in_year.gone)),
    }


def check_tables(world: World, hamlets: tuple[AreaId, ...], parts: list[Part], *, until: int) -> None:
    """Every table of every year comes out as the sum of what is written for the parts."""
    lives = [life for family in world.households if (life := family.life(hamlets=hamlets)).stays]
    for year, status in product(range(2012, until + 1), (Status.POOR, Status.NEAR_POOR)):
        period = Span(date(year, 1, 1), date(year + 1, 1, 1))
        table = change_table(lives, status=status, period=period)
        expected: Counter[Flow] = Counter()
        for part in parts:
            expected.update(written(part.year(year), status))
        assert table.balances
        assert table.flows == expected, (year, status)
        assert table.closing == sum(part.year(year).closing.of(status) for part in parts)


@given(seed=SEEDS)
@settings(max_examples=2, phases=ONLY_LOOKING)
def test_every_change_table_since_2012_comes_out_as_written(seed: str) -> None:
    recipe = load_recipe()
    world = sample_world(recipe, today=date(2026, 12, 31), seed=seed)
    for part in recipe.flows.values():
        check_tables(world, world.hamlets(*part.old_units), [part], until=2026)


def test_the_ward_of_today_has_the_tables_of_its_old_wards_together(world: World, recipe: Recipe) -> None:
    check_tables(world, world.hamlets(), list(recipe.flows.values()), until=2025)


def test_hamlets_make_up_the_ward_whoever_moved_between_them(world: World) -> None:
    year = Span(date(2025, 1, 1), date(2026, 1, 1))

    def table(*hamlets: AreaId) -> ChangeTable:
        lives = [family.life(hamlets=hamlets) for family in world.households]
        return change_table(lives, status=Status.NEAR_POOR, period=year)

    ward, single = table(*world.hamlets()), [table(hamlet) for hamlet in world.hamlets()]
    assert all(each.balances for each in single)
    assert sum(each.opening for each in single) == ward.opening
    assert sum(each.closing for each in single) == ward.closing


def test_phuong_2_in_2012_is_that_of_the_report(world: World, recipe: Recipe) -> None:
    hamlets = world.hamlets("Phường 2")
    lives = [family.life(hamlets=hamlets) for family in world.households]
    year = Span(date(2012, 1, 1), date(2013, 1, 1))
    poor = change_table(lives, status=Status.POOR, period=year)
    near_poor = change_table(lives, status=Status.NEAR_POOR, period=year)
    assert poor.opening == 161
    assert poor.flows[Flow.ESCAPED] + poor.flows[Flow.ESCAPED_TO_NEAR_POOR] == 81
    assert (near_poor.opening, near_poor.flows[Flow.ESCAPED]) == (129, 53)
    received = [
        (receipt.kind, family)
        for family in world.households
        for receipt in family.receipts
        if receipt.on.year == 2012
    ]
    assert Counter(kind for kind, _ in received) == {"electricity_support": 161, "house": 17}
    assert all(family.hamlet(date(2012, 1, 1)) in hamlets for _, family in received)


def test_sponsors_of_2012_are_those_of_the_report(world: World) -> None:
    day = date(2012, 3, 1)
    units = {unit.number: unit for unit in world.sponsors}
    then = [each for each in world.assignments if each.span.start.year == 2012]
    kinds = Counter(units[each.sponsor].kind for each in then)
    assert kinds["hamlet_cell"] + kinds["ward_cell"] == 36
    helping = {each.sponsor for each in then}
    of_kind = Counter(units[number].kind for number in helping)
    assert of_kind["provincial_cell"] + of_kind["city_cell"] == 6
    assert of_kind["company"] == 8
    families = {family.id: family for family in world.households}
    assert all(families[each.household].status(date(2012, 2, 15)) is Status.POOR for each in then)
    assert all(units[each.sponsor].active.holds(day) for each in then)


def test_no_family_has_two_sponsors_at_once_and_none_outlasts_its_unit(world: World) -> None:
    units = {unit.number: unit for unit in world.sponsors}
    families = {family.id: family for family in world.households}
    of: dict[int, list[Span]] = {}
    for each in world.assignments:
        active, start = units[each.sponsor].active, each.span.start
        assert active.start <= start <= TODAY
        assert active.end is None or (each.span.end is not None and each.span.end <= active.end)
        assert units[each.sponsor].hamlet in (None, families[each.household].hamlet(start))
        of.setdefault(each.household, []).append(each.span)
    for spans in of.values():
        for one, two in pairwise(sorted(spans, key=lambda span: span.start)):
            assert one.end is not None
            assert one.end <= two.start
    without = [f for f in families.values() if f.status(TODAY) is Status.POOR and f.id not in of]
    assert without, "officials ask which poor family has no sponsor"


def test_three_in_ten_families_have_no_phone(on_register: list[SampleHousehold], recipe: Recipe) -> None:
    without = sum(not any(member.phone for member in family.living(TODAY)) for family in on_register)
    assert without / len(on_register) == pytest.approx(recipe.spread.without_phone, abs=0.06)


@pytest.mark.parametrize("group", [Ethnicity.KINH, Ethnicity.KHMER, Ethnicity.HOA])
def test_ethnic_groups_are_spread_as_written(
    group: Ethnicity, on_register: list[SampleHousehold], recipe: Recipe
) -> None:
    heads = [family.head(TODAY) for family in on_register]
    share = sum(head is not None and head.ethnicity is group for head in heads) / len(heads)
    assert share == pytest.approx(recipe.spread.ethnicity[group], abs=0.05)


def test_every_word_of_the_register_occurs(world: World) -> None:
    """What no family has, no test of the product can meet."""
    families = world.households
    traits = {(each.trait, each.code) for family in families for each in family.traits}
    assert traits >= {(trait, code) for trait in Trait for code in trait.codes}
    stays = [each.stay for family in families for each in family.residences]
    assert {stay.ended for stay in stays} == {None, "died", "moved_away", "merged"}
    assert {stay.began for stay in stays} == {"known", "moved_in", "split"}
    memberships = [each for family in families for each in family.members]
    assert {each.left for each in memberships} == {None, Left.DIED, Left.MOVED_AWAY, Left.MARRIED}
    assert {each.member.relation for each in memberships} == set(Relation) - {Relation.OTHER}
    assert {each.standard for family in families for each in family.recognised} == set(Standard)
    both_lines = {area.urban for area in world.areas if area.kind == "hamlet"}
    assert both_lines == {True, False}


def test_every_family_could_live_next_door(world: World) -> None:
    wrong = [fault for family in world.households for fault in faults(family, world)]
    assert not wrong, "\n".join(wrong[:20])


@given(seed=SEEDS, day=st.dates(date(2025, 12, 12), date(2031, 12, 31)))
@settings(max_examples=3, phases=ONLY_LOOKING)
def test_every_family_could_live_next_door_whatever_the_seed(seed: str, day: date) -> None:
    world = sample_world(load_recipe(), today=day, seed=seed)
    wrong = [fault for family in world.households for fault in faults(family, world)]
    assert not wrong, "\n".join(wrong[:20])


def test_cards_show_one_person_of_every_role(world: World) -> None:
    cards = {card.role: card for card in world.cards}
    assert list(cards) == [
        "poor",
        "near_poor",
        "newly_escaped",
        "sponsor",
        "hamlet_head",
        "ward_official",
        "ward_leader",
    ]
    families = {family.id: family for family in world.households}
    mother = families[cards["poor"].household or 0].head(TODAY)
    assert mother is not None
    assert (mother.sex, mother.person) == (Sex.FEMALE, cards["poor"].person)
    for role in ("poor", "near_poor", "newly_escaped"):
        assert families[cards[role].household or 0].status(TODAY) == role
    unit = next(unit for unit in world.sponsors if unit.number == cards["sponsor"].sponsor)
    assert any(each.sponsor == unit.number and each.span.end is None for each in world.assignments)
    hamlet = next(area for area in world.areas if area.id == cards["hamlet_head"].area)
    assert hamlet.old_unit == "Phường 2"


def test_cards_are_the_same_people_all_year(world: World, recipe: Recipe) -> None:
    then = sample_world(recipe, today=date(2026, 1, 1))
    assert [(card.role, card.name) for card in then.cards] == [(card.role, card.name) for card in world.cards]


def test_families_are_the_same_people_all_year(world: World, recipe: Recipe) -> None:
    """A demo set up in spring shows the families of one set up in autumn."""

    def settled(family: SampleHousehold) -> object:
        begun = [each.code for each in family.traits if each.span.start < date(2026, 1, 1)]
        people = [(each.member.person, each.member.name, each.member.birth) for each in family.members]
        homes = [home.address for home in family.residences]
        decided = [each for each in family.decisions if each.on < date(2026, 1, 1)]
        return people, begun, homes, decided

    spring = sample_world(recipe, today=date(2026, 3, 1))
    here = {family.id: settled(family) for family in world.households}
    there = {family.id: settled(family) for family in spring.households}
    assert [number for number in here if here[number] != there[number]] == []


def test_everybody_who_has_a_phone_has_another_number(world: World) -> None:
    phones: dict[str, set[int]] = {}
    for family in world.households:
        for member in family.living(TODAY):
            if member.phone:
                phones.setdefault(member.phone, set()).add(member.person)
    for person in (*(unit.contact for unit in world.sponsors), *(each.person for each in world.officials)):
        phones.setdefault(person.phone, set()).add(person.person)
    assert all(len(people) == 1 for people in phones.values())
    assert all(phone.startswith("+84950") for phone in phones)


PRINT_DIGEST = f"""
import hashlib
from datetime import date
from bot.domain.sample.build import sample_world
from models.sample_files import load_recipe
world = sample_world(load_recipe(), today=date.fromisoformat("{TODAY}"))
print(hashlib.sha256(repr(world).encode()).hexdigest())
"""


def test_two_processes_make_the_same_world(world: World) -> None:
    """Sets are printed in an order of their own, so the world holds none."""
    here = hashlib.sha256(repr(world).encode()).hexdigest()
    other = {**os.environ, "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], env=other, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_another_seed_makes_other_families(world: World, recipe: Recipe) -> None:
    other = households(recipe, seed="another", today=TODAY, limit=50)
    assert not any(one.members == two.members for one, two in zip(world.households, other, strict=False))


def test_as_many_families_as_are_asked_for(world: World, recipe: Recipe) -> None:
    seed = recipe.spread.seed
    many = list(households(recipe, seed=seed, today=TODAY, limit=3000))
    of_the_world = [replace(family, receipts=without_gifts(family)) for family in world.households]
    assert many[: len(of_the_world)] == of_the_world
    assert [family.id for family in many] == list(range(1, 3001))
    assert len({family.number for family in many}) == 3000
    owners = {each.member.person: family.id for family in many for each in family.members}
    assert len({(each.member.person, f.id) for f in many for each in f.members}) == len(owners)
    endless = households(recipe, seed=seed, today=TODAY)
    assert [family.id for family in islice(endless, 3)] == [1, 2, 3]


def without_gifts(family: SampleHousehold) -> tuple[Receipt, ...]:
    return tuple(receipt for receipt in family.receipts if receipt.sponsor is None)


def test_gifts_come_from_the_unit_that_was_to_help_then(world: World) -> None:
    helping = {(each.household, each.sponsor): each.span for each in world.assignments}
    gifts = [
        (helping.get((family.id, receipt.sponsor)), receipt)
        for family in world.households
        for receipt in family.receipts
        if receipt.sponsor is not None
    ]
    assert len(gifts) > 50
    assert all(span is not None and span.holds(receipt.on) and receipt.amount for span, receipt in gifts)


def digest(name: str) -> str:
    return hashlib.sha256(fold(name).encode()).hexdigest()[:16]


def test_the_targets_of_the_hamlets_make_up_the_wards(world: World) -> None:
    [ward] = [area.id for area in world.areas if area.kind == "commune"]
    of_ward = {each.category: each.amount for each in world.targets if each.area == ward}
    shared = Counter[Category]()
    for each in world.targets:
        if each.area != ward:
            shared[each.category] += int(each.amount)
    assert {Category.ESCAPE_POOR, Category.HOUSES} <= of_ward.keys()
    assert shared == {category: of_ward[category] for category in shared}
    assert len(world.targets) == len(of_ward) + len(shared) * len(world.hamlets())


def test_no_name_can_be_that_of_a_real_person_in_the_reports(recipe: Recipe) -> None:
    """Every name that chance could put together, whole and without its beginning."""
    for people in (recipe.words.kinh, recipe.words.khmer, recipe.words.hoa):
        for names in (people.female, people.male):
            for name in product(people.families, names.middle, names.given):
                parts = " ".join(name).split()
                endings = {" ".join(parts[start:]) for start in range(len(parts) - 1)}
                assert REAL_NAMES.isdisjoint(map(digest, endings)), parts


def test_a_table_that_does_not_add_up_is_refused(recipe: Recipe) -> None:
    part = recipe.flows["former_ward_2"]
    wrong = part.model_dump()
    wrong["years"][2015]["in_year"]["poor"]["died"] += 1
    with pytest.raises(ValueError, match="2015 leaves"):
        Part.model_validate(wrong)
    assert Part.model_validate(part.model_dump()) == part
    assert InYear(died=2, moved_in=3).change == 1


def test_pupils_and_old_people_alone_are_among_them(
    on_register: list[SampleHousehold],
) -> None:
    ages = [[born(member).age(TODAY) for member in family.living(TODAY)] for family in on_register]
    assert sum(any(6 <= age < 16 for age in of) for of in ages) > len(ages) / 4
    assert sum(len(of) == 1 and of[0] >= 62 for of in ages) > len(ages) / 12
