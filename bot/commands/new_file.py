"""Files that a command writes for the operator alone, whole or not at all, never over another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import RefusedToStart


@contextmanager
def new_file(file: Path, content: bytes) -> Iterator[None]:
    """A file only its owner reads; it goes again when what belongs to it fails.

    Raises `RefusedToStart` when it is there already or can not be written."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise RefusedToStart(f"{file}: {error.strerror}") from error
    try:
        _fill(descriptor, content, file=file)
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _fill(descriptor: int, content: bytes, *, file: Path) -> None:
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        raise RefusedToStart(f"{file}: {error.strerror}") from error
