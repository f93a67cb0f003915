"""A catalogue is published whole or not at all, also when the power goes in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import knowledge
from bot.renewal import Renewal
from models import publishing
from models.catalogue import load_catalogue, load_wording
from models.policy_files import signature
from models.publishing import CanNotPublish, Reason
from models.written import fingerprint, places
from tests.catalogues import contents, small
from tests.world import World, world

FACTS, WORDS = "models/policies/poverty-line.yaml", "locales/vi/policies/poverty-line.yaml"
NEW = "locales/en/policies/shared/phrases.yaml"

DIES = """
import os, signal, sys
from pathlib import Path
from models import publishing
root, deadly = Path(sys.argv[1]), int(sys.argv[2])
texts = {place: (root / place).read_text() + "# new\\n" for place in sys.argv[3:]}
staged = publishing.stage(texts, root)
calls = 0
def deadly_step(step):
    def taken(*arguments, **named):
        global calls
        calls += 1
        if calls == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **named)
    return taken
Path.replace = deadly_step(Path.replace)
os.fsync = deadly_step(os.fsync)
publishing.publish(staged, by="x", what="y")
print(calls)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small(tmp_path / "catalogue")


def publish(root: Path, **texts: str | None) -> publishing.Publication:
    places = {"facts": FACTS, "words": WORDS, "new": NEW}
    named = {places[name]: text for name, text in texts.items()}
    return publishing.publish(publishing.stage(named, root), by="chị Tư", what="muc.xlsx")


def said(root: Path, place: str) -> str:
    return (root / place).read_text(encoding="utf-8")


