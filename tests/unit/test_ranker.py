"""What the ranker is made of, each part against the plain way to calculate it; and a ranker taken apart."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.understanding import ridge as ridge_module
from bot.domain.understanding.bm25 import Bm25
from bot.domain.understanding.grams import GramSpace, Vector, grams
from bot.domain.understanding.postings import Postings
from bot.domain.understanding.ranker import Parts, Ranker
from bot.domain.understanding.ridge import Ridge, Shelf
from bot.domain.understanding.table import Table
from models.shelf import FileShelf

RIDGE = 0.6

LOANS = ["vay von ho ngheo", "muon vay tien lam an", "vay ngan hang chinh sach", "lai suat vay bao nhieu"]
POWER = ["tien dien ho ngheo", "ho tro tien dien bao nhieu", "xai dien co duoc ho tro khong"]
CARDS = ["the bao hiem y te", "ho ngheo co duoc cap the khong", "mat the bao hiem lam lai o dau"]
OTHERS = ["gia vang hom nay", "mai co mua khong", "ke chuyen cuoi di"]

said = st.lists(st.text(st.characters(exclude_characters=" "), min_size=1, max_size=8), max_size=12)
asked = st.lists(
    st.sampled_from(sorted({word for text in [*LOANS, *POWER, *CARDS] for word in text.split()}))
)


def split(texts: Sequence[str]) -> list[list[str]]:
    return [text.split() for text in texts]


def fitted(shelf: Shelf | None = None) -> Ranker:
    return Ranker.fit([split(LOANS), split(POWER), split(CARDS)], split(OTHERS), shelf=shelf)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return fitted()


@pytest.fixture(scope="module")
def fetched(ranker: Ranker) -> Ranker:
    """The ranker taken apart, written to a file, read and put together."""
    file = io.BytesIO()
    for part in ranker.parts:
        np.save(file, part, allow_pickle=False)
    file.seek(0)
    return Ranker(Parts(*(np.load(file, allow_pickle=False) for _ in ranker.parts)))


@given(asked | said)
def test_a_ranker_put_together_again_ranks_alike(ranker: Ranker, fetched: Ranker, words: list[str]) -> None:
    assert fetched.rank(words) == ranker.rank(words)


@pytest.mark.parametrize("number", range(3))
def test_every_text_finds_its_own_entry(ranker: Ranker, number: int) -> None:
    ranked = [ranker.rank(text.split()) for text in (LOANS, POWER, CARDS)[number]]
    assert {each.order[0] for each in ranked} == {number}
    assert all(each.certainty > 0.1 and each.lead > 0.1 for each in ranked)


def test_what_was_never_heard_of_is_something_else(ranker: Ranker) -> None:
    assert ranker.rank(["qwxz", "fjkl"]).certainty == pytest.approx(-1)
    assert ranker.rank([]).certainty == pytest.approx(-1)


def test_the_same_texts_make_the_same_bytes() -> None:
    first, second = fitted().parts, fitted().parts
    assert all(one.tobytes() == other.tobytes() for one, other in zip(first, second, strict=True))


def test_what_is_learned_with_a_file_is_what_is_learned_in_memory(ranker: Ranker, tmp_path: Path) -> None:
    with FileShelf.inside(tmp_path) as shelf:
        other = fitted(shelf)
    assert all(one.tobytes() == two.tobytes() for one, two in zip(ranker.parts, other.parts, strict=True))
    assert list(tmp_path.iterdir()) == []


def test_a_line_without_end_is_ranked(ranker: Ranker) -> None:
    assert len(ranker.rank(["a" * 100_000, *["vay"] * 100_000]).order) == 3


def plain_grams(words: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    line = f" {' '.join(words)} "
    runs = Counter(
        line[start : start + size] for size in range(2, 6) for start in range(len(line) - size + 1)
    )
    return runs, Counter([*words, *map(" ".join, pairwise(words))])


@given(said.filter(bool))
def test_grams_are_the_letter_runs_and_the_words_and_pairs(words: list[str]) -> None:
    runs, of_words = plain_grams(words)
    _, counts = grams(words)
    assert Counter(counts.tolist()) == Counter([*runs.values(), *of_words.values()])


def test_a_word_is_not_the_letter_run_that_looks_like_it() -> None:
    numbers, _ = grams(["vay"])
    runs, of_words = plain_grams(["vay"])
    assert "vay" in runs
    assert "vay" in of_words
    assert len(numbers) == len(runs) + len(of_words)


def test_a_text_of_known_grams_has_length_one_half_of_it_words() -> None:
    space = GramSpace.fit(split(LOANS))
    vector = space.vector(LOANS[0].split())
    letters = vector.columns < space.first_word
    assert vector.weights @ vector.weights == pytest.approx(1)
    assert vector.weights[letters] @ vector.weights[letters] == pytest.approx(0.5)
    assert (vector.columns[~letters] - space.first_word).tolist() == vector.words.tolist()


def test_what_is_not_known_makes_the_rest_of_a_text_weigh_less() -> None:
    space = GramSpace.fit(split(LOANS))
    known, strange = (space.vector(text.split()) for text in ("vay von", "vay von khjqq zzzz"))
    assert strange.weights @ strange.weights < known.weights @ known.weights
    assert set(known.words) == set(strange.words)


def plain_scores(rows: np.ndarray, classes: Sequence[int], asked: np.ndarray) -> np.ndarray:
    """Kernel ridge as the books have it: the whole matrix, in double precision."""
    labels = np.array(classes)
    sizes = np.bincount(labels)
    ridge = RIDGE / np.sqrt(sizes.mean() / sizes)[labels]
    prior = np.eye(len(sizes))[-1]
    influence = np.linalg.solve(rows @ rows.T + np.diag(ridge), np.eye(len(sizes))[labels] - prior)
    return prior + asked @ rows.T @ influence


def sparse(row: np.ndarray) -> Vector:
    columns = np.flatnonzero(row)
    return Vector(columns, row[columns].astype(np.float32), columns[:0])


@pytest.mark.parametrize("samples", [3, 256, 257, 700])
def test_the_classifier_scores_as_an_exact_one(samples: int) -> None:
    """Over one strip of samples and several, and with columns that hardly any, few and most samples have."""
    chance = np.random.default_rng(samples)
    share = np.concatenate([np.full(300, 0.02), np.full(40, 0.9)])
    rows = np.where(chance.random((samples, 340)) < share, chance.random((samples, 340)), 0)
    rows[np.arange(340) % samples, np.arange(340)] = 0.5
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    classes = [number % 3 for number in range(samples)]
    found_in = np.count_nonzero(rows, axis=0)
    assert (found_in > ridge_module._FEW).any() is np.bool_(samples == 700)
    assert samples == 3 or {True, False} == set((found_in > ridge_module._RARE).tolist())

    ridge = Ridge.fit(map(sparse, rows), classes, width=340, count=3)

    scores = np.array([ridge.scores(sparse(row)) for row in rows])
    assert np.abs(scores - plain_scores(rows, classes, rows)).max() < 1e-4


postings = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(1, 9)), max_size=30)


@given(postings, st.lists(st.integers(0, 5), max_size=8))
def test_what_stands_in_columns_is_found(given: list[tuple[int, int, int]], asked: list[int]) -> None:
    columns, places, weights = (np.array([each[part] for each in given], dtype=int) for part in range(3))
    short = Postings.of(columns, places, weights.astype(np.float32), width=6)
    plain = [
        (among, place, weight)
        for among, wanted in enumerate(asked)
        for column, place, weight in given
        if column == wanted
    ]
    found = short.found(np.array(asked, dtype=np.int64))
    assert list(zip(*(part.tolist() for part in found), strict=True)) == plain


def test_arrays_come_from_the_shelf_in_the_order_they_were_put(tmp_path: Path) -> None:
    arrays = [np.arange(12, dtype=np.float32).reshape(3, 4)[:, :width] for width in range(5)]
    with FileShelf.inside(tmp_path) as shelf:
        for number, array in enumerate(arrays, 1):
            shelf.append(array)
            pairs = zip(shelf, arrays[:number], strict=True)
            assert all(np.array_equal(one, other) for one, other in pairs)
        back = list(reversed(shelf))
    assert all(np.array_equal(one, other) for one, other in zip(back, reversed(arrays), strict=True))


def test_words_count_by_how_many_texts_of_an_entry_have_them() -> None:
    texts, documents = split(["dien dien bac", "dien", "vay von", "mua"]), [0, 0, 1, 2]
    space = GramSpace.fit(texts)
    bm25 = Bm25.fit(map(space.vector, texts), documents, width=space.width - space.first_word, count=2)
    # The first entry has four different words and pairs in its first text and one in its second.
    slack = 1.2 * (0.25 + 0.75 * 5 / 4)
    assert bm25.scores(space.vector(["dien"])) == pytest.approx([math.log(2) * 2 * 2.2 / (2 + slack), 0])
    assert bm25.scores(space.vector(["mua"])) == pytest.approx([0, 0])


score = st.integers(-9999, 9999).map(lambda number: number / 1000)


@given(st.lists(st.lists(score, min_size=4, max_size=4), min_size=1, max_size=9))
def test_a_table_is_off_by_half_a_step_at_most(rows: list[list[float]]) -> None:
    whole = np.array(rows, dtype=np.float32)
    table = Table.of([whole[:1], whole[1:]] if len(rows) > 1 else [whole], shape=whole.shape)
    for place, row in enumerate(whole):
        off = np.abs(table.total(np.array([place]), np.ones(1, np.float32)) - row).max()
        assert off <= np.abs(row).max() / 65534 * 1.01
