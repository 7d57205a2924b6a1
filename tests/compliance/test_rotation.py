"""A new ADDRESS_HASH_KEY: every stored hash follows, in every table, and nobody who left is lost."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from accounts.models import Hotel, Organization
from accounts.tenancy import TenantModel, tenant_scope
from compliance.hashing import address_hash, hash_advance
from compliance.models import ConsentEvent, Erasure, HashRotation
from compliance.personal import Person
from compliance.selectors.permission import suppression_reasons
from compliance.services.erasure import person_erase
from compliance.services.erasure_journal import journal_missing
from compliance.services.rotation import HashesOutdated, hash_columns, hashes_require_rotated
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from contacts.models import Guest, GuestMerge, SignupHold
from contacts.services.merge import guest_merge_undo, guests_merge
from tests.compliance.persons import person_everywhere, request_waiting
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OLD, NEW = "the first key", "the first key,the second key"
LEFT = "left@example.com"
# Other bytes in tables of an organisation: digests of texts and files, keyed hashes of networks, codes and tokens.
OTHERS = {
    "campaigns.Picture.digest",
    "compliance.ConsentEvent.digest",
    "compliance.DataExport.data",
    "compliance.DataRequest.token_hash",
    "contacts.CodeLimit.digest",
    "contacts.ImportPart.data",
    "contacts.PreCheckIn.code_hash",
    "contacts.SignupRequest.network_hash",
    "contacts.SignupRequest.token_hash",
    "contacts.SpentProof.digest",
    "delivery.InboundMail.raw",
    "delivery.InboundMail.sha256",
}


@pytest.fixture(autouse=True)
def first_key(settings: Any, tmp_path: Path) -> None:
    settings.ADDRESS_HASH_KEY = OLD
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")


@pytest.fixture
def guest(group_a: Organization, hotel_a: Hotel) -> Guest:
    """Somebody in each table that can hold an address's hash, and others who left or were erased."""
    with tenant_scope(group_a.pk):
        guest = person_everywhere(hotel_a)
        request_waiting(guest)
        left = address_hash(organization_id=group_a.pk, address=LEFT)
        SignupHold.objects.create(address_hash=left, until=NOW)
        suppression_add(address_hash=left, reason=SuppressionReason.COMPLAINT, now=NOW)
        gone = GuestFactory(email="gone@example.com")
        person_erase(person=Person(guest_ids=frozenset({gone.pk})), actor=None, now=NOW)
        return guest


def stored() -> dict[str, dict[int, bytes]]:
    return {
        f"{column.label}.{column.name}": {
            pk: bytes(key)
            for pk, key in column.model._default_manager.values_list("pk", column.name)
            if key is not None
        }
        for column in hash_columns()
    }


def rotate() -> str:
    out = StringIO()
    call_command("hash_rotate", stdout=out)
    return out.getvalue()


def test_each_column_of_bytes_is_an_addresss_hash_or_known_to_be_something_else() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.local_fields
        if isinstance(field, models.BinaryField)
    }
    rotated = {f"{column.label}.{column.name}" for column in hash_columns()}
    assert {"contacts.GuestMerge.absorbed_hash", "compliance.MailPreference.address_hash"} <= rotated
    assert found - rotated == OTHERS
    assert rotated <= found


def test_every_hash_of_every_table_follows_the_new_key_and_none_is_lost(
    guest: Guest, group_a: Organization, settings: Any
) -> None:
    with tenant_scope(group_a.pk):
        before = stored()
    assert [name for name, rows in before.items() if not rows] == []
    settings.ADDRESS_HASH_KEY = NEW
    assert rotate() == f"{sum(map(len, before.values()))} hashes of 1 organisations follow the new key.\n"
    with tenant_scope(group_a.pk):
        assert stored() == {
            name: {
                pk: hash_advance(organization_id=group_a.pk, stored=key, version=1)
                for pk, key in rows.items()
            }
            for name, rows in before.items()
        }
        versions = {
            version
            for column in hash_columns()
            if column.versioned
            for version in column.model._default_manager.values_list("key_version", flat=True)
        }
        assert versions == {2}
        assert HashRotation.objects.get().counts == {name: len(rows) for name, rows in before.items()}
    assert rotate() == "0 hashes of 0 organisations follow the new key.\n"


def test_who_left_and_who_was_erased_are_found_by_the_new_key(
    guest: Guest, group_a: Organization, settings: Any
) -> None:
    settings.ADDRESS_HASH_KEY = NEW
    rotate()
    with tenant_scope(group_a.pk):
        left = address_hash(organization_id=group_a.pk, address=LEFT)
        gone = address_hash(organization_id=group_a.pk, address="gone@example.com")
        assert suppression_reasons(address_hashes=[left, gone]) == {left: "complaint", gone: "other"}
        assert [bytes(row.address_hash or b"") for row in Erasure.objects.all()] == [gone]
        assert journal_missing() == []


def test_a_merge_can_be_undone_after_a_rotation(group_a: Organization, settings: Any) -> None:
    with tenant_scope(group_a.pk):
        one = GuestFactory(email="", email_kind="none", address_hash=None)
        other = GuestFactory(email="other@example.com")
        guests_merge(survivor_id=one.pk, absorbed_id=other.pk, actor=None, now=NOW)
    settings.ADDRESS_HASH_KEY = NEW
    rotate()
    with tenant_scope(group_a.pk):
        merge = GuestMerge.objects.get()
        hashed = address_hash(organization_id=group_a.pk, address="other@example.com")
        assert bytes(merge.absorbed_hash or b"") == hashed
        guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
        assert [
            (guest.email, guest.address_hash and bytes(guest.address_hash))
            for guest in Guest.objects.order_by("email")
        ] == [("", None), ("other@example.com", hashed)]


def test_the_ledgers_guard_stands_again_after_it(guest: Guest, group_a: Organization, settings: Any) -> None:
    settings.ADDRESS_HASH_KEY = NEW
    rotate()
    with tenant_scope(group_a.pk):
        events = ConsentEvent.objects.all()
        for change in (lambda: events.update(applied=False), lambda: Erasure.objects.update(counts={})):
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                change()
            assert isinstance(refused.value.__cause__, psycopg.errors.RestrictViolation)


def test_another_groups_hashes_stay_until_it_is_their_turn_and_all_are_told(
    guest: Guest, group_a: Organization, group_b: Organization, settings: Any
) -> None:
    with tenant_scope(group_b.pk):
        suppression_add(address_hash=b"b" * 32, reason=SuppressionReason.BOUNCE, now=NOW)
    hashes_require_rotated()
    settings.ADDRESS_HASH_KEY = NEW
    with pytest.raises(HashesOutdated, match="of 2 organisations"):
        hashes_require_rotated()
    rotate()
    hashes_require_rotated()


def test_a_worker_does_not_start_before_the_hashes_followed(
    guest: Guest, group_a: Organization, settings: Any
) -> None:
    facts = connection.settings_dict
    where = f"{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{where}",
        "REDIS_URL": django_settings.REDIS_URL,
        "ADDRESS_HASH_KEY": NEW,
        "BELLHOP_ERASURE_JOURNAL": settings.BELLHOP_ERASURE_JOURNAL + ".none",
    }
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-P", "solo", "-Q", "nobodys"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "Run `manage.py hash_rotate`" in done.stderr
