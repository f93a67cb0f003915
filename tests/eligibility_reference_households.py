"""The rights of the household as one, by hand from the documents: the rest of `eligibility_reference`."""

from __future__ import annotations

from datetime import date

from tests.eligibility_reference import (
    NEW_ASSISTANCE,
    Facts,
    Verdicts,
    base,
    minority,
    poor,
    poor_or_near,
    project_of_ca_mau,
    since,
    within,
)


def electricity_other(h: Facts, on: date) -> bool | None:
    """QĐ 28/2014, 60/2014. Whether the social pension counts, and what holds off the grid, was not read."""
    if poor(h) or (h["grid"] and h["kwh"] > 50):
        return False
    assistance = any(m["on_assistance"] for m in h["members"])
    if not assistance and not any(m["on_social_pension"] for m in h["members"]):
        return False
    return True if assistance and h["grid"] else None


def burial(h: Facts, on: date) -> bool | None:
    if h["death"] == "social_assistance":
        return True
    if h["death"] == "survivor_pension":
        if on < NEW_ASSISTANCE:
            return None
        return h["death_age"] >= 75 or (h["death_age"] >= 70 and poor_or_near(h))
    return None if h["death"] == "nothing" and poor(h) else False


def damaged_house(h: Facts, on: date) -> tuple[bool, int | None]:
    sums = {"lost": 40_000_000, "must_move": 30_000_000, "unusable": 20_000_000}
    return h["damage"] in sums and (poor_or_near(h) or h["hardship"]), sums.get(h["damage"])


def of_household(h: Facts, on: date) -> Verdicts:
    """What the household has as one."""
    status = h["status"]
    any_minority = any(minority(m) for m in h["members"])
    listed = h["province"] == "96" and h["on_project_list"]
    died = h["death"] != "nobody"
    return {
        "electricity-support": (poor(h), 59_520),
        "electricity-policy-households": (electricity_other(h, on), 59_520),
        "house-after-disaster": damaged_house(h, on),
        "hunger-rice": (h["hunger"] == "lean_time", None),
        "tet-rice": (h["hunger"] == "at_tet", None),
        "burial-assistance": (burial(h, on), 20 * base(on)),
        "burial-social-pension": (since(NEW_ASSISTANCE, on, h["death"] == "social_pension"), 20 * base(on)),
        "death-by-disaster-or-accident": (died and h["death_by_disaster"], 50 * base(on)),
        "livelihood-camau-project": (
            listed and (poor_or_near(h) or any_minority or h["hardship"]) if project_of_ca_mau(on) else None,
            None,
        ),
        "loan-poor": (poor(h), 100_000_000),
        "loan-near-poor": (status == "near_poor", 100_000_000),
        "loan-newly-escaped": (
            status == "newly_escaped" and within(h["escaped_on"], 36, on),
            100_000_000,
        ),
        "loan-water-sanitation": (True if h["area"] == "rural" and poor(h) else None, 25_000_000),
        "loan-difficult-areas": (h["hard_area"] and h["business"], 100_000_000),
        "house-building-loan": (poor_or_near(h), 1_000_000_000),
        "social-housing-loan": (poor_or_near(h), None),
        "microfinance": (
            since(date(2026, 7, 23), on, status in ("poor", "near_poor", "average")),
            None,
        ),
    }


def standing(h: Facts, on: date) -> dict[str, tuple[bool | None, bool | None]]:
    """Poor and near-poor: nationally (NĐ 07/2021 Điều 3, NĐ 351/2025), and by Ho Chi Minh City's own line."""
    new = on >= date(2027, 1, 1)
    line = {"rural": (1_500_000, 2_200_000), "urban": (2_000_000, 2_800_000)}[h["area"]][new]
    lacks = sum(value for fact, value in h.items() if fact.startswith("lacks_"))
    low = h["income"] <= line
    national: tuple[bool | None, bool | None] = (low and lacks >= 3, low and lacks < 3)
    if low and new:
        national = (None, None)
    yearly = h["income"] * 12
    city: tuple[bool | None, bool | None] = (False, False)
    if h["province"] == "79":
        known = on >= date(2026, 1, 1)
        city = (yearly <= 46_000_000, 46_000_000 < yearly <= 54_000_000) if known else (None, None)
    return {"national": national, "ho_chi_minh_city": city}
