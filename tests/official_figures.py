"""Whether a line of `donghanh query` says what independent SQL says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.register.terms import Cause, Deprivation, Ethnicity
from bot.wording import wording

_SAY = wording("vi")
LABELS = {
    **{each.value: _SAY(f"figures.ethnicity_{each}") for each in Ethnicity},
    **{each.value: _SAY(f"register.deprivation_{each}") for each in Deprivation},
    **{each.value: _SAY(f"figures.cause_{each}") for each in Cause},
}
_TENTH = 0.051


def agrees(line: Mapping[str, Any], expected: Any) -> bool:
    """Whether the figure is exactly the expected one, with the whole it is a part of."""
    value = line["value"]
    if isinstance(expected, tuple):
        number, whole = expected
        percent = number * 100 / whole
        return (line["numerator"], line["denominator"]) == expected and abs(value - percent) < _TENTH
    if isinstance(expected, list):
        return list(value.values()) == expected
    if isinstance(expected, dict) and "opening" in expected:
        return all(value[name] == count for name, count in expected.items())
    if isinstance(expected, dict):
        wanted = {LABELS.get(name, name): count for name, count in expected.items()}
        return {name: count for name, count in value.items() if count or name in wanted} == wanted
    shown = line["numerator"] if isinstance(value, dict) else value
    return bool(shown == expected)
