"""Procedures of the desks beside ours, known by name. Holds nothing about days, papers or fees."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.domain.policies.terms import Mark

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]


class Matter(StrEnum):
    """What a procedure is about. Where the bot also listens for the matter by rules, it has the same name."""

    BIRTH_AND_FAMILY = "birth_and_family"
    DEATH_CERTIFICATE = "death_certificate"
    NOTARY = "notary"
    MEDIATION = "mediation"
    RESIDENCE = "residence"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    DRIVING = "driving"
    CRIMINAL_RECORD = "criminal_record"
    MILITARY = "military"
    MERIT = "merit"
    LAND = "land"
    BUILDING_PERMIT = "building_permit"
    STREETS_AND_BOATS = "streets_and_boats"
    FARMING = "farming"
    BUSINESS = "business"
    SCHOOLING = "schooling"
    COMMUNITY = "community"
    POLICE = "police"
    COURT = "court"
    SOCIAL_INSURANCE = "social_insurance"
    PUBLIC_SERVICE = "public_service"


class Desk(StrEnum):
    """Who takes the papers. Its name for people stands in the wording, under `desk.`."""

    COMMUNE_CENTRE = "commune_centre"
    COMMUNE_POLICE = "commune_police"
    PROVINCIAL_POLICE = "provincial_police"
    VEHICLE_POLICE = "vehicle_police"
    COMMUNE_MILITARY = "commune_military"
    SOLDIERS_UNIT = "soldiers_unit"
    LAND_OFFICE = "land_office"
    TAX_OFFICE = "tax_office"
    COURT = "court"
    SCHOOL = "school"
    INSURANCE_OFFICE = "insurance_office"
    INSPECTION_STATION = "inspection_station"
    REGISTER_KEEPER = "register_keeper"
    CONSTRUCTION_DEPARTMENT = "construction_department"
    AGRICULTURE_DEPARTMENT = "agriculture_department"
    EDUCATION_DEPARTMENT = "education_department"
    HOME_AFFAIRS_DEPARTMENT = "home_affairs_department"


class Procedure(BaseModel):
    """One procedure: its name as people say it, what else it is called, and how it is asked for.

    `code` is that of the national portal, for whoever keeps the list; people are not shown it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
    matter: Matter
    desk: Desk
    mark: Literal[Mark.A, Mark.B]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=80)]
    names: Annotated[tuple[Words, ...], Field(min_length=1)]
    asked: Annotated[tuple[Words, ...], Field(min_length=2)]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it sounds like."""
        return (self.name, *self.names, *self.asked)
