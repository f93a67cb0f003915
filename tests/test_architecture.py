"""The shape of the code, held by tests: who may import whom, who may commit, how long things may grow."""

import ast
import re
import statistics
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import pytest
from importlinter.cli import lint_imports

N = TypeVar("N", bound=ast.AST)

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "handlers", "models")
DATABASE = ("sqlalchemy", "alembic", "psycopg", "sqlite3")
MAY_COMMIT = ("models.unit_of_work", "models.schema", "models.migrations")
CHANNELS_MAY_USE = ("ports", "errors", "domain", "metrics", "log", "settings", "channels")
DOMAIN_MAY_USE = ("bot.domain", "pydantic", "pydantic_core")
CHANCE_AND_TIME = {"random", "secrets", "time", "uuid"}
FILES = {"io", "logging", "os", "pathlib", "shutil", "sqlite3", "sys", "tempfile"}
NETWORK = {"ftplib", "http", "smtplib", "socket", "socketserver", "ssl", "urllib"}
THREADS_AND_PROCESSES = {"asyncio", "ctypes", "multiprocessing", "signal", "subprocess", "threading"}
OUTSIDE_WORLD = CHANCE_AND_TIME | FILES | NETWORK | THREADS_AND_PROCESSES
ASKS_THE_WORLD = frozenset({"open", "print", "input", "now", "today", "utcnow", "read_text", "write_text"})
OUR_NAME = "Đồng Hành"
LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
VIETNAMESE_WORD = re.compile(rf"\w[{LETTERS}]|[{LETTERS}]\w", re.IGNORECASE)
KNOWS_LETTERS = ("bot.domain.text", "bot.domain.understanding", "bot.domain.policies.check")


@dataclass(frozen=True)
class Module:
    """One Python file, named as an importer would name it."""

    path: Path
    name: str

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, str(self.path))

    def nodes(self, kind: type[N]) -> Iterator[N]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(ROOT)}:{line}"

    def imports(self) -> Iterator[tuple[str, str]]:
        """Every name imported, also inside functions and for types alone, and where."""
        for node in self.nodes(ast.Import):
            yield from ((alias.name, self.at(node.lineno)) for alias in node.names)
        for node in self.nodes(ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", self.at(node.lineno)) for alias in node.names)


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    files = (file for package in packages for file in sorted((ROOT / package).rglob("*.py")))
    return tuple(
        Module(file, ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for file in files
        if "versions" not in file.parts
    )


def within(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def listed(offences: Iterable[str]) -> str:
    return "\n".join(["", *sorted(offences)])


def test_imports_point_one_way() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_imports_are_absolute() -> None:
    relative = [
        module.at(node.lineno)
        for module in modules(*PRODUCT)
        for node in module.nodes(ast.ImportFrom)
        if node.level
    ]
    assert not relative, listed(relative)


def test_channels_know_only_the_ports() -> None:
    allowed = [f"bot.{name}" for name in CHANNELS_MAY_USE]
    strangers = [
        f"{where} imports {name}"
        for module in modules("bot/channels")
        for name, where in module.imports()
        if within(name, PRODUCT) and not within(name, allowed)
    ]
    assert not strangers, listed(strangers)


def test_only_its_adapter_knows_telegram() -> None:
    strangers = [
        f"{where} imports {name}"
        for module in modules(*PRODUCT)
        for name, where in module.imports()
        if within(name, ["telegram"]) and not module.name.startswith("bot.channels.telegram")
    ]
    assert not strangers, listed(strangers)


def test_only_the_models_speak_to_the_database() -> None:
    """Others hand a connection on, and never ask it anything."""
    others = modules("bot", "handlers")
    imports = [
        f"{where} imports {name}"
        for module in others
        for name, where in module.imports()
        if within(name, DATABASE) and name != "sqlalchemy.Connection"
    ]
    questions = [
        f"{module.at(call.lineno)} calls {called_name(call)}()"
        for module in others
        for call in module.nodes(ast.Call)
        if called_name(call) in {"execute", "exec_driver_sql", "scalar", "scalars"}
    ]
    assert not imports + questions, listed(imports + questions)


def may_be_used_by_the_domain(name: str, user: str) -> bool:
    top = name.partition(".")[0]
    if within(name, DOMAIN_MAY_USE):
        return True
    if top == "numpy":
        return within(user, ["bot.domain.understanding"])
    if top == "holidays":
        return user == "bot.domain.calendar"
    if top == "lunar_vn":
        return user == "bot.domain.lunar"
    if top == "rapidfuzz":
        return user in ("bot.domain.register.matching", "bot.domain.figures.mending")
    if top == "regex":
        return user == "bot.domain.text"
    if name == "random.Random":
        return within(user, ["bot.domain.sample"])  # Seeded by whoever asks: the same for everybody.
    return top in sys.stdlib_module_names and top not in OUTSIDE_WORLD


def test_the_domain_is_pure() -> None:
    strangers = [
        f"{where} imports {name}"
        for module in modules("bot/domain")
        for name, where in module.imports()
        if not may_be_used_by_the_domain(name, module.name)
    ]
    assert not strangers, listed(strangers)


def test_the_domain_is_told_the_time_and_the_files() -> None:
    questions = [
        f"{module.at(call.lineno)} calls {called_name(call)}()"
        for module in modules("bot/domain")
        for call in module.nodes(ast.Call)
        if called_name(call) in ASKS_THE_WORLD
    ]
    assert not questions, listed(questions)


def ends_a_transaction(call: ast.Call) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(attr="begin" | "commit" | "rollback"), args=[]):
            return True
        case ast.Call(args=[ast.Constant(value=str(statement)), *_]):
            return statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK"))
    return False


def test_only_the_unit_of_work_commits() -> None:
    commits = [
        module.at(call.lineno)
        for module in modules(*PRODUCT)
        for call in module.nodes(ast.Call)
        if ends_a_transaction(call) and not within(module.name, MAY_COMMIT)
    ]
    assert not commits, listed(commits)


def is_built(argument: ast.expr) -> bool:
    """Whether a string is put together at run time, from more than constants of its module."""
    match argument:
        case ast.JoinedStr(values=[ast.Constant(value=str(opening)), *_]) if opening.startswith("PRAGMA "):
            return False  # SQLite takes no parameters there.
        case ast.JoinedStr(values=values):
            inserted = [ast.unparse(value.value) for value in values if isinstance(value, ast.FormattedValue)]
            return not all(name.isupper() and name.isidentifier() for name in inserted)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "join" | "replace")):
            return True
    return False


