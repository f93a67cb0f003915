"""What families leave with us lies under a key: whoever carries the database off reads none of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, insert, select, update

from bot.domain.case_rules import CaseKind
from bot.domain.ids import ChannelAccountId, ContactId
from bot.errors import NotOpened, RefusedToStart
from bot.keys.vault import Vault
from models import inbox, schema, sealing, tables
from models.backups import key_rotation
from models.cases import cases
from models.cases.cases import NewCase, case
from models.installation import Purpose
from models.offices import Office, ensure_first_office
from models.people import contacts
from models.people.contacts import Contact
from models.sealing import Sealed
from models.sending import attachments
from models.sending.accounts import ensure_account
from models.sending.attachments import attachment
from models.unit_of_work import UnitOfWork
from tests.databases import only_sqlite
from tests.unit.test_vault import MONDAY, TUESDAY
from tests.world import world

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHONE = "0977123987"
NOTE = "mái tôn nhà Chim Sẻ Vàng dột"
FILE = "Giấy ra viện của Chim Sẻ Vàng".encode()
TRACES = (PHONE.encode(), NOTE.encode(), NOTE.encode("utf-16-le"), FILE)
phone_book = Table(
    "phone_book",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("number", Sealed(owner="person_id", lookup="number_index"), nullable=False),
    Column("number_index", LargeBinary, nullable=False, index=True),
)


def door(tx: Connection) -> ChannelAccountId:
    office = ensure_first_office(tx, Office("UBND phường Thử"), area_name="", now=NOW)
    return ensure_account(tx, channel="web", external_account="thu", office_id=office, now=NOW)


def family(tx: Connection, address: str) -> ContactId:
    """A family that has written before."""
    stranger = Contact(door(tx), address, private=True, language="vi")
    return contacts.begin_conversation(tx, stranger, state="{}", now=NOW)


def tells(tx: Connection, contact_id: ContactId, code: str = "A1") -> None:
    new = NewCase(code, CaseKind.PERSON_WANTED, NOW + timedelta(days=1), text=NOTE, phone=PHONE)
    cases.open_case(tx, contact_id, new, now=NOW)
    attachments.keep(tx, contact_id, name="giay.txt", media_type="text/plain", content=FILE, now=NOW)


@pytest.fixture
def opened(migrated_database_url: str) -> Iterator[UnitOfWork]:
    """The database under Monday's key."""
    uow = UnitOfWork(migrated_database_url, vault=Vault.of(MONDAY))
    yield uow
    uow.close()


@pytest.fixture
def rotating(migrated_database_url: str) -> Iterator[UnitOfWork]:
    """The same under Tuesday's key, with Monday's still in the ring."""
    uow = UnitOfWork(migrated_database_url, vault=Vault.of(f"{TUESDAY},{MONDAY}"))
    yield uow
    uow.close()


async def test_what_was_told_is_read_by_who_has_the_key(opened: UnitOfWork) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    [told] = opened.read(cases.list_cases)
    assert (told.text, told.phone) == (NOTE, PHONE)
    [number] = opened.read(lambda tx: tx.scalars(select(attachment.c.id)).all())
    assert opened.read(lambda tx: attachments.kept(tx, number, tu)) == ("giay.txt", "text/plain", FILE)


async def test_what_is_added_to_an_open_case_is_sealed_with_it(opened: UnitOfWork) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    more = NewCase("B2", CaseKind.PERSON_WANTED, NOW + timedelta(days=2), text="mưa vô nhà")
    await opened.run(lambda tx: cases.open_case(tx, tu, more, now=NOW))
    [told] = opened.read(cases.list_cases)
    assert (told.text, told.phone) == (f"{NOTE}\nmưa vô nhà", PHONE)


async def test_no_row_holds_what_was_told_in_plain_words(opened: UnitOfWork) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    for table in tables.metadata.sorted_tables:
        for row in opened.read(lambda tx, table=table: tx.execute(select(table)).all()):
            kept = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
            assert [trace for trace in TRACES if trace in kept] == []


def everything_in(file: Path) -> bytes:
    return b"".join(Path(f"{file}{ending}").read_bytes() for ending in ("", "-wal"))


@only_sqlite
async def test_what_is_said_in_a_conversation_is_in_no_file_of_the_database(
    migrated_database_url: str,
) -> None:
    file = schema.sqlite_file(migrated_database_url)
    assert file is not None
    async with world(migrated_database_url) as w:
        person = w.person("con chim của tu")
        for words in ("gap can bo", "1", NOTE):
            await person.says(words)
        assert "0977 123 987" in await person.says("0977 123 987"), "in the middle of the form"
        during = everything_in(file)
        await person.presses("Gửi")
        after = everything_in(file)
    for content in (during, after):
        assert "con chim của tu".encode() in content, "what is not sealed is there"
        assert [trace for trace in (*TRACES, b"977123987", b"0977 123 987") if trace in content] == []


