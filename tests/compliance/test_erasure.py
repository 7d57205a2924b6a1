"""GDPR 17: after an erasure the person is found nowhere but as a hash, and nothing brings them back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.hashing import address_hash
from compliance.models import Erasure, Suppression
from compliance.personal import Kept, Person, personal_tables
from compliance.selectors.permission import facts_of, permission_of
from compliance.services.erasure import erasures_repeat, person_erase
from compliance.services.erasure_check import ErasuresMissing, erasures_require_replayed
from compliance.services.erasure_journal import journal_complete, journal_missing
from compliance.types import Purpose
from contacts.models import Guest, GuestFacts, Stay
from contacts.services.facts import facts_refresh
from contacts.services.guest_edit import guest_edit
from contacts.services.stay import stay_record
from delivery.models import EngagementEvent, Message
from delivery.services.claim import messages_claim
from delivery.services.outcome import outcome_handed, outcome_left, outcomes_record
from integrations_ota.models import Connection, RawMessage
from tests.compliance.persons import (
    ADDRESS,
    NEEDLES,
    OLD_ADDRESS,
    booking_document,
    deliver,
    dump_of,
    files_showing,
    keys_showing,
    person_everywhere,
    request_waiting,
    tables_showing,
)
from tests.database import admin, drop, point_at
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, booking, booking_guest

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> Path:
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    return tmp_path / "erasures.jsonl"


@pytest.fixture
def guest(in_a: Organization, hotel_a: Hotel) -> Guest:
    guest = person_everywhere(hotel_a)
    request_waiting(guest)
    return guest


def erase(guest: Guest) -> Erasure:
    return person_erase(person=Person(guest_ids=frozenset({guest.pk})), actor=None, now=NOW)


def dump() -> dict[str, list[str]]:
    return tables_showing(dump_of(connection.settings_dict["NAME"]))


@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_a_dump_files_and_valkey_show_the_person_nowhere(guest: Guest) -> None:
    before = dump()
    erasable = {
        table.label.lower().replace(".", "_")
        for table in personal_tables()
        if table.erase is not None and not isinstance(table.erase, Kept)
    }
    # Sealed, hashed, or ids alone: what a search cannot see, the other tests look at.
    unseen = {
        "contacts_signuprequest", "contacts_precheckin", "contacts_guestlistmember", "contacts_mergesuggestion",
        "contacts_guestfacts", "contacts_guestsale", "compliance_consentstatus", "compliance_mailpreference",
        "contacts_stay", "compliance_datarequest", "compliance_dataexport", "delivery_lastopen",
    }  # fmt: skip
    assert erasable - unseen <= before.keys() | {"contacts_importpart"}
    erase(guest)
    assert (dump(), files_showing(), keys_showing()) == ({}, [], [])


@pytest.mark.django_db
def test_each_table_with_a_handler_lost_something(guest: Guest) -> None:
    counts = erase(guest).counts
    handled = {
        table.label
        for table in personal_tables()
        if table.erase is not None and not isinstance(table.erase, Kept)
    }
    assert set(counts) == handled


@pytest.mark.django_db
def test_figures_stay_of_nobody(guest: Guest, in_a: Organization) -> None:
    letters, events = Message.objects.count(), EngagementEvent.objects.count()
    states = sorted(Message.objects.values_list("state", flat=True))
    erase(guest)
    assert (Message.objects.count(), EngagementEvent.objects.count()) == (letters, events)
    # What was waiting does not leave; all other letters keep their state.
    assert sorted(Message.objects.values_list("state", flat=True)) == sorted(
        "skipped" if state == "queued" else state for state in states
    )
    (stay,) = Stay.objects.all()
    assert (stay.guest, stay.channel_email, stay.total_minor) == (None, "", 41250)
    facts_refresh(now=NOW, bound=None)
    assert not GuestFacts.objects.filter(pk=guest.pk).exists()


@pytest.mark.django_db
def test_the_addresses_of_the_person_and_of_whom_was_merged_into_them_are_suppressed_by_hash(
    guest: Guest, in_a: Organization
) -> None:
    erase(guest)
    hashes = {address_hash(organization_id=in_a.pk, address=text) for text in (ADDRESS, OLD_ADDRESS)}
    assert {(bytes(row.address_hash), row.reason, row.source) for row in Suppression.objects.all()} == {
        (key, "other", "erasure") for key in hashes
    }
    assert {bytes(row.address_hash) for row in Erasure.objects.all() if row.address_hash} == hashes


@pytest.mark.django_db
def test_two_erasures_of_one_person_are_one(guest: Guest, in_a: Organization) -> None:
    first = erase(guest)
    assert erase(guest).number == first.number
    key = address_hash(organization_id=in_a.pk, address=ADDRESS)
    again = person_erase(person=Person(hashes=frozenset({key})), actor=None, now=LATER)
    assert again.number == first.number
    assert AuditEvent.objects.filter(action="person.erased").count() == 1


@pytest.mark.django_db
def test_another_group_keeps_its_guest_of_the_same_address(
    group_a: Organization, hotel_a: Hotel, group_b: Organization
) -> None:
    with tenant_scope(group_b.pk):
        theirs = GuestFactory(email=ADDRESS)
    with tenant_scope(group_a.pk):
        erase(person_everywhere(hotel_a))
    with tenant_scope(group_b.pk):
        assert Guest.objects.get(email=ADDRESS).pk == theirs.pk
        assert not Suppression.objects.exists()


@pytest.mark.django_db
def test_somebody_who_shares_the_mailbox_stays_and_is_written_to(guest: Guest, in_a: Organization) -> None:
    spouse = GuestFactory(first_name="Egon", last_name="Other", email=ADDRESS)
    erase(guest)
    assert Guest.objects.get(pk=spouse.pk).email == ADDRESS
    key = address_hash(organization_id=in_a.pk, address=ADDRESS)
    assert not Suppression.objects.filter(address_hash=key).exists()


@pytest.mark.django_db
def test_a_redelivered_and_a_newer_message_of_the_channel_do_not_bring_the_person_back(guest: Guest) -> None:
    erase(guest)
    (channel,) = Connection.objects.all()
    deliver(channel, booking_document(at="2026-04-01T10:00:00+02:00"))
    deliver(channel, booking_document(at="2026-04-02T10:00:00+02:00", status="Modify", end="2026-05-06"))
    (stay,) = Stay.objects.all()
    assert (stay.guest, stay.nights, stay.erased_at) == (None, 5, NOW)
    assert set(RawMessage.objects.values_list("body", flat=True)) == {""}
    assert not Guest.objects.filter(email=ADDRESS).exists()


@pytest.mark.django_db
def test_a_booking_from_before_by_another_channel_comes_without_the_person_a_new_one_with_them(
    guest: Guest, hotel_a: Hotel
) -> None:
    erase(guest)
    person = booking_guest(first_name="Quirina", last_name="Zauberfeld", email=ADDRESS)
    old = booking(guest=person, reservation_code="OLD", booked_at=NOW - timedelta(days=3))
    new = booking(guest=person, reservation_code="NEW", booked_at=NOW + timedelta(days=3))
    assert stay_record(hotel=hotel_a, booking=old, now=LATER).guest is None
    came_again = stay_record(hotel=hotel_a, booking=new, now=NOW + timedelta(days=4)).guest
    assert came_again is not None
    assert came_again.email == ADDRESS


@pytest.fixture
def backup(guest: Guest) -> Iterator[str]:
    """A copy of the database from before the erasure."""
    name, copy = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_backup"
    point_at(name)
    with admin() as owner:
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(name))
        )
    yield copy
    point_at(name)
    drop(copy)


def worker_starts(database: str, journal: Path) -> subprocess.CompletedProcess[str]:
    """Start a real worker on a database; it ends by itself where it refuses."""
    facts = connection.settings_dict
    where = f"{facts['HOST']}:{facts['PORT'] or 5432}/{database}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{where}",
        "REDIS_URL": settings.REDIS_URL,
        "BELLHOP_ERASURE_JOURNAL": str(journal),
    }
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-P", "solo", "-Q", "nobodys"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_erased_again_before_any_worker_starts(
    guest: Guest, in_a: Organization, journal: Path, backup: str
) -> None:
    number = erase(guest).number
    lines = [orjson.loads(line) for line in journal.read_bytes().splitlines()]
    assert [line["number"] for line in lines] == [str(number)] * 2
    assert not any(text in journal.read_text().lower() for text in NEEDLES)
    erasures_require_replayed()

    point_at(backup)
    assert Guest.objects.get(pk=guest.pk).email == ADDRESS
    refused = worker_starts(backup, journal)
    assert refused.returncode != 0
    assert "Run `manage.py erasure_replay`" in refused.stderr
    with pytest.raises(ErasuresMissing, match="1 erasures"):
        erasures_require_replayed()

    call_command("erasure_replay")
    erasures_require_replayed()
    assert dump() == {}
    assert {row.number for row in Erasure.objects.all()} == {number}
    key = address_hash(organization_id=in_a.pk, address=ADDRESS)
    assert Suppression.objects.filter(address_hash=key, source="erasure").exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_crash_kept_from_the_file_is_added_and_a_torn_line_spoils_no_other(
    guest: Guest, in_a: Organization, journal: Path
) -> None:
    erase(guest)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2 + 40])
    assert journal_complete() >= 1
    journal_missing()
    read = {line["hash"] for line in map(orjson.loads, filter(is_json, journal.read_bytes().splitlines()))}
    assert read == {bytes(row.address_hash).hex() for row in Erasure.objects.all() if row.address_hash}
    assert journal_complete() == 0


def is_json(line: bytes) -> bool:
    try:
        return bool(orjson.loads(line))
    except orjson.JSONDecodeError:
        return False


@pytest.mark.django_db
def test_what_was_written_beside_an_erasure_goes_an_hour_later_and_a_new_sign_up_stays(
    guest: Guest, in_a: Organization
) -> None:
    erase(guest)
    beside = GuestFactory(first_name="Quirina", last_name="Zauberfeld", email=ADDRESS, created_at=NOW)
    assert erasures_repeat(now=LATER) > 0
    assert not Guest.objects.filter(pk=beside.pk).exists()
    came_back = GuestFactory(first_name="Quirina", last_name="Zauberfeld", email=ADDRESS, created_at=LATER)
    erasures_repeat(now=LATER)
    assert Guest.objects.filter(pk=came_back.pk).exists()


@pytest.mark.django_db
def test_a_letter_in_a_workers_hands_leaves_once_and_its_row_names_nobody(
    guest: Guest, in_a: Organization
) -> None:
    """An erasure during a send: what was claimed goes out, what comes of it is written down without the address."""
    letter = Message.objects.get(recipient_ref=guest.pk)
    claim = messages_claim(mailing_id=letter.mailing_id, worker="w1", now=NOW)
    assert ADDRESS in [row.address for row in claim.messages]
    erase(guest)
    (mine,) = (row for row in claim.messages if row.address == ADDRESS)
    said = f"250 2.1.5 <{ADDRESS}> queued as Q77"
    outcomes_record(
        outcomes=[outcome_handed(mine, said, NOW)],
        mailing_id=letter.mailing_id,
        month=letter.month,
        worker="w1",
    )
    letter.refresh_from_db()
    assert (letter.state, letter.address, letter.response, letter.merge) == ("handed", "", "", {})
    assert messages_claim(mailing_id=letter.mailing_id, worker="w2", now=LATER).messages == []


@pytest.mark.django_db
def test_a_claimed_letter_that_goes_back_to_the_queue_is_skipped(guest: Guest, in_a: Organization) -> None:
    letter = Message.objects.get(recipient_ref=guest.pk)
    claim = messages_claim(mailing_id=letter.mailing_id, worker="w1", now=NOW)
    erase(guest)
    (mine,) = (row for row in claim.messages if row.id == letter.pk)
    outcomes_record(
        outcomes=[outcome_left(mine, NOW)], mailing_id=letter.mailing_id, month=letter.month, worker="w1"
    )
    assert letter.pk not in [
        row.id for row in messages_claim(mailing_id=letter.mailing_id, worker="w2", now=LATER).messages
    ]
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("skipped", "suppressed_other")


def imported(path: Path, organization: Organization) -> None:
    path.write_text(f"email,first_name,last_name,opt_in_at\n{ADDRESS},Quirina,Zauberfeld,2026-05-01\n")
    call_command("contacts_import", str(path), org=organization.slug, source="mailchimp", basis="consent")


def entered_by_a_channel(hotel: Hotel) -> None:
    person = booking_guest(first_name="Quirina", last_name="Zauberfeld", email=ADDRESS)
    new = booking(guest=person, reservation_code="NEW", booked_at=LATER, newsletter=True)
    stay_record(hotel=hotel, booking=new, now=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["import", "channel", "staff"])
def test_whoever_was_erased_is_not_mailed_again_by_import_channel_or_staff(
    guest: Guest, in_a: Organization, hotel_a: Hotel, tmp_path: Path, way: str
) -> None:
    erase(guest)
    if way == "import":
        imported(tmp_path / "guests.csv", in_a)
    elif way == "channel":
        entered_by_a_channel(hotel_a)
    else:
        someone = GuestFactory(email="", email_kind="none")
        guest_edit(
            guest_id=someone.pk,
            facts={"email": ADDRESS},
            seen_at=someone.updated_at,
            for_guest=False,
            actor=None,
            now=LATER,
        )
    found = Guest.objects.get(email=ADDRESS)
    for purpose in Purpose:
        facts = facts_of(
            address_hash=bytes(found.address_hash or b""),
            email_kind=found.email_kind,
            purpose=purpose,
            now=LATER,
        )
        answer = permission_of(facts=facts, purpose=purpose, now=LATER)
        assert (answer.allowed, answer.reason) == (False, "suppressed_other")
