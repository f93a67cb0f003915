"""What people do on Telegram is read as what they meant; what is no update of Telegram's is turned away."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_parse import parse
from bot.domain.messages import Incoming, Kind
from bot.errors import BadPayload
from tests.fakes import telegram_people as people

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
NAMES = sorted(file.stem for file in PAYLOADS.glob("*.json"))
LANH = "5012345678"
HAMLET_GROUP = "-1001987654321"


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def read(name: str) -> Incoming:
    incoming = parse(payload(name))
    assert incoming is not None
    return incoming


def test_a_question_arrives_with_all_that_is_known_of_it() -> None:
    assert read("text") == Incoming(
        key=str(payload("text")["update_id"]),
        address=LANH,
        kind=Kind.TEXT,
        text="nha toi co duoc bao hiem y te khong",
        language="vi",
        sent_at=datetime(2026, 11, 22, 5, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text_decomposed", Kind.TEXT, "hộ nghèo  có được gì"),
        ("text_emoji", Kind.TEXT, "👨\u200d👩\u200d👧 🇻🇳 nhà mình"),
        ("command_menu", Kind.TEXT, "/menu"),
        ("command_with_words", Kind.TEXT, "/help học nghề"),
        ("voice", Kind.VOICE, ""),
        ("audio", Kind.VOICE, ""),
        ("photo", Kind.PICTURE, "mái nhà dột"),
        ("video", Kind.PICTURE, ""),
        ("video_note", Kind.PICTURE, ""),
        ("animation", Kind.PICTURE, ""),
        ("sticker", Kind.STICKER, ""),
        ("location", Kind.LOCATION, ""),
        ("venue", Kind.LOCATION, ""),
        ("document", Kind.FILE, ""),
        ("poll", Kind.OTHER, ""),
        ("dice", Kind.OTHER, ""),
        ("not_yet_known_content", Kind.OTHER, ""),
        ("edited_text", Kind.EDITED, "nhà tôi 5 người"),
        ("blocked", Kind.BLOCKED, ""),
        ("unblocked", Kind.UNBLOCKED, ""),
    ],
)
def test_each_kind_of_content_is_told_apart(name: str, kind: Kind, text: str) -> None:
    incoming = read(name)
    assert (incoming.kind, incoming.text, incoming.private) == (kind, text, True)


@pytest.mark.parametrize(
    ("name", "payload_of_the_link"),
    [("start", None), ("start_deep_link", "Zk3-9_aQ7vBn2LxTfYp0Rw"), ("start_free_words", None)],
)
def test_only_a_deep_link_brings_a_payload(name: str, payload_of_the_link: str | None) -> None:
    incoming = read(name)
    assert (incoming.kind, incoming.payload, incoming.text) == (Kind.START, payload_of_the_link, "")


def test_a_pressed_button_names_its_message_and_its_token() -> None:
    incoming = read("press")
    assert (incoming.kind, incoming.choice, incoming.pressed) == (Kind.CHOICE, "c7Qm2fX9", "233")
    assert (incoming.address, incoming.language) == (LANH, "vi")


def test_a_button_still_works_when_telegram_has_forgotten_its_message() -> None:
    incoming = read("press_on_old_message")
    assert (incoming.kind, incoming.choice, incoming.pressed) == (Kind.CHOICE, "c7Qm2fX9", "12")


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("own_contact", "+84912345678"),
        ("own_contact_local", "+84912345678"),
        ("own_contact_abroad", "+821012345678"),
    ],
)
def test_ones_own_number_counts(name: str, phone: str) -> None:
    incoming = read(name)
    assert (incoming.kind, incoming.phone) == (Kind.PHONE, phone)


@pytest.mark.parametrize(
    "name",
    ["other_contact", "typed_contact", "forwarded_contact", "hidden_forwarded_contact", "group_contact"],
)
def test_a_card_that_proves_nothing_gives_no_number(name: str) -> None:
    incoming = read(name)
    assert (incoming.kind, incoming.phone) == (Kind.OTHER, None)


@pytest.mark.parametrize("number", ["", "113", "0", "84abc", "٠٩١٢٣٤٥٦٧٨", "9" * 40])
def test_a_number_that_is_none_is_not_believed(number: str) -> None:
    incoming = parse({"update_id": 1, **people.shares_phone(5, number)})
    assert incoming is not None
    assert incoming.phone is None


@pytest.mark.parametrize("name", ["group_text", "group_start", "press_in_group", "group_contact"])
def test_a_group_is_never_taken_for_a_private_chat(name: str) -> None:
    incoming = read(name)
    assert (incoming.private, incoming.address) == (False, HAMLET_GROUP)


def test_a_command_in_a_group_is_read_without_the_bots_name() -> None:
    assert read("group_text").text == "/menu"


@pytest.mark.parametrize(
    "name",
    [
        "pinned",
        "live_location_moved",
        "press_under_inline_message",
        "press_on_game",
        "added_to_group",
        "group_joined",
        "group_upgraded",
        "group_anonymous_admin",
        "channel_post",
        "inline_query",
        "not_yet_known_update",
    ],
)
def test_what_nobody_wants_answered_is_left_alone(name: str) -> None:
    assert parse(payload(name)) is None


def test_a_text_is_never_longer_than_telegrams_own_limit() -> None:
    long = parse({"update_id": 1, **people.says(5, "🇻🇳" * 3000)})
    assert long is not None
    assert long.text == "🇻🇳" * 1024


@pytest.mark.parametrize("name", NAMES)
def test_reading_again_after_a_restart_gives_the_same(name: str) -> None:
    raw = payload(name)
    before = copy.deepcopy(raw)
    assert parse(raw) == parse(json.loads(json.dumps(raw)))
    assert raw == before


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"message": people.says(5, "a")["message"]},
        {"update_id": "7", **people.says(5, "a")},
        {"update_id": True, **people.says(5, "a")},
        {"update_id": 7, "message": "a"},
        {"update_id": 7, "message": []},
        {"update_id": 7, "message": {}},
        {"update_id": 7, **people.message(5, text={"a": 1})},
        {"update_id": 7, **people.message(5, text=True)},
        {"update_id": 7, **people.message(5, text="a", date=10**30)},
        {"update_id": 7, **people.message(5, chat={"id": "5", "type": "private"}, text="a")},
        {"update_id": 7, **people.presses(5, 3, [])},
        {"update_id": 7, **people.becomes(5, ["kicked"])},
    ],
)
def test_what_is_no_update_is_turned_away(raw: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        parse(raw)


def test_a_refusal_does_not_quote_the_person() -> None:
    raw = {"update_id": 7, **people.message(5, text={"secret": "0912345678"})}
    with pytest.raises(BadPayload) as refused:
        parse(raw)
    assert "0912345678" not in str(refused.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


@given(st.sampled_from(NAMES), st.data(), json_values)
def test_a_damaged_update_is_read_or_turned_away_but_never_breaks_us(
    name: str, data: st.DataObject, damage: Any
) -> None:
    raw = payload(name)
    *path, last = data.draw(st.sampled_from(places(raw)[1:]))
    target: Any = raw
    for step in path:
        target = target[step]
    target[last] = damage
    try:
        incoming = parse(raw)
    except BadPayload:
        return
    if incoming is not None:
        assert incoming.key.lstrip("-").isdecimal()
        assert int(incoming.address)
        incoming.text.encode("utf-8")


def test_nesting_without_end_is_turned_away() -> None:
    deep: dict[str, Any] = people.says(5, "a")["message"]
    for _ in range(5000):
        deep = {**deep, "reply_to_message": deep}
    with pytest.raises(BadPayload):
        parse({"update_id": 7, "message": deep})
