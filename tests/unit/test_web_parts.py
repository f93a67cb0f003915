"""The small parts of the web chat: events as they are stored, buckets, places, and the page's own wording."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocket

from bot.channels.web_chat import WebChat
from bot.channels.web_door import Door, neighbourhood
from bot.channels.web_limits import Bucket, Limits, Unwelcome
from bot.channels.web_page import PAGE_TEXTS
from bot.domain.messages import Incoming, Kind
from bot.errors import BadPayload, RefusedToStart
from tests.fakes.mailbox import CLOCK
from tests.fakes.site import TEXTS

ADDRESS = "ab" * 32
ID = "0" * 31 + "7"
AT = "2026-11-22T02:05:00Z"
TEXT = {"type": "text", "id": ID, "address": ADDRESS, "at": AT, "text": "xin cha\u0300o"}
CHOICE = {"type": "choice", "id": ID, "address": ADDRESS, "at": AT, "text": "Vay vốn", "choice": "t2"}
START = {"type": "start", "id": "start-2026-11-22", "address": ADDRESS, "at": AT}


def web_chat(**changes: Any) -> WebChat:
    parts = {"site": "thu", "origins": [], "secure_cookie": True, "texts": TEXTS["vi"], "clock": CLOCK}
    return WebChat(**parts | {"count": lambda why: None} | changes)


CHAT = web_chat()


def test_text_is_read_clean_with_a_key_of_its_own() -> None:
    assert CHAT.parse(TEXT) == Incoming(
        key=f"{ADDRESS}:{ID}",
        address=ADDRESS,
        kind=Kind.TEXT,
        text="xin chào",
        sent_at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
    )


def test_choice_is_read_with_its_token_and_label() -> None:
    chosen = CHAT.parse(CHOICE)
    assert (chosen.kind, chosen.choice, chosen.text) == (Kind.CHOICE, "t2", "Vay vốn")


def test_start_says_nothing() -> None:
    started = CHAT.parse(START)
    assert (started.kind, started.text, started.key) == (Kind.START, "", f"{ADDRESS}:start-2026-11-22")


@pytest.mark.parametrize("event", [TEXT, CHOICE, START], ids=["text", "choice", "start"])
def test_event_without_one_of_its_parts_is_refused(event: dict[str, str]) -> None:
    for part in event:
        with pytest.raises(BadPayload):
            CHAT.parse({name: value for name, value in event.items() if name != part})


@pytest.mark.parametrize(
    "change",
    [
        {"address": "someone"},
        {"address": ADDRESS.upper()},
        {"id": "1"},
        {"at": "2026-11-22T02:05:00"},
        {"at": "soon"},
        {"text": ""},
        {"text": "ạ" * 4_001},
        {"text": 5},
        {"text": None},
        {"type": "voice"},
        {"phone": "0912345678"},
    ],
    ids=str,
)
def test_event_out_of_form_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadPayload):
        CHAT.parse(TEXT | change)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(part=st.sampled_from(sorted(TEXT)), value=JSON)
def test_nonsense_is_refused_or_read_but_never_breaks_the_reader(part: str, value: object) -> None:
    try:
        read = CHAT.parse(TEXT | {part: value})
    except BadPayload:
        return
    assert read.kind is Kind.TEXT


def test_bucket_fills_again_with_time() -> None:
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(11.0) for _ in range(3)] == [True, True, False]
    assert [bucket.take(99.0) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("somewhere", "unknown"),
    ],
)
def test_household_counts_as_one_place(host: str | None, place: str) -> None:
    assert neighbourhood(host) == place


def test_only_the_demo_trusts_other_pages_of_this_machine() -> None:
    door = Door(["https://chat.example.vn"], limits=Limits(), loopback=False, secure_cookie=True)
    scope = {"type": "websocket", "headers": [(b"origin", b"http://localhost:3000")]}
    assert door.turns_away(WebSocket(scope, receive=None, send=None)) is Unwelcome.ORIGIN  # type: ignore[arg-type]


def test_secure_cookie_is_tied_to_its_host() -> None:
    door = Door([], limits=Limits(), loopback=False, secure_cookie=True)
    [(_, cookie)] = door.remember("A" * 22)
    assert cookie.startswith(b"__Host-donghanh=")
    assert cookie.endswith(b"; Secure")


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_has_all_its_words(language: str) -> None:
    assert not PAGE_TEXTS - TEXTS[language].keys()


def test_page_without_words_does_not_open() -> None:
    with pytest.raises(RefusedToStart, match=r"web\.send"):
        web_chat(texts={name: "x" for name in PAGE_TEXTS - {"web.send"}})
