"""A2: nobody but Telegram is let in, and a stranger learns nothing by trying."""

from __future__ import annotations

import ast
import json

from bot import metrics
from models import inbox
from tests.fakes import telegram_people as people
from tests.fakes.telegram_channel import SECRET
from tests.test_architecture import modules
from tests.whole import Whole, figure

TU = 6123456789
BODY = json.dumps({"update_id": 7, **people.says(TU, "nha toi duoc gi")}).encode()
FORGED = [
    None,
    "",
    "wrong",
    SECRET[:-1],
    SECRET + "x",
    SECRET.upper(),
    SECRET.replace("O", "0"),
    f"{SECRET} {SECRET}",
    "x" * 10_000,
    "%00",
]


async def test_a02_a_forged_call_is_refused_counted_and_not_stored(office: Whole) -> None:
    before = figure(metrics.REFUSED, "telegram_forged")
    assert [await office.knock(BODY, secret=secret) for secret in FORGED] == [403] * len(FORGED)
    assert figure(metrics.REFUSED, "telegram_forged") == before + len(FORGED)
    assert office.read(inbox.counts) == {}


async def test_a02_the_same_body_with_the_secret_is_taken(office: Whole) -> None:
    assert await office.knock(BODY) == 200
    assert sum(office.read(inbox.counts).values()) == 1


async def test_a02_a_stranger_can_not_tell_a_readable_body_from_rubbish(office: Whole) -> None:
    answers = [
        await office.client.post(f"{office.url}/telegram", content=body) for body in (BODY, b"{", b"", b"[]")
    ]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1


async def test_a02_the_secret_in_the_address_or_body_does_not_count(office: Whole) -> None:
    answer = await office.client.post(f"{office.url}/telegram?secret_token={SECRET}", content=BODY)
    assert answer.status_code == 403


def test_a02_secrets_are_compared_in_constant_time() -> None:
    """No `==` or `!=` on anything that is called a secret, token or signature in the adapters."""
    telling = ("secret", "signature")
    compared = [
        module.at(node.lineno)
        for module in modules("bot/channels")
        for node in module.nodes(ast.Compare)
        if any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops)
        and any(word in ast.unparse(node).lower() for word in telling)
    ]
    assert compared == []
    assert any("compare_digest" in module.source for module in modules("bot/channels"))
