"""The composition root: builds the parts, starts and stops them in order. Decides nothing else."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import knowledge, metrics
from bot.circumstances import clock_of, office_of, refuse_wrong_purpose
from bot.domain.ids import ChannelAccountId, OfficeId
from bot.domain.unanswered import Missed
from bot.engine import Engine
from bot.errors import ChannelDown, RefusedToStart
from bot.events.event_keeping import tend
from bot.jobs import Jobs
from bot.keeping import close_pages, rules_of, seal_trail, tidy
from bot.keys import key_ring
from bot.keys.vault import Vault
from bot.knowledge import Knowledge
from bot.log import log
from bot.memory import give_back
from bot.ports import Channel, Clock, KeptInStore, ShowsPictures
from bot.renewal import Renewal
from bot.rounds import Rounds
from bot.router import route
from bot.scheduler import Scheduler, Tick
from bot.sending.ladder import Ladder
from bot.sending.picture_links import StoredPictures
from bot.sending.planner import Planner
from bot.sending.sender import Sender
from bot.settings import Settings
from bot.sponsors.reminding import Reminding
from bot.turns import Desk, Turns
from bot.wording import DEFAULT, wording
from bot.zalo_store import StoredAccount
from handlers import JOBS
from handlers.statistics.digest import overdue_content
from models import inbox, leases, offices, publishing, questions, schema
from models.backups import backups, key_rotation
from models.installation import Purpose
from models.offices import Office
from models.process_lock import ProcessLock
from models.sending import accounts, outbox
from models.unit_of_work import UnitOfWork

TURN_PATIENCE = 3.0
SEND_PATIENCE = 4.0
DEAD_FOR_LONG = timedelta(days=1)


@dataclass(slots=True)
class Running:
    """The parts of a started program."""

    uow: UnitOfWork
    engine: Engine
    sender: Sender
    scheduler: Scheduler
    planner: Planner
    rounds: Rounds
    jobs: Jobs
    channels: Mapping[ChannelAccountId, Channel]
    owner: str
    clock: Clock
    opened: list[Channel] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)


class App:
    """One process. `channels` are its doors; they are opened last and closed first."""

    def __init__(
        self,
        settings: Settings,
        channels: Sequence[Channel],
        *,
        purpose: Purpose,
        clock: Clock | None = None,
        known: Knowledge | None = None,
    ) -> None:
        self.settings = settings
        self.channels = channels
        self.purpose = purpose
        self._clock = clock
        self._known = known
        self.running: Running | None = None
        self.refusal: RefusedToStart | None = None

    async def start(self) -> None:
        """Bring the database up to date, take up what a dead process left, and open the doors."""
        settings = self.settings
        found = await asyncio.to_thread(schema.purpose_at, settings.database_url) or self.purpose
        refuse_wrong_purpose(found, self.purpose)
        vault = key_ring.ring_for(settings, found)
        await asyncio.to_thread(schema.upgrade, settings.database_url, purpose=self.purpose, vault=vault)
        closing = ExitStack()
        if (file := schema.sqlite_file(settings.database_url)) is not None:
            closing.enter_context(ProcessLock(file))
            backups.sweep(file)
        try:
            self.running = await self._build(self._clock or clock_of(settings, found), vault, closing)
        except BaseException:
            closing.close()
            raise
        await self._open(self.running)
        # Whoever writes first should not wait for the texts to be read.
        await asyncio.to_thread(wording, DEFAULT)
        give_back()
        log.info("ready", purpose=found.value, count=len(self.running.opened))

    async def stop(self) -> None:
        """Finish what is in flight, close the doors, leave the rest in the database."""
        running, self.running = self.running, None
        if running is None:
            return
        running.scheduler.stop()
        # What still comes in is stored and waits; the doors close last, for answers leave through them.
        await running.engine.stop(patience=TURN_PATIENCE)
        await running.sender.stop(patience=SEND_PATIENCE)
        await asyncio.gather(*(channel.close() for channel in running.opened), return_exceptions=True)
        await running.uow.run(partial(_release_all, owner=running.owner))
        await seal_trail(running.uow, running.clock)
        await asyncio.to_thread(running.uow.close)
        running.closing.close()
        log.info("stopped")

    async def _build(self, clock: Clock, vault: Vault, closing: ExitStack) -> Running:
        settings = self.settings
        owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        uow = UnitOfWork(settings.database_url, vault=vault)
        published = publishing.state()
        known = self._known if self._known else await asyncio.to_thread(knowledge.load, settings.cache)
        office, numbers = await uow.run(partial(_settle_in, app=self, clock=clock, alone=uow.sqlite))
        await uow.run(partial(key_rotation.hold_keys, owner=owner, now=clock.now()))
        desks = {
            number: Desk(number, channel, office)
            for number, channel in zip(numbers, self.channels, strict=True)
        }
        for channel in self.channels:
            if isinstance(channel, KeptInStore):
                channel.keep_in(partial(StoredAccount, uow, clock, owner=owner))
            if isinstance(channel, ShowsPictures):
                channel.show_by(StoredPictures(uow, clock))
        doors = {number: desk.channel for number, desk in desks.items()}
        turns = Turns(uow, known, route, owner=owner, keep_days=settings.keep_days, page=settings.page)
        sender = Sender(uow, clock, doors, owner=owner)
        engine = Engine(uow, clock, turns, sender, desks, owner=owner)
        planner = Planner(uow, clock, desks)
        rounds = Rounds(uow, clock, lambda now: len(overdue_content(turns.knowledge, now)))
        jobs = Jobs(uow, clock, turns, sender, desks, JOBS, owner=owner)
        ticks = _ticks(uow, clock, engine, sender, planner, rounds, jobs, settings=settings, owner=owner)
        renewal = Renewal(turns, settings.cache, seen=published)
        ticks.append(Tick("catalogue", timedelta(seconds=20), renewal.look))
        scheduler = Scheduler(uow, clock, ticks, owner=owner)
        return Running(
            uow, engine, sender, scheduler, planner, rounds, jobs, doors, owner, clock, closing=closing
        )

    async def _open(self, running: Running) -> None:
        await running.sender.share()
        running.sender.start()
        running.scheduler.start()
        for number, channel in running.channels.items():
            try:
                await channel.open(number, running.engine)
            except ChannelDown as error:
                # One door that stays shut must not keep the others shut; doctor and the log name it.
                log.error("channel refused", channel=channel.name, error=str(error))
            else:
                running.opened.append(channel)
        await running.engine.recover()


def _settle_in(
    tx: Connection, *, app: App, clock: Clock, alone: bool
) -> tuple[Office, list[ChannelAccountId]]:
    """Make the office and the accounts on first start; take over what a dead process of this machine held."""
    now = clock.now()
    office_id: OfficeId = offices.ensure_first_office(
        tx, office_of(app.settings), area_name=app.settings.office_area, now=now
    )
    leases.sweep(tx, before=now - DEAD_FOR_LONG)
    if alone:
        inbox.release(tx, owner=None)
        outbox.expire_leases(tx, now=now)
    numbers = [
        accounts.ensure_account(
            tx,
            channel=channel.name,
            external_account=channel.external_account,
            office_id=office_id,
            now=now,
        )
        for channel in app.channels
    ]
    return offices.office_by_id(tx, office_id), numbers


def _release_all(tx: Connection, *, owner: str) -> None:
    inbox.release(tx, owner=owner)
    outbox.release(tx, owner=owner)
    leases.release(tx, owner=owner)


def _ticks(
    uow: UnitOfWork,
    clock: Clock,
    engine: Engine,
    sender: Sender,
    planner: Planner,
    rounds: Rounds,
    jobs: Jobs,
    *,
    settings: Settings,
    owner: str,
) -> list[Tick]:
    async def renew() -> None:
        await uow.run(partial(key_rotation.hold_keys, owner=owner, now=clock.now()))
        await engine.renew()
        await sender.renew()

    async def plan() -> None:
        if await planner.tick():
            sender.look()

    async def gauge() -> None:
        now = clock.now()
        await asyncio.to_thread(uow.read, lambda tx: measure(tx, now=now))

    return [
        Tick("renew", timedelta(seconds=8), renew),
        Tick("recover", timedelta(seconds=5), engine.recover),
        Tick("plan", timedelta(seconds=2), plan, alone=True),
        Tick("remind", timedelta(minutes=1), Reminding(uow, clock).tick, alone=True),
        Tick("ladder", timedelta(minutes=1), Ladder(uow, clock).tick, alone=True),
        Tick("events", timedelta(minutes=1), partial(tend, uow, clock), alone=True),
        Tick("rounds", timedelta(minutes=1), rounds.tick, alone=True),
        Tick("broadcasts", timedelta(seconds=4), rounds.pump, alone=True),
        Tick("jobs", timedelta(seconds=1), jobs.tick),
        Tick("gauge", timedelta(seconds=15), gauge),
        Tick("forget", timedelta(hours=1), partial(tidy, uow, clock, rules_of(settings)), alone=True),
        Tick("pages", timedelta(minutes=1), partial(close_pages, uow, clock), alone=True),
        Tick("seal", timedelta(minutes=1), partial(seal_trail, uow, clock), alone=True),
    ]


def measure(tx: Connection, *, now: datetime) -> None:
    """Bring the gauges up to date."""
    for gauge, states, counts in (
        (metrics.INBOX, inbox.InboxStatus, inbox.counts(tx)),
        (metrics.OUTBOX, outbox.OutboxStatus, outbox.counts(tx)),
        (metrics.QUESTIONS, Missed, questions.counts(tx)),
    ):
        for state in states:
            gauge.labels(state.value).set(counts.get(state.value, 0))
    oldest = outbox.oldest_due(tx, now=now)
    metrics.OUTBOX_AGE.set((now - oldest).total_seconds() if oldest else 0)
