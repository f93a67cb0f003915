"""Gifts of a feast: which families have none yet and which have two, and who means to give to whom.

Officials and hamlet heads see families; a unit is told only how many others gave or mean to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.fair_shares import Feast, FeastOf, Shares, feast_of, gifts, nearest, shares
from bot.domain.ids import AreaId, ContactId, HouseholdId, SponsorId
from bot.domain.messages import Choice, PersonalData
from bot.domain.register.terms import Ethnicity, Received, Status
from bot.domain.roles import Field
from bot.domain.sponsoring import Able, Waiting, suggested
from bot.domain.visits.ledger import standing
from handlers.families.homes import home_said, sees
from handlers.giving.book_parts import actor, book_of, family_in, unit_name, units_by_name, units_in
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from models import audit
from models.areas import areas_around
from models.audit import Reason, Subject, SubjectKind, Tag
from models.register import listing, reading
from models.sponsors import gift_plans, help_book, sponsors
from models.sponsors.gift_plans import GiftPlan

TOPIC = Topic("fair_shares")
MOST_LISTED, MOST_SUGGESTED = 12, 4
LISTED = (Status.POOR, Status.NEAR_POOR)
COUNTED: Mapping[Feast, tuple[Received, ...]] = {
    Feast.TET: (Received.TET_GIFT, Received.GIFT),
    Feast.INVALIDS_DAY: (Received.GIFT,),
    Feast.CHOL_CHNAM_THMAY: (Received.KHMER_NEW_YEAR_GIFT, Received.GIFT),
    Feast.SEN_DONTA: (Received.GIFT,),
    Feast.SCHOOL: (Received.SCHOOL_THINGS, Received.GIFT),
}
"""Which receipts of a family's file count beside the book."""

Givers = dict[HouseholdId, set[object]]


def _feast(turn: Turn, typed: str) -> FeastOf:
    named = turn.knowledge.giving.feast(typed)
    year = turn.knowledge.giving.year(typed)
    if named is None:
        return nearest(turn.today)
    return feast_of(named, today=turn.today) if year is None else FeastOf(named, year)


def _name(turn: Turn, feast: FeastOf) -> str:
    return turn.say(f"share.feast_{feast.feast}", year=feast.year)


def _given(turn: Turn, feast: FeastOf, communes: Sequence[AreaId], homes: Collection[HouseholdId]) -> Givers:
    """Who gave to which of these families, by the book and by their files."""
    booked = gifts(standing(book_of(turn, communes)), feast)
    query = partial(help_book.receipts_between, households=homes, kinds=COUNTED[feast.feast])
    filed = turn.read(partial(query, begins=feast.begins, ends=feast.ends))
    return {each: {*booked.get(each, ()), *filed.get(each, ())} for each in homes}


def _planned(turn: Turn, feast: FeastOf, communes: Sequence[AreaId]) -> dict[HouseholdId, set[SponsorId]]:
    found: dict[HouseholdId, set[SponsorId]] = {}
    plans: list[GiftPlan] = turn.read(partial(gift_plans.planned, communes=communes, feast=feast))
    for each in plans:
        found.setdefault(each.household, set()).add(each.sponsor)
    return found


def _families(turn: Turn, feast: FeastOf) -> list[HouseholdId]:
    """The families of the asker's area that are looked at: for the Khmer feasts those that keep them."""
    hamlets = list(turn.register.hamlets)
    homes: list[HouseholdId] = turn.read(
        partial(listing.listed_in, hamlets=hamlets, statuses=LISTED, day=turn.today)
    )
    if not feast.feast.khmer or not _sees_ethnicity(turn):
        return homes
    khmer = turn.read(partial(listing.headed_by, households=homes, ethnicity=Ethnicity.KHMER, day=turn.today))
    return [each for each in homes if each in khmer]


def _sees_ethnicity(turn: Turn) -> bool:
    """Hamlet heads do not, and no door that carries little: they look at all families."""
    return bool(communes_of(turn)) and turn.capabilities.personal_data is PersonalData.FULL


def _communes(turn: Turn) -> list[AreaId]:
    """The communes whose book is looked at: those around the asker's hamlets."""
    hamlets = list(turn.register.hamlets)
    return list(turn.read(partial(areas_around, areas=hamlets))) if hamlets else []


