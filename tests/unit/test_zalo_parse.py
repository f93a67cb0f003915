"""What people do at an Official Account, read from what Zalo tells of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_parse import MAX_TEXT, NOBODY, envelope, parse
from bot.domain.messages import Incoming, Kind
from bot.errors import BadPayload
from tests.fakes import zalo_people as people
from tests.fakes.zalo_account import Account

TU = "246845883529197922"
AT = {"timestamp": "1795399200000"}


def read(event: dict[str, Any]) -> Incoming | None:
    return parse({**AT, **event}, oa_id=Account.oa_id)


def kept(event: dict[str, Any]) -> str | None:
    found = envelope({**AT, **event}, oa_id=Account.oa_id)
    return None if found is None else found.address


def test_words_are_read_clean_and_whole() -> None:
    event = people.says(TU, "nha\u202e doi\u0323\u0302t")
    incoming = read(event)
    assert incoming is not None
    assert (incoming.address, incoming.key) == (TU, event["message"]["msg_id"])
    assert "\u202e" not in incoming.text
    assert incoming.sent_at is not None


def test_a_press_comes_as_a_text_and_is_a_choice() -> None:
    incoming = read(people.says(TU, "#dh:AbCdEfGh.2"))
    assert incoming is not None
    assert (incoming.kind, incoming.choice) == (Kind.CHOICE, "AbCdEfGh.2")


@pytest.mark.parametrize("words", ["#dh:", "# dh:x", "dh:x", "#dh:a b", "#"])
def test_what_only_looks_like_a_press_is_a_text(words: str) -> None:
    incoming = read(people.says(TU, words))
    assert incoming is not None
    assert (incoming.kind, incoming.text) == (Kind.TEXT, words)


def test_following_begins_and_unfollowing_ends() -> None:
    begun, ended = read(people.follows(TU)), read(people.follows(TU, leaves=True))
    assert begun is not None
    assert ended is not None
    assert (begun.kind, ended.kind) == (Kind.START, Kind.BLOCKED)
    assert begun.key != ended.key


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("image", Kind.PICTURE),
        ("gif", Kind.PICTURE),
        ("audio", Kind.VOICE),
        ("sticker", Kind.STICKER),
        ("location", Kind.LOCATION),
        ("file", Kind.FILE),
        ("business_card", Kind.OTHER),
    ],
)
def test_what_is_no_text_is_known_by_its_kind(sent: str, kind: Kind) -> None:
    incoming = read(people.sends(TU, sent))
    assert incoming is not None
    assert incoming.kind is kind


def test_a_number_from_the_form_is_a_text_and_no_proof() -> None:
    incoming = read(people.submits(TU, phone="84912345678"))
    assert incoming is not None
    assert (incoming.kind, incoming.text, incoming.phone) == (Kind.TEXT, "84912345678", None)


@pytest.mark.parametrize("event", [people.echo(TU, "Chao"), people.seen(TU, "m1")], ids=["echo", "seen"])
def test_our_own_words_and_receipts_are_not_kept(event: dict[str, Any]) -> None:
    assert kept(event) is None


def test_an_event_nobody_described_is_kept_and_not_answered() -> None:
    assert kept(people.unheard_of(TU)) == NOBODY
    assert read(people.unheard_of(TU)) is None


def test_events_of_another_account_of_the_same_app_are_left_alone() -> None:
    assert kept({**people.says(TU, "chao"), "recipient": {"id": "99999999"}}) is None


def test_a_text_over_the_limit_is_cut() -> None:
    incoming = read(people.says(TU, "a" * 9_000))
    assert incoming is not None
    assert len(incoming.text) == MAX_TEXT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "event_name": st.sampled_from(["user_send_text", "follow", "user_submit_info", "x"]) | JSON,
            "timestamp": st.just("1795399200000") | JSON,
            "sender": st.just({"id": TU}) | JSON,
            "follower": st.just({"id": TU}) | JSON,
            "message": st.fixed_dictionaries({"msg_id": JSON, "text": JSON}) | JSON,
            "info": st.fixed_dictionaries({"phone": JSON}) | JSON,
        },
    )
)
def test_whatever_is_posted_is_read_or_refused(event: dict[str, Any]) -> None:
    try:
        found = parse(event, oa_id=Account.oa_id)
    except BadPayload:
        return
    assert found is None or (found.key and found.address)