@only_sqlite
async def test_no_file_of_the_database_holds_what_was_told(
    opened: UnitOfWork, migrated_database_url: str
) -> None:
    tu = await opened.run(lambda tx: family(tx, "con chim của tu"))
    await opened.run(lambda tx: tells(tx, tu))
    file = schema.sqlite_file(migrated_database_url)
    assert file is not None
    content = everything_in(file)
    assert "con chim của tu".encode() in content, "what is not sealed is there"
    assert [trace for trace in TRACES if trace in content] == []


async def test_a_value_put_into_another_familys_row_does_not_open(opened: UnitOfWork) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    lanh = await opened.run(lambda tx: family(tx, "lanh"))
    await opened.run(lambda tx: tells(tx, tu, "A1"))
    await opened.run(lambda tx: tells(tx, lanh, "B2"))
    stolen = opened.read(lambda tx: tx.scalar(select(case.c.text).where(case.c.contact_id == tu)))
    await opened.run(lambda tx: tx.execute(update(case).where(case.c.contact_id == lanh).values(text=stolen)))
    assert opened.read(lambda tx: cases.cases_of(tx, tu))
    with pytest.raises(NotOpened, match=r"case\.text"):
        opened.read(lambda tx: cases.cases_of(tx, lanh))
    assert opened.read(key_rotation.unreadable) == ["case.text"]


async def test_without_a_key_nothing_is_read_and_nothing_stored(
    opened: UnitOfWork, migrated_database_url: str
) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    keyless = UnitOfWork(migrated_database_url)
    with pytest.raises(NotOpened, match="DONGHANH_KEYS"):
        keyless.read(cases.list_cases)
    with pytest.raises(NotOpened, match="DONGHANH_KEYS"):
        await keyless.run(lambda tx: tells(tx, tu, "B2"))
    keyless.close()


async def test_a_plain_value_is_not_taken_by_a_sealed_column(opened: UnitOfWork) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    for plain in (NOTE, NOTE.encode()):
        with pytest.raises(Exception, match="only what was sealed"):
            await opened.run(lambda tx, plain=plain: tx.execute(update(case).values(text=plain)))


def test_every_sealed_column_names_an_owner_in_its_row() -> None:
    found = {sealing.context_of(column) for column in key_rotation.sealed_columns()}
    assert {"case.text", "case.phone", "attachment.sealed", "inbox.raw", "conversation.state"} <= found
    for column in key_rotation.sealed_columns():
        sealed = sealing.sealed_type(column)
        assert not column.table.c[sealed.owner].nullable
        assert sealed.lookup is None or sealed.lookup in column.table.c


# rotation


async def test_a_rotation_goes_on_where_it_was_cut_off_and_loses_nothing(
    opened: UnitOfWork, rotating: UnitOfWork
) -> None:
    for number in range(5):
        known = await opened.run(lambda tx, number=number: family(tx, f"nhà {number}"))
        await opened.run(lambda tx, known=known, number=number: tells(tx, known, f"A{number}"))
    before = opened.read(cases.list_cases)
    step = await rotating.run(lambda tx: key_rotation.reseal(tx, case.c.text, after=0, limit=2))
    assert (step.resealed, step.unopened) == (2, 0)
    assert rotating.read(cases.list_cases) == before, "half of it lies under each key"
    rest = await rotating.run(lambda tx: key_rotation.reseal(tx, case.c.text, after=0, limit=50))
    assert (rest.resealed, rest.unopened, rest.last) == (3, 0, None)
    assert rotating.read(cases.list_cases) == before


async def test_after_a_rotation_the_old_key_is_needed_no_more(
    opened: UnitOfWork, rotating: UnitOfWork, migrated_database_url: str
) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    for column in key_rotation.sealed_columns():
        await rotating.run(lambda tx, column=column: key_rotation.reseal(tx, column, after=0, limit=50))
    alone = UnitOfWork(migrated_database_url, vault=Vault.of(TUESDAY))
    assert alone.read(key_rotation.locked) == {}
    assert alone.read(cases.list_cases)[0].phone == PHONE
    alone.close()


async def test_a_value_that_does_not_open_is_left_as_it_is_and_counted(
    opened: UnitOfWork, rotating: UnitOfWork
) -> None:
    tu = await opened.run(lambda tx: family(tx, "tu"))
    await opened.run(lambda tx: tells(tx, tu))
    foreign = Vault.of(MONDAY).seal(NOTE, "case.text", tu + 1)
    await opened.run(lambda tx: tx.execute(update(case).values(text=foreign)))
    step = await rotating.run(lambda tx: key_rotation.reseal(tx, case.c.text, after=0, limit=50))
    assert (step.resealed, step.unopened) == (0, 1)
    assert rotating.read(lambda tx: tx.scalar(select(case.c.text))) == foreign


