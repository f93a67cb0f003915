"""Whoever keeps a language asks the command what is still to be done."""

from __future__ import annotations

from tests.terminal import Terminal


def test_keeper_of_khmer_is_told_what_waits_for_a_speaker(terminal: Terminal) -> None:
    listed = terminal.types("policies", "untranslated", "--lang", "km")

    assert listed.status == 0
    assert "entries are told" in listed.lines[0]
    assert "  abroad-who: missing" in listed.lines
    assert not [line for line in listed.lines if line.startswith("en:")]


def test_keeper_of_a_language_nobody_chose_is_told_which_there_are(terminal: Terminal) -> None:
    refused = terminal.types("policies", "untranslated", "--lang", "fr")

    assert refused.status == 2
    assert "km or en" in refused.err
    assert "Traceback" not in refused.err
