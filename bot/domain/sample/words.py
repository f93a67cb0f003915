"""The parts that invented names, addresses and documents are put together from."""

from pydantic import BaseModel, ConfigDict

from bot.domain.register.terms import Ethnicity, Sex


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenNames(_Written):
    """What follows a family name; an empty middle is none."""

    middle: tuple[str, ...]
    given: tuple[str, ...]


class People(_Written):
    """Names of one ethnic group."""

    families: tuple[str, ...]
    female: GivenNames
    male: GivenNames

    def of(self, sex: Sex) -> GivenNames:
        """Middle and given names for a sex."""
        return self.female if sex is Sex.FEMALE else self.male


class Words(_Written):
    """Names of people and units; patterns of addresses and of the ward's documents."""

    kinh: People
    khmer: People
    hoa: People
    address: str
    rural_address: str
    document: str
    sponsors: dict[str, tuple[str, ...]]

    def people(self, ethnicity: Ethnicity) -> People:
        """The names of an ethnic group; those that have none of their own here are named as Kinh."""
        return {Ethnicity.KHMER: self.khmer, Ethnicity.HOA: self.hoa}.get(ethnicity, self.kinh)