def _shares(turn: Turn, feast: FeastOf) -> Shares:
    homes, communes = _families(turn, feast), _communes(turn)
    return shares(homes, _given(turn, feast, communes, homes), _planned(turn, feast, communes))


def lacking(turn: Turn, typed: str) -> Reply | None:
    """Which families have no gift of the feast yet; None from somebody who sees no families."""
    return None if not turn.register.hamlets else without(turn, *_word(_feast(turn, typed)))


def _word(feast: FeastOf) -> tuple[str, str]:
    return feast.feast.value, str(feast.year)


@TOPIC.action
def without(turn: Turn, feast: str, year: str) -> Reply:
    """The families without a gift, with units that have room to give one."""
    meant = FeastOf(Feast(feast), int(year))
    if not turn.register.hamlets:
        return text(turn.say("choice.expired"))
    found = _shares(turn, meant)
    name = _name(turn, meant)
    if not found.none:
        return text(turn.say("share.all_have", feast=name, planned=len(found.planned)))
    head = turn.say("share.lacking", feast=name, count=len(found.none), planned=len(found.planned))
    lines = [head, _homes(turn, meant, found.none)]
    choices = _suggestions(turn, meant, found.none)
    lines += [turn.say("share.suggested")] if choices else []
    return text("\n".join(lines), *choices)


def _homes(turn: Turn, feast: FeastOf, homes: Sequence[HouseholdId]) -> str:
    told = {Field.NUMBER, Field.ETHNICITY} if feast.feast.khmer else {Field.NUMBER}
    look = partial(turn.register.household, fields=told, reason=Reason.CASE_WORK)
    shown = [home_said(turn, each) for each in homes[:MOST_LISTED] if look(each) is not None]
    more = len(homes) - MOST_LISTED
    return ", ".join(shown) + (" " + turn.say("share.more", count=more) if more > 0 else "")


def _suggestions(turn: Turn, feast: FeastOf, homes: Sequence[HouseholdId]) -> list[Choice]:
    """A unit with room for some of the families; only who keeps the book plans for units."""
    units = units_by_name(turn)
    if not units:
        return []
    places = {
        each: turn.read(partial(reading.place_of, household_id=each, day=turn.today))
        for each in homes[:MOST_LISTED]
    }
    waiting = [Waiting(home, place.areas[0], 0) for home, place in places.items() if place is not None]
    able = [Able(each.id, each.helps, each.room, each.hamlet) for each in units.values()]
    return [
        Choice(
            turn.say(
                "sponsor_office.suggestion",
                number=home_said(turn, each.household),
                unit=units[each.unit].name,
            ),
            TOPIC.do(keep, str(each.unit), str(each.household), *_word(feast)),
        )
        for each in suggested(waiting, able)[:MOST_SUGGESTED]
    ]


def twice(turn: Turn, typed: str) -> Reply | None:
    """Which families have gifts of several givers; None from somebody who sees no families."""
    if not turn.register.hamlets:
        return None
    feast = _feast(turn, typed)
    found = _shares(turn, feast)
    name = _name(turn, feast)
    if not found.several:
        return text(turn.say("share.none_twice", feast=name))
    again = Choice(turn.say("share.lacking_button"), TOPIC.do(without, *_word(feast)))
    head = turn.say("share.twice", feast=name, count=len(found.several), none=len(found.none))
    return text("\n".join([head, _homes(turn, feast, found.several)]), again)


def announced(turn: Turn, typed: str) -> Reply | None:
    """A unit means to give to a family: told how many others did, and asked; None from others."""
    if not own_units(turn) and not communes_of(turn):
        return None
    feast, family, units = _feast(turn, typed), family_in(turn, typed), units_in(turn, typed)
    if family is None:
        return text(turn.say("sponsor_office.which_family"))
    if len(units) != 1:
        return text(turn.say("sponsor_office.which_unit"))
    others = _others(turn, units[0], family, feast)
    lines = [
        turn.say(
            "share.ask_plan",
            unit=unit_name(turn, units[0]),
            home=home_said(turn, family),
            feast=_name(turn, feast),
        )
    ]
    lines += [turn.say("share.others", **others)] if any(others.values()) else []
    if any(others.values()) and communes_of(turn) and not own_units(turn):
        lines.append(turn.say("share.who", units=_who(turn, family, feast)))
    return text(
        "\n".join(lines),
        Choice(turn.say("share.plan_button"), TOPIC.do(keep, str(units[0]), str(family), *_word(feast))),
        Choice(turn.say("share.choose_other"), TOPIC.do(leave)),
    )


