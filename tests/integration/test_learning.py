"""What is learned is kept, and not used when it is damaged or of another catalogue than the one there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bot.domain.understanding import Understanding
from bot.errors import RefusedToStart
from bot.settings import Settings
from models import written
from models.catalogue import ROOT
from models.learned import Learned, Unusable, can_keep, fetch, keep, learn_all, place
from models.learning import Loaded, load
from models.written import Written, read_written
from tests.catalogues import change, small
from tests.terminal import Terminal
from tests.world import known

pytestmark = pytest.mark.slow

RIGHTS = ("poverty-line", "electricity-support")
WORDING = "locales/vi/policies/poverty-line.yaml"
TODAY = date(2026, 11, 22)
QUESTION = "chuan ngheo nam nay bao nhieu"


@pytest.fixture(scope="session")
def small_and_kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A small catalogue, and the file of what was learned from it."""
    root = small(tmp_path_factory.mktemp("small"), RIGHTS)
    return root, keep(tmp_path_factory.mktemp("kept"), root).read_bytes()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small(tmp_path / "root", RIGHTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "cache"


def rank(loaded: Loaded, question: str = QUESTION) -> tuple[str, float]:
    known = loaded.learned
    written = known.written
    listener = Understanding(
        written.documents(), written.phrases, known.ranker, procedures=written.procedures
    )
    ranking = listener.rank(question)
    return ranking.best[0], ranking.certainty


def is_whole(folder: Path, root: Path) -> bool:
    """Whether what stands now is kept, and nothing half-done lies beside it."""
    fetch(place(folder, root))
    return not list(folder.glob("*.new"))


def test_the_second_time_nothing_is_learned(root: Path, folder: Path) -> None:
    first, second = load(folder, root), load(folder, root)
    assert first.seconds
    assert second.seconds is None
    assert first.troubles == second.troubles == ()
    assert second.learned.written == first.learned.written
    assert rank(second) == rank(first)
    assert is_whole(folder, root)


def test_what_another_process_learned_is_what_this_one_would(root: Path, folder: Path) -> None:
    here, there = learn_all(root), load(folder, root).learned
    assert there.written == here.written
    assert all(
        one.tobytes() == other.tobytes()
        for one, other in zip(here.ranker.parts[:2], there.ranker.parts[:2], strict=True)
    )
    assert rank(Loaded(there))[0] == rank(Loaded(here))[0]
    assert rank(Loaded(there))[1] == pytest.approx(rank(Loaded(here))[1], abs=1e-4)


def test_the_same_files_make_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        load(tmp_path / name, root)
    [one], [two] = ((tmp_path / name).iterdir() for name in ("one", "two"))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


def test_a_sample_question_that_is_added_is_heard_at_the_next_start(root: Path, folder: Path) -> None:
    strange = "xyz qwert zzkk"
    before = rank(load(folder, root), strange)
    change(root, WORDING, old="samples:\n", new=f"samples:\n  - {strange}\n")
    changed = load(folder, root)
    assert changed.seconds
    assert before[1] < 0 < rank(changed, strange)[1]
    assert rank(changed, strange)[0] == "poverty-line"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("models/policies/poverty-line.yaml", "2_000_000", "2_000_001"),
        ("models/policies/shared/parameters.yaml", "6.6", "6.1"),
        (WORDING, "title:", "title: Mới,"),
        ("locales/vi/policies/shared/phrases.yaml", "about:", "about: vào"),
        ("locales/vi/understanding/negatives.yaml", "\n", "\n\n# Một dòng.\n"),
        ("locales/vi/words.yaml", "polite: [", "polite: [kính, "),
    ],
)
def test_whatever_is_changed_is_read_again(root: Path, folder: Path, file: str, old: str, new: str) -> None:
    load(folder, root)
    change(root, file, old=old, new=new)
    loaded = load(folder, root)
    assert loaded.seconds
    assert loaded.learned.written == read_written(root)


