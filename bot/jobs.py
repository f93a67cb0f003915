"""Runs long work, one job at a time, and sends its result as a later message."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import metrics
from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain import state
from bot.domain.ids import ChannelAccountId, PersonId
from bot.log import log
from bot.ports import Clock
from bot.sending.sender import Sender
from bot.turns import Desk, Part, Turns, offering, parts_of
from bot.wording import wording
from models import jobs
from models.jobs import Job, JobStatus
from models.people import contacts
from models.people.contacts import Contact
from models.sending.outbox import Parcel
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
        turn = self._turn(contact, job.parameters)
        return turn, self._handlers[job.kind](turn)

    def _turn(self, contact: Contact, parameters: Mapping[str, str]) -> JobTurn:
        desk, now = self._desks[contact.account], self._clock.now()
        can = desk.channel.capabilities
        known = self._uow.read(lambda tx: self._turns.load(tx, contact.account, contact.address))
        # The conversation may have gone on, or been erased, since the work was asked for.
        asker = parameters.get("speaker")
        register = self._turns.register(
            desk,
            contact.id,
            state.load(known.state if known else None),
            private=contact.private,
            now=now,
            speaker=None if asker is None else PersonId(int(asker)),
        )
        return JobTurn(
            contact,
            parameters,
            now,
            desk.office,
            can,
            wording(contact.language),
            self._uow.read,
            desk.channel.parse,
            can.documents,
            register,
            {number: each.channel for number, each in self._desks.items()},
        )

    def _commit(self, tx: Connection, job: Job, turn: JobTurn, reply: Reply) -> list[Parcel]:
        assert turn.contact.id is not None
        for effect in (*reply.effects, *turn.register.trail()):
            effect(tx, turn.contact.id)
        jobs.finish_job(tx, job.id, JobStatus.DONE, now=turn.now)
        parts = self._offered(tx, turn, reply)
        return self._turns.enqueue(tx, turn.contact, parts, dedup=f"job:{job.id}", now=turn.now, take=False)

    def _offered(self, tx: Connection, turn: JobTurn, reply: Reply) -> tuple[Part, ...]:
        """What is said; the conversation goes on where it stands now, and knows what is offered."""
        contact = turn.contact
        known = self._turns.load(tx, contact.account, contact.address)
        if known is None or contact.id is None or not any(each.choices for each in reply.messages):
            return parts_of(reply.messages, turn.capabilities)
        after, parts = offering(state.load(known.state), reply.messages, turn.capabilities)
        contacts.store_state(tx, contact.id, state.dump(after), now=turn.now)
        return parts

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