def test_sql_is_never_built_from_strings() -> None:
    statements = {"text", "execute", "exec_driver_sql", "executescript", "literal_column"}
    built = [
        module.at(call.lineno)
        for module in modules("models")
        for call in module.nodes(ast.Call)
        if called_name(call) in statements and any(map(is_built, call.args))
    ]
    assert not built, listed(built)


def docstrings(module: Module) -> Iterator[ast.expr]:
    for node in ast.walk(module.tree):
        body = getattr(node, "body", None)
        # A string that stands alone documents what is above it, wherever it stands.
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value


def test_people_are_spoken_to_from_the_locales_alone() -> None:
    spoken = []
    for module in modules(*PRODUCT):
        if within(module.name, KNOWS_LETTERS):
            continue
        documentation = {id(node) for node in docstrings(module)}
        spoken += [
            f"{module.at(node.lineno)} {node.value!r}"
            for node in module.nodes(ast.Constant)
            if isinstance(node.value, str)
            and VIETNAMESE_WORD.search(node.value.replace(OUR_NAME, ""))
            and id(node) not in documentation
        ]
    assert not spoken, listed(spoken)


def test_modules_open_by_saying_what_they_are_for() -> None:
    written = [module for module in modules(*PRODUCT) if module.source]
    openings = [(module, (ast.get_docstring(module.tree) or "").partition("\n\n")[0]) for module in written]
    wordless = [module.at(1) for module, opening in openings if not 1 <= len(opening.splitlines()) <= 3]
    assert not wordless, listed(wordless)


def test_no_file_is_over_400_lines() -> None:
    lengths = [(len(module.source.splitlines()), module.at(1)) for module in modules(*PRODUCT, "tests")]
    too_long = [f"{where} has {lines} lines" for lines, where in lengths if lines > 400]
    assert not too_long, listed(too_long)


def function_lengths() -> list[tuple[int, str]]:
    """Lines of each function of the product without its docstring, longest first."""
    lengths = []
    for module in modules(*PRODUCT):
        for node in (*module.nodes(ast.FunctionDef), *module.nodes(ast.AsyncFunctionDef)):
            documentation = (ast.get_docstring(node, clean=False) or "").count("\n") + 1
            length = node.end_lineno - node.lineno + 1 - (documentation if ast.get_docstring(node) else 0)
            lengths.append((length, f"{module.at(node.lineno)} {node.name}"))
    return sorted(lengths, reverse=True)


@pytest.mark.parametrize(("share", "limit"), [(0.5, 10), (0.95, 40)], ids=["median", "95th percentile"])
def test_functions_stay_short(share: float, limit: int) -> None:
    lengths = function_lengths()
    reached = statistics.quantiles((length for length, _ in lengths), n=100)[round(share * 100) - 1]
    worst = [f"{length} lines: {where}" for length, where in lengths[:10]]
    assert reached <= limit, f"{reached} lines; the longest are{listed(worst)}"
