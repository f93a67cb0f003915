"""The documents say what is there: settings, commands, figures, topics, rights, and paths that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.metrics import MetricWrapperBase
from typer.main import get_command

import handlers
from bot import metrics
from bot.cli import cli
from bot.domain.policies.terms import Group
from bot.settings import Settings
from bot.wording import wording
from models.catalogue import check_catalogue, load_catalogue, load_wording

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "bot/README.md", "bot/channels/README.md")
PAGE = {name: (ROOT / name).read_text(encoding="utf-8") for name in PAGES}
HANDBOOK, CONTRIBUTING = PAGE["bot/README.md"], PAGE["CONTRIBUTING.md"]
ALL = "".join(PAGE.values())

SETTINGS = {str(field.alias): field for field in Settings.model_fields.values()}
OURS_BY_FORM = re.compile(r"\b(?:DATABASE|TELEGRAM|ZALO|DONGHANH)_[A-Z_]+\b")
OF_THE_TESTS = {"DONGHANH_NO_BROWSER"}
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
PATH = re.compile(r"`((?:bot|handlers|models|locales|tests|\.ci)/[\w./-]*)`")
MADE_UP = {"handlers/hours.py", "tests/scenarios/test_office_hours.py"}
METRICS = [metric for metric in vars(metrics).values() if isinstance(metric, MetricWrapperBase)]
TOPICS = sorted({topic.name for topic in handlers.TOPICS} | {"other_kinds", "smalltalk", "urgent"})
SAMPLES = 20


def told_settings() -> set[str]:
    """Settings in the table; `DONGHANH_OFFICE_NAME`, `_AREA` stands for two with the same beginning."""
    told: set[str] = set()
    for row in re.findall(r"^\| (`[A-Z].*?) \|", HANDBOOK, re.MULTILINE):
        first, *others = re.findall(r"`([A-Z_]+)`", row)
        beginning = first.rpartition("_")[0]
        told |= {first, *(f"{beginning}{name}" if name.startswith("_") else name for name in others)}
    return told


def test_every_setting_is_in_the_handbook_and_no_other() -> None:
    assert told_settings() == SETTINGS.keys()


def test_no_setting_is_described_that_is_not_there() -> None:
    assert not set(OURS_BY_FORM.findall(ALL)) - SETTINGS.keys() - OF_THE_TESTS


def test_no_two_settings_share_a_name() -> None:
    assert len(SETTINGS) == len(Settings.model_fields)


@pytest.mark.parametrize("command", sorted(get_command(cli).commands))
def test_every_command_is_in_the_handbook(command: str) -> None:
    assert f"donghanh {command} " in HANDBOOK or f"make {command}" in PAGE["README.md"]


@pytest.mark.parametrize("command", [str(each.callback.__name__) for each in cli.registered_commands])
def test_every_command_says_what_it_does(command: str) -> None:
    [found] = [each for each in cli.registered_commands if each.callback.__name__ == command]
    assert (found.callback.__doc__ or "").strip()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric._name)
def test_every_figure_is_described(metric: MetricWrapperBase) -> None:
    assert f"`{metric._name}" in CONTRIBUTING
    assert metric._documentation


def test_figures_are_named_as_ours() -> None:
    assert METRICS
    assert all(metric._name.startswith("donghanh_") for metric in METRICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_scenario(topic: str) -> None:
    assert list((ROOT / "handlers").rglob(f"{topic}.py"))
    assert list((ROOT / "tests" / "scenarios").glob(f"test_*{topic}.py"))


@pytest.mark.parametrize("group", list(Group))
def test_every_group_of_rights_has_a_name(group: Group) -> None:
    assert wording("vi")(f"group.{group}")
    assert wording("en")(f"group.{group}")


@pytest.mark.parametrize("name", load_catalogue().entries)
def test_every_right_has_words_and_is_listened_for(name: str) -> None:
    texts = load_wording("vi")[name]
    assert texts.title
    assert texts.button
    assert len(texts.samples) >= SAMPLES


def test_the_catalogue_keeps_its_own_rules() -> None:
    assert check_catalogue() == []


@pytest.mark.parametrize(
    ("page", "target"), sorted({(name, target) for name in PAGES for target in LINK.findall(PAGE[name])})
)
def test_every_link_leads_somewhere(page: str, target: str) -> None:
    assert (ROOT / page).parent.joinpath(target).exists()


@pytest.mark.parametrize("path", sorted(set(PATH.findall(ALL)) - MADE_UP))
def test_every_path_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)", ALL))))
def test_every_make_target_named_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("key", sorted(set(re.findall(r'msgid "([a-z_.]+)"', CONTRIBUTING))))
def test_examples_do_not_take_the_names_of_real_texts(key: str) -> None:
    assert not wording("vi").knows(key)
