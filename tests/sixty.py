"""Sixty families that ask what they are entitled to, each with all that is true of it, and how it talks."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from bot.domain.eligibility.facts import facts

DAY = date(2026, 11, 23)
Facts = dict[str, Any]


def person(name: str, born: str, **told: Any) -> Facts:
    """Somebody of whom nothing special is true."""
    usual: Facts = {fact.name: False for fact in facts().values() if fact.of_member and fact.type is bool}
    usual |= {"registered": True, "resident": True, "insured": True, "has_carer": True, "public_school": True}
    usual |= {"monthly_pension": 0, "treated_days": 0, "lone_parent": "", "school": "none", "care": "nobody"}
    usual |= {"disability": "none", "parents": "raising", "ethnicity": "kinh", "left_job_on": "2010-01-01"}
    usual |= {
        "service_ended_on": "2000-01-01",
        "insured_months_24": 0,
        "insured_months_36": 0,
        "school_km": 1,
    }
    return usual | {"name": name, "born": born} | told


def family(*members: Facts, **told: Any) -> Facts:
    """A near-poor family of the town, but for what is told."""
    usual: Facts = {fact.name: False for fact in facts().values() if not fact.of_member and fact.type is bool}
    usual |= {"status": "near_poor", "province": "96", "area": "urban", "income": 1_500_000, "grid": True}
    usual |= {"kwh": 70, "damage": "none", "hunger": "no", "death": "nobody", "escaped_on": "2025-12-20"}
    usual |= {"death_age": 0, "left_hard_areas_on": "2000-01-01", "local_status": "other"}
    return usual | {"everyone": True, "members": list(members)} | told


def adult(name: str, born: str, **told: Any) -> Facts:
    return person(name, born, **{"worker": True, **told})


def child(name: str, born: str, school: str, **told: Any) -> Facts:
    return person(name, born, school=school, **told)


def disabled(
    name: str, born: str, degree: str, *, paper: bool = True, care: str = "family", **told: Any
) -> Facts:
    return person(name, born, disability=degree, disability_paper=paper, care=care, **told)


MA, BA = adult("má", "1990-03-02"), adult("ba", "1988-01-05")
PRIMARY = child("con", "2016-04-05", "primary")
SECONDARY = child("con lớn", "2012-09-10", "lower_secondary")
TEN = child("bé Tèo", "2014-04-05", "primary")
PRESCHOOL = child("bé", "2022-04-05", "preschool")
KHMER = {"ethnicity": "khmer"}
GRANNY = person("bà", "1946-02-01")

SIXTY: dict[str, Facts] = {
    # Old people.
    "old alone, poor": family(person("má", "1948-02-01", has_carer=False), status="poor"),
    "old alone at eighty-four": family(person("nội", "1942-02-01", has_carer=False), status="poor"),
    "old alone, near-poor": family(person("má", "1950-02-01", has_carer=False)),
    "old alone at sixty-two": family(person("ông Tư", "1964-01-09", has_carer=False), status="poor"),
    "old couple, poor": family(person("ông", "1950-01-01"), person("bà", "1953-01-01"), status="poor"),
    "old couple, one with a pension": family(
        person("ông", "1948-01-01", monthly_pension=3_000_000), person("bà", "1950-01-01"), status="other"
    ),
    "old and not poor": family(person("ông", "1950-02-01"), status="other"),
    "old with a small pension": family(person("bà", "1949-02-01", monthly_pension=400_000), status="poor"),
    "old and paralysed": family(
        disabled("ngoại", "1944-05-06", "particularly_severe"), adult("dì", "1975-01-01"), status="poor"
    ),
    "old, disabled without a paper": family(
        disabled("má", "1957-05-06", "severe", paper=False), adult("con", "1985-01-01"), status="poor"
    ),
    "old, nearly seventy": family(person("bà", "1957-12-30"), status="poor"),
    "three generations": family(GRANNY, adult("ba", "1980-01-01"), SECONDARY, status="poor"),
    "grandmother raising grandchildren": family(
        person("bà", "1958-01-01"),
        child("Na", "2015-01-01", "primary", parents="abandoned", care="taken_in"),
        status="poor",
    ),
    # One parent.
    "single mother of two": family(
        MA, PRESCHOOL | {"lone_parent": "má"}, child("con", "2014-04-05", "primary", lone_parent="má")
    ),
    "single mother, poor": family(MA, PRIMARY | {"lone_parent": "má"}, status="poor"),
    "single father": family(BA, PRIMARY | {"lone_parent": "ba"}, status="poor"),
    "single mother of a student": family(
        adult("má", "1980-01-01"),
        child("con", "2006-01-01", "university", lone_parent="má", first_degree=True),
    ),
    "single mother of three": family(
        MA,
        PRIMARY | {"lone_parent": "má"},
        SECONDARY | {"lone_parent": "má"},
        PRESCHOOL | {"lone_parent": "má"},
        status="poor",
    ),
    "single mother, not poor": family(MA, PRIMARY | {"lone_parent": "má"}, status="other"),
    "single mother with her mother": family(GRANNY, MA, PRIMARY | {"lone_parent": "má"}, status="poor"),
    "single mother beside her brother": family(
        MA, adult("cậu", "1985-01-01"), PRIMARY | {"lone_parent": "má"}, SECONDARY, status="poor"
    ),
    "single disabled mother": family(
        disabled("má", "1989-01-01", "severe"), PRIMARY | {"lone_parent": "má"}, status="poor"
    ),
    # Khmer families.
    "Khmer family of a student": family(
        adult("ba", "1984-01-01", **KHMER),
        adult("má", "1986-01-01", **KHMER),
        child("con", "2006-01-01", "university", first_degree=True, **KHMER),
    ),
    "Khmer family, poor": family(
        adult("ba", "1984-01-01", **KHMER), adult("má", "1986-01-01", **KHMER), PRIMARY | KHMER, status="poor"
    ),
    "Khmer family with a baby": family(
        adult("má", "2000-01-01", **KHMER),
        adult("ba", "1998-01-01", **KHMER),
        person("bé", "2025-03-03", **KHMER),
        status="poor",
        area="rural",
        hard_area=True,
        ethnic_area=True,
    ),
    "Khmer grandmother": family(person("yiay", "1947-01-01", **KHMER), status="near_poor"),
    "Khmer and Kinh": family(adult("ba", "1984-01-01", **KHMER), MA, PRIMARY | KHMER),
    # Migrants and renters.
    "migrant not on the list": family(
        adult("ba", "1992-01-01", registered=False, resident=False),
        adult("má", "1994-01-01", registered=False, resident=False),
        PRESCHOOL | {"registered": False, "resident": False},
        status="other",
    ),
    "migrant cousin in a poor house": family(
        MA, BA, adult("em họ", "2003-01-01", registered=False, resident=False), status="poor"
    ),
    "urban renters": family(
        adult("ba", "1995-01-01"), child("bé", "2023-01-01", "preschool"), status="other"
    ),
    "renters in the city": family(MA, BA, PRIMARY, status="average", province="79"),
    "worker living alone": family(adult("tui", "1999-01-01", resident=False), status="other"),
    # Disabled people.
    "disabled child": family(MA, BA, disabled("bé", "2015-01-01", "particularly_severe", school="primary")),
    "disabled child, poor": family(MA, BA, disabled("bé", "2015-01-01", "severe"), status="poor"),
    "disabled child without a paper": family(
        MA, BA, disabled("bé", "2015-01-01", "severe", paper=False), status="poor"
    ),
    "two disabled children": family(
        MA,
        BA,
        disabled("Bi", "2013-01-01", "severe"),
        disabled("Bo", "2017-01-01", "particularly_severe"),
        status="poor",
    ),
    "disabled man": family(disabled("ba", "1975-01-01", "severe"), MA),
    "slightly disabled man": family(disabled("ba", "1975-01-01", "mild"), MA, status="poor"),
    "disabled man who has the money": family(
        disabled("ba", "1975-01-01", "severe", on_assistance=True),
        adult("má", "1977-01-01"),
        kwh=40,
        receives=["disability-allowance"],
    ),
    # Newly escaped, and others.
    "newly escaped": family(adult("ba", "1980-01-01"), adult("má", "1982-01-01"), status="newly_escaped"),
    "newly escaped with pupils": family(MA, BA, PRIMARY, SECONDARY, status="newly_escaped"),
    "newly escaped with granny": family(GRANNY, MA, BA, PRIMARY, status="newly_escaped"),
    "average and evasive about income": family(MA, BA, PRIMARY, status="average", unsure=["income"]),
    "poor and evasive": family(MA, BA, PRIMARY, status="poor", unsure=["income"]),
    # Children.
    "four pupils": family(MA, BA, PRIMARY, SECONDARY, PRESCHOOL, TEN, status="poor"),
    "one pupil, one who left school": family(
        MA, BA, PRIMARY, child("anh", "2011-01-01", "none"), status="poor"
    ),
    "preschool, near-poor": family(MA, BA, PRESCHOOL),
    "orphan with an aunt": family(
        adult("dì", "1985-01-01"), child("Na", "2014-01-01", "primary", parents="both_dead", care="taken_in")
    ),
    "small orphan": family(
        adult("dì", "1985-01-01"),
        person("Nu", "2024-01-01", parents="both_dead", care="taken_in"),
        status="poor",
    ),
    "vocational student": family(MA, BA, child("con", "2007-01-01", "vocational"), status="poor"),
    # What befell them.
    "house lost in a storm": family(MA, BA, PRIMARY, status="poor", damage="lost"),
    "house damaged, not poor": family(MA, BA, status="other", damage="unusable", hardship=True),
    "somebody died": family(MA, PRIMARY, death="social_pension", death_age=80, status="poor"),
    "somebody died in an accident": family(MA, death="nothing", death_age=40, death_by_disaster=True),
    "hungry before Tet": family(MA, BA, PRIMARY, status="poor", hunger="at_tet"),
    "hurt in a storm": family(MA | {"treated_days": 5}, BA, status="poor"),
    # How they talk.
    "everything in one message": family(
        person("má", "1954-01-01"), disabled("ba", "1950-01-01", "severe"), status="poor"
    ),
    "knows nothing": family(
        MA, BA, unsure=["status", "people", "events", "school", "hard_area", "ethnic_area", "students"]
    ),
    "knows no status": family(GRANNY, MA, BA, PRIMARY, status="poor", unsure=["status"]),
    "angry, and alone": family(person("tui", "1960-01-01", has_carer=False), status="poor"),
}


def by_chance(chance: Random) -> Facts:
    """A family put together as families are: mostly of nothing special, some of several things at once."""
    members: list[Facts] = []
    if chance.random() < 0.35:
        carer = chance.random() < 0.75
        pension = chance.choice((0, 0, 0, 0, 3_000_000))
        year = chance.randint(1936, 1966)
        members.append(person("bà", f"{year}-03-04", has_carer=carer, monthly_pension=pension))
    if chance.random() < 0.85 or not members:
        members.append(adult("má", f"{chance.randint(1968, 2000)}-05-06"))
        if chance.random() < 0.7:
            members.append(adult("ba", f"{chance.randint(1966, 1999)}-01-02"))
    parent = members[-1]["name"] if len(members) == 1 or members[-1]["name"] == "má" else ""
    grown = [each for each in members if each["name"] in ("má", "ba")]
    alone = parent if len(grown) == 1 and chance.random() < 0.5 else ""
    for number in range(chance.choice((0, 1, 1, 2, 2, 3)) if grown else 0):
        year = max(int(each["born"][:4]) for each in grown) + chance.randint(19, 27)
        if year <= DAY.year:
            school = _school(DAY.year - year, chance)
            members.append(child(f"con {number + 1}", f"{year}-01-03", school, lone_parent=alone))
    if chance.random() < 0.15:
        struck = chance.choice(members)
        degree, paper = chance.choice(("mild", "severe", "particularly_severe")), chance.random() < 0.8
        struck |= {"disability": degree, "disability_paper": paper or degree != "severe", "care": "family"}
    if chance.random() < 0.12:
        members = [each | KHMER for each in members]
    status = chance.choice(("poor", "poor", "near_poor", "near_poor", "newly_escaped", "average", "other"))
    befallen = chance.choice(({}, {}, {}, {}, {}, {}, {"hunger": "at_tet"}, {"damage": "lost"}))
    return family(*members, status=status, kwh=chance.choice((30, 80)), **befallen)


def _school(age: int, chance: Random) -> str:
    if age < 3 or age > 22 or chance.random() < 0.1:
        return "none"
    steps = ((6, "preschool"), (11, "primary"), (15, "lower_secondary"), (18, "upper_secondary"))
    learning = next((school for before, school in steps if age < before), None)
    return learning or chance.choice(("none", "none", "vocational", "university"))
