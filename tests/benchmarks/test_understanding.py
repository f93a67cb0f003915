"""How often the right entry is found, what is answered wrongly, how long it takes; beside two baselines."""

from __future__ import annotations

import gc
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from bot.commands.asking import Asking
from bot.domain.text import fold, syllables
from bot.domain.understanding import Decision
from bot.settings import Settings
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.questions.asked import SPELLINGS, Asked, Questions, questions
from tests.world import TODAY, known

pytestmark = pytest.mark.benchmark

GOALS = {"as written": 95.0, "unaccented": 93.0, "noisy": 90.0}
SETS = ("development", "frozen")
OF_RIGHTS = [name for name in SETS if questions(name).entries]
Ranks = Callable[[str], Sequence[str]]


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def top(ranks: Ranks, asked: Sequence[Asked], spell: Callable[[str], str], depth: int) -> float:
    found = (any(each.right(entry) for entry in ranks(spell(each.text))[:depth]) for each in asked)
    return share(sum(found), len(asked))


@pytest.mark.parametrize("name", OF_RIGHTS)
def test_the_right_entry(name: str, board: Scoreboard) -> None:
    asked = questions(name).entries
    ours = known().understanding
    for spelling, spell in SPELLINGS.items():
        first, third = (top(lambda text: ours.rank(text).best, asked, spell, depth) for depth in (1, 3))
        goal = GOALS[spelling]
        board.put(
            f"{name}, {spelling}: {len(asked)} questions",
            f"top 1 {first:.1f} %, top 3 {third:.1f} %",
            goal=f"top 1 {goal:.0f} %",
            met=first >= goal,
        )
        for baseline, ranks in (("SQLite FTS5", full_text_search()), ("exact words", shared_words())):
            first, third = (top(ranks, asked, spell, depth) for depth in (1, 3))
            board.put(f"    {baseline}", f"top 1 {first:.1f} %, top 3 {third:.1f} %")


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_is_done(name: str, spelling: str, board: Scoreboard) -> None:
    asked: Questions = questions(name)
    spell = SPELLINGS[spelling]
    verdicts = Counter(_verdict(each, spell(each.text)) for each in asked.entries)
    answered = verdicts["right"] + verdicts["wrong"]
    right = share(verdicts["right"], answered)
    table = ", ".join(
        f"{what} {share(count, len(asked.entries)):.1f} %" for what, count in verdicts.most_common()
    )
    board.put(f"{name}, {spelling}: what is done", table)
    board.put("    of direct answers right", f"{right:.1f} %", goal="98.5 %", met=right >= 98.5)
    for kind, others, goal in (("neighbours", asked.neighbouring, 3.0), ("outsiders", asked.outside, 2.0)):
        done = Counter(_decision(spell(each.text), each) for each in others)
        wrong = share(done["answer"], len(others))
        table = ", ".join(f"{what} {count}" for what, count in done.most_common())
        board.put(f"    {kind}: {len(others)}", table, goal=f"answered {goal:.0f} %", met=wrong <= goal)


def test_how_long_a_question_takes(board: Scoreboard) -> None:
    texts = [each.text for name in SETS for each in questions(name).entries]
    asking = Asking(Settings(_env_file=None), today=TODAY.date(), language="vi")
    gc.freeze()
    seconds = []
    for text in [*texts[:50], *texts]:
        begun = time.perf_counter()
        known().understanding.read(text, today=TODAY.date())
        seconds.append(time.perf_counter() - begun)
    mean, p99 = sum(seconds[50:]) / len(texts), percentile(seconds[50:], 99)
    measured = f"mean {milliseconds(mean)}, p99 {milliseconds(p99)}"
    board.put("understanding one question", measured, goal="p99 under 10 ms", met=p99 < 0.01)
    begun = time.perf_counter()
    for text in texts:
        asking.answer_text(text)
    board.put("    with its answer", f"mean {milliseconds((time.perf_counter() - begun) / len(texts))}")


def _verdict(asked: Asked, text: str) -> str:
    understood = known().understanding.read(text, today=TODAY.date())
    if understood.decision is Decision.ANSWER:
        return "right" if asked.right(understood.entries[0]) else "wrong"
    if understood.decision is Decision.CHOICES:
        return "offered" if any(map(asked.right, understood.entries)) else "offered others"
    return "not known"


def _decision(text: str, asked: Asked) -> str:
    understood = known().understanding.read(text, today=TODAY.date())
    if understood.decision is Decision.ANSWER and asked.right(understood.entries[0]):
        return "refused"
    return understood.decision.value


def full_text_search() -> Ranks:
    """What the database's own search would find: all words of an entry, without accents."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE entry USING fts5(id UNINDEXED, words)")
    base.executemany(
        "INSERT INTO entry VALUES (?, ?)",
        [
            (name, fold(" ".join((w.title, *w.names, *w.samples))))
            for name, w in known().entries["vi"].items()
        ],
    )

    def ranks(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(syllables(text)))
        rows = base.execute("SELECT id FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT 3", (query,))
        return [row[0] for row in rows]

    return ranks


def shared_words() -> Ranks:
    """Keyword matching: the entry whose title and names share most words with the question."""
    words = {
        name: {word for phrase in (w.title, *w.names) for word in syllables(phrase)}
        for name, w in known().entries["vi"].items()
    }

    def ranks(text: str) -> list[str]:
        asked = set(syllables(text))
        return sorted(words, key=lambda name: (-len(asked & words[name]), len(words[name])))[:3]

    return ranks
