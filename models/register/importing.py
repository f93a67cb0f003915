"""Writes a list of households into the register: what is new and changed from a day on.

To look what would be written is the same work without writing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain.ids import AreaId, HouseholdId, ImportId, PersonId
from bot.domain.register.matching import Likeness, Match, Matcher
from bot.domain.register.review import Decision
from bot.domain.register.terms import Origin, Relation, Standard, Status, Trait
from bot.domain.text import fold
from bot.lists.lines import HouseholdLine, MemberLine
from models import areas
from models.areas import Area
from models.register import ledger
from models.register.households import likenesses
from models.register.ledger import Ledger
from models.register.newcomers import Imagined, Newcomers, Written
from models.register.tables import imports
from models.register.writing import add_decisions, index_names, next_number, numbers_in

RULES = "nd_07_2021"


@dataclass(frozen=True, slots=True)
class ListToTake:
    """A list as it is to be taken: of which commune, from which day on its facts hold.

    Where it is `whole`, poor and near-poor households that are not in it are no longer so. With
    `new_hamlets` the hamlets it names and nobody knew are made."""

    commune: AreaId
    day: date
    file_name: str
    content: bytes
    lines: Sequence[HouseholdLine]
    whole: bool = False
    new_hamlets: bool = False
    document: str | None = None
    made_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that was not taken: it may be one of several households, or its hamlet is not known."""

    line: HouseholdLine
    may_be: tuple[HouseholdId, ...] = ()