async def test_a_phone_is_found_by_its_number_before_and_after_a_rotation(
    opened: UnitOfWork, rotating: UnitOfWork
) -> None:
    number = phone_book.c.number

    def note(tx: Connection, person: int, spoken: str) -> None:
        index = sealing.lookup(tx, number, spoken)
        sealed = sealing.seal(tx, number, spoken, owner=person)
        tx.execute(insert(phone_book).values(person_id=person, number=sealed, number_index=index))

    def whose(tx: Connection, spoken: str) -> list[int]:
        return list(tx.scalars(select(phone_book.c.person_id).where(sealing.found(tx, number, spoken))))

    await opened.run(lambda tx: phone_book.create(tx))
    await opened.run(lambda tx: note(tx, 1, PHONE))
    await rotating.run(lambda tx: note(tx, 2, PHONE))
    await rotating.run(lambda tx: note(tx, 3, "0900000001"))
    assert sorted(rotating.read(lambda tx: whose(tx, PHONE))) == [1, 2]
    step = await rotating.run(lambda tx: key_rotation.reseal(tx, number, after=0, limit=50))
    assert step.resealed == 1
    assert sorted(rotating.read(lambda tx: whose(tx, PHONE))) == [1, 2]
    assert opened.read(lambda tx: whose(tx, PHONE)) == [], "nothing is under the old key any more"
    assert rotating.read(lambda tx: whose(tx, "0900000002")) == []


# the way there from plain words


def plain_case(url: str) -> None:
    """A case as it was kept before anything was sealed."""
    schema.upgrade(url, purpose=Purpose.TEST)
    schema.downgrade(url, "0002")
    uow = UnitOfWork(url)
    with uow.engine.connect() as connection:
        account, day = door(connection), "'2026-11-23'"
        connection.exec_driver_sql(
            "INSERT INTO contact (channel_account_id, address, private, language, standing, created_at,"
            f" last_seen_at) VALUES ({account}, 'tu', true, 'vi', 'active', {day}, {day})"
        )
        tu = connection.scalar(select(contacts.contact.c.id))
        connection.exec_driver_sql(
            "INSERT INTO conversation (contact_id, state, version, updated_at)"
            f" VALUES ({tu}, '{NOTE}', 1, {day})"
        )
        connection.exec_driver_sql(
            "INSERT INTO inbox (channel_account_id, key, address, raw, received_at, status, attempts)"
            f" VALUES ({account}, 'm1', 'tu', '{{\"text\":\"{NOTE}\"}}', {day}, 'done', 0)"
        )
        connection.exec_driver_sql(
            'INSERT INTO "case" (code, kind, contact_id, text, phone, state, due_at, opened_at) VALUES'
            f" ('A1', 'person_wanted', {tu}, '{NOTE}', '{PHONE}', 'open', '2026-11-24', '2026-11-23')"
        )
    uow.close()


def test_what_was_kept_in_plain_words_is_sealed_and_overwritten(database_url: str) -> None:
    plain_case(database_url)
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=Vault.of(MONDAY))
    uow = UnitOfWork(database_url, vault=Vault.of(MONDAY))
    [told] = uow.read(cases.list_cases)
    assert (told.text, told.phone) == (NOTE, PHONE)
    [tu] = uow.read(lambda tx: tx.execute(select(contacts.contact)).all())
    where = uow.read(lambda tx: contacts.load_conversation(tx, tu.channel_account_id, "tu", owner="us"))
    assert where.state == NOTE
    [(_, raw)] = uow.read(lambda tx: inbox.said_by(tx, tu.channel_account_id, "tu", limit=5))
    assert raw == {"text": NOTE}
    uow.close()
    if (file := schema.sqlite_file(database_url)) is not None:
        assert [trace for trace in TRACES if trace in file.read_bytes()] == []


def test_plain_words_without_a_key_are_left_and_it_is_said_what_to_do(database_url: str) -> None:
    plain_case(database_url)
    with pytest.raises(RefusedToStart, match="donghanh keys new"):
        schema.upgrade(database_url, purpose=Purpose.TEST)
    assert schema.describe(database_url) == ("0002", Purpose.TEST)


def test_going_back_to_plain_words_needs_the_key_too(database_url: str) -> None:
    plain_case(database_url)
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=Vault.of(MONDAY))
    with pytest.raises(RefusedToStart, match="donghanh keys new"):
        schema.downgrade(database_url, "0002")
    schema.downgrade(database_url, "0002", vault=Vault.of(MONDAY))
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=Vault.of(TUESDAY))
    uow = UnitOfWork(database_url, vault=Vault.of(TUESDAY))
    assert uow.read(cases.list_cases)[0].text == NOTE
    uow.close()


def test_a_database_under_a_missing_key_is_not_served(database_url: str) -> None:
    plain_case(database_url)
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=Vault.of(MONDAY))
    with pytest.raises(RefusedToStart, match=r"4 values .* \(monday\)"):
        schema.upgrade(database_url, purpose=Purpose.TEST, vault=Vault.of(TUESDAY))
