"""Who may see what of a household. One table and one function; everything that shows a family asks here."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.changes import ChangeKind


class Role(StrEnum):
    """What somebody is to the register. Nobody has a role but by a link or an invitation, with an end."""

    HOUSEHOLD = "household"
    DELEGATE = "delegate"
    SPONSOR = "sponsor"
    HAMLET_HEAD = "hamlet_head"
    OFFICIAL = "official"
    LEADER = "leader"
    PROVINCE = "province"
    ADMINISTRATOR = "administrator"

    @property
    def by_area(self) -> bool:
        """Whether it holds for an area and all below it, not for single households."""
        return self in _BY_AREA


class Duty(StrEnum):
    """What somebody of a sponsor unit does there: leads it, or is the one who is reminded."""

    LEADER = "leader"
    CONTACT = "contact"


_BY_AREA = {Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER, Role.PROVINCE, Role.ADMINISTRATOR}


class Field(StrEnum):
    """The parts of a household's file that are shown or hidden, as the trail names them."""

    NUMBER = "number"
    HAMLET = "hamlet"
    STATUS = "status"
    HEAD = "head"
    MEMBERS = "members"
    BIRTH = "birth"
    ETHNICITY = "ethnicity"
    PHONE = "phone"
    ADDRESS = "address"
    DEPRIVATIONS = "deprivations"
    CAUSES = "causes"
    NEEDS = "needs"
    LAND = "land"
    INSURANCE = "insurance"
    DECISIONS = "decisions"
    RECEIPTS = "receipts"
    NOTE = "note"
    PICTURES = "pictures"


_ALL = frozenset(Field)
_FOUND_BY = frozenset({Field.NUMBER, Field.HAMLET})
_CARED_FOR = frozenset(
    {Field.NUMBER, Field.HAMLET, Field.STATUS, Field.HEAD, Field.MEMBERS, Field.NEEDS, Field.RECEIPTS}
)
_MAY_SEE: dict[Role, frozenset[Field]] = {
    Role.HOUSEHOLD: _ALL,
    Role.DELEGATE: _CARED_FOR | {Field.INSURANCE, Field.DECISIONS},
    Role.SPONSOR: frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD}),
    Role.HAMLET_HEAD: _ALL - {Field.ETHNICITY, Field.NOTE},
    Role.OFFICIAL: _ALL,
    Role.LEADER: _ALL,
    Role.PROVINCE: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
_IN_THE_HAMLET = frozenset({ChangeKind.DEATH, ChangeKind.LEAVE, ChangeKind.MOVE, ChangeKind.PHONE})
_MAY_CHANGE: dict[Role, frozenset[ChangeKind]] = {
    Role.HAMLET_HEAD: _IN_THE_HAMLET,
    Role.OFFICIAL: frozenset(ChangeKind),
    Role.LEADER: frozenset(ChangeKind),
}
# A change of status can be told by number alone; every other change names a person.
_CHANGED_BY_CHANNEL: dict[PersonalData, frozenset[ChangeKind]] = {
    PersonalData.FULL: frozenset(ChangeKind),
    PersonalData.MINIMAL: frozenset({ChangeKind.STATUS}),
    PersonalData.NONE: frozenset(),
}
# What the household itself agreed that its sponsor sees.
AGREED_FOR_SPONSOR = frozenset({Field.NEEDS, Field.MEMBERS, Field.RECEIPTS})
_BY_CHANNEL: dict[PersonalData, frozenset[Field]] = {
    PersonalData.FULL: _ALL,
    PersonalData.MINIMAL: _FOUND_BY | {Field.STATUS},
    PersonalData.NONE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of a person: for an area with everything in it, or for some households."""

    role: Role
    area: AreaId | None = None
    households: frozenset[HouseholdId] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A household as far as access goes: itself, and the areas it lies in from the hamlet upwards."""

    household: HouseholdId
    areas: tuple[AreaId, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, by which roles, on a channel that carries so much personal data."""

    person: PersonId | None = None
    grants: tuple[Grant, ...] = ()
    carries: PersonalData = PersonalData.NONE

    def granted(self, *roles: Role) -> tuple[Grant, ...]:
        """The grants of these roles."""
        return tuple(grant for grant in self.grants if grant.role in roles)

    def role_towards(self, place: Place) -> Role | None:
        """The role by which this household is seen, the widest one; None for a stranger."""
        roles = {grant.role for grant in self.grants if _covers(grant, place)}
        return max(roles, key=lambda role: len(_MAY_SEE[role]), default=None)


def visible(actor: Actor, place: Place, *, agreed: Set[Field] = frozenset()) -> frozenset[Field]:
    """Return what the actor may see of a household on their channel; nothing for a stranger.

    `agreed` is what the household consented to show its sponsor."""
    seen: frozenset[Field] = frozenset()
    for grant in actor.grants:
        if _covers(grant, place):
            seen |= _MAY_SEE[grant.role]
            if grant.role is Role.SPONSOR:
                seen |= agreed & AGREED_FOR_SPONSOR
    return seen & _BY_CHANNEL[actor.carries]


def changeable(actor: Actor, place: Place | None = None) -> frozenset[ChangeKind]:
    """Return what the actor may change of a household on their channel, or of any household for None."""
    grants = [grant for grant in actor.grants if place is None or _covers(grant, place)]
    allowed = frozenset(kind for grant in grants for kind in _MAY_CHANGE.get(grant.role, ()))
    return allowed & _CHANGED_BY_CHANNEL[actor.carries]


def changing_role(actor: Actor, place: Place, kind: ChangeKind) -> Role | None:
    """Return the role by which the actor may change that of a household; None where there is no such role."""
    if kind not in changeable(actor, place):
        return None
    fitting = (grant.role for grant in actor.grants if _covers(grant, place))
    return next((role for role in fitting if kind in _MAY_CHANGE.get(role, ())), None)


def areas_searched(actor: Actor) -> Sequence[AreaId]:
    """Return the areas whose households the actor may look for by name or number."""
    return [
        grant.area
        for grant in actor.granted(Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER)
        if grant.area is not None
    ]


def areas_counted(actor: Actor) -> Sequence[AreaId]:
    """Return the areas whose figures the actor may ask for: own hamlets, the own ward, the province."""
    asking = actor.granted(Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER, Role.PROVINCE)
    return [grant.area for grant in asking if grant.area is not None]


def seen_in_figures(actor: Actor) -> frozenset[Field]:
    """Return the fields by which the actor sees households of those areas, whatever the channel carries.

    Of any other field only figures are told that are too large to point at a family."""
    asking = actor.granted(Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER, Role.PROVINCE)
    fields = [_MAY_SEE[grant.role] for grant in asking if grant.area is not None]
    return frozenset.intersection(*fields) if fields else frozenset()


def areas_listed(actor: Actor) -> Sequence[AreaId]:
    """Return the areas whose whole lists the actor may send in and be given: those who keep the register."""
    kept = actor.granted(Role.OFFICIAL, Role.LEADER)
    return [grant.area for grant in kept if grant.area is not None]


def _covers(grant: Grant, place: Place) -> bool:
    return grant.area in place.areas if grant.role.by_area else place.household in grant.households
