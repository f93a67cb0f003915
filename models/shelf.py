"""Large arrays put away in a file while something is learned, so that memory need not hold them all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray


class FileShelf:
    """Holds arrays in the order they came in. The file has no name and is gone with the process.

    Raises OSError when the folder can not be written or is full."""

    def __init__(self, folder: Path) -> None:
        self._file: Any = tempfile.TemporaryFile(dir=folder)
        self._places: list[int] = []

    def append(self, array: NDArray[np.float32], /) -> None:
        """Put one more at the end."""
        self._file.seek(0, 2)
        self._places.append(self._file.tell())
        np.save(self._file, np.ascontiguousarray(array), allow_pickle=False)

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        return self._taken(self._places)

    def __reversed__(self) -> Iterator[NDArray[np.float32]]:
        return self._taken(reversed(self._places))

    def __enter__(self) -> FileShelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _taken(self, places: Iterable[int]) -> Iterator[NDArray[np.float32]]:
        for place in places:
            self._file.seek(place)
            yield np.load(self._file, allow_pickle=False)
