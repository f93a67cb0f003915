"""Finds what a misspelled question may have been: known words near the typed ones, in company the patterns
know them in. Weighs, never decides; never touches a number, nor makes one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.domain.understanding.patterns import Word
from bot.domain.understanding.spelling import Typed, is_syllable, undoubled

NUMBER = "0-9"
_BEAM, _MOST_GLUED, _SHORTEST_PART = 40, 4, 2
_SHORTEST_ALONE, _SHORTEST_TWICE = 5, 5
_ONE_SLIP, _TWO_SLIPS, _DOUBLED, _CUT, _JOINED = 1.0, 2.2, 0.5, 0.6, 0.8
# Beside a slip, that a letter was held down too; and that a letter too many came of no key held down, or that
# a word without a vowel misses none: both are seldom.
_AND_DOUBLED, _SELDOM = 0.3, 0.8
_SHORT, _REPEATED, _SAYS_NOTHING = 0.5, 2.0, 0.8
_OF_A_SYLLABLE, _OF_A_WORD, _STRANGE_COMPANY, _LONELY = 0.4, 0.8, 0.8, 1.2
# Below this a known phrase alone vouches for its last word; a word of its own costs more.
_VOUCHED_FOR = 1.7
_MOST_MENDED, _SPARED = 4, 2
_VOWELS = frozenset("aeiou")
# What no Vietnamese syllable is spelled with: "ngeo", "ceem"; and the keys of tones and letters in Telex.
_MISSPELLED = re.compile(r"(?:ng|c)[iey]|g[ey]|(?:k|gh|ngh)[aou]|([aeiouy])\1")
_KEYS = re.compile(r"(?<=.)[sfrxjw]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """The words of a question as it may have been meant, and how far they are from what was typed."""

    words: tuple[Word, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Step:
    """`length` typed words read as these; `friends` is how many neighbours a mended word must belong to."""

    length: int
    words: tuple[Word, ...]
    cost: float = 0.0
    friends: int = 0
    mended: bool = False
    held: bool = False
    """Whether the end of the question is no company for it."""
    slippery: bool = False
    """Whether it is a known word that may be a slip of another."""
    short: bool = False
    """Whether an abbreviation is written out."""


@dataclass(frozen=True, slots=True)
class _Path:
    words: tuple[Word, ...] = ()
    cost: float = 0.0
    mended: int = 0
    wanting: int = 0
    """How many friends the last word still needs to its right."""
    checked: bool = False
    """Whether the last word is a mended one."""
    held: bool = False
    """Whether the last word may not be the last of all."""
    lonely: bool = False
    """Whether the last word has found no company yet, and may be a slip."""
    short: tuple[str, ...] = ()
    """The last words of abbreviations that were written out."""


class Mender:
    """Knows the words of the patterns, which of them stand side by side, and what abbreviations mean."""

    def __init__(
        self,
        vocabulary: Iterable[str],
        pairs: Iterable[tuple[str, ...]],
        abbreviations: Mapping[str, tuple[Word, ...]],
        triples: Iterable[tuple[str, ...]],
        core: Iterable[str],
        small: Iterable[str],
        never: Iterable[str],
    ) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._pairs = frozenset(pairs)
        self._abbreviations = abbreviations
        self._triples = frozenset(triples)
        self._core, self._small = frozenset(core), frozenset(small)
        self._never = frozenset(never)
        self._behind = _only(self._pairs)
        self._before = _only((two, one) for one, two in self._pairs)
        self._initials = {
            short: full
            for short, full in abbreviations.items()
            if _of_initials(short) or (len(full) == 1 and len(short) > 2 and short not in self._vocabulary)
        }
        self._targets = tuple(sorted((self._vocabulary | self._initials.keys()) - self._never))
        shorts = {each for each in abbreviations if len(each) == _SHORTEST_PART}
        self._shorts = tuple(sorted(shorts - self._vocabulary - self._never))

    def knowing(self, names: Iterable[Sequence[str]], followers: Iterable[str]) -> "Mender":
        """This, with names of places and units, whose words are known beside each other and before these."""
        named = [tuple(_named(Word(each)) for each in name) for name in names]
        words = {each for name in named for each in name} - {NUMBER}
        pairs = {pair for name in named for pair in pairwise(name)}
        pairs |= {(name[-1], after) for name in named for after in followers}
        known, side_by_side = self._vocabulary | words, self._pairs | pairs
        return Mender(
            known, side_by_side, self._abbreviations, self._triples, self._core, self._small, self._never
        )

    def readings(self, typed: Sequence[Typed]) -> list[Spelled]:
        """What may be meant, the likeliest first; nothing where a word is near no known one."""
        ends: list[list[_Path]] = [[_Path()], *([] for _ in typed)]
        for place, paths in enumerate(ends[:-1]):
            best = sorted(paths, key=lambda each: each.cost)[:_BEAM]
            for step in self._steps(typed, place) if best else ():
                ends[place + step.length] += [
                    path for each in best if (path := self._after(each, step)) is not None
                ]
        most = max(_SPARED, len(typed) * 2 // 5)
        found: dict[tuple[str, ...], Spelled] = {}
        for path in ends[-1]:
            if path.mended <= min(most, _MOST_MENDED) and not path.held:
                spelled = Spelled(path.words, path.cost + _said_twice(path))
                plain = tuple(each.plain for each in path.words)
                found[plain] = min(spelled, found.get(plain, spelled), key=lambda each: each.cost)
        return sorted(found.values(), key=lambda each: each.cost)[:_BEAM]

    def doubts(self, typed: Sequence[Typed]) -> float:
        """What it costs that words stand in strange company where one a slip away were at home, and that
        abbreviations say what is written out beside them."""
        said = [each.plain for one in typed for each in one.full]
        short = [each.full[-1].plain for each in typed if _is_short(each)]
        doubts = sum(_REPEATED for each in short if said.count(each) > 1)
        return doubts + sum(self._doubt(typed, place) for place in range(len(typed)))

    def _doubt(self, typed: Sequence[Typed], place: int) -> float:
        """What it costs to take a known word as it was typed."""
        here = typed[place]
        if here.raw.accents:
            return 0.0
        before, after = self._beside(typed, place)
        raw, plain, edges = here.raw.plain, _named(here.full[0]), (not before) + (not after)
        near = [meant for meant, _ in self._near(raw, twice=False)]
        if any(self._shortened(typed, place, known=True)):
            return _LONELY
        friends = ((before, plain) in self._pairs) + ((_named(here.full[-1]), after) in self._pairs)
        lonely = not friends and any(self._company(before, each, after) + edges == 2 for each in near)
        if plain in self._small:
            longer = [each for each in near if each not in self._small and len(each) > len(raw)]
            lonely |= friends < 2 and any(self._company(before, each, after) == 2 for each in longer)
        strange = len(here.full) == 1 and (before, plain, after) not in self._triples
        strange = strange and any((before, each, after) in self._triples for each in near)
        return _LONELY if lonely or strange else 0.0

    # --- steps ---

    def _steps(self, typed: Sequence[Typed], place: int) -> Iterator[_Step]:
        here = typed[place]
        raw = here.raw.plain
        known = all(self._known(each.plain) for each in here.full)
        short = _is_short(here)
        doubt = 0.0 if short else self._doubt(typed, place)
        at_home = known and not short and not doubt and self._at_home(typed, place)
        near = [] if at_home else self._near(raw, twice=not known)
        if known:
            full = here.full if here.raw.accents else tuple(Word(each.plain) for each in here.full)
            cost = _SHORT if short else doubt
            yield _Step(1, full, cost, slippery=bool(near) and not cost, short=short)
        if not raw.isalpha():
            return
        yield from self._apart(raw)
        joined = raw + typed[place + 1].raw.plain if place + 1 < len(typed) else raw
        if place + 1 < len(typed) and len(joined) > _SHORTEST_PART and joined in self._vocabulary:
            yield _Step(2, (Word(joined),), _JOINED, friends=1, mended=True)
        if not known and not _is_real(raw) and (keyed := undoubled(_KEYS.sub("", raw))) in self._vocabulary:
            near = [*near, (keyed, _DOUBLED)]
        yield from self._slips(typed, place, near, known=known)
        if not at_home:
            yield from self._shortened(typed, place, known=known)

    def _shortened(self, typed: Sequence[Typed], place: int, *, known: bool) -> Iterator[_Step]:
        """The abbreviations that a short word may have been, where no word but they has company."""
        before, after = self._beside(typed, place)
        raw = typed[place].raw.plain
        own = _named(typed[place].full[0])
        if known and (own != raw or raw in self._small or self._friends(before, raw, after)):
            return
        others = [each for each, _ in self._near(raw, twice=False) if each not in (before, after)]
        company = max((self._company(before, each, after) for each in others), default=0)
        for meant, cost in self._near_shorts(raw):
            full = self._abbreviations[meant]
            if before == full[0].plain or after == full[-1].plain:
                continue
            if cost < _ONE_SLIP and not known:
                yield _Step(1, full, cost, friends=1, mended=True)
            elif self._company(before, meant, after) + known * (not before) == 2 > company:
                yield _Step(1, full, cost + _OF_A_WORD, friends=2, mended=True)

    def _near_shorts(self, raw: str) -> list[tuple[str, float]]:
        if not raw.isalpha() or len(raw) > _SHORTEST_PART + 1:
            return []
        near = _near(raw, self._shorts, twice=False)
        return [each for each in near if (each[1] < _ONE_SLIP) is (len(raw) > len(each[0]))]

    def _demanded(self, typed: Sequence[Typed], place: int) -> set[str]:
        """The words that a neighbour never stands without: "nguyên" is followed by "nhân" alone."""
        before, after = self._beside(typed, place)
        return {self._behind.get(before, ""), self._before.get(after, "")} - {""}

    def _slips(
        self, typed: Sequence[Typed], place: int, near: Sequence[tuple[str, float]], *, known: bool
    ) -> Iterator[_Step]:
        """What a word may have been. Nothing stands beside itself: "hộ hộ" was "hộ nghèo"."""
        raw, demanded = typed[place].raw.plain, self._demanded(typed, place)
        real = known or _is_real(raw)
        held = _OF_A_WORD if known else _OF_A_SYLLABLE if real else 0.0
        beside = self._beside(typed, place)
        near = [
            (meant, cost)
            for meant, cost in near
            if meant not in beside and (known or cost < _ONE_SLIP or self._fits_best(typed, place, meant))
        ]
        for meant, slip in near:
            vowelless = not known and len(raw) == len(meant) and not _VOWELS & set(raw)
            cost = slip + _SELDOM * (vowelless and slip == _ONE_SLIP)
            sure = cost < _ONE_SLIP or (len(raw) >= _SHORTEST_ALONE and len(near) == 1)
            friends = 2 if real or len(raw) == 1 or cost > _ONE_SLIP else 1
            friends = 0 if meant in demanded else friends - sure
            if cost < _TWO_SLIPS or not real:
                words = self._initials.get(meant) or (Word(meant),)
                said = cost + held + (not known and meant in self._small) * _SAYS_NOTHING
                inside = real and meant not in self._core and meant not in demanded
                yield _Step(1, words, said, friends, mended=True, held=inside)

    def _fits_best(self, typed: Sequence[Typed], place: int, meant: str) -> bool:
        """Whether no other word within two slips has more company, or says something where it does not."""
        before, after = self._beside(typed, place)
        own = self._company(before, meant, after)
        raw = typed[place].raw.plain
        near = {*_within_two(raw, self._targets), *_within_two(undoubled(raw), self._targets)}
        others = near - {meant}
        most = max((self._company(before, each, after) for each in others), default=0)
        if meant not in self._small or own > 1:
            return own >= most
        telling = [each for each in others if each not in self._small]
        return own >= most and not any(self._company(before, each, after) for each in telling)

    def _company(self, before: str, each: str, after: str) -> int:
        """The friends of a word, or of what it is short for."""
        short = each in self._shorts or each in self._initials
        full = self._abbreviations[each] if short else (Word(each),)
        return ((before, full[0].plain) in self._pairs) + ((full[-1].plain, after) in self._pairs)

    def _at_home(self, typed: Sequence[Typed], place: int) -> bool:
        """Whether a word has company on both sides among its neighbours as they were typed."""
        here, last = typed[place].full, place + 1 == len(typed)
        before = not place or (_named(typed[place - 1].full[-1]), _named(here[0])) in self._pairs
        return before and (last or (_named(here[-1]), _named(typed[place + 1].full[0])) in self._pairs)

    def _near(self, raw: str, *, twice: bool) -> list[tuple[str, float]]:
        return list(_near(raw, self._targets, twice=twice))

    def _apart(self, raw: str) -> Iterator[_Step]:
        if raw in self._vocabulary or len(raw) < 2 * _SHORTEST_PART:
            return
        for parts in _cut(raw, self._vocabulary, _MOST_GLUED):
            if all(pair in self._pairs for pair in pairwise(parts)) or not is_syllable(raw):
                words = tuple(Word(each) for each in parts)
                yield _Step(1, words, _CUT * (len(parts) - 1), mended=True)

    def _known(self, plain: str) -> bool:
        return plain in self._vocabulary or plain.isdecimal()

    # --- company ---

    def _after(self, path: _Path, step: _Step) -> _Path | None:
        before = _named(path.words[-1]) if path.words else ""
        first = _named(step.words[0])
        beside = 1 if not before or (before, first) in self._pairs else 0
        phrase = (_named(path.words[-2]), before, first) if len(path.words) > 1 else ()
        if step.cost < _VOUCHED_FOR and phrase in self._triples:
            beside = 2
        if path.wanting and not beside:
            return None
        wanting = max(0, step.friends - beside)
        if wanting > 1:
            return None
        strange = not beside and (step.mended or path.checked)
        lonely = path.lonely and not beside
        if lonely and self._passed_over(path.words[-2:], step.words[0]):
            return None
        return _Path(
            (*path.words, *step.words),
            path.cost + step.cost + strange * _STRANGE_COMPANY + lonely * _LONELY,
            path.mended + (step.mended and step.cost >= _ONE_SLIP),
            wanting,
            step.mended,
            step.held and wanting > 0,
            step.slippery and (not path.words or not beside),
            (*path.short, step.words[-1].plain) if step.short else path.short,
        )

    def _passed_over(self, last: Sequence[Word], after: Word) -> bool:
        """Whether a word that says nothing stands where one a slip away would say something."""
        plain = _named(last[-1])
        before = _named(last[0]) if len(last) > 1 else ""
        return plain in self._small and any(
            self._friends(before, near, _named(after))
            for near, _ in self._near(plain, twice=False)
            if near not in self._small
        )

    @staticmethod
    def _beside(typed: Sequence[Typed], place: int) -> tuple[str, str]:
        """The neighbours of a word as they were typed."""
        before = _named(typed[place - 1].full[-1]) if place else ""
        after = _named(typed[place + 1].full[0]) if place + 1 < len(typed) else ""
        return before, after

    def _friends(self, before: str, each: str, after: str) -> int:
        return ((before, each) in self._pairs) + ((each, after) in self._pairs)


def _only(pairs: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Of the words that stand beside one word alone, that one."""
    found: dict[str, set[str]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
    return {one: next(iter(beside)) for one, beside in found.items() if len(beside) == 1}


def _is_real(raw: str) -> bool:
    """Whether a word may be one of Vietnamese that is only not known here."""
    return is_syllable(raw) and not _MISSPELLED.search(raw)


def _is_short(typed: Typed) -> bool:
    return len(typed.full) > 1 and len(typed.raw.plain) <= _SHORTEST_PART


def _said_twice(path: _Path) -> float:
    """What it costs that an abbreviation says once more what is written out beside it: it may be a slip."""
    plain = [each.plain for each in path.words]
    return sum(_REPEATED for each in path.short if plain.count(each) > 1)


def _of_initials(short: str) -> bool:
    return len(short) > _SHORTEST_PART + 1 and not _VOWELS & set(short)


def _named(each: Word) -> str:
    return NUMBER if each.plain.isdecimal() else each.plain


@lru_cache(4096)
def _near(raw: str, targets: tuple[str, ...], *, twice: bool) -> tuple[tuple[str, float], ...]:
    """The known words a slip or, of long words, two away, each with its cost."""
    most = 2 if twice and len(raw) >= _SHORTEST_TWICE - 1 else 1
    single = undoubled(raw)
    costs = {}
    for meant, slips, _ in extract(raw, targets, scorer=OSA.distance, score_cutoff=most, limit=None):
        if meant == raw or (slips > 1 and len(meant) < _SHORTEST_TWICE):
            continue
        costs[meant] = _DOUBLED if undoubled(meant) == single else _ONE_SLIP if slips == 1 else _TWO_SLIPS
        costs[meant] += _SELDOM * (costs[meant] == _ONE_SLIP and len(raw) > len(meant))
    if single != raw and len(single) > 1:
        for meant, slips, _ in extract(single, targets, scorer=OSA.distance, score_cutoff=1, limit=None):
            cost = _ONE_SLIP + _AND_DOUBLED if slips else _DOUBLED
            costs[meant] = min(cost, costs.get(meant, cost))
    return tuple(costs.items())


@lru_cache(4096)
def _within_two(raw: str, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The known words that two slips may have made, however short."""
    return tuple(
        each for each, _, _ in extract(raw, targets, scorer=OSA.distance, score_cutoff=2, limit=None)
    )


def _cut(raw: str, known: frozenset[str], most: int) -> Iterator[list[str]]:
    """The ways to cut letters into known words."""
    if raw in known:
        yield [raw]
    if most > 1:
        for end in range(_SHORTEST_PART, len(raw) - _SHORTEST_PART + 1):
            if raw[:end] in known:
                yield from ([raw[:end], *rest] for rest in _cut(raw[end:], known, most - 1))
