"""Puts the sample world together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from bot.domain.ids import HouseholdId, PersonId
from bot.domain.sample.cards import Cast
from bot.domain.sample.households import ward
from bot.domain.sample.offices import Invented, areas, officials
from bot.domain.sample.recipe import Recipe
from bot.domain.sample.sponsors import Assigning, units
from bot.domain.sample.targets import targets
from bot.domain.sample.world import Receipt, SampleHousehold, World


def sample_world(recipe: Recipe, *, today: date, seed: str | None = None) -> World:
    """The invented ward as of a day; the same for the same recipe, seed and day.

    Without a seed it is that of the demo. Raises `ValueError` for a day before the written years are over."""
    seed = recipe.spread.seed if seed is None else seed
    places = areas(recipe)
    hamlets = [area for area in places if area.kind == "hamlet"]
    families = ward(recipe, seed=seed, today=today)
    last = max(each.member.person for family in families for each in family.members)
    invented = Invented(recipe, Random(f"{seed}/people"), PersonId(last + 1))
    made = units(recipe, hamlets, invented)
    holding = tuple(officials(recipe, hamlets, invented))
    assigning = Assigning(recipe, families, today, Random(f"{seed}/sponsors"))
    old_units = recipe.flows[recipe.spread.past.part].old_units
    then = frozenset(area.id for area in hamlets if area.old_unit in old_units)
    assignments = (*assigning.of_past(made, then), *assigning.of_today(made))
    cast = Cast(recipe, today, places, families, made.all, holding)
    return World(
        today=today,
        areas=places,
        households=tuple(_with_gifts(families, assigning.gifts(assignments))),
        sponsors=made.all,
        assignments=assignments,
        officials=holding,
        cards=tuple(cast.cards()),
        figures=tuple(figure for report in recipe.figures for figure in report.sourced()),
        targets=tuple(targets(recipe.targets, places, today.year)),
    )


def _with_gifts(
    families: Iterable[SampleHousehold], gifts: Mapping[HouseholdId, Sequence[Receipt]]
) -> Iterator[SampleHousehold]:
    for family in families:
        received = [*family.receipts, *gifts.get(family.id, ())]
        yield replace(family, receipts=tuple(sorted(received, key=lambda receipt: receipt.on)))