def _others(turn: Turn, unit: SponsorId, family: HouseholdId, feast: FeastOf) -> dict[str, int]:
    """How many besides the unit gave to a family, and how many mean to: numbers, no names."""
    commune = turn.read(partial(sponsors.commune_of, unit=unit))
    gave = _given(turn, feast, [commune], [family])[family] - {unit}
    mean = _planned(turn, feast, [commune]).get(family, set()) - {unit} - gave
    return {"gave": len(gave), "planned": len(mean)}


def _who(turn: Turn, family: HouseholdId, feast: FeastOf) -> str:
    mean = _planned(turn, feast, communes_of(turn)).get(family, set())
    gave = _given(turn, feast, communes_of(turn), [family])[family]
    known = {each for each in {*gave, *mean} if isinstance(each, int)}
    names = {unit_name(turn, SponsorId(each)) for each in known}
    return ", ".join(sorted({*names, *(each for each in gave if isinstance(each, str) and each[0] != "#")}))


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is planned."""
    return text(turn.say("share.left"))


@TOPIC.action
def keep(turn: Turn, unit: str, household: str, feast: str, year: str) -> Reply:
    """Keep that the unit means to give."""
    plan = GiftPlan(SponsorId(int(unit)), HouseholdId(int(household)), FeastOf(Feast(feast), int(year)))
    if plan.sponsor not in {*own_units(turn), *units_by_name(turn)} or not sees(turn, plan.household):
        return text(turn.say("choice.expired"))
    words = turn.say("share.kept", unit=unit_name(turn, plan.sponsor), home=home_said(turn, plan.household))
    return text(words).doing(partial(_keep, turn=turn, plan=plan))


def _keep(tx: Connection, contact_id: ContactId, *, turn: Turn, plan: GiftPlan) -> None:
    commune = sponsors.commune_of(tx, plan.sponsor)
    gift_plans.plan(tx, commune, plan, by=turn.register.person, now=turn.now)
    _note(tx, contact_id, turn=turn, plan=plan)


def _note(tx: Connection, contact_id: ContactId, *, turn: Turn, plan: GiftPlan) -> None:
    subjects = [Subject(SubjectKind.HOUSEHOLD, plan.household), Subject(SubjectKind.SPONSOR, plan.sponsor)]
    who = actor(turn, [plan.household])(contact_id)
    audit.note(tx, Tag.GIFT_PLANNED, at=turn.now, actor=who, subjects=subjects, reason=Reason.CASE_WORK)


def dropped(turn: Turn, typed: str) -> Reply | None:
    """The unit does not mean to give to a family any more; None from others."""
    if not own_units(turn) and not communes_of(turn):
        return None
    feast, family, units = _feast(turn, typed), family_in(turn, typed), units_in(turn, typed)
    if family is None or len(units) != 1:
        return text(
            turn.say("sponsor_office.which_family" if family is None else "sponsor_office.which_unit")
        )
    plan = GiftPlan(units[0], family, feast)

    def drop(tx: Connection, contact_id: ContactId) -> None:
        if gift_plans.drop(tx, plan, now=turn.now):
            _note(tx, contact_id, turn=turn, plan=plan)

    return text(turn.say("share.dropped", home=home_said(turn, family))).doing(drop)


def plans(turn: Turn, typed: str) -> Reply | None:
    """Who means to give to whom: all to officials, the own to a unit; None from others."""
    own = own_units(turn)
    communes = communes_of(turn) or [turn.read(partial(sponsors.commune_of, unit=each)) for each in own]
    if not communes:
        return None
    feast = _feast(turn, typed)
    found: list[GiftPlan] = turn.read(partial(gift_plans.planned, communes=communes, feast=feast))
    found = found if communes_of(turn) else [each for each in found if each.sponsor in own]
    if not found:
        return text(turn.say("share.no_plans", feast=_name(turn, feast)))
    lines = [turn.say("share.plans", feast=_name(turn, feast), count=len(found))]
    lines += [
        turn.say("share.plan", unit=unit_name(turn, each.sponsor), home=home_said(turn, each.household))
        for each in found[: 2 * MOST_LISTED]
        if sees(turn, each.household)
    ]
    return text("\n".join(lines))
