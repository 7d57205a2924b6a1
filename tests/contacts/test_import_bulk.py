"""The fast way and GuestPool's way of importing come to the same, row by row."""

import random
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from contacts.models import Guest, Import, ImportRejection, MergeSuggestion
from contacts.services import import_chunk, import_run
from contacts.services.imports import contacts_import
from tests.factories.accounts import NOW

HEADER = "email,first_name,last_name,phone,language,country,birthday,tags,status,optin_time\n"
PLAIN = [
    "first_name",
    "last_name",
    "email",
    "email_kind",
    "phone",
    "language",
    "country",
    "birth_date",
    "tags",
]
COUNTS = ["total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented"]
SLICE = 40


def file_of(seed: int, rows: int = 160) -> bytes:
    """Make a file in which much collides: addresses, phones, birthdays, desks, refused and odd cells."""
    dice = random.Random(seed)
    domains = ["example.com", "example.org", "guest.booking.com", "münchen.example.com", "bad domain"]
    lines = []
    for _row in range(rows):
        own = (f"u{dice.randrange(200)}", f"v{dice.randrange(900)}")
        name = dice.choice(["anna", "ben", "info", "cara", "d.o", "É", *own])
        address = f"{name}@{dice.choices(domains, [80, 40, 4, 4, 2])[0]}"
        surname = dice.choice(["Moser", "Huber", "Rossi", "Müller", "Mueller", "", "García López", "García"])
        # How far GuestPool looks for relatives of other spelling depends on who else is in its batch.
        plain = surname in {"Moser", "Huber", "Rossi"}
        phone = (
            dice.choice(["", "", f"+43664{dice.randrange(300) + 1_000_000}", "0664 1234567"]) if plain else ""
        )
        birthday = dice.choice(["", f"{dice.randrange(1950, 2000)}-05-06"]) if plain else ""
        lines.append(
            ",".join(
                [
                    dice.choice([address, address.upper(), "", f" {address}"]),
                    dice.choice(["Anna", "Ben", "", "A\u202ena"]),
                    surname,
                    phone,
                    dice.choice(["de", "it", "", "pt_br"]),
                    dice.choice(["AT", "it", ""]),
                    birthday,
                    dice.choice(["", "spa", '"spa, vip"']),
                    dice.choice(["subscribed", "subscribed", "unsubscribed", "cleaned", "pending", ""]),
                    dice.choice(["2024-01-01", "2023-05-06 07:08:09", "", "2999-01-01"]),
                ]
            )
        )
    return (HEADER + "\n".join(lines)).encode()


def outcome(batch: Import) -> dict[str, Any]:
    """Return all that an import left, but for ids and times of writing."""
    guests = {guest.pk: tuple(str(getattr(guest, name)) for name in PLAIN) for guest in Guest.objects.all()}
    pairs = MergeSuggestion.objects.values_list("guest_id", "other_id", "reason")
    return {
        "counts": [getattr(batch, name) for name in COUNTS],
        "guests": sorted(guests.values()),
        "provenance": sorted(str(sorted(guest.provenance.items())) for guest in Guest.objects.all()),
        # Of several candidates the pool takes any, so who is asked about counts, not with whom.
        "suggestions": sorted((guests[one], why) for one, _two, why in pairs),
        "events": sorted((e.occurred_at, e.applied, e.evidence["line"]) for e in ConsentEvent.objects.all()),
        "statuses": sorted(
            (s.at, s.granted, bytes(s.address_hash).hex()) for s in ConsentStatus.objects.all()
        ),
        "suppressions": sorted((s.reason, bytes(s.address_hash).hex()) for s in Suppression.objects.all()),
        "rejections": sorted(ImportRejection.objects.values_list("line", "reason")),
    }


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_come_to_the_same(seed: int, group_a: Organization, monkeypatch: Any) -> None:
    from django.db import transaction

    monkeypatch.setattr(import_run, "CHUNK", SLICE)
    found = []
    with tenant_scope(group_a.pk):
        for bulk in (1, 10**9):
            monkeypatch.setattr(import_chunk, "BULK", bulk)
            with transaction.atomic():
                found.append([outcome(load(file_of(number))) for number in (seed, seed + 1_000, seed)])
                transaction.set_rollback(True)
    for fast, slow in zip(*found, strict=True):
        for name, value in fast.items():
            assert (name, value) == (name, slow[name])


def load(data: bytes) -> Import:
    return contacts_import(file=data, file_name="f.csv", source="s", basis="consent", actor=None, now=NOW)
