"""What the sample world is made of, as written in `models/sample` and `locales/vi/sample`."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Ethnicity, Land, Need, Sex, Status
from bot.domain.sample.figures import Report
from bot.domain.sample.flows import Part
from bot.domain.sample.words import Words
from bot.domain.targets import Category

K = TypeVar("K")

FamilyKind = Literal[
    "old_alone",
    "old_couple",
    "grandparents",
    "single_parent",
    "couple",
    "three_generations",
    "elder_head",
    "siblings",
]
SponsorKind = Literal[
    "hamlet_cell", "ward_cell", "provincial_cell", "city_cell", "company", "pagoda", "donor"
]
CardRole = Literal[
    "poor", "near_poor", "newly_escaped", "sponsor", "hamlet_head", "ward_official", "ward_leader"
]
OfficialRole = Literal["hamlet_head", "ward_official", "ward_leader"]


def _sums_to_one(shares: dict[K, float]) -> dict[K, float]:
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise ValueError(f"the shares sum up to {sum(shares.values())}, not 1")
    return shares


Shares = Annotated[dict[K, float], AfterValidator(_sums_to_one)]
Share = Annotated[float, Field(ge=0, le=1)]
MonthDay = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$")]


class Written(BaseModel):
    """A part of the recipe; a key that nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProvinceRow(Written):
    """The province the ward lies in."""

    name: str
    code: str


class CommuneRow(Written):
    """The ward itself, and since when it is one."""

    name: str
    code: str
    since: date


class HamletRow(Written):
    """A hamlet of today, with its name and ward until 30/06/2025."""

    name: str
    old_name: str
    old_unit: str
    weight: int = Field(gt=0)
    urban: bool = True


class Areas(Written):
    """Where the sample world lies."""

    province: ProvinceRow
    commune: CommuneRow
    hamlets: tuple[HamletRow, ...]


class Present(Written):
    """Families on the register today; the poor who can not escape stand apart from the other poor."""

    poor: int
    cannot_escape: int
    near_poor: int
    newly_escaped: int


class Plot(Written):
    """How many have a kind of land, and how many square metres."""

    share: Share
    least: int
    most: int


class LandShares(Written):
    """Land by where a family lives."""

    urban: dict[Land, Plot]
    rural: dict[Land, Plot]


class ReceiptRow(Written):
    """A help that listed families received on a day of each year. Amounts in đồng, only of free gifts."""

    kind: str
    day: MonthDay
    status: frozenset[Status]
    share: Share
    least: int | None = None
    most: int | None = None
    ethnicity: Ethnicity | None = None
    pupils: bool = False


class Past(Written):
    """What is known of one year of one old ward."""

    year: int
    part: str
    houses: int
    electricity: bool


class CardRow(Written):
    """Who speaks for a role: the first family that fits, or the unit or official at a place in its list."""

    status: Status | None = None
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    pupils: int = 0
    phone: bool = False
    kind: SponsorKind | None = None
    hamlet: str | None = None
    place: int = 1


class Spread(Written):
    """How households differ from each other."""

    seed: str
    present: Present
    review_day: MonthDay
    without_phone: Share
    second_phone: Share
    mixed_marriage: Share
    provincial_before: Share
    moved_within: Share
    phone_prefix: str = Field(pattern=r"^\+84[35789][0-9]{2}$")
    ethnicity: Shares[Ethnicity]
    families: Shares[FamilyKind]
    cannot_escape: Shares[CannotEscape]
    deprivations: dict[Deprivation, float]
    number_of_deprivations: dict[Status, Shares[int]]
    causes: Shares[Cause]
    number_of_causes: Shares[int]
    needs: dict[Deprivation | Cause, Need]
    other_needs: dict[Need, Share]
    land: LandShares
    years_of_receipts: int
    receipts: tuple[ReceiptRow, ...]
    past: Past
    cards: dict[CardRole, CardRow]
    officials: dict[OfficialRole, int]

    def review(self, year: int) -> date:
        """The day of the decision after a year's review."""
        return date.fromisoformat(f"{year}-{self.review_day}")


class UnitRow(Written):
    """Sponsor units of one kind that began and ended together."""

    kind: SponsorKind
    since: date
    until: date | None = None
    count: int
    in_2012: int = 0
    own_hamlet: bool = False


class AssignedThen(Written):
    """How many households of 2012 stood under units of some kinds."""

    kinds: frozenset[SponsorKind]
    households: int


class Gift(Written):
    """What a sponsor gives a family in a year, in đồng."""

    share: Share
    least: int
    most: int


class Sponsors(Written):
    """Who helps, and how many families of which status have a sponsor."""

    units: tuple[UnitRow, ...]
    assigned_2012: dict[str, AssignedThen]
    assigned: dict[Status, Share]
    gift: Gift


class Targets(Written):
    """What the ward is to reach in a year, and of which of it every hamlet has its part."""

    ward: dict[Category, int]
    shared_out: frozenset[Category]


class Recipe(Written):
    """All of it. `flows` are by the ward that households belonged to until 30/06/2025."""

    areas: Areas
    flows: dict[str, Part]
    spread: Spread
    sponsors: Sponsors
    targets: Targets
    figures: tuple[Report, ...]
    words: Words

    def hamlets_of(self, part: str) -> Iterator[tuple[int, HamletRow]]:
        """The hamlets whose households a part's flows tell of, with their place in the list."""
        old_units = self.flows[part].old_units
        return ((place, row) for place, row in enumerate(self.areas.hamlets) if row.old_unit in old_units)
