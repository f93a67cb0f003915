"""The same rights once more, by hand from the documents and without the product: what the rules must come to.

Of a household of which every fact is known. True, False, or None for what no source at hand tells. Sums are
đồng a month or once, as the document says; they stand here as numbers on purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

Facts = dict[str, Any]
MINORITIES = ("khmer", "hoa", "cham", "other")
GENERAL = ("primary", "lower_secondary", "upper_secondary")
AFTER_SCHOOL = ("disabled_vocational", "vocational", "college", "university")
UNSUPPORTED = ("both_dead", "abandoned", "both_unable")
NEW_ASSISTANCE = date(2026, 10, 5)


def age(member: Facts, on: date) -> int:
    born = date.fromisoformat(member["born"])
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def within(since: str, months: int, on: date) -> bool:
    start = date.fromisoformat(since)
    return start <= on <= months_later(start, months)


def base(on: date) -> int:
    """NĐ 20/2021, NĐ 76/2024, NĐ 335/2026 Điều 4."""
    if on >= date(2026, 7, 1):
        return 540_000
    return 500_000 if on >= date(2024, 7, 1) else 360_000


def poor(h: Facts) -> bool:
    return h["status"] == "poor"


def poor_or_near(h: Facts) -> bool:
    return h["status"] in ("poor", "near_poor")


def minority(m: Facts) -> bool:
    return m["ethnicity"] in MINORITIES


def studies_on(m: Facts, on: date) -> bool:
    """From 16 on; to 22 years before NĐ 335/2026, until the end of the studies since."""
    if on < NEW_ASSISTANCE and age(m, on) >= 22:
        return False
    if m["school"] == "university":
        return bool(m["first_degree"])
    return m["school"] in (*GENERAL, "ethnic_boarding", "disabled_vocational", "vocational", "college")


def child_or_student(m: Facts, on: date) -> bool:
    return age(m, on) < 16 or studies_on(m, on)


# Social assistance: NĐ 20/2021, NĐ 335/2026 Điều 5-6; social pension: NĐ 176/2025, NĐ 335/2026 Điều 31.


def social_pension(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    monthly = 540_000 if on >= date(2026, 7, 1) else 500_000
    old = age(m, on) >= 75 or (age(m, on) >= 70 and poor_or_near(h))
    return old and m["monthly_pension"] < monthly, monthly if m["monthly_pension"] == 0 else None


def disability_allowance(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    times = {"severe": 1.5, "particularly_severe": 2.0}.get(m["disability"], 0)
    if age(m, on) < 16 or age(m, on) >= 60:
        times += 0.5
    return m["disability"] in ("severe", "particularly_severe") and m["disability_paper"], int(
        base(on) * times
    )


def elderly_alone(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    taken_in = m["admissible_to_home"] and m["care"] == "taken_in"
    step = 75 if on >= NEW_ASSISTANCE else 80
    times = 3.0 if taken_in else 2.0 if age(m, on) >= step else 1.5
    return poor(h) and age(m, on) >= 60 and (not m["has_carer"] or taken_in), int(base(on) * times)


def orphan(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    times = 2.5 if age(m, on) < 4 else 1.5
    return m["parents"] in UNSUPPORTED and child_or_student(m, on), int(base(on) * times)


def single_parent(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    own = [each for each in h["members"] if each["lone_parent"] == m["name"] and child_or_student(each, on)]
    return poor_or_near(h) and bool(own), base(on) * len(own)


def hiv(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    child = age(m, on) < 16
    times = 2.5 if age(m, on) < 4 else 2.0 if child else 1.5
    without_income = not m["wage"] and m["monthly_pension"] == 0
    return poor(h) and m["hiv"] and (child or without_income), int(base(on) * times)


def under_three(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    there = h["hard_area"] and h["ethnic_area"]
    return age(m, on) < 3 and poor_or_near(h) and there, int(base(on) * 1.5)


def care(h: Facts, m: Facts, on: date) -> tuple[bool | None, int | None]:
    """NĐ 335/2026 Điều 17."""
    if on < NEW_ASSISTANCE:
        return None, None
    helpless = m["disability"] == "particularly_severe" and m["disability_paper"]
    if helpless and m["care"] == "family":
        return True, base(on)
    if m["care"] != "taken_in":
        return False, None
    if helpless:
        return True, int(base(on) * (2.5 if age(m, on) < 16 else 1.5))
    if m["parents"] in UNSUPPORTED and age(m, on) < 16:
        return True, int(base(on) * (2.5 if age(m, on) < 4 else 1.5))
    old = poor(h) and age(m, on) >= 60 and m["admissible_to_home"]
    # An adult orphan who is old counts as the old person he or she is.
    return old, int(base(on) * 1.5)


# Insurance.


def insurance_newly_escaped(h: Facts, m: Facts, on: date) -> bool | None:
    """Resolutions of the two cities; NĐ 188/2025 Điều 6 for minorities; elsewhere nothing was found."""
    since = h["escaped_on"]
    if minority(m) and within(h["left_hard_areas_on"], 36, on):
        return True
    if h["province"] == "79" and h["local_status"] == "newly_escaped":
        if on < date(2026, 1, 1):
            return None
        return within(since, 36, on)
    if h["province"] == "46" and h["status"] == "newly_escaped":
        return within(since, 36, on)
    return None if h["status"] == "newly_escaped" and h["province"] not in ("79", "46") else False


def treatment_share(h: Facts, m: Facts, on: date) -> bool | None:
    if not m["insured"]:
        return False
    if poor_or_near(h):
        return True
    if not m["on_social_pension"]:
        return False
    return None if on < date(2026, 1, 1) else age(m, on) >= 75


def free_check(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 7, 1):
        return None
    frail = age(m, on) >= 60 or m["disability"] != "none" or m["ill_for_long"]
    return bool(poor_or_near(h) or frail or h["hard_area"])


def voluntary_insurance(h: Facts, m: Facts, on: date) -> bool | None:
    if age(m, on) < 15 or m["compulsory_insurance"]:
        return False
    return True if m["monthly_pension"] == 0 else None


def unemployment(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    months = m["insured_months_36"] if m["short_contract"] else m["insured_months_24"]
    return within(m["left_job_on"], 3, on) and months >= 12


def unemployment_training(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    return within(m["left_job_on"], 12, on) and m["insured_months_36"] >= 9


# School: NĐ 238/2025 Điều 15-19, NĐ 277/2025, NĐ 66/2025, NĐ 66/2026 Điều 8.


def study_costs(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    pupil = m["school"] in ("nursery", "preschool", *GENERAL)
    there = m["resident"] and h["hard_area"]
    first = poor(h) or m["parents"] == "both_dead" or m["disability"] != "none" or there
    if pupil and first:
        return True, 150_000
    small = m["school"] == "preschool" and 3 <= age(m, on) <= 5
    others = h["status"] == "near_poor" or m["merit_kin"] or m["parents"] in ("abandoned", "both_unable")
    return small and others, None


def lunch(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    groups = (
        poor_or_near(h)
        or m["parents"] in UNSUPPORTED
        or m["merit_kin"]
        or m["disability"] != "none"
        or h["hard_area"]
    )
    return m["school"] == "preschool" and 3 <= age(m, on) <= 5 and groups, 360_000


def boarding(h: Facts, m: Facts, on: date) -> tuple[bool, int | None]:
    least = {"primary": 4, "lower_secondary": 7, "upper_secondary": 10}.get(m["school"])
    here = m["resident"] and h["hard_area"] and m["boards"]
    if m["school"] == "nursery":
        return here, 360_000
    return here and least is not None and (m["school_km"] >= least or m["cut_off"]), 936_000


def student_exempt(h: Facts, m: Facts, on: date) -> bool:
    if m["school"] not in AFTER_SCHOOL:
        return False
    first_degree = m["school"] == "university" and m["first_degree"]
    return bool(
        (minority(m) and poor_or_near(h))
        or m["disability"] != "none"
        or (m["on_assistance"] and first_degree)
        or (m["parents"] == "both_dead" and m["school"] in ("vocational", "college"))
    )


def student_loan(h: Facts, m: Facts, on: date) -> bool:
    needy = h["status"] in ("poor", "near_poor", "average") or m["parents"] == "both_dead" or h["hardship"]
    return m["school"] in AFTER_SCHOOL and bool(needy)


# Work: NĐ 338/2025 Điều 4-32, Luật 74/2025 Điều 14.


def training(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    if not m["worker"] or m["trained_before"]:
        return False
    return True if h["area"] == "rural" else None


def youth(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    return within(m["service_ended_on"], 60, on) and not m["trained_before"]


def public_works(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    first = poor_or_near(h) or minority(m) or age(m, on) >= 60 or m["disability"] != "none" or m["carer"]
    return bool(m["worker"] and first)


def abroad(h: Facts, m: Facts, on: date) -> bool | None:
    if on < date(2026, 1, 1):
        return None
    named = poor_or_near(h) or minority(m) or m["merit_kin"] or m["land_taken"] or m["served"]
    return bool(m["going_abroad"] and named)


def project_of_ca_mau(on: date) -> bool:
    return date(2025, 12, 1) <= on <= date(2027, 12, 31)


def since(day: date, on: date, held: bool | None) -> bool | None:
    return held if on >= day else None


Verdicts = dict[str, tuple[bool | None, int | None]]


def of_member(h: Facts, m: Facts, on: date) -> Verdicts:
    """What one member has, and the sum where a document tells one."""
    school, law = m["school"], date(2026, 1, 1)
    scholarships = date(2026, 3, 15)
    salary = 2_530_000 if on >= date(2026, 7, 1) else None
    general = school in ("nursery", "preschool", *GENERAL)
    hard_minority = minority(m) and h["hard_area"]
    share = 100 if poor(h) else 80
    return {
        "social-pension": social_pension(h, m, on),
        "disability-allowance": disability_allowance(h, m, on),
        "elderly-alone-allowance": elderly_alone(h, m, on),
        "orphan-allowance": orphan(h, m, on),
        "single-parent-allowance": single_parent(h, m, on),
        "hiv-allowance": hiv(h, m, on),
        "ethnic-under-three-allowance": under_three(h, m, on),
        "care-in-community": care(h, m, on),
        "health-insurance-poor": (poor(h) and m["registered"], None),
        "health-insurance-near-poor": (h["status"] == "near_poor" and m["registered"], None),
        "insurance-students": (school in (*GENERAL, "ethnic_boarding", *AFTER_SCHOOL), None),
        "insurance-average-households": (h["status"] == "average", None),
        "insurance-newly-escaped": (insurance_newly_escaped(h, m, on), None),
        "insurance-treatment-share": (treatment_share(h, m, on), None),
        "free-health-check": (free_check(h, m, on), None),
        "voluntary-social-insurance": (voluntary_insurance(h, m, on), None),
        "unemployment-benefit": (unemployment(h, m, on), None),
        "unemployment-training": (unemployment_training(h, m, on), None),
        "school-tuition": ((general or school == "ethnic_boarding") and m["public_school"], None),
        "private-schools": (general and not m["public_school"], None),
        "school-costs": study_costs(h, m, on),
        "preschool-lunch": lunch(h, m, on),
        "boarding-pupils": boarding(h, m, on),
        "border-schools": (since(date(2025, 12, 27), on, h["border_commune"] and school in GENERAL), 450_000),
        "ethnic-boarding-scholarship": (
            since(scholarships, on, school == "ethnic_boarding"),
            salary and salary * 80 // 100,
        ),
        "disability-scholarship": (
            since(scholarships, on, school == "disabled_vocational" and m["disability"] != "none"),
            salary and salary * share // 100,
        ),
        "student-tuition": (student_exempt(h, m, on), None),
        "student-tuition-most": (school in AFTER_SCHOOL and (m["traditional_arts"] or hard_minority), None),
        "student-tuition-half": (school in AFTER_SCHOOL and m["work_accident_child"], None),
        "student-loan": (student_loan(h, m, on), 4_000_000),
        "stem-loan": (None if school == "university" and m["stem"] else False, 5_000_000),
        "vocational-training": (training(h, m, on), 4_000_000),
        "training-youth": (youth(h, m, on), salary and salary * 12),
        "training-camau-project": (
            h["province"] == "96" and poor_or_near(h) and m["worker"] and h["on_project_list"]
            if project_of_ca_mau(on)
            else None,
            None,
        ),
        "disaster-injury": (m["treated_days"] >= 3, 10 * base(on)),
        "legal-aid-who": (True if poor(h) or age(m, on) < 16 or hard_minority else None, None),
        "public-works": (public_works(h, m, on), None),
        "abroad-support-costs": (abroad(h, m, on), None),
        "loan-jobs": (since(law, on, m["worker"]), 200_000_000),
        "loan-work-abroad": (since(law, on, m["going_abroad"]), None),
        "loan-released-prisoners": (m["released_prisoner"], 100_000_000),
    }
