"""What an operator can set or run is told in the README."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import cli
from bot.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def told_settings() -> set[str]:
    """Settings named in the table; `DONGHANH_OFFICE_NAME`, `_AREA` stands for two with the same beginning."""
    told: set[str] = set()
    for row in re.findall(r"^\| (`[A-Z].*?) \|", README, re.MULTILINE):
        first, *others = re.findall(r"`([A-Z_]+)`", row)
        beginning = first.rpartition("_")[0]
        told |= {first, *(f"{beginning}{name}" if name.startswith("_") else name for name in others)}
    return told


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    assert told_settings() == {field.alias for field in Settings.model_fields.values()}


@pytest.mark.parametrize("command", sorted(get_command(cli).commands))
def test_every_command_is_shown_in_the_readme(command: str) -> None:
    assert f"donghanh {command}" in README or f"make {command}" in README
