"""A register of a country's size, written past the program: through it that would take hours."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import make_url

from bot.domain.ids import AreaId
from bot.domain.text import syllables
from models.areas import area
from models.people.contacts import person
from models.register import tables
from tests.world import VAULT

SINCE = date(2026, 1, 1)
NOW = datetime(2026, 1, 5, 2, tzinfo=UTC)
FAMILY = 3
HAMLETS = 20
OF_A_COMMUNE = 2_000
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Thạch", "Kiên", "Lâm")
MIDDLE_NAMES = ("Văn", "Thị", "Thị Ngọc", "Hoàng", "Minh", "Thanh", "Hồng")
NAMES = ("Lan", "Hai", "Bé", "Tư", "Mai", "Sáu", "Út", "Hạnh", "Phúc", "Dũng", "Nga", "Sơn", "Tám", "Liên")
Rows = Iterable[tuple[object, ...]]
Write = Callable[[Table, tuple[str, ...], Rows], None]


def name_of(number: int) -> str:
    """The name of one person; the same again after a thousand others, as in a real province."""
    return " ".join(
        (
            FAMILY_NAMES[number % len(FAMILY_NAMES)],
            MIDDLE_NAMES[number // 11 % len(MIDDLE_NAMES)],
            NAMES[number // 77 % len(NAMES)],
        )
    )


def phone_of(household: int) -> str:
    """The number of the head of a household."""
    return f"+849{household:08}"


def commune_of(household: int) -> AreaId:
    """The commune a household lives in."""
    return AreaId(_FIRST_COMMUNE + household // OF_A_COMMUNE)


def hamlet_of(household: int) -> AreaId:
    """The hamlet a household lives in."""
    return AreaId(_FIRST_HAMLET + household // OF_A_COMMUNE * HAMLETS + household % HAMLETS)


def number_of(household: int) -> str:
    """What the commune calls a household."""
    return str(household % OF_A_COMMUNE + 1)


_FIRST_COMMUNE = 1_000
_FIRST_HAMLET = 100_000


def settle(url: str, households: int) -> None:
    """Write so many households of three, each with status, causes, phone and address."""
    every = range(households)
    people = range(households * FAMILY)
    with writing(url) as write:
        write(area, ("id", "kind", "name", "parent_id", "urban"), _areas(households))
        write(person, ("id", "created_at"), ((each + 1_000_000, NOW) for each in people))
        write(
            tables.household,
            ("id", "commune_id", "number", "created_at"),
            ((each + 1, commune_of(each), number_of(each), NOW) for each in every),
        )
        write(
            tables.residence,
            ("household_id", "hamlet_id", "address", "began", *_DATES),
            ((each + 1, hamlet_of(each), _address(each), "known", *_DATED) for each in every),
        )
        write(
            tables.recognition,
            ("household_id", "standard", "status", "origin", *_DATES),
            ((each + 1, "national", _status(each), "periodic_review", *_DATED) for each in every),
        )
        write(
            tables.trait,
            ("household_id", "kind", "code", *_DATES),
            ((each + 1, "cause", "illness", *_DATED) for each in every),
        )
        write(
            tables.person_detail,
            ("person_id", "name", "birth_year", "sex", *_DATES),
            ((each + 1_000_000, name_of(each), 1940 + each % 80, "female", *_DATED) for each in people),
        )
        write(
            tables.membership,
            ("person_id", "household_id", "relation", *_DATES),
            ((each + 1_000_000, each // FAMILY + 1, _relation(each), *_DATED) for each in people),
        )
        write(
            tables.person_phone,
            ("person_id", "number", "lookup", *_DATES),
            (_phone(each) for each in every),
        )
        write(tables.name_word, ("hamlet_id", "word", "household_id", "of_head"), _words(households))


_DATES = ("valid_from", "recorded_at")
_DATED = (SINCE, NOW)


def _areas(households: int) -> Iterator[tuple[object, ...]]:
    for commune in range(-(-households // OF_A_COMMUNE)):
        yield _FIRST_COMMUNE + commune, "commune", f"Phường {commune}", None, None
        for hamlet in range(HAMLETS):
            number = _FIRST_HAMLET + commune * HAMLETS + hamlet
            yield number, "hamlet", f"Khóm {hamlet + 1}", _FIRST_COMMUNE + commune, True


def _status(household: int) -> str:
    return "poor" if household % 2 else "near_poor"


def _relation(each: int) -> str:
    return "child" if each % FAMILY else "head"


def _address(household: int) -> bytes:
    return VAULT.seal(f"{household} đường Bạch Đằng", "residence.address", household + 1)


def _phone(household: int) -> tuple[object, ...]:
    head, number = household * FAMILY + 1_000_000, phone_of(household)
    [lookup] = VAULT.lookups(number, "person_phone.number")[:1]
    return head, VAULT.seal(number, "person_phone.number", head), lookup, *_DATED


def _words(households: int) -> Iterator[tuple[object, ...]]:
    for household in range(households):
        first = household * FAMILY
        found = dict.fromkeys(syllables(name_of(first + 1))[-1:] + syllables(name_of(first + 2))[-1:], False)
        found |= dict.fromkeys(syllables(name_of(first)), True)
        for word, of_head in found.items():
            yield hamlet_of(household), word, household + 1, of_head


def writing(url: str) -> _into_sqlite | _into_postgres:
    """What writes rows past the program, while it is open."""
    return _into_sqlite(url) if url.startswith("sqlite") else _into_postgres(url)


class _into_sqlite:
    """Writes into a SQLite file."""

    def __init__(self, url: str) -> None:
        self._file = make_url(url).database or ""

    def __enter__(self) -> Write:
        self._connection = sqlite3.connect(self._file)
        self._connection.execute("PRAGMA synchronous=OFF")
        return self._write

    def _write(self, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({marks})'
        self._connection.executemany(statement, (tuple(map(_plain, row)) for row in rows))

    def __exit__(self, *_: object) -> None:
        with closing(self._connection):
            self._connection.commit()
            self._connection.execute("ANALYZE")


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ", "microseconds")
        case date():
            return value.isoformat()
    return value


_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = current_schema()
AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


class _into_postgres:
    """Copies into a PostgreSQL database, past the checks of keys; makes indexes when the rows are there."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+psycopg", "")

    def __enter__(self) -> Write:
        self._connection = psycopg.connect(self._url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute("SET maintenance_work_mem = '512MB'")
        self._connection.execute("SET synchronous_commit = off")
        return self._write

    def _write(self, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
        indexes = list(self._connection.execute(_INDEXES, (table.name,)))
        for name, _ in indexes:
            self._connection.execute(f'DROP INDEX "{name}"')
        self._copy(table, columns, rows)
        for _, definition in indexes:
            self._connection.execute(definition)

    def _copy(self, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
        statement = f'COPY "{table.name}" ({", ".join(columns)}) FROM STDIN'
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def __exit__(self, *_: object) -> None:
        with closing(self._connection):
            self._connection.execute("ANALYZE")


def size_of(url: str) -> int:
    """Bytes that a database takes on disk."""
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        [size] = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return int(size)


def some(households: int, count: int) -> list[int]:
    """Households spread evenly over the register."""
    return list(itertools.islice(range(0, households, max(1, households // count)), count))
