"""The texts about rights whose keys are put together, by the way they are: see `FAMILIES` of test_wording."""

from __future__ import annotations

from bot.domain.eligibility.new_line import Expected
from bot.domain.eligibility.terms import Origin
from bot.papers import request_pages
from handlers.eligibility.entitled_kept import COMPARED
from handlers.eligibility.entitled_questions import COMMON, OPTIONS

KEYS = {
    "entitled.{}": [f"entitled.{option}" for option in COMMON],
    "entitled.{}.{}": [
        f"entitled.{name}.{option}" for name, options in OPTIONS.items() for option in options
    ],
    "entitled.name_{}": [f"entitled.name_{name}" for name in COMPARED],
    "official_form.field_{}": [f"official_form.field_{name}" for name in request_pages.FIELDS],
    "official_form.column_{}": [f"official_form.column_{name}" for name in request_pages.COLUMNS],
    "new_standard.own_{}": [f"new_standard.own_{each}" for each in ("poor", "near_poor", "over", "unknown")],
    "new_standard.{}": [f"new_standard.{each}" for each in (*Expected, "under_both", "between", "over_both")],
    "screen.origin_{}": [f"screen.origin_{each}" for each in Origin if each is not Origin.SAID],
    "{}.hint_choice": ["entitled.hint_choice"],
    "entitled.power.{}": [f"entitled.power.{option}" for option in OPTIONS["power"]],
}
