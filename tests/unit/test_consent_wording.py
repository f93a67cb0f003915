"""What people agreed to is known by the version of the words: new words need a new version."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bot.domain.consent import WORDING, Purpose
from bot.wording import LANGUAGES, wording

KEYS = {purpose: f"consent.ask_{purpose}" for purpose in Purpose} | {Purpose.KEEP_DETAILS: "linking.agree"}
WORDS_OF_VERSION = {
    Purpose.KEEP_DETAILS: ("2026-11", "524ee4cf9849"),
    Purpose.REMINDERS: ("2026-11", "dcdf6f703e60"),
    Purpose.SPONSOR_SEES_NEEDS: ("2026-11", "79f76a6dd0ed"),
    Purpose.PASS_ON: ("2026-11", "b91e8717e398"),
    Purpose.JOB_NEWS: ("2026-11", "9ef3979a92f8"),
}
"""The version of each question and the print of its words. Whoever changes the words changes both, and
`WORDING`: then everybody is asked anew."""


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_words_of_a_question_are_those_of_its_version(purpose: Purpose) -> None:
    words = "\n".join(wording(language)(KEYS[purpose]) for language in LANGUAGES)
    assert (WORDING[purpose], sha256(words.encode()).hexdigest()[:12]) == WORDS_OF_VERSION[purpose]
