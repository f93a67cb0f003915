"""A large province: 100,000 conversations, a million messages. What is asked every second scans none."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.benchmark

CONVERSATIONS = 100_000
MESSAGES = 1_000_000
AT_ONCE = 50_000
