"""Runs long work, one job at a time, and sends its result as a later message."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import metrics
from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.ids import ChannelAccountId, PersonId
from bot.log import log
from bot.ports import Channel, Clock
from bot.register import Register
from bot.sender import Sender
from bot.turns import Desk, Turns, parts_of
from bot.wording import wording
from models import contacts, jobs
from models.contacts import Contact
from models.jobs import Job, JobStatus
from models.outbox import Parcel
from models.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=5)
TRIES = 3
REST = timedelta(seconds=20)


class Jobs:
    """Takes open jobs and does them with the handlers of their kind."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        turns: Turns,
        sender: Sender,
        desks: Mapping[ChannelAccountId, Desk],
        handlers: Mapping[str, JobHandler],
        *,
        owner: str,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._turns = turns
        self._sender = sender
        self._desks = desks
        self._handlers = handlers
        self._owner = owner

    async def tick(self) -> None:
        """Do everything that is open."""
        while (job := await self._claim()) is not None:
            await self._do(job)

    async def _claim(self) -> Job | None:
        now = self._clock.now()
        claim = partial(jobs.claim_job, owner=self._owner, now=now, lease_until=now + LEASE)
        return await self._uow.run(lambda tx: claim(tx))

    async def _do(self, job: Job) -> None:
        try:
            turn, reply = await asyncio.to_thread(self._prepare, job)
            self._sender.push(await self._uow.run(lambda tx: self._commit(tx, job, turn, reply)))
            metrics.JOBS.labels(job.kind, "done").inc()
        except Exception as error:
            # A job that fails must not stop those behind it; the operator sees it in the figures and the log.
            log.error("job failed", job=job.id, kind=job.kind, attempts=job.attempts, exc_info=error)
            metrics.JOBS.labels(job.kind, "failed").inc()
            await self._uow.run(
                partial(self._failed, job=job, error=type(error).__name__, now=self._clock.now())
            )

    def _prepare(self, job: Job) -> tuple[JobTurn, Reply]:
        contact_id = job.contact_id
        if contact_id is None:
            raise ValueError("a job needs somebody to tell")
        contact = self._uow.read(lambda tx: contacts.contact_by_id(tx, contact_id))
        desk = self._desks[contact.account]
        now = self._clock.now()
        turn = JobTurn(
            contact,
            job.parameters,
            now,
            desk.office,
            desk.channel.capabilities,
            wording(contact.language),
            self._uow.read,
            desk.channel.parse,
            desk.channel.capabilities.documents,
            self._register(job, desk.channel, now=now),
        )
        return turn, self._handlers[job.kind](turn)

    def _register(self, job: Job, channel: Channel, *, now: datetime) -> Register:
        """As open as it was to who asked: to a person who is still linked; to nobody where none is named."""
        asker = job.parameters.get("speaker")
        return Register(
            self._uow.read,
            contact=None if asker is None else job.contact_id,
            carries=channel.capabilities.personal_data,
            now=now,
            speaker=None if asker is None else PersonId(int(asker)),
        )

    def _commit(self, tx: Connection, job: Job, turn: JobTurn, reply: Reply) -> list[Parcel]:
        assert turn.contact.id is not None
        for effect in (*reply.effects, *turn.register.trail()):
            effect(tx, turn.contact.id)
        jobs.finish_job(tx, job.id, JobStatus.DONE, now=turn.now)
        parts = parts_of(reply.messages, turn.capabilities)
        return self._turns.enqueue(tx, turn.contact, parts, dedup=f"job:{job.id}", now=turn.now, take=False)

    def _failed(self, tx: Connection, job: Job, *, error: str, now: datetime) -> None:
        """Try again later; after the last try put the job aside and say so to who waits for it."""
        if job.attempts < TRIES:
            jobs.retry_job(tx, job.id, at=now + REST, error=error)
            return
        jobs.finish_job(tx, job.id, JobStatus.FAILED, now=now, error=error)
        if job.contact_id is not None:
            self._apologise(tx, job, contacts.contact_by_id(tx, job.contact_id), now=now)

    def _apologise(self, tx: Connection, job: Job, contact: Contact, *, now: datetime) -> None:
        desk = self._desks.get(contact.account)
        if desk is not None:
            sorry = text(wording(contact.language)("trouble.parked", office=desk.office.name))
            parts = parts_of(sorry.messages, desk.channel.capabilities)
            self._turns.enqueue(tx, contact, parts, dedup=f"job:{job.id}", now=now, take=False)
