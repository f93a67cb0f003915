"""The preview of a broadcast: how many on each channel in each language, what it costs, and how it reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain import rendering
from bot.domain.formats import number, vnd
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Choice, Outgoing
from bot.domain.notices import BROADCAST, Never, month_begin
from bot.domain.ways import way
from bot.ports import Channel
from bot.wording import wording
from handlers.broadcasting import broadcasts as topic
from handlers.broadcasting.broadcast_lines import audience_said
from handlers.statistics.figures import desk_of
from models.sending import audience, broadcasts, templates
from models.sending.audience import Chosen, Group
from models.sending.broadcasts import Broadcast, BroadcastState, Result


def preview(turn: JobTurn) -> Reply:
    """Count, price and words of a draft, and the choice to send it."""
    of: Broadcast = turn.read(partial(broadcasts.by_form, form_key=turn.parameters["form"]))
    if of.state is not BroadcastState.DRAFT or not turn.register.hamlets_listed:
        return text(turn.say("broadcast.sent_already", code=of.code))
    chosen = audience.chosen(of.audience, of.ground, day=turn.today, at=turn.now)
    groups: list[Group] = turn.read(partial(audience.groups, selection=chosen))
    homes = turn.read(partial(audience.count_households, audience=of.audience, day=turn.today))
    count = sum(each.count for each in groups if each.result is Result.WAITING)
    lines = [
        audience_said(desk_of(turn).phrases, of.audience),
        turn.say("broadcast.households", count=number(homes), recipients=number(count)),
        *_left_out(turn, groups),
        *_by_door(turn, of, groups, chosen),
    ]
    if not count:
        return text("\n".join([*lines, turn.say("broadcast.nobody")]))
    send = Choice(turn.say("broadcast.send_button"), topic.TOPIC.do(topic.send, of.code, str(count)))
    drop = Choice(turn.say("broadcast.drop_button"), topic.TOPIC.do(topic.stop, of.code))
    return text("\n".join(lines), send, drop)


def _left_out(turn: JobTurn, groups: Sequence[Group]) -> list[str]:
    counts: Counter[Result] = Counter()
    for each in groups:
        counts[each.result] += each.count
    return [
        turn.say("broadcast.count", what=turn.say(f"broadcast.arrival_{result}"), count=counts[result])
        for result in (Result.NOT_AGREED, Result.STOPPED, Result.UNREACHABLE)
        if counts[result]
    ]


def _by_door(turn: JobTurn, of: Broadcast, groups: Sequence[Group], chosen: Chosen) -> list[str]:
    """One part for each channel: how many in which language, the cost, and the message as it will read."""
    doors = defaultdict[ChannelAccountId, list[Group]](list)
    for each in groups:
        if each.result is Result.WAITING and each.account in turn.doors:
            doors[each.account].append(each)
    lines = []
    for account, found in doors.items():
        door = turn.doors[account]
        counts = ", ".join(f"{each.language} {number(each.count)}" for each in found)
        lines.append(turn.say("broadcast.door", channel=door.name, counts=counts))
        lines += _cost(turn, of, account, door, chosen)
        lines += [_as_read(of, each.language, door, turn) for each in found]
    return lines


def _as_read(of: Broadcast, language: str, door: Channel, turn: JobTurn) -> str:
    values = BROADCAST.fitting(
        {
            "code": of.code,
            "office": turn.office.name,
            "words": (of.words_km if language == "km" else None) or of.words,
        }
    )
    words = wording(language)(f"notice.{BROADCAST.key}", **values)
    parts = rendering.render(Outgoing(words), door.capabilities, token="", pressed=None, share_phone="")
    return turn.say("broadcast.reads", language=language, parts=len(parts), words=words)


def _cost(
    turn: JobTurn, of: Broadcast, account: ChannelAccountId, door: Channel, chosen: Chosen
) -> list[str]:
    """What it costs at most over a channel that takes money, and to how many there is no way."""
    if door.capabilities.reply_window is None:
        return []
    cost, closed = turn.read(partial(_priced, of=of, account=account, door=door, chosen=chosen, turn=turn))
    lines = [turn.say("broadcast.cost", cost=vnd(cost))]
    return [*lines, turn.say("broadcast.no_way", count=number(closed))] if closed else lines


def _priced(
    tx: Connection,
    *,
    of: Broadcast,
    account: ChannelAccountId,
    door: Channel,
    chosen: Chosen,
    turn: JobTurn,
) -> tuple[int, int]:
    known = templates.registered(tx, door.external_account).get(BROADCAST.key)
    spent, closed = templates.spent_since(tx, account, month_begin(turn.now)), 0
    begun, values = spent, BROADCAST.fitting({"code": of.code, "office": turn.office.name, "words": of.words})
    for heard in audience.last_heard(tx, chosen, account):
        by = way(
            door.capabilities,
            silent_for=None if heard is None else turn.now - heard,
            values=values,
            template=None if known is None else known.template,
            spent=spent,
        )
        if isinstance(by, Never):
            closed += 1
        else:
            spent += by.cost
    return spent - begun, closed


JOBS: Mapping[str, JobHandler] = {"broadcasts.preview": preview}
