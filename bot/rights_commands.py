"""Commands of whoever answers for people's data in an office. Decides nothing."""

from __future__ import annotations

from bot.settings import read_settings


def retention() -> None:
    """Show for how long what is kept and why, and what each of the last nights forgot."""
    from bot import retention_desk

    print(retention_desk.report(read_settings()))
