"""What no person may ever be shown, and what a channel said it can not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from bot.domain.messages import Capabilities, Delivery
from bot.domain.text import length

SHOWN_THOUGH_FORMAT = "\n\u200b\u200c\u200d"
"""Line breaks, the joiners of emoji, and the word breaks of Khmer."""
UNFILLED = re.compile(r"\{\w*\}")


def misfits(delivery: Delivery, can: Capabilities) -> list[str]:
    """Why a message may not be shown to anybody over a channel; empty when it may."""
    return [*_unfit_for_people(delivery), *_unfit_for_channel(delivery, can)]


def hidden_signs(text: str) -> list[str]:
    """Controls, direction marks and halves of characters: nobody sees them, everybody suffers from them."""
    return [
        f"U+{ord(sign):04X}"
        for sign in text
        if category(sign) in ("Cc", "Cf", "Cs") and sign not in SHOWN_THOUGH_FORMAT
    ]


def _unfit_for_people(delivery: Delivery) -> Iterator[str]:
    body = delivery.body
    labels = [button.label for button in body.buttons]
    if not body.text.strip() and delivery.file is None:
        yield "nothing to read"
    if UNFILLED.search(body.text):
        yield "a gap that was not filled in"
    yield from (f"hidden {sign}" for text in (body.text, *labels) for sign in hidden_signs(text))
    if not all(label.strip() for label in labels):
        yield "a button without words"


def _unfit_for_channel(delivery: Delivery, can: Capabilities) -> Iterator[str]:
    body, file = delivery.body, delivery.file
    if length(body.text, can.text_unit) > can.max_text:
        yield "too long a text"
    if len(body.buttons) > can.buttons:
        yield "too many buttons"
    if any(len(button.label) > can.label_length for button in body.buttons):
        yield "too long a label"
    if body.replaces and not can.edit:
        yield "an edit"
    if body.ask_phone and not can.ask_phone:
        yield "a button that shares a phone number"
    if file is not None and not can.carries(file):
        yield "a file"
