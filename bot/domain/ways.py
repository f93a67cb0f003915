"""By which way a notice may go over one channel, and what that costs: free words, paid words, a template.

Decides nothing about hours or consent: that is `bot.domain.notices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.messages import Capabilities
from bot.domain.notices import Never

MARGIN = timedelta(minutes=10)
"""A message may wait its turn: who is nearly outside of a window counts as outside."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text the platform approved beforehand, with the greatest length of each parameter.

    Prices in VND: to who wrote before, and to a number; None where it may not go to numbers."""

    id: str
    limits: Mapping[str, int]
    price: int
    phone_price: int | None = None

    def filled(self, values: Mapping[str, str]) -> dict[str, str] | None:
        """The values it takes; None when one is missing or too long. Nothing is cut: half a date misleads."""
        taken = {name: values.get(name, "") for name in self.limits}
        fits = all(0 < len(value) <= self.limits[name] for name, value in taken.items())
        return taken if fits else None


@dataclass(frozen=True, slots=True)
class By:
    """The way a notice goes: as words, or by a template with its parameters. Cost in VND, at most."""

    cost: int = 0
    template: Template | None = None
    parameters: Mapping[str, str] | None = None


def way(
    can: Capabilities,
    *,
    silent_for: timedelta | None,
    values: Mapping[str, str],
    template: Template | None,
    spent: int,
    to_number: bool = False,
) -> By | Never:
    """The cheapest way that is open, or why there is none.

    `silent_for` is the time since the person's last message, None when there was none; `spent` is what
    messages of this month cost so far. To a number only a template may go.
    """
    left = can.monthly_budget - spent
    if to_number:
        return _by_template(template, None if template is None else template.phone_price, values, left=left)
    if can.reply_window is None or _within(silent_for, can.free_window or can.reply_window):
        return By()
    if not _within(silent_for, can.reply_window):
        return _by_template(template, None if template is None else template.price, values, left=left)
    if can.paid_left != 0:
        return By(can.reply_price) if can.reply_price <= left else Never("budget")
    by = _by_template(template, None if template is None else template.price, values, left=left)
    return by if isinstance(by, By) else Never("quota")


def _by_template(
    template: Template | None, price: int | None, values: Mapping[str, str], *, left: int
) -> By | Never:
    if template is None or price is None:
        return Never("no_template")
    filled = template.filled(values)
    if filled is None:
        return Never("template_misfit")
    return By(price, template, filled) if price <= left else Never("budget")


def _within(silent_for: timedelta | None, window: timedelta) -> bool:
    return silent_for is not None and silent_for <= window - MARGIN
