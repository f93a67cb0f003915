"""What every test may count on: no setting of the machine, no way out of it, both databases, a browser."""

import contextlib
import os
from collections.abc import Iterator

import hypothesis
import pytest

from models import learning

pytest_plugins = ["tests.browser", "tests.databases", "tests.loopback"]

hypothesis.settings.register_profile(
    "short", deadline=None, max_examples=40, derandomize=True, database=None, print_blob=True
)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("short")

ON_REQUEST = ("chaos", "soak", "benchmark")
# What people and operators do is the same on both databases; other tests prove each database by itself.
ON_BOTH_WITH_EVERYWHERE = {"scenarios", "abuse", "e2e"}
ALIKE_ON_BOTH = ("test_cli", "test_access", "test_slips", "test_reminding")
OURS = ("DATABASE_URL", "TELEGRAM_", "ZALO_", "DONGHANH_")
THE_TESTS_OWN = ("DONGHANH_NO_BROWSER",)
# Several workers that each calculate on all processors wait for each other more than they calculate.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--everywhere` is for `make test-all`."""
    parser.addoption("--everywhere", action="store_true", help="run everything on PostgreSQL too")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the product's settings of the person who runs the tests; learn the catalogue once for all."""
    for name in [name for name in os.environ if name.startswith(OURS) and name not in THE_TESTS_OWN]:
        del os.environ[name]
    cache = config.cache.mkdir("learned")
    os.environ["DONGHANH_CACHE"] = str(cache)
    if getattr(config.option, "numprocesses", None):
        # Else every worker would learn it for itself.
        learning.load(cache)


@pytest.fixture(scope="session", autouse=True)
def stands_in_an_empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Find no `.env` or database of the person who runs the tests, and leave none."""
    with contextlib.chdir(tmp_path_factory.mktemp("here")):
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless `-m` or `--everywhere` asks for it, or who names files."""
    unasked = {mark for mark in ON_REQUEST if mark not in config.option.markexpr}
    if not config.option.everywhere:
        unasked |= {"again", "thorough"}
        if config.args_source is not pytest.Config.ArgsSource.ARGS and "slow" not in config.option.markexpr:
            unasked.add("slow")
    late = [item for item in items if unasked & _marks(item)]
    config.hook.pytest_deselected(items=late)
    items[:] = [item for item in items if item not in late]


def _marks(item: pytest.Item) -> set[str]:
    marks = {mark.name for mark in item.iter_markers()}
    alike = ON_BOTH_WITH_EVERYWHERE & set(item.path.parts) or item.path.name.startswith(ALIKE_ON_BOTH)
    return marks | {"again"} if "postgres" in marks and alike else marks
