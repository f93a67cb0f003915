"""Which ward, commune or province an old one became on 01/07/2025. A shared name is not guessed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.policies.catalogue import Source
from bot.domain.text import fold, syllables

_KINDS = ("thanh pho", "thi xa", "thi tran", "phuong", "huyen", "quan", "tinh", "xa")
_SHORT = {
    "p": "phuong",
    "tt": "thi tran",
    "tp": "thanh pho",
    "tx": "thi xa",
    "x": "xa",
    "h": "huyen",
    "t": "tinh",
}
_NUMBERED = re.compile(r"\bp\.?\s?(\d{1,2})\b")


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A ward or commune as it was until 30/06/2025, and what it became; several where it was divided."""

    name: str
    district: str
    province: str
    now: tuple[str, ...]
    province_now: str
    province_code: str


@dataclass(frozen=True, slots=True)
class OldProvince:
    """A province as it was until 30/06/2025. `kept` where its name lives on."""

    name: str
    aliases: tuple[str, ...]
    now: str
    kept: bool


class Gazetteer:
    """Finds the places a message names. `sources` are by the code of the new province, or "provinces"."""

    def __init__(
        self, units: Iterable[OldUnit], provinces: Iterable[OldProvince], sources: Mapping[str, Source]
    ) -> None:
        self.sources = sources
        named: dict[str, list[OldUnit]] = defaultdict(list)
        for unit in units:
            named[fold(unit.name)].append(unit)
        self._units = _longest_first(named)
        self._bare = _longest_first(_bare_names(named))
        self._provinces = _longest_first(
            {fold(name): province for province in provinces for name in (province.name, *province.aliases)}
        )

    def wards(self, text: str, *, province_code: str | None = None) -> tuple[OldUnit, ...]:
        """The old wards that the text may mean: of those that share a name, the ones it places best.

        A district or province named beside it decides, also that it is none of ours; else the office's own
        province, if it has one such."""
        line = f" {_spelled(text)} "
        name = self._named(line)
        if name is None:
            return ()
        rest = line.replace(f" {name} ", " ", 1)
        found = self._units[name]
        placed = [unit for unit in found if _says(rest, unit.district) or _says(rest, unit.province)]
        placed = [unit for unit in placed if _says(rest, unit.district)] or placed
        if not placed and self.province(rest) is not None:
            return ()
        near = [unit for unit in found if unit.province_code == province_code]
        return tuple(placed or near or found)

    def province(self, text: str) -> OldProvince | None:
        """The old province that the text names, if it names no ward."""
        line = f" {_spelled(text)} "
        named = (found for name, found in self._provinces.items() if len(name) > 3 and f" {name} " in line)
        return next(named, None)

    def _named(self, line: str) -> str | None:
        """The longest name in the line: with its kind ("xa vinh trach"), else a long one without."""
        whole = (name for name in self._units if f" {name} " in line)
        return next(whole, None) or next(
            (name for bare, name in self._bare.items() if f" {bare} " in line), None
        )


def _longest_first(named: Mapping[str, Found]) -> dict[str, Found]:
    """The same, so that of the names in a line the longest is found first."""
    return dict(sorted(named.items(), key=lambda each: len(each[0]), reverse=True))


def _bare_names(units: Mapping[str, Sequence[OldUnit]]) -> dict[str, str]:
    """Names known without their kind: of two words or more, of one kind of unit only, of no district."""
    districts = {_without_kind(fold(unit.district)) for found in units.values() for unit in found}
    owners: dict[str, list[str]] = defaultdict(list)
    for name in units:
        owners[_without_kind(name)].append(name)
    return {
        bare: names[0]
        for bare, names in owners.items()
        if len(names) == 1 and " " in bare and bare not in districts
    }


def _without_kind(folded: str) -> str:
    kind = next((kind for kind in _KINDS if folded.startswith(f"{kind} ")), "")
    return folded.removeprefix(kind).strip()


def _says(line: str, place: str) -> bool:
    return f" {_without_kind(fold(place))} " in line


def _spelled(text: str) -> str:
    """The folded words with the usual shortenings of kinds in full: "p2 tp bac lieu"."""
    numbered = _NUMBERED.sub(r"phuong \1", fold(text))
    return " ".join(_in_full(syllables(numbered)))


def _in_full(said: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(said):
        last = place == len(said) - 1
        yield word if last else _SHORT.get(word, word)
