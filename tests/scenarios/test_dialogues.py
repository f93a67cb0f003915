"""Whole talks, as families lead them: half sentences, digits, two questions at once, thumbs, despair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from tests.sitting import Sitting

SHORT = 320


class Said(TypedDict, total=False):
    """One turn; the head of the file tells what each key means."""

    says: str
    about: str | Sequence[str]
    does: str
    hears: Sequence[str]
    never: Sequence[str]
    offered: str


FILE = Path(__file__).parents[1] / "questions" / "dialogues.yaml"
DIALOGUES: Mapping[str, Sequence[Said]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DIALOGUES)
def test_talk(name: str) -> None:
    person = Sitting()
    for turn in DIALOGUES[name]:
        told = person.says(turn["says"])
        assert troubles(turn, told, person) == [], f"{turn['says']}\n{told}"


def troubles(turn: Said, told: str, person: Sitting) -> list[str]:
    """What is not as it should be."""
    meaning = person.reply.meaning
    does, entries = (meaning.decision, meaning.entries) if meaning else ("", ())
    wanted = turn.get("about", ())
    wanted = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    found = [f"it was {does}"] if does != turn.get("does", "answer" if wanted else does) else []
    if wanted and not (len(entries) >= len(wanted) and all(map(_is_one_of, entries, wanted))):
        found.append(f"it was about {entries}")
    found += [f"not told: {words}" for words in turn.get("hears", ()) if words not in told]
    found += [f"told: {words}" for words in turn.get("never", ()) if words in told]
    offer = person.state.open_offer
    labels = [choice.label for choice in offer.choices] if offer else []
    if "offered" in turn and turn["offered"] not in labels:
        found.append(f"offered {labels}")
    return found


def _is_one_of(entry: str, wanted: str) -> bool:
    return any(fnmatch(entry, each) for each in wanted.split("|"))
