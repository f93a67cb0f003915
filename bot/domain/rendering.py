"""From what is said to what one channel can carry: buttons where it has them, a numbered list where not."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from bot.domain.messages import Button, Capabilities, Outgoing, Rendered
from bot.domain.text import split


def render(
    outgoing: Outgoing, capabilities: Capabilities, *, token: str, pressed: str | None, share_phone: str
) -> list[Rendered]:
    """The platform messages for one outgoing message; choices stand on the last.

    `token` names the offer its buttons belong to, `pressed` is the message whose button led here,
    `share_phone` the label of the button that shares one's own number.
    """
    labels = [f"{number}. {choice.label}" for number, choice in enumerate(outgoing.choices, 1)]
    asks_phone = outgoing.ask_phone and capabilities.ask_phone
    # The button that shares a number stands where the others would: beside it they must be read.
    as_buttons = 0 < len(labels) <= capabilities.buttons and not asks_phone
    listed = labels if not as_buttons or _too_long(labels, capabilities.label_length) else []
    text = "\n".join([outgoing.text, "", *listed]) if listed else outgoing.text
    parts = split(text, limit=capabilities.max_text, unit=capabilities.text_unit) or [""]
    buttons = _buttons(labels, token, capabilities.label_length) if as_buttons else ()
    last = Rendered(
        parts[-1].strip(),
        buttons,
        ask_phone=share_phone if asks_phone else None,
        replaces=pressed if outgoing.in_place and capabilities.edit and len(parts) == 1 else None,
        alone=outgoing.alone and len(parts) == 1,
    )
    return [*(Rendered(part.strip()) for part in parts[:-1]), last]


def _too_long(labels: Sequence[str], length: int) -> bool:
    return any(len(label) > length for label in labels)


def _buttons(labels: Sequence[str], token: str, length: int) -> tuple[Button, ...]:
    short = (label if len(label) <= length else label[: length - 1] + "…" for label in labels)
    return tuple(Button(label, f"{token}.{number}") for number, label in enumerate(short, 1))


_ADAPTER = TypeAdapter(Rendered)


def dump(body: Rendered) -> str:
    """A message as the outbox stores it."""
    return _ADAPTER.dump_json(body, exclude_defaults=True).decode()


def load(stored: str) -> Rendered:
    """A message from the outbox."""
    return _ADAPTER.validate_json(stored)
