"""Takes the parts of one question for a figure out of its words, the longest and the least doubtful first."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, takewhile
from typing import Any

from bot.domain.case_rules import CaseKind
from bot.domain.figures.filters import Cases, Having, People, Range, Received, Sponsored
from bot.domain.figures.line import Line, plain_pattern
from bot.domain.figures.patterns import FigurePatterns, Pattern
from bot.domain.figures.question import Question
from bot.domain.figures.terms import Ask, Counted, Expiring, Shape
from bot.domain.figures.words import RangeKind
from bot.domain.register.terms import CannotEscape, Deprivation, Ethnicity, Status, Trait
from bot.domain.text import syllables

_MINORITIES = (Ethnicity.KHMER, Ethnicity.HOA, Ethnicity.CHAM, Ethnicity.OTHER)
_CASES_ARE = ("open", "answered")
_CELLS = ("hamlet_cell", "ward_cell", "provincial_cell", "city_cell")
_HOUSING = (Deprivation.HOUSE_QUALITY.value, Deprivation.HOUSE_AREA.value)


@dataclass(frozen=True, slots=True)
class Names:
    """The names a question may use: hamlets, the asker's own areas, wards of before, sponsor units, the areas
    in which the asker's own lie, the nearest first, and names of before with the hamlets they mean."""

    hamlets: Mapping[int, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    old_units: tuple[str, ...] = ()
    sponsors: Mapping[int, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    former: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def spelled(self) -> list[tuple[str, ...]]:
        """All names as their words, without accents."""
        names = (*self.hamlets.values(), *self.own, *self.old_units, *self.sponsors.values(), *self.above)
        return [tuple(syllables(each)) for each in (*names, *self.former)]


class Parts:
    """One question on its way from words to parts."""

    def __init__(self, patterns: FigurePatterns, line: Line, names: Names, today: date) -> None:
        self.patterns, self.line, self.names, self.today = patterns, line, names, today
        self.whole = line.rest
        self.counts_people = line.has(patterns.flat["counts_people"])
        self.counts_em = line.has(patterns.flat["counts_em"])
        self.counts_units = line.has(patterns.flat["counts_units"])
        self.found: dict[str, Any] = {}
        self._own = {tuple(syllables(name)) for name in names.own}

    def question(self) -> Question:
        self._places()
        self._times()
        self._ends()
        self._parts()
        self._cases()
        self._people()
        self._sponsors()
        self._states()
        self._form()
        self._rest()
        return Question(**self.found)

    # --- the parts ---

    def _places(self) -> None:
        self._without_above()
        units = list(self._named(self.names.sponsors))
        if len(units) == 1:
            self.found["sponsored"] = Sponsored(unit=units[0])
        elif units:
            self.found["unknown"] = (self.names.sponsors[units[0]],)
        former = [name for name in self._longest(self.names.former) if self._takes_old(syllables(name))]
        meant = {each for name in former for each in self.names.former[name]}
        if hamlets := {*meant, *self._named(self.names.hamlets)}:
            self.found |= {"hamlets": tuple(sorted(hamlets)), "former": tuple(former)}
        strangers = list(self._strangers(self.patterns.areas))
        old = [name for name in self.names.old_units if self._takes_old(syllables(name))]
        self.found["old_units"] = tuple(old)
        for name in self.names.own:
            bare = syllables(name)[1:]
            if self._takes(plain_pattern(syllables(name))) or (
                len(bare) > 1 and self._takes(plain_pattern(bare))
            ):
                self.found["whole"] = True
        strangers += [*self._strangers(self.patterns.communes), *self._strangers(self.patterns.hamlets)]
        strangers += self._codes("other_places")
        self.found["elsewhere"] = tuple(strangers)
        if self._flat("whole"):
            self.found["whole"] = True
        for urban in self._codes("urban"):
            self.found["urban"] = urban

    def _without_above(self) -> None:
        """Leave out the area in which a place of the asker's lies, where it stands behind that place."""
        inside = (*self.names.own, *self.names.hamlets.values())
        above = [tuple(syllables(each)) for each in self.names.above]
        for up in (*above, *(each[1:] for each in above if len(each) > 2)):
            for name in inside:
                self.line.leave_out(syllables(name), up)

    @staticmethod
    def _longest(names: Iterable[str]) -> list[str]:
        """The names with the most words first: one may begin like another."""
        return sorted(names, key=lambda each: (-len(syllables(each)), each))

    def _takes_old(self, name: Sequence[str]) -> bool:
        """Take the name of a ward of before, with the word that says so."""
        former = [self._takes(plain_pattern((*name, each))) for each in self.patterns.former]
        return self._takes(plain_pattern(name)) or any(former)

    def _named(self, names: Mapping[int, str]) -> Iterator[int]:
        """The things that are named, longer names first; of one name every thing that has it."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for key, name in names.items():
            groups.setdefault(tuple(syllables(name)), []).append(key)
        for spelled in sorted(groups, key=lambda each: (-len(each), each)):
            if spelled and self._takes(plain_pattern(spelled)):
                yield from groups[spelled]

    def _strangers(self, kinds: Sequence[Sequence[str]]) -> Iterator[str]:
        """Areas that are named but are none of the asker's: a kind of area and what it is called."""
        for kind in kinds:
            head = "".join(rf"{re.escape(each)}'\S* " for each in kind)
            for match in list(re.finditer(rf"(?<= ){head}((?:[^\W_]+'\S* ){{1,3}})", self.line.rest)):
                following = [part.split("'")[0] for part in match[1].split()]
                name = list(takewhile(lambda each: each not in self.patterns.no_names, following))
                if name[:1] and name[0].isdecimal():
                    name = name[:1]
                if name and (whole := tuple([*kind, *name])) not in self._own:
                    self._takes(plain_pattern(whole))
                    yield " ".join(whole)

    def _times(self) -> None:
        times = self.patterns.times.take(self.line, self.today)
        self.found |= {"periods": tuple(dict.fromkeys(times.periods)), "steps": times.steps}
        self.found["known_on"] = times.known_on
        if times.impossible:
            self.found["unknown"] = ("?",)

    def _ends(self) -> None:
        if found := self._numbers("expiring_in"):
            self.found["member"] = People(expiring=found[0][0])
        if self._flat("expiring_insurance") or (
            (self.found["periods"] or "member" in self.found) and self._flat("ends_insurance")
        ):
            self.found["expiring"] = Expiring.INSURANCE
        if self._flat("expiring_escaped"):
            self.found["expiring"] = Expiring.NEWLY_ESCAPED

    def _parts(self) -> None:
        if numbers := self._numbers("lacks_count"):
            self.found["lacks"] = Range(least=numbers[0][0])
        excepting = self._flat("except_cannot_escape")
        if reasons := self._codes("cannot_escape"):
            self.found["with_cannot_escape"] = not excepting
            self.found["cannot_escape"] = tuple(CannotEscape(each) for each in reasons if each != "any")
        needs = [*self._having(Trait.NEED, "needs")]
        if received := [*self._received()]:
            self.found["received"] = tuple(received)
        if having := [*needs, *self._lacking(), *self._having(Trait.LAND, "land")]:
            self.found["having"] = tuple(having)

    def _cases(self) -> None:
        if kinds := self._codes("cases"):
            known = tuple(CaseKind(each) for each in kinds if each in set(CaseKind))
            states = [*self._codes("open_cases"), *(each == "open" for each in kinds if each in _CASES_ARE)]
            self.found["cases"] = Cases(kinds=known, open=states[0] if states else None)

    def _received(self) -> Iterator[Received]:
        for code, pattern in self.patterns.groups["received"].items():
            if self._takes(self.patterns.not_received[code]):
                yield Received(what=code, absent=True)
            elif self._takes(pattern):
                yield Received(what=code)

    def _having(self, trait: Trait, group: str) -> Iterator[Having]:
        yield from (Having(trait=trait, codes=(str(code),)) for code in self._codes(group))

    def _lacking(self) -> Iterator[Having]:
        yield from self._having(Trait.CAUSE, "causes")
        for code in self._codes("deprivations"):
            yield Having(trait=Trait.DEPRIVATION, codes=_HOUSING if code == "house" else (str(code),))

    def _people(self) -> None:
        head: dict[str, Any] = {}
        member: dict[str, Any] = dict(self.found.get("member") or {})
        member = {key: value for key, value in member.items() if value not in (None, ())}
        for sex in self._codes("head_sex"):
            head["sex"] = sex
        if self._flat("uninsured_card"):
            member["insured"] = False
        elif self._flat("uninsured"):
            member["insured"] = False
            self.found["insurance_unclear"] = True
        elif self._flat("insured"):
            member["insured"] = True
        age, of_head = self._age(), False
        if age is None and (numbered := self._age(of_people=True)) is not None:
            age = numbered
        person = self.patterns.groups["counted"][Counted.PERSON]
        of_somebody = person is not None and self.line.has(person)
        for whole, pattern in self.patterns.age_groups:
            if self._takes(pattern):
                of_somebody = True
                age = age or whole
                self.found["counted"] = self._people_or_families()
        of_head = self._flat("head_age") or (bool(head) and not of_somebody)
        if age is not None:
            (head if of_head else member)["age"] = age
        for sex in self._codes("sexes"):
            (head if of_head else member)["sex"] = sex
            if self.counts_people and not of_head:
                self.found["counted"] = Counted.PERSON
        if groups := self._codes("ethnicity"):
            head["ethnicity"] = tuple(
                code
                for each in groups
                for code in (_MINORITIES if each == "minority" else (Ethnicity(each),))
            )
        if size := self._range(self.patterns.sizes):
            self.found["size"] = size
        for known in self._codes("phone"):
            self.found["phone"] = known
        self.found |= {"head": People(**head), "member": People(**member)}

    def _people_or_families(self) -> Counted:
        """Whether people are counted, or families with such people: what is named first is counted."""
        if self.counts_people:
            return Counted.PERSON
        of_people = [
            self.patterns.groups["counted"][Counted.PERSON],
            *(one for _, one in self.patterns.age_groups),
        ]
        people = [match.start() for one in of_people if one and (match := one.search(self.whole))]
        family = [
            self.patterns.groups["counted"][Counted.HOUSEHOLD],
            *self.patterns.groups["statuses"].values(),
        ]
        named = [match.start() for one in family if one and (match := one.search(self.whole))]
        return Counted.HOUSEHOLD if named and min(named) < min(people, default=0) else Counted.PERSON

    def _age(self, *, of_people: bool = False) -> Range | None:
        ranges = [each for each in self.patterns.ages if each[2] <= of_people]
        spoken_of = not of_people or any(self.line.has(pattern) for _, pattern in self.patterns.age_groups)
        return self._range(ranges) if spoken_of else None

    def _range(self, ranges: Sequence[tuple[RangeKind, Pattern, bool]]) -> Range | None:
        for means, pattern, _ in ranges:
            if numbers := self.line.take(pattern):
                return _as_range(means, numbers[0])
        return None

    def _sponsors(self) -> None:
        one = self.found.get("sponsored")
        idle = self._idle()
        told = self._codes("sponsored")
        counts_units = self.counts_units and self.line.has(self.patterns.flat["counts_units"])
        kinds = tuple(
            kind
            for each in self._codes("sponsor_kinds")
            for kind in (_CELLS if each == "any_cell" else (each,))
        )
        households = self._spoken_of("counted", "statuses", only=(Counted.HOUSEHOLD, *Status))
        # Units beside households stay where nothing more was understood of them.
        meant = idle or told or kinds or one or counts_units or not households
        units = bool(meant) and self._flat("sponsor_units")
        if one is None and (told or kinds):
            self.found["sponsored"] = Sponsored(absent=False in told, kinds=kinds)
        if idle or (counts_units and one is None) or ((units or kinds) and not households and not told):
            self.found |= {"counted": Counted.SPONSOR, "idle": idle}
            self.found.setdefault("sponsored", Sponsored(kinds=kinds))

    def _idle(self) -> bool:
        """Whether units are asked for that help nobody: they are named before what they do not do."""
        units = [self.patterns.flat["sponsor_units"], *self.patterns.groups["sponsor_kinds"].values()]
        named = [found.start() for one in units if one and (found := one.search(self.line.rest))]
        pattern = self.patterns.flat["idle_units"]
        idle = pattern.search(self.line.rest) if pattern else None
        first = idle is not None and min(named, default=len(self.line.rest)) < idle.start()
        return first and self._flat("idle_units")

    def _spoken_of(self, *groups: str, only: Iterable[str] = ()) -> bool:
        """Whether words of these groups are there, to be taken later."""
        patterns: list[Pattern] = []
        for name in groups:
            if name in self.patterns.flat:
                patterns.append(self.patterns.flat[name])
            else:
                patterns += [
                    one for key, one in self.patterns.groups[name].items() if not only or key in only
                ]
        return any(self.line.has(pattern) for pattern in patterns)

    def _states(self) -> None:
        if self._flat("changes"):
            self.found["shape"] = Shape.CHANGES
        new = self._codes("statuses", only=(Status.NEWLY_ESCAPED,))
        asked: list[Ask] = []
        for code in self._codes("flows"):
            near = code.endswith("_near")
            self.found["of_near_poor"] = near or self.found.get("of_near_poor", False)
            asked.append(Ask(code.removesuffix("_near")))
        if self._flat("net"):
            self.found["net"] = True
        said = {*new, *self._codes("statuses")}
        statuses = tuple(each for each in Status if each in said)
        self.found |= {"asked": tuple(dict.fromkeys(asked)), "statuses": statuses}

    def _form(self) -> None:
        self.found["extra"] = next(iter(self._codes("wants")), None)
        self._flat("courtesy")
        self.found["compared"] = self._flat("compared")
        for by in self._codes("by"):
            self.found["by"] = by
        for shape in self._codes("shapes"):
            self.found.setdefault("shape", shape)
        self.found["counting"] = self._flat("counts")
        defined = self._flat("defined")
        self.found["defined"] = defined and not (self.found.get("by") or self.found["counting"])
        if ranks := self._codes("ranks"):
            self.found["ordered"] = "order" in ranks
            if "order" not in ranks or "few" in ranks:
                self.found["most"] = "few" not in ranks
            if not {"top", "order"} & set(ranks) and "by" not in self.found:
                self.found["unknown"] = (*self.found.get("unknown", ()), "?")
        if self.counts_em:
            self.found.setdefault("counted", Counted.PERSON)
        said = self._codes("counted")
        if Counted.MONEY in said and self.found.get("counted") is Counted.PERSON:
            self.found["unknown"] = (*self.found.get("unknown", ()), "?")
        for counted in said:
            if "counted" not in self.found or (counted is Counted.PERSON and self.counts_people):
                self.found["counted"] = self._people_or_families() if counted is Counted.PERSON else counted

    def _rest(self) -> None:
        self.found["follows"] = self.line.has(self.patterns.goes_on)
        asked_of = self._flat("whoever")
        self.line.take(self.patterns.goes_on)
        words = self.line.words
        while words and words[-1] in self.patterns.final and self.line.rest.rstrip()[-1] != ";":
            words.pop()
            self.line.rest = " ".join(self.line.rest.split()[:-1]) + " "
        left = [each for each in words if each not in self.patterns.small]
        self.found["unknown"] = (*self.found.get("unknown", ()), *left)
        named = any(one in self.patterns.titles and two in left for one, two in pairwise(words))
        self.found["personal"] = asked_of or named

    # --- taking ---

    def _takes(self, pattern: Pattern) -> bool:
        return bool(self.line.take(pattern))

    def _flat(self, name: str) -> bool:
        return self._takes(self.patterns.flat[name])

    def _numbers(self, name: str) -> list[tuple[int, ...]]:
        return self.line.take(self.patterns.flat[name])

    def _codes(self, group: str, *, only: Iterable[str] = ()) -> list[Any]:
        """The codes of a group that are said, in the order of the file."""
        patterns = self.patterns.groups[group].items()
        return [code for code, pattern in patterns if (not only or code in only) and self._takes(pattern)]


def _as_range(means: RangeKind, numbers: Sequence[int]) -> Range:
    if means is RangeKind.ONE:
        return Range(least=1, most=1)
    first, last = numbers[0], numbers[-1]
    match means:
        case RangeKind.UNDER:
            return Range(most=first - 1)
        case RangeKind.TO:
            return Range(most=first)
        case RangeKind.FROM:
            return Range(least=first)
        case RangeKind.OVER:
            return Range(least=first + 1)
    return Range(least=first, most=last)
