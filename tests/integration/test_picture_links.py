"""Pictures that a platform fetches from us: any process of ours serves them, for some minutes."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.domain import rendering
from bot.domain.ids import OutboxId
from bot.domain.messages import Priority, Rendered
from bot.keys.vault import Vault
from bot.sending.picture_links import LIFE, StoredPictures
from models.people import contacts
from models.people.contacts import Contact
from models.sending import attachments, outbox
from models.sending.outbox import Draft
from models.unit_of_work import UnitOfWork
from tests.fakes.small_talk import CHART
from tests.world import VAULT, World, world


def _chart_for_somebody(tx: Connection, town: World) -> OutboxId:
    [account] = town.running.channels
    now = town.clock.now()
    contact = contacts.begin_conversation(
        tx, Contact(account, "4711", private=True, language="vi"), state="{}", now=now
    )
    kept = attachments.keep(
        tx, contact, name=CHART.name, media_type=CHART.media_type, content=CHART.content, now=now
    )
    body = rendering.dump(Rendered("Biểu đồ", attachment=kept))
    draft = Draft(contact, account, "4711", Priority.REPLY, "chart", body, now)
    [number] = outbox.enqueue(tx, [draft], now=now)
    return number


async def test_one_process_names_a_picture_and_another_serves_it_for_ten_minutes(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as town:
        number = await town.running.uow.run(partial(_chart_for_somebody, town=town))
        name = StoredPictures(town.running.uow, town.clock).name(number)
        other = UnitOfWork(migrated_database_url, vault=VAULT)
        try:
            elsewhere = StoredPictures(other, town.clock)
            assert await elsewhere.find(name) == CHART
            town.clock.at += LIFE
            assert await elsewhere.find(name) is None
        finally:
            other.close()


async def test_a_name_that_was_changed_made_up_or_sealed_by_others_shows_nothing(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as town:
        number = await town.running.uow.run(partial(_chart_for_somebody, town=town))
        here = StoredPictures(town.running.uow, town.clock)
        name = here.name(number)
        for wrong in ("", "guessed", "ă", name[:-4] + "AAAA", name[4:], here.name(OutboxId(number + 1))):
            assert await here.find(wrong) is None
        stranger = UnitOfWork(migrated_database_url, vault=Vault.of(Vault.new_key("theirs")))
        try:
            assert await here.find(StoredPictures(stranger, town.clock).name(number)) is None
        finally:
            stranger.close()
