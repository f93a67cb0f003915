"""Messages of one account: replies overtake, each chat in order, the platform's rhythm kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

from bot.domain.ids import ChannelAccountId, ContactId, OutboxId
from bot.domain.messages import Priority
from bot.sending.account_queue import REPLIES_THAT_WAIT, AccountQueue
from bot.sending.pacing import Pacer
from models.sending.outbox import Parcel

IN_FLIGHT = 10
numbers = count(1)


def parcel(who: int, priority: Priority = Priority.REPLY) -> Parcel:
    number = OutboxId(next(numbers))
    return Parcel(number, ChannelAccountId(1), ContactId(who), f"chat{who}", priority, "{}", 1, True)


class Platform:
    """Takes a message when the test lets it, and refuses the chats it is told to."""

    def __init__(self, rate: float | None = None, *, refuses: Sequence[int] = ()) -> None:
        self.begun: list[Parcel] = []
        self.handed_back: list[Parcel] = []
        self.began = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self._refuses = refuses
        self.queue = AccountQueue(
            Pacer(rate), in_flight=IN_FLIGHT, send=self._send, hand_back=self.handed_back.extend
        )

    async def _send(self, parcel: Parcel) -> bool:
        self.begun.append(parcel)
        self.began.set()
        await self.open.wait()
        return parcel.contact_id not in self._refuses

    async def took(self, count: int) -> list[Parcel]:
        async with asyncio.timeout(10):
            while len(self.begun) < count:
                self.began.clear()
                await self.began.wait()
        return self.begun


async def test_each_chat_is_served_in_order_and_one_by_one() -> None:
    platform = Platform()
    parcels = [parcel(number % 5) for number in range(50)]
    platform.queue.push(parcels)
    await platform.took(50)
    for who in range(5):
        mine = [each for each in platform.begun if each.contact_id == who]
        assert mine == [each for each in parcels if each.contact_id == who]


async def test_a_slow_chat_holds_nobody_else_up() -> None:
    platform = Platform()
    platform.open.clear()
    platform.queue.push([parcel(1), parcel(1), parcel(2)])
    begun = await platform.took(2)
    assert [each.contact_id for each in begun] == [1, 2]
    platform.open.set()
    assert [each.contact_id for each in await platform.took(3)] == [1, 2, 1]


async def test_no_more_than_a_few_are_on_their_way_at_once() -> None:
    platform = Platform()
    platform.open.clear()
    platform.queue.push([parcel(who) for who in range(3 * IN_FLIGHT)])
    await platform.took(IN_FLIGHT)
    await asyncio.sleep(0)
    assert len(platform.begun) == IN_FLIGHT
    platform.open.set()
    assert len(await platform.took(3 * IN_FLIGHT)) == 3 * IN_FLIGHT


async def test_replies_overtake_a_broadcast() -> None:
    platform = Platform()
    platform.open.clear()
    platform.queue.push([parcel(100 + who, Priority.BROADCAST) for who in range(IN_FLIGHT + 20)])
    platform.queue.push([parcel(1)])
    platform.open.set()
    begun = await platform.took(IN_FLIGHT + 1)
    assert begun[IN_FLIGHT].contact_id == 1


async def test_what_stands_behind_a_failed_message_goes_back_in_order() -> None:
    platform = Platform(refuses=[1])
    first, second, third, other = parcel(1), parcel(1), parcel(1), parcel(2)
    platform.open.clear()
    platform.queue.push([first, second, third, other])
    await platform.took(2)
    platform.open.set()
    await platform.queue.empty()
    assert platform.begun == [first, other]
    assert platform.handed_back == [second, third]


async def test_during_a_silence_nothing_leaves_and_afterwards_everything() -> None:
    platform = Platform()
    platform.queue.silence(0.05)
    platform.queue.push([parcel(who) for who in range(5)])
    await asyncio.sleep(0)
    assert platform.begun == []
    assert len(await platform.took(5)) == 5


async def test_who_waits_for_a_chat_waits_also_for_what_the_silence_holds_back() -> None:
    platform = Platform()
    platform.queue.silence(0.05)
    platform.queue.push([parcel(1)])
    await platform.queue.drained("chat1")
    assert len(platform.begun) == 1


async def test_many_replies_do_not_wait_for_each_other_during_a_broadcast() -> None:
    platform = Platform(rate=1)
    platform.queue.push([parcel(0, Priority.BROADCAST)])
    platform.queue.push([parcel(who) for who in range(1, REPLIES_THAT_WAIT + 8)])
    begun = await platform.took(8)
    assert len({each.contact_id for each in begun}) == 8


async def test_stopping_finishes_what_is_on_its_way_and_gives_back_the_rest() -> None:
    platform = Platform()
    platform.open.clear()
    under_way, behind = parcel(1), parcel(1)
    platform.queue.push([under_way, behind])
    waiting = [parcel(who, Priority.BROADCAST) for who in range(2, IN_FLIGHT + 4)]
    platform.queue.push(waiting)
    await platform.took(IN_FLIGHT)
    stopping = asyncio.ensure_future(platform.queue.stop(patience=5))
    await asyncio.sleep(0)
    platform.open.set()
    await stopping
    assert len(platform.begun) == IN_FLIGHT
    assert {each.id for each in platform.handed_back} | {each.id for each in platform.begun} == {
        each.id for each in (under_way, behind, *waiting)
    }


async def test_a_stopped_queue_does_not_wait_longer_than_its_patience() -> None:
    platform = Platform()
    platform.open.clear()
    platform.queue.push([parcel(1)])
    await platform.took(1)
    await platform.queue.stop(patience=0.01)
    await platform.queue.empty()
    assert platform.queue.bulk_waiting == 0
