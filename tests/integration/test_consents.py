"""What a family agreed to: the last word of each member counts, and one no is a no."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection

from bot.domain.consent import WORDING, Purpose
from bot.domain.ids import AreaId, ChannelAccountId, HouseholdId, PersonId
from models import offices
from models.offices import Office
from models.people import consents, contacts
from models.people.consents import Said
from models.people.contacts import Contact
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_household, add_person
from models.sending import accounts

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY, SINCE = date(2026, 11, 23), date(2026, 1, 1)
NEEDS = Purpose.SPONSOR_SEES_NEEDS


SAID: list[tuple[list[tuple[str, bool]], bool]] = [
    ([], False),
    ([("lan", True)], True),
    ([("lan", False)], False),
    ([("lan", True), ("lan", False)], False),
    ([("lan", False), ("lan", True)], True),
    ([("lan", True), ("tu", True)], True),
    ([("lan", True), ("tu", False)], False),
    ([("lan", True), ("tu", False), ("tu", True)], True),
    ([("gone", True)], False),
    ([("lan", True), ("gone", False)], True),
    ([("neighbour", True)], False),
]


def test_a_family_agrees_when_somebody_does_and_nobody_says_no(tx: Connection) -> None:
    office = offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=NOW)
    account = accounts.ensure_account(tx, channel="web", external_account="1", office_id=office, now=NOW)
    first = Contact(ChannelAccountId(account), "tu", private=True, language="vi")
    contact = contacts.begin_conversation(tx, first, state="{}", now=NOW)
    commune = offices.office_by_id(tx, office).area_id
    assert commune is not None
    for number, (said, agreed) in enumerate(SAID):
        household, people = _family(tx, commune, str(number))
        for name, given in said:
            consents.note(tx, contact, Said(people[name], NEEDS, given, WORDING[NEEDS]), now=NOW)
        assert consents.given_by_family(tx, household, NEEDS, day=TODAY) is agreed, said
        assert not consents.given_by_family(tx, household, Purpose.PASS_ON, day=TODAY)


def _family(tx: Connection, commune: AreaId, number: str) -> tuple[HouseholdId, dict[str, PersonId]]:
    """Chị Lan with a child, another who moved away in June, and a neighbour who does not belong to it."""
    household = add_household(tx, commune, number=number, now=NOW)
    people = {name: add_person(tx, now=NOW) for name in ("lan", "tu", "gone", "neighbour")}
    book = Ledger(tx, at=NOW)
    for name, relation in (("lan", "head"), ("tu", "child"), ("gone", "child")):
        book.say(ledger.MEMBERSHIP, (household, people[name]), (relation, None), day=SINCE)
    book.flush()
    book.say(ledger.MEMBERSHIP, (household, people["gone"]), (None, "moved"), day=date(2026, 6, 1))
    book.flush()
    return household, people
