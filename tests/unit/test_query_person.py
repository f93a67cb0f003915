"""In whose place `donghanh query` asks: the name of a card, of a role, or what the demo calls the card."""

from __future__ import annotations

import pytest

from bot.commands.query_desk import card_named


@pytest.mark.parametrize(
    ("said", "card"),
    [
        ("ward_official", "ward_official"),
        ("official", "ward_official"),
        ("leader", "ward_leader"),
        ("can bo phuong", "ward_official"),
        ("Lãnh đạo phường", "ward_leader"),
        ("truong khom", "hamlet_head"),
        ("sponsor", "sponsor"),
        ("near_poor", "near_poor"),
        ("Nguyễn Văn Hai", "Nguyễn Văn Hai"),
    ],
)
def test_cards_are_known_by_role_and_label(said: str, card: str) -> None:
    assert card_named(said) == card
