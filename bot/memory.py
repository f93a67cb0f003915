"""Gives memory that is free again back to the system, which the GNU allocator else keeps for later."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Give back what is free now. Takes milliseconds; other allocators know nothing of it and need it not."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
