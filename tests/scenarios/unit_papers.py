"""What a unit tells and what it gets on paper, for scenarios."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from tests.scenarios.people import Villager
from tests.world import World

VISITED = "nay tham ba Lan, tang 10kg gao 500 ngan, hua thang sau cho may may"


async def reported(tu: Villager, town: World) -> None:
    """The unit tells of a visit."""
    await tu.says(VISITED)
    await tu.says("1")
    town.clock.pass_(minutes=5)


def files(town: World, who: str) -> list[Any]:
    return [each.file for each in town.channel.told(who) if each.file]


def words_of(content: bytes) -> str:
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])
