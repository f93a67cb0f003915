"""Memory that was needed for a while does not stay with the program."""

from __future__ import annotations

import platform

import psutil
import pytest

from bot.memory import give_back

MEGABYTE = 1024 * 1024


def resident() -> float:
    return psutil.Process().memory_info().rss / MEGABYTE


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators give back by themselves")
def test_what_was_freed_below_what_is_still_used_is_given_back() -> None:
    # Too large for the interpreter's own pools, too small for mappings of their own; every tenth page stays.
    blocks = [bytes(16_000) for _ in range(4000)]
    full = resident()
    kept = blocks[::10]
    blocks.clear()
    give_back()
    assert full - resident() > 40
    assert len(kept) == 400
