"""Commands typed in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "here"
    folder.mkdir()
    return Terminal(folder)


@pytest.fixture
def at_the_database(terminal: Terminal, migrated_database_url: str) -> Terminal:
    terminal.settings["DATABASE_URL"] = migrated_database_url
    return terminal
