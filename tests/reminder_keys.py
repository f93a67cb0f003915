"""The texts of reminders and of help to families whose keys are composed."""

from __future__ import annotations

from bot.domain.register.terms import Need
from bot.domain.reminders.terms import LADDER, DayKind, Ended, Matter, Muted, Season

REASONS = (
    *("reported", "no_longer_due", "ended", "moved", "mourning", "snoozed", "stopped", "not_agreed"),
    *("weekly_cap", "no_contact", "too_late", "unconfirmed", "called_off"),
)
"""Why a reminder ended, as far as it is told to who asks."""

OF_REMINDERS = {
    "unit_line.{}": [
        f"unit_line.{matter}"
        for matter in Matter
        if not matter.of_family
        and matter
        not in (Matter.PROMISE_DUE, Matter.FAMILY_NEWS, Matter.CHANCE, Matter.SEASON, Matter.REPORT_DUE)
    ],
    "unit_line.season_{}": [f"unit_line.season_{season}" for season in Season],
    "sponsor_matter.{}": [f"sponsor_matter.{matter}" for matter in Matter if not matter.of_family],
    "matter_of.{}": [f"matter_of.{matter}" for matter in Matter if matter.of_family],
    "sponsor_day.{}": [f"sponsor_day.{kind}" for kind in DayKind],
    "sponsor_office.step_{}": [f"sponsor_office.step_{step}" for step in range(1, len(LADDER) + 1)],
    "sponsor_office.mute_{}": [f"sponsor_office.mute_{why}" for why in (Muted.MOURNING, Muted.MOVED)],
    "reminder.pay_{}": [f"reminder.pay_{kind}" for kind in DayKind if kind.pays],
    "reminder.ends_{}": ["reminder.ends_newly_escaped"],
    "reminder.how_{}": [f"reminder.how_{how}" for how in ("well", "hard", "urgent")],
    "why_reminded.{}": [f"why_reminded.{ended}" for ended in Ended],
    "why_reminded.because_{}": [f"why_reminded.because_{reason}" for reason in REASONS],
    "help_need.{}": [f"help_need.{need}" for need in Need],
}
