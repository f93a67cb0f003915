"""Reads one file of named values. A key written twice is an error, not a silent overwrite."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from bot.errors import RefusedToStart


class _Strict(yaml.CSafeLoader):
    """The safe loader that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if len(keys) > len(set(keys)):
            twice = sorted({str(key) for key in keys if keys.count(key) > 1})
            raise yaml.constructor.ConstructorError(None, None, f"written twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


def read_named(path: Path) -> dict[str, Any]:
    """The values by their names. Raises RefusedToStart naming the file that can not be read."""
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise RefusedToStart(f"{path} can not be read: {problem}") from problem
    if not isinstance(read, dict):
        raise RefusedToStart(f"{path} does not hold named values")
    return read
