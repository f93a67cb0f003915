"""Large arrays put away in a file while something is learned, so that memory need not hold them all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray


class FileShelf:
    """Holds arrays in the order they came in. The file must be empty.

    Raises OSError when the file can not take more."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[int] = []

    @classmethod
    @contextmanager
    def inside(cls, folder: Path) -> Iterator[FileShelf]:
        """A shelf in a file of the folder that has no name there and is gone with the process."""
        with tempfile.TemporaryFile(dir=folder) as file:
            yield cls(file)

    def append(self, array: NDArray[np.float32], /) -> None:
        """Put one more at the end."""
        self._places.append(self._file.seek(0, os.SEEK_END))
        np.save(self._file, np.ascontiguousarray(array), allow_pickle=False)

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        return self._taken(self._places)

    def __reversed__(self) -> Iterator[NDArray[np.float32]]:
        return self._taken(reversed(self._places))

    def _taken(self, places: Iterable[int]) -> Iterator[NDArray[np.float32]]:
        for place in places:
            self._file.seek(place)
            yield np.load(self._file, allow_pickle=False)
