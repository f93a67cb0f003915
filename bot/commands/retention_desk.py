"""What an operator sees of the nightly tidying-up: rules with their reasons, and what the last nights did."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from bot.commands.command_desk import CommandDesk
from bot.keeping import rules_of
from bot.settings import Settings
from models import retention
from models.retention import Kept

SHOWN = 14


def report(settings: Settings) -> str:
    """The rules, and what was forgotten on each of the last days."""
    with CommandDesk(settings) as desk:
        found = desk.run(partial(retention.reports, limit=SHOWN))
    rules = [f"{rule.days:>4} days  {rule.name}: {rule.reason}" for rule in rules_of(settings)]
    days = [_line(each) for each in found] or ["Nothing was forgotten yet."]
    return "\n".join(["Kept after it ended, for:", *rules, "", "Forgotten:", *days])


def _line(kept: Kept) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in kept.counts.items()) or "nothing was due"
    return f"{kept.day:%Y-%m-%d}  {counts}{'' if kept.finished_at else ' (the night has not run)'}"


def overdue(last: Kept | None, *, made_on: date, today: date) -> str | None:
    """What is wrong when no night ran since the one before yesterday; None while all is well."""
    since = last.day if last else made_on
    if today - since <= timedelta(days=2):
        return None
    return f"no night has tidied up since {since:%d/%m/%Y}; keep `donghanh serve` running"
