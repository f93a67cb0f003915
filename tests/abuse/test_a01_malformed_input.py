"""A1: whatever arrives at a door is taken or refused; it breaks nothing and is not tried for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import inbox
from models.inbox import InboxStatus
from tests.fakes import telegram_people as people
from tests.fakes.pane import socket_of
from tests.whole import Whole

TU, LANH = 6123456789, 5012345678
QUESTION = {"update_id": 41, **people.says(TU, "nha toi duoc gi")}
PRESS = {"update_id": 42, **people.presses(TU, 17, "Zk3_9QmX.1")}
CARD = {"update_id": 43, **people.shares_phone(TU, "0912345678")}

on_a_running_office = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

ODD_BODIES = {
    "nothing": b"",
    "blank": b"   ",
    "half": b'{"update_id": 7, "message": {"te',
    "not UTF-8": b'{"update_id": 7, "message": "\xff\xfe"}',
    "a list": b"[]",
    "a string": b'"update"',
    "a number": b"7",
    "null": b"null",
    "NaN": b'{"update_id": NaN}',
    "infinity": b'{"update_id": Infinity}',
    "a form": b"update_id=7&message=hello",
    "XML": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "nesting": b'{"update_id": 7, "message": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "nesting of objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "no number": b'{"message": {"text": "hello"}}',
    "a number of five thousand digits": b'{"update_id": ' + b"9" * 5_000 + b"}",
}


def damaged(update: dict[str, Any]) -> list[dict[str, Any]]:
    """The update with each of its parts in turn left out or replaced by what does not belong there."""
    wrong: list[Any] = [None, True, -1, 10**400, 1.5, "", "\x00", "\ud800", [], {}, [[]], {"id": {"id": 1}}]
    found: list[dict[str, Any]] = []

    def visit(path: tuple[str, ...], part: Any) -> None:
        if path:
            found.append(with_part(update, path, missing=True))
            found.extend(with_part(update, path, value=value) for value in wrong)
        if isinstance(part, dict):
            for name, inner in part.items():
                visit((*path, name), inner)

    visit((), update)
    return found


def with_part(
    update: dict[str, Any], path: tuple[str, ...], *, value: Any = None, missing: bool = False
) -> dict[str, Any]:
    changed = json.loads(json.dumps(update))
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    if missing:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return dict(changed)


async def still_serves(office: Whole) -> None:
    """Nothing is left that would be tried for ever, and the next person is answered."""
    for address in (str(TU), str(LANH)):
        await office.settled(address)
    assert office.unfinished() == 0
    assert "1.500.000" in "\n".join(await office.writes(LANH, "chuan ngheo nam nay bao nhieu"))


async def test_a01_odd_bodies_are_refused_or_put_aside(office: Whole) -> None:
    statuses = {name: await office.knock(body) for name, body in ODD_BODIES.items()}
    assert {name for name, status in statuses.items() if status not in (200, 400, 413)} == set()
    assert office.read(inbox.counts).keys() <= {InboxStatus.PARKED.value}
    await still_serves(office)


async def test_a01_another_encoding_that_can_be_read_is_read(office: Whole) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        assert await office.knock(json.dumps(QUESTION).encode(encoding)) == 200
    await still_serves(office)


async def test_a01_of_duplicate_keys_one_counts_and_nothing_breaks(office: Whole) -> None:
    body = json.dumps(QUESTION).replace('"update_id": 41', ", ".join(['"update_id": 41'] * 1_000))
    assert await office.knock(body.encode()) == 200
    await still_serves(office)


@pytest.mark.thorough
async def test_a01_an_update_with_any_part_missing_or_wrong_breaks_nothing(office: Whole) -> None:
    changed = [each for update in (QUESTION, PRESS, CARD) for each in damaged(update)]
    broken = [each for each in changed if await office.knock(json.dumps(each).encode()) not in (200, 400)]
    assert broken == []
    await still_serves(office)


async def test_a01_who_sent_something_odd_still_sees_what_is_kept(office: Whole) -> None:
    odd = with_part(QUESTION, ("message", "date"), value="yesterday")
    assert await office.knock(json.dumps(odd).encode()) in (200, 400)
    await office.settled(str(TU))
    await office.writes(TU, "chao")
    await office.writes(TU, "xem du lieu")
    await office.running.jobs.tick()
    await office.telegram.until(lambda: any("Máy đang giữ" in text for text in office.telegram.said(TU)))


@on_a_running_office
@given(body=st.binary(max_size=300))
async def test_a01_no_bytes_break_telegrams_door(office: Whole, body: bytes) -> None:
    assert await office.knock(body) in (200, 400)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["message", "from", "chat", "id", "type", "text", "date", "update_id", "contact", "data"]
            )
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@on_a_running_office
@given(
    update=st.dictionaries(
        st.sampled_from(["update_id", "message", "callback_query", "edited_message"]), JSON
    )
)
async def test_a01_no_object_breaks_telegrams_door(office: Whole, update: dict[str, Any]) -> None:
    assert await office.knock(json.dumps(update).encode()) in (200, 400)


FRAMES: dict[str, str | bytes] = {
    "nothing": "",
    "bytes": b"\x00\x01",
    "not JSON": "{",
    "a list": "[]",
    "no type": "{}",
    "a type of ours": '{"type": "welcome"}',
    "an unknown type": '{"type": "admin"}',
    "a wrong token": '{"type": "hello", "token": "../../etc", "seen": null}',
    "a negative number": '{"type": "hello", "token": null, "seen": -1}',
    "one field more": '{"type": "hello", "token": null, "seen": null, "role": "official"}',
    "duplicate keys": '{"type": "hello", "type": "ping", "token": null, "seen": null}',
    "nesting": '{"type": ' + "[" * 20_000 + "]" * 20_000 + "}",
    "a lone surrogate": '{"type": "hello", "token": "\\ud800", "seen": null}',
}


async def test_a01_an_odd_first_frame_closes_its_own_socket_and_nothing_else(office: Whole) -> None:
    async with office.page() as other:
        for frame in FRAMES.values():
            async with socket_of(office) as pane:  # type: ignore[arg-type]
                await pane.tell_raw(frame)
                assert await pane.closed_with() is not None
        assert (await other.write("chao"))["type"] == "taken"


@on_a_running_office
@given(
    frame=st.dictionaries(st.sampled_from(["type", "id", "text", "choice", "token", "seen", "number"]), JSON)
)
async def test_a01_no_frame_breaks_the_page_of_another(office: Whole, frame: dict[str, Any]) -> None:
    async with socket_of(office) as pane:  # type: ignore[arg-type]
        await pane.hello(None)
        await pane.tell_raw(json.dumps(frame))
        await pane.tell({"type": "ping"})
        await pane.close()
    assert (await office.get("/health/ready")).status_code == 200