@dataclass(slots=True)
class Taken:
    """What became of a list. `gone` are households that were poor or near-poor and are not in it.

    `compared` names what it was compared with: another register gives another name."""

    import_id: ImportId
    compared: str = ""
    new: list[HouseholdLine] = field(default_factory=list)
    changed: list[HouseholdLine] = field(default_factory=list)
    same: int = 0
    doubtful: list[Doubt] = field(default_factory=list)
    gone: list[HouseholdId] = field(default_factory=list)
    touched: set[HouseholdId] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """The report in numbers."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": self.same,
            "doubtful": len(self.doubtful),
            "gone": len(self.gone),
        }


def take(tx: Connection, wanted: ListToTake, *, now: datetime) -> Taken:
    """Write a list. The same list a second time changes nothing, and leaves nothing to take back."""
    taken = Taken(_begun(tx, wanted, now=now))
    taking = _Taking(tx, wanted, taken, newcomers=Written(tx, now=now), now=now)
    taking.compare()
    if taken.new or taken.changed or (wanted.whole and taken.gone):
        taking.write()
    else:
        tx.execute(delete(imports).where(imports.c.id == taken.import_id))
    return taken


def look(tx: Connection, wanted: ListToTake, *, now: datetime) -> Taken:
    """What `take` would do, by reading alone."""
    taken = Taken(ImportId(0))
    _Taking(tx, wanted, taken, newcomers=Imagined(), now=now).compare()
    return taken


def _begun(tx: Connection, wanted: ListToTake, *, now: datetime) -> ImportId:
    made = tx.execute(
        insert(imports).values(
            commune_id=wanted.commune,
            file_name=wanted.file_name[:120],
            digest=hashlib.sha256(wanted.content).hexdigest(),
            valid_from=wanted.day,
            counts={},
            made_by=wanted.made_by,
            made_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return ImportId(made[0])


@dataclass(slots=True)
class _Meant:
    """A line and the household it means; until that is made, the number it will have."""

    line: HouseholdLine
    hamlet: Area
    household: HouseholdId | None
    number: str = ""


class _Taking:
    def __init__(
        self, tx: Connection, wanted: ListToTake, taken: Taken, *, newcomers: Newcomers, now: datetime
    ) -> None:
        self._tx = tx
        self._wanted = wanted
        self._now = now
        self._taken = taken
        self._newcomers = newcomers
        self._book = Ledger(tx, at=now, import_id=taken.import_id)
        self._hamlets = areas.hamlets_by_name(tx, wanted.commune)
        self._known = likenesses(tx, wanted.commune, day=wanted.day)
        self._persons = {household: dict(each.members) for household, each in self._known.items()}
        self._matcher = Matcher((household, each.likeness) for household, each in self._known.items())
        self._given = numbers_in(tx, wanted.commune)
        listed = {line.number for line in wanted.lines if line.number is not None}
        self._number = next_number(self._given | listed)
        self._met: Counter[HouseholdId] = Counter()
        self._meant: list[_Meant] = []
        self._decided: list[tuple[HouseholdId, Decision]] = []

    def compare(self) -> None:
        """Find out what is new, changed, gone or doubtful, and gather what is to be written."""
        known = list(self._known)
        persons = [person for members in self._persons.values() for person in members.values()]
        for timeline in ledger.OF_HOUSEHOLDS:
            self._book.recall(timeline, known)
        for timeline in ledger.OF_PERSONS:
            self._book.recall(timeline, persons)
        stands = sorted(self._book.standing())
        self._taken.compared = hashlib.sha256("\n".join(stands).encode()).hexdigest()
        if self._wanted.new_hamlets:
            self._add_hamlets()
        for line in self._wanted.lines:
            self._sort_out(line)
        self._make_new()
        for meant in self._meant:
            self._write(meant)
        self._say_gone()

    def write(self) -> None:
        """Write what was gathered."""
        taken = self._taken
        self._book.flush()
        add_decisions(self._tx, self._decided, now=self._now, import_id=taken.import_id)
        index_names(self._tx, taken.touched, day=self._wanted.day)
        number = imports.c.id == taken.import_id
        self._tx.execute(imports.update().where(number).values(counts=taken.counts))

    def _add_hamlets(self) -> None:
        for name in (line.hamlet for line in self._wanted.lines):
            if name and fold(name) not in self._hamlets:
                self._hamlets[fold(name)] = self._newcomers.hamlet(self._wanted.commune, name)

    def _sort_out(self, line: HouseholdLine) -> None:
        hamlet = self._hamlets.get(fold(line.hamlet or ""))
        if hamlet is None and line.hamlet is None and len({each.id for each in self._hamlets.values()}) == 1:
            hamlet = next(iter(self._hamlets.values()))
        match = self._matcher.match(_likeness(line, hamlet.id if hamlet else None))
        if hamlet is None or match.doubtful or self._is_taken(line, match):
            self._taken.doubtful.append(Doubt(line, match.doubtful))
            return
        if match.household is None:
            self._meant.append(_Meant(line, hamlet, None, self._new_number(line)))
        else:
            self._met[match.household] += 1
            self._meant.append(_Meant(line, hamlet, match.household))

    def _is_taken(self, line: HouseholdLine, match: Match) -> bool:
        """Whether an earlier line meant the same household, or a family that is gone had the number."""
        if match.household is not None:
            return self._met[match.household] > 0
        return line.number is not None and line.number in self._given

    def _new_number(self, line: HouseholdLine) -> str:
        number = line.number
        if number is None:
            number, self._number = str(self._number), self._number + 1
        self._given.add(number)
        return number

    def _make_new(self) -> None:
        """Make the new families with all their people at once: one by one takes most of the time."""
        new = [meant for meant in self._meant if meant.household is None]
        numbers = [meant.number[:20] for meant in new]
        households = self._newcomers.households(self._wanted.commune, numbers)
        names = [dict.fromkeys(fold(member.name) for member in meant.line.members) for meant in new]
        people = self._newcomers.people(sum(map(len, names)))
        for timeline in ledger.OF_HOUSEHOLDS:
            self._book.know_all(timeline, households)
        for timeline in ledger.OF_PERSONS:
            self._book.know_all(timeline, people)
        unnamed = iter(people)
        for meant, household, called in zip(new, households, names, strict=True):
            meant.household = household
            self._persons[household] = {name: next(unnamed) for name in called}
            self._taken.new.append(meant.line)
            self._taken.touched.add(household)

    def _write(self, meant: _Meant) -> None:
        assert meant.household is not None
        news = self._facts(meant.line, meant.household, meant.hamlet)
        if meant.household in self._taken.touched:
            return
        if news:
            self._taken.changed.append(meant.line)
            self._taken.touched.add(meant.household)
        else:
            self._taken.same += 1

    def _facts(self, line: HouseholdLine, household: HouseholdId, hamlet: Area) -> bool:
        """Say all that a line tells. Returns whether any of it is news."""
        news = [self._residence(line, household, hamlet.id), self._status(line, household, hamlet)]
        news += [self._member(member, household) for member in line.members]
        if line.deprivations is not None:
            codes = {each.value for each in line.deprivations}
            news.append(self._traits(household, Trait.DEPRIVATION, codes))
        if line.causes is not None:
            news.append(self._traits(household, Trait.CAUSE, {each.value for each in line.causes}))
        if line.note:
            news.append(self._book.say(ledger.NOTE, (household,), (line.note,), day=self._wanted.day))
        return any(news)

    def _residence(self, line: HouseholdLine, household: HouseholdId, hamlet: AreaId) -> bool:
        day = self._wanted.day
        now = self._book.now_said(ledger.RESIDENCE, (household,), day=day)
        address = line.address or (now[1] if now else None)
        began = now[2] if now and now[2] else "known"
        return self._book.say(ledger.RESIDENCE, (household,), (hamlet, address, began, None), day=day)

    def _status(self, line: HouseholdLine, household: HouseholdId, hamlet: Area) -> bool:
        if line.status is None:
            return False
        key, day = (household, Standard.NATIONAL.value), self._wanted.day
        cannot = line.cannot_escape.value if line.cannot_escape else None
        now = self._book.now_said(ledger.RECOGNITION, key, day=day)
        if now is not None and now[:2] == (line.status.value, cannot):
            return False
        said = (line.status.value, cannot, Origin.IMPORT.value, self._wanted.document)
        self._book.say(ledger.RECOGNITION, key, said, day=day)
        self._decision(line, household, line.status, urban=bool(hamlet.urban))
        return True

    def _decision(self, line: HouseholdLine, household: HouseholdId, status: Status, *, urban: bool) -> None:
        if line.income_points is None and line.deprivations is None:
            return
        made = Decision(
            self._wanted.day,
            status,
            Standard.NATIONAL,
            RULES,
            urban,
            self._wanted.document,
            line.income_points,
            line.deprivations,
        )
        self._decided.append((household, made))

    def _traits(self, household: HouseholdId, kind: Trait, codes: Collection[str]) -> bool:
        news = False
        for code in kind.codes:
            values = (None,) if code.value in codes else None
            key = (household, kind.value, code.value)
            news |= self._book.say(ledger.TRAIT, key, values, day=self._wanted.day)
        return news

    def _member(self, member: MemberLine, household: HouseholdId) -> bool:
        day, members = self._wanted.day, self._persons[household]
        person = members.get(fold(member.name)) or self._old_head(member, household)
        if person is None:
            [person] = self._newcomers.people(1)
            for timeline in ledger.OF_PERSONS:
                self._book.know_all(timeline, [person])
        members[fold(member.name)] = person
        now = self._book.now_said(ledger.DETAIL, (person,), day=day) or (None,) * 5
        said = (
            member.name,
            member.birth.year if member.birth else now[1],
            member.birth.day if member.birth and member.birth.day else now[2],
            member.sex.value if member.sex else now[3],
            member.ethnicity.value if member.ethnicity else now[4],
        )
        news = self._book.say(ledger.DETAIL, (person,), said, day=day)
        relation = (member.relation.value, None)
        news |= self._book.say(ledger.MEMBERSHIP, (household, person), relation, day=day)
        if member.phones:
            news |= self._book.say(ledger.PHONE, (person,), (member.phones[0],), day=day)
        if member.insured_to:
            news |= self._book.say(ledger.INSURANCE, (person,), (member.insured_to,), day=day)
        return news

    def _old_head(self, member: MemberLine, household: HouseholdId) -> PersonId | None:
        """The head whose name is spelled otherwise now: the match of the household tells who it is."""
        known = self._known.get(household)
        same = known is not None and member.relation is Relation.HEAD and known.head is not None
        return known.head if known is not None and same else None

    def _say_gone(self) -> None:
        poor = {Status.POOR.value, Status.NEAR_POOR.value}
        day, standard = self._wanted.day, Standard.NATIONAL.value
        for household in self._known:
            if self._met[household]:
                continue
            now = self._book.now_said(ledger.RECOGNITION, (household, standard), day=day)
            if now is None or now[0] not in poor:
                continue
            self._taken.gone.append(household)
            if self._wanted.whole:
                said = (Status.OTHER.value, None, Origin.IMPORT.value, self._wanted.document)
                self._book.say(ledger.RECOGNITION, (household, standard), said, day=day)


def _likeness(line: HouseholdLine, hamlet: AreaId | None) -> Likeness:
    return Likeness(
        tuple(member.name for member in line.members),
        hamlet,
        line.number,
        line.head.birth.year if line.head.birth else None,
        frozenset(phone for member in line.members for phone in member.phones),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """An import that stands: which file, from which day on it speaks, and what became of it in numbers."""

    id: ImportId
    file_name: str
    day: date
    counts: Mapping[str, int]


def last_import(tx: Connection, commune: AreaId) -> Made | None:
    """The newest import of a commune that still stands."""
    row = tx.execute(
        select(imports)
        .where(imports.c.commune_id == commune, imports.c.undone_at.is_(None))
        .order_by(imports.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Made(ImportId(row.id), row.file_name, row.valid_from, row.counts)