def dies(root: Path, step: int) -> subprocess.CompletedProcess[str]:
    """Publish in a process that is killed at its step-th rename or write to the disk."""
    return subprocess.run(
        [sys.executable, "-c", DIES, str(root), str(step), FACTS, WORDS],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.thorough
def test_killed_at_any_step_the_old_or_the_new_catalogue_is_there_and_never_a_mixture(tmp_path: Path) -> None:
    steps = int(dies(small(tmp_path / "unhurt"), 0).stdout)
    assert steps > 20
    ends = set()
    for step in range(1, steps + 1):
        root = small(tmp_path / str(step))
        old = {place: said(root, place) for place in (FACTS, WORDS)}
        assert dies(root, step).returncode == -signal.SIGKILL
        home = publishing.settled(root)
        load_wording("vi", home)
        new = [said(home, place).endswith("# new\n") for place in old]
        assert len(set(new)) == 1, f"a mixture after a kill at step {step}"
        assert all(said(home, place) == text + "# new\n" * new[0] for place, text in old.items())
        assert (len(publishing.history(root)) == 1) == new[0]
        ends.add(new[0])
    assert ends == {True, False}


def test_who_may_not_write_reads_what_was_cut_off_where_it_waits(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service runs as another user than the one who publishes."""
    staged = publishing.stage({FACTS: said(root, FACTS).replace("2_800_000", "2_900_000")}, root)

    def power_cut(_root: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(publishing, "_finish", power_cut)
        with pytest.raises(KeyboardInterrupt):
            publishing.publish(staged, by="x", what="y")

    def no_right_to_write(_root: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as other_user:
        other_user.setattr(publishing, "_finish", no_right_to_write)
        home = publishing.settled(root)
        assert (
            load_catalogue(home).entries["poverty-line"].parameters["urban_line"].values[-1].value
            == 2_900_000
        )
    assert "2_800_000" in said(root, FACTS)
    assert publishing.settled(root) == root
    assert "2_900_000" in said(root, FACTS)


def test_a_staged_catalogue_is_all_that_is_read_and_learned(root: Path) -> None:
    """Else it could not be learned, or what was learned would not be what the server needs."""
    staged = publishing.stage({}, root)
    assert places(staged.root) == places(root)
    assert fingerprint(staged.root) == fingerprint(root)


def test_every_publication_can_be_taken_back_one_after_the_other(root: Path) -> None:
    states = [contents(root)]
    for number in range(3):
        publish(root, facts=said(root, FACTS) + f"# {number}\n", new=f"about: {number}\n" if number else None)
        states.append(contents(root))
    assert [one.what for one in publishing.history(root)] == ["muc.xlsx"] * 3
    for state in reversed(states[:-1]):
        publishing.undo(root, by="chị Tư")
        assert contents(root) == state
    with pytest.raises(CanNotPublish) as refused:
        publishing.undo(root, by="chị Tư")
    assert refused.value.reason is Reason.NOTHING_TO_UNDO


def test_a_new_file_goes_again_when_it_is_taken_back(root: Path) -> None:
    publish(root, new="about: khoảng {sum}\n")
    assert (root / NEW).exists()
    publishing.undo(root, by="chị Tư")
    assert not (root / NEW).exists()


def test_two_who_change_at_once_do_not_lose_each_others_work(root: Path) -> None:
    first = publishing.stage({FACTS: said(root, FACTS) + "# first\n"}, root)
    second = publishing.stage({WORDS: said(root, WORDS) + "# second\n"}, root)
    publishing.publish(first, by="chị Tư", what="a.xlsx")
    with pytest.raises(CanNotPublish) as refused:
        publishing.publish(second, by="anh Năm", what="b.xlsx")
    assert refused.value.reason is Reason.MOVED
    assert said(root, FACTS).endswith("# first\n")
    assert not said(root, WORDS).endswith("# second\n")


def test_a_folder_nobody_may_write_to_is_told_and_not_a_crash(root: Path) -> None:
    (root / ".policies").write_text("in the way")
    with pytest.raises(CanNotPublish) as refused:
        publish(root, facts=said(root, FACTS) + "# new\n")
    assert refused.value.reason is Reason.NOT_WRITABLE


def test_old_copies_do_not_pile_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "KEPT", 2)
    for number in range(4):
        publish(root, facts=said(root, FACTS) + f"# {number}\n")
    assert len(publishing.history(root)) == 2
    assert [path.name for path in root.rglob("tree")] == []


def test_the_signature_is_that_of_all_files(root: Path) -> None:
    before = signature(root)
    publish(root, new="about: 1\n")
    assert signature(root) != before
    publishing.undo(root, by="chị Tư")
    assert signature(root) == before


async def test_a_running_server_answers_from_what_was_published(
    migrated_database_url: str, root: Path
) -> None:
    async with world(migrated_database_url) as w:
        assert "2.800.000 đ" in await w.person("ba").says("chuan ngheo nam 2027 bao nhieu")
        renewal = renewal_of(w, root)
        await asyncio.to_thread(publish, root, facts=said(root, FACTS).replace("2_800_000", "2_900_000"))
        await renewal.look()
        assert "2.900.000 đ" in await w.person("nam").says("chuan ngheo nam 2027 bao nhieu")
        await asyncio.to_thread(publishing.undo, root, by="chị Tư")
        await renewal.look()
        assert "2.800.000 đ" in await w.person("tu").says("chuan ngheo nam 2027 bao nhieu")


async def test_a_server_keeps_what_it_knows_when_the_new_can_not_be_read(
    migrated_database_url: str, root: Path
) -> None:
    async with world(migrated_database_url) as w:
        renewal = renewal_of(w, root)
        await asyncio.to_thread(publish, root, facts="group: [")
        with pytest.raises(Exception, match="can not be read"):
            await renewal.look()
        assert "2.800.000 đ" in await w.person("ba").says("chuan ngheo nam 2027 bao nhieu")


def renewal_of(w: World, root: Path) -> Renewal:
    return Renewal(w.running.engine._turns, root.parent / "learned", seen=publishing.state(root), root=root)


def test_nothing_is_learned_anew_while_nothing_is_published(root: Path) -> None:
    class Untouched:
        def learn(self, _knowledge: knowledge.Knowledge) -> None:
            raise AssertionError("nothing was published")

    renewal = Renewal(Untouched(), root.parent, seen=publishing.state(root), root=root)  # type: ignore[arg-type]
    asyncio.run(renewal.look())
