"""F23: a migration is killed in the middle, or two processes migrate at once: the database is whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models import schema
from models.installation import Purpose
from models.tables import metadata
from models.unit_of_work import make_engine

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# Tells on its output how many statements it has run, so that it can be killed after any of them.
MIGRATING = """
import sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from models.schema import upgrade

@event.listens_for(Engine, "before_cursor_execute")
def tell(*_):
    print(".", end="", flush=True)

upgrade(sys.argv[1], purpose="test")
print("!", end="", flush=True)
"""


def migrating(url: str) -> subprocess.Popen[bytes]:
    """A process that migrates a database."""
    return subprocess.Popen(
        [sys.executable, "-c", MIGRATING, url],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def killed_after(process: subprocess.Popen[bytes], statements: int) -> bool:
    """Kill it after some statements; whether it was still at work."""
    assert process.stdout is not None
    told = process.stdout.read(statements)
    process.kill()
    process.stdout.close()
    process.wait()
    return b"!" not in told


def whole(url: str) -> bool:
    """Whether the tables are those of the program, and the form is the present one."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = schema.revision_of(connection)
        different = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    return found == schema.HEAD and not different


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.thorough)])
def test_f23_whoever_is_killed_in_mid_migration_leaves_a_database_the_next_can_bring_up(
    database_url: str, kills: int
) -> None:
    chance = random.Random(kills)
    moments = [chance.randint(5, 120) for _ in range(kills)]
    assert all([killed_after(migrating(database_url), moment) for moment in moments])
    assert schema.upgrade(database_url, purpose=Purpose.TEST) is Purpose.TEST
    assert whole(database_url)


def test_f23_of_processes_that_migrate_at_once_one_does_and_the_others_find_it_done(
    database_url: str,
) -> None:
    processes = [migrating(database_url) for _ in range(3)]
    told = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum(len(each) > len(min(told, key=len)) + 20 for each in told) == 1
    assert whole(database_url)
