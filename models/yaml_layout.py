"""Writes changed values into a YAML file of the catalogue, keeping comments and layout of everything else.

Must not know what the values mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from textwrap import wrap
from typing import Any

import yaml

WIDTH = 120
STEP = 2
_GROUPED_FROM = 10_000


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put `lines` in the place of the lines from `start` on that end before `end`."""

    start: int
    end: int
    lines: Sequence[str]


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """The file saying what is wanted. Raises `ValueError` for values that YAML can not hold as they are."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        result = "\n".join(_block(wanted, 0)) + "\n"
    else:
        lines = text.split("\n")
        edits = sorted(_edits(root, wanted, lines, 0), key=lambda edit: (edit.start, edit.end))
        for edit in reversed(edits):
            lines[edit.start : edit.end] = edit.lines
            _close_gap(lines, edit)
        result = "\n".join(lines)
    if yaml.safe_load(result) != wanted:
        raise ValueError("the values can not be written into this file")
    return result


def _close_gap(lines: list[str], edit: _Edit) -> None:
    """One blank line is left where something between two of them went away."""
    at = edit.start
    if not edit.lines and 0 < at < len(lines) - 1 and not lines[at].strip() and not lines[at - 1].strip():
        del lines[at]


def _edits(node: yaml.Node, wanted: Any, lines: Sequence[str], depth: int) -> Iterator[_Edit]:
    """What must change below a block node to make it say what is wanted."""
    if isinstance(node, yaml.MappingNode):
        yield from _mapping_edits(node, wanted, lines, depth)
    elif isinstance(node, yaml.SequenceNode):
        yield from _sequence_edits(node, wanted, lines, depth)


def _mapping_edits(
    node: yaml.MappingNode, wanted: Mapping[str, Any], lines: Sequence[str], depth: int
) -> Iterator[_Edit]:
    pairs = {_plain(key): (key, value) for key, value in node.value}
    column = node.start_mark.column
    style = _style([value for _, value in pairs.values()])
    after = node.start_mark.line
    for name, value in wanted.items():
        if name not in pairs:
            written = _pair(name, value, column=column, one_line=style)
            yield _Edit(after, after, ["", *written] if depth == 0 else written)
            continue
        key, old = pairs[name]
        after = _last_line(old, lines) + 1
        if _plain(old) != value:
            whole = partial(_pair, name, column=column, one_line=style)
            yield from _replaced(key, old, value, lines, depth, whole)
    for name, (key, old) in pairs.items():
        if name not in wanted:
            yield _Edit(key.start_mark.line, _last_line(old, lines) + 1, [])


def _sequence_edits(
    node: yaml.SequenceNode, wanted: Sequence[Any], lines: Sequence[str], depth: int
) -> Iterator[_Edit]:
    items: list[yaml.Node] = node.value
    column = node.start_mark.column
    starts = [item.start_mark.line for item in items]
    ends = [_last_line(item, lines) + 1 for item in items]
    matcher = SequenceMatcher(
        None, [repr(_plain(item)) for item in items], [repr(one) for one in wanted], False
    )
    for kind, low, high, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        if kind == "replace" and high - low == last - first:
            for item, value in zip(items[low:high], wanted[first:last], strict=True):
                yield from _replaced(item, item, value, lines, depth, partial(_item, column=column))
            continue
        for at in range(low, high):
            yield _Edit(starts[at], ends[at], [])
        place = ends[high - 1] if high else starts[0]
        new = [line for value in wanted[first:last] for line in _item(value, column=column)]
        if new:
            yield _Edit(place, place, new)


def _replaced(
    start: yaml.Node,
    old: yaml.Node,
    value: Any,
    lines: Sequence[str],
    depth: int,
    whole: Callable[[Any], list[str]],
) -> Iterator[_Edit]:
    """Change inside a block, or in the line of a short value, or write the whole anew."""
    if _kind(old) is type(value) and isinstance(old, yaml.CollectionNode) and not old.flow_style and value:
        yield from _edits(old, value, lines, depth + 1)
        return
    if isinstance(old, yaml.MappingNode) and isinstance(value, dict):
        value = {name: value[name] for name in _plain(old) if name in value} | value
    first, last = start.start_mark.line, _last_line(old, lines)
    written = whole(value)
    if first == last and len(written) == 1 and old.end_mark.column > old.start_mark.column:
        prefix, behind = lines[first][: old.start_mark.column], lines[first][old.end_mark.column :]
        inline = _flow(value) if isinstance(value, dict | list) else _scalar(value, flow=False)
        written = [prefix + inline + behind]
    yield _Edit(first, last + 1, written)


def _style(values: Sequence[yaml.Node]) -> bool:
    """Whether mappings stand in one line, as their neighbours do; else as long as they fit."""
    styles = [value.flow_style for value in values if isinstance(value, yaml.MappingNode)]
    return bool(styles[0]) if styles else True


def _last_line(node: yaml.Node, lines: Sequence[str]) -> int:
    """The last line that belongs to a node, without the blank lines and comments behind it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last, lines)
    end = node.end_mark
    if not (isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")):
        return end.line
    at = end.line if end.column else end.line - 1
    indent = node.start_mark.line
    while at > indent and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at -= 1
    return at


def _plain(node: yaml.Node) -> Any:
    """What a node says."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _kind(node: yaml.Node) -> type:
    if isinstance(node, yaml.MappingNode):
        return dict
    return list if isinstance(node, yaml.SequenceNode) else str


def _pair(name: str, value: Any, *, column: int, one_line: bool) -> list[str]:
    return [" " * column + line for line in _named(name, value, one_line)]


def _named(name: str, value: Any, one_line: bool) -> list[str]:
    """`name: value` in as many lines as it takes, beginning at the margin."""
    if isinstance(value, dict | list):
        short = f"{name}: {_flow(value)}"
        if _may_stand_in_line(value) and one_line and len(short) <= WIDTH + 10:
            return [short]
        return [f"{name}:", *_block(value, STEP)]
    if (
        isinstance(value, str)
        and len(name) + len(value) + 2 > WIDTH - 10
        and " ".join(value.split()) == value
    ):
        folded = wrap(value, WIDTH - STEP, break_long_words=False, break_on_hyphens=False)
        return [f"{name}: >-", *(" " * STEP + line for line in folded)]
    return [f"{name}: {_scalar(value, flow=False)}"]


def _may_stand_in_line(value: Any) -> bool:
    """Lists of plain values, and mappings of plain values and such lists."""
    if isinstance(value, list):
        return not any(isinstance(part, dict | list) or " " in str(part) for part in value)
    parts = value.values()
    return all(_may_stand_in_line(part) for part in parts if isinstance(part, list)) and not any(
        isinstance(part, dict) for part in parts
    )


def _item(value: Any, *, column: int) -> list[str]:
    text = _flow(value) if isinstance(value, dict | list) else _scalar(value, flow=False)
    return [f"{' ' * column}- {text}"]


def _block(value: Mapping[str, Any] | Sequence[Any], column: int) -> list[str]:
    """A collection in lines of its own; parts of the whole file are set apart by a blank line."""
    if not isinstance(value, Mapping):
        return [line for one in value for line in _item(one, column=column)]
    lines: list[str] = []
    for name, part in value.items():
        written = _pair(name, part, column=column, one_line=True)
        lines += ["", *written] if lines and column == 0 and len(written) > 1 else written
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _scalar(value, flow=True)


def _scalar(value: Any, *, flow: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= _GROUPED_FROM else str(value)
    return _text(value, flow=flow) if isinstance(value, str) else str(value)


def _text(text: str, *, flow: bool) -> str:
    """As it is where YAML reads it back so, else in quotes."""
    try:
        around = yaml.safe_load(f"[{text}]" if flow else f"- {text}")
    except yaml.YAMLError:
        around = None
    if around == [text] and "\n" not in text:
        return text
    quoted: str = yaml.safe_dump(text, allow_unicode=True, default_style='"', width=1 << 20)
    return quoted.removesuffix("\n")