def test_a_file_that_is_added_or_renamed_is_seen(root: Path) -> None:
    seen = {written.fingerprint(root)}
    extra = root / "locales/vi/understanding/more.yaml"
    extra.write_text("courtesy: [kính thưa]\n", encoding="utf-8")
    seen.add(written.fingerprint(root))
    extra.rename(extra.with_name("other.yaml"))
    seen.add(written.fingerprint(root))
    assert len(seen) == 3


def test_another_version_of_the_program_learns_for_itself(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = written.fingerprint(root)
    monkeypatch.setattr(written, "_CODE", (*written._CODE, "bot/commands/asking.py"))
    other_code = written.fingerprint(root)
    monkeypatch.setattr(written, "_VERSIONS", ("numpy 3",))
    assert len({mine, other_code, written.fingerprint(root)}) == 3


def flipped(place: float) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        at = int(place * (len(content) - 1))
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return flip


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut in the digest": lambda content: content[:40],
    "cut after the digest": lambda content: content[:64],
    "cut in the middle": lambda content: content[: len(content) // 2],
    "cut at the end": lambda content: content[:-1],
    "longer": lambda content: content + b"\0",
    "text": lambda content: b"<html>quota exceeded</html>" * 100,
    "zeros": lambda content: bytes(len(content)),
    **{f"a bit at {place:.0%}": flipped(place) for place in (0, 0.001, 0.01, 0.3, 0.6, 0.9, 1)},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_noticed(
    small_and_kept: tuple[Path, bytes], folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    root, content = small_and_kept
    folder.mkdir(parents=True)
    path = place(folder, root)
    path.write_bytes(content)
    assert isinstance(fetch(path), Learned)
    path.write_bytes(damage(content))
    with pytest.raises(Unusable):
        fetch(path)


def test_a_damaged_file_is_told_and_made_anew(small_and_kept: tuple[Path, bytes], folder: Path) -> None:
    root, content = small_and_kept
    folder.mkdir(parents=True)
    place(folder, root).write_bytes(content[:-9])
    loaded = load(folder, root)
    assert loaded.seconds
    assert "damaged" in loaded.troubles[0]
    assert rank(loaded)[0] == "poverty-line"
    assert load(folder, root).troubles == ()


def test_the_file_of_another_catalogue_is_not_taken_for_this_one(root: Path, folder: Path) -> None:
    load(folder, root)
    before = place(folder, root)
    change(root, WORDING, old="samples:\n", new="samples:\n  - một câu nữa\n")
    before.rename(place(folder, root))
    with pytest.raises(Unusable):
        fetch(place(folder, root))
    assert load(folder, root).learned.written == read_written(root)


def test_a_folder_that_can_not_be_made_is_done_without(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    loaded = load(tmp_path / "file" / "cache", root)
    assert rank(loaded)[0] == "poverty-line"
    assert loaded.seconds
    assert "file" in loaded.troubles[-1]
    assert not can_keep(tmp_path / "file" / "cache")
    assert can_keep(tmp_path / "not" / "there")


def test_something_else_in_the_place_of_the_file_is_done_without(root: Path, folder: Path) -> None:
    place(folder, root).mkdir(parents=True)
    assert rank(load(folder, root))[0] == "poverty-line"
    assert not list(folder.glob("*.new"))


def test_without_another_process_it_learns_in_its_own(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "no-python"))
    loaded = load(folder, root)
    assert rank(loaded)[0] == "poverty-line"
    assert "no-python" in loaded.troubles[0]


def test_several_that_start_at_once_do_not_harm_each_other(root: Path, folder: Path) -> None:
    with ThreadPoolExecutor(4) as four:
        loaded = list(four.map(lambda _: load(folder, root), range(4)))
    assert {rank(each) for each in loaded} == {rank(loaded[0])}
    assert [each.troubles for each in loaded] == [()] * 4
    assert len(list(folder.iterdir())) == 1
    assert is_whole(folder, root)


def test_a_process_killed_while_it_writes_leaves_nothing_that_is_used(root: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "models.learning", str(folder), str(root)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    while not list(folder.glob("*.new")):
        assert process.poll() is None
    process.kill()
    process.wait()
    assert not place(folder, root).exists()
    assert load(folder, root).seconds
    assert place(folder, root).exists()


def test_a_wrong_catalogue_is_refused_by_the_name_of_its_file(root: Path, folder: Path) -> None:
    change(root, "models/policies/poverty-line.yaml", old="group:", new="grup:")
    with pytest.raises(RefusedToStart, match=r"poverty-line\.yaml is not right"):
        load(folder, root)
    assert list(folder.iterdir()) == []


def test_a_catalogue_that_lacks_words_is_refused(root: Path, folder: Path) -> None:
    (root / WORDING).unlink()
    with pytest.raises(RefusedToStart, match=r"poverty-line\.yaml is missing"):
        load(folder, root)


def test_a_process_that_fails_is_said_in_plain_words(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RefusedToStart, match=r"The catalogue could not be learned: .* ended with 1"):
        load(folder, root)


def test_files_of_older_catalogues_and_of_killed_processes_go(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for days in range(1, 6):
        for name in (f"{days}.learned", f"{days}.new", f"{days}.txt"):
            (folder / name).write_bytes(b"")
            os.utime(folder / name, (time.time() - days * 86400,) * 2)
    (folder / "now.new").write_bytes(b"")
    kept = keep(folder, root).name
    assert {path.name for path in folder.glob("*.learned")} == {kept, "1.learned", "2.learned"}
    assert {path.name for path in folder.glob("*.new")} == {"now.new"}
    assert len(list(folder.glob("*.txt"))) == 5


def test_everything_written_comes_back_as_it_was() -> None:
    everything = read_written()
    assert Written.unpacked(everything.packed()) == everything


FIGURES = [
    ("percent", "6.6"),
    ("percent", "7.0"),
    ("coefficient", "2"),
    ("vnd", "1000000000000000"),
    ("phone", '"18001567"'),
    ("phone", '"0290"'),
    ("date", '"2026-12-31"'),
    ("day_of_year", '"02-29"'),
]


@pytest.mark.parametrize(("unit", "figure"), FIGURES)
def test_a_figure_comes_back_as_it_was(root: Path, unit: str, figure: str) -> None:
    values = f"[{{value: {figure}, source: qd_24_2021, confidence: likely}}]"
    parameter = f"parameters:\n  x: {{unit: {unit}, values: {values}}}"
    change(root, "models/policies/poverty-line.yaml", old="parameters:", new=parameter)
    before = read_written(root)
    first, second = (
        each.catalogue.entries["poverty-line"].parameters["x"].values[0].value
        for each in (before, Written.unpacked(before.packed()))
    )
    assert repr(first) == repr(second)


# The commands


@pytest.mark.thorough
def test_a_question_in_the_terminal_is_learned_for_once(terminal: Terminal) -> None:
    terminal.settings["DONGHANH_CACHE"] = "kept"
    first, second = (terminal.types("ask", QUESTION) for _ in range(2))
    assert first.out == second.out
    assert first.lines[0] == "Chuẩn nghèo, cận nghèo"
    assert "learned the catalogue" in first.err
    assert second.err == ""


@pytest.mark.thorough
def test_the_doctor_tells_whether_it_was_learned(terminal: Terminal) -> None:
    terminal.settings["DONGHANH_CACHE"] = "kept"
    grade, says = terminal.findings()["cache"]
    assert (grade, "next start" in says) == ("note", True)
    known()
    shared = place(Settings(_env_file=None).cache)
    mine = Path(shutil.copytree(shared.parent, terminal.folder / "kept") / shared.name)
    assert terminal.findings()["cache"][0] == "ok"
    mine.write_bytes(mine.read_bytes()[:-1])
    grade, says = terminal.findings()["cache"]
    assert (grade, "damaged" in says) == ("note", True)
    grade, says = terminal.findings(DONGHANH_CACHE=f"{mine}/x")["cache"]
    assert (grade, "DONGHANH_CACHE" in says) == ("note", True)
