"""Which rights families of an area may have and do not get, by their own telling: counts, no names."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.conversation import Reply, Turn, text
from bot.screen_words import Words
from models import screenings
from models.eligibility_files import load_rules

COUNTED_DAYS = 90
FEWEST = 3
"""Fewer families than that are told as few: a small number may point at somebody."""
MOST_LINES = 12


def told(turn: Turn) -> Reply | None:
    """The counts of the own area, the most missed first; None from somebody who keeps no register."""
    own = set(turn.register.areas_listed)
    if not own:
        return None
    area = turn.office.area_id
    if area is None or area not in own:
        return text(turn.say("entitled.no_gaps", days=COUNTED_DAYS))
    since = turn.now - timedelta(days=COUNTED_DAYS)
    found: list[screenings.Gap] = turn.read(partial(screenings.gaps, areas=[area], since=since))
    words = Words(load_rules(), turn.today, turn.contact.language)
    lines = [_line(turn, words, each) for each in found if each.missing][:MOST_LINES]
    if not lines:
        return text(turn.say("entitled.no_gaps", days=COUNTED_DAYS))
    return text("\n".join([turn.say("entitled.gaps", days=COUNTED_DAYS), *lines]))


def _line(turn: Turn, words: Words, gap: screenings.Gap) -> str:
    title = words.title(gap.right)
    if gap.missing < FEWEST:
        return turn.say("entitled.gap_few", title=title, count=FEWEST)
    return turn.say("entitled.gap", title=title, missing=gap.missing, families=gap.families)
