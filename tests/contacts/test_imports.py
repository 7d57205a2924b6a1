from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEvent, User
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from contacts.errors import UnreadableFile
from contacts.models import Guest, Import, ImportRejection
from contacts.services import import_run
from contacts.services.import_chunk import ImportChunk
from contacts.services.imports import contacts_import
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("in_a")
FIXTURES = Path(__file__).parent / "fixtures"
HEADER = b"email,first_name,last_name,status,optin_time\n"


def load(content: bytes | str, basis: str = "consent", source: str = "test") -> Import:
    data = (FIXTURES / content).read_bytes() if isinstance(content, str) else content
    name = content if isinstance(content, str) else "guests.csv"
    return contacts_import(file=data, file_name=name, source=source, basis=basis, actor=None, now=NOW)


def counts(batch: Import) -> tuple[int, ...]:
    names = ("total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented")
    return tuple(getattr(batch, name) for name in names)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mailchimp_subscribed.csv", (4, 3, 0, 0, 1, 0, 1)),
        ("mailchimp_unsubscribed.csv", (2, 2, 0, 0, 0, 2, 0)),
        ("mailchimp_cleaned.csv", (1, 1, 0, 0, 0, 1, 0)),
        ("brevo.csv", (2, 2, 0, 0, 0, 1, 0)),
        ("activecampaign.csv", (3, 3, 0, 0, 0, 2, 0)),
        ("kit.csv", (2, 2, 0, 0, 0, 1, 0)),
        ("klaviyo.csv", (3, 3, 0, 0, 0, 1, 1)),
        ("generic_fr_semicolon_bom.csv", (1, 1, 0, 0, 0, 0, 0)),
        ("generic_it_utf16.csv", (1, 1, 0, 0, 0, 0, 1)),
        ("generic_de_tab_latin1.csv", (1, 1, 0, 0, 0, 0, 1)),
        ("generic_es.csv", (1, 1, 0, 0, 0, 0, 1)),
        ("hostile.csv", (8, 3, 0, 1, 4, 1, 0)),
    ],
)
def test_every_row_is_accounted_for(name: str, expected: tuple[int, ...]) -> None:
    batch = load(name)
    assert counts(batch) == expected
    assert (Guest.objects.count(), batch.state) == (expected[1], "done")
    assert ImportRejection.objects.count() == expected[4]


def test_rejected_rows_keep_line_reason_and_cells() -> None:
    load("hostile.csv")
    assert list(ImportRejection.objects.order_by("line").values_list("line", "reason")) == [
        (2, "not_an_address"),
        (3, "no_address"),
        (4, "control_character"),
        (7, "ragged_row"),
    ]


def test_consent_is_the_rows_own_with_its_evidence() -> None:
    batch = load("mailchimp_subscribed.csv", source="mailchimp")
    event = ConsentEvent.objects.get()
    assert (event.source, event.occurred_at.isoformat()) == ("import:mailchimp", "2024-05-01T08:05:00+00:00")
    assert event.evidence == {
        "opt_in_at": "2024-05-01 08:00:00",
        "opt_in_ip": "192.0.2.7",
        "confirm_at": "2024-05-01 08:05:00",
        "confirm_ip": "192.0.2.7",
        "file_name": "mailchimp_subscribed.csv",
        "file_sha256": batch.sha256,
        "line": 2,
    }


@pytest.mark.parametrize(
    "row",
    [
        b"a@example.com,A,B,subscribed,\n",
        b"a@example.com,A,B,subscribed,soon\n",
        b"a@example.com,A,B,subscribed,2999-01-01\n",
        b"a@example.com,A,B,pending,2024-01-01\n",
        b"a@example.com,A,B,unsubscribed,2024-01-01\n",
        b"info@example.com,A,B,subscribed,2024-01-01\n",
    ],
)
def test_a_row_without_proof_never_becomes_consented(row: bytes) -> None:
    assert load(HEADER + row).consented == 0
    assert ConsentStatus.objects.count() == 0


def test_without_a_claimed_basis_nothing_is_consented() -> None:
    assert load("mailchimp_subscribed.csv", basis="none").consented == 0


def test_a_soft_opt_in_is_recorded_as_such() -> None:
    load("mailchimp_subscribed.csv", basis="soft_opt_in")
    assert ConsentStatus.objects.get().basis == "soft_opt_in"


def test_an_unknown_basis_is_refused() -> None:
    from accounts.errors import InvalidInput

    with pytest.raises(InvalidInput):
        load("kit.csv", basis="because")
    assert Import.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("mailchimp_unsubscribed.csv", ["unsubscribed", "unsubscribed"]),
        ("mailchimp_cleaned.csv", ["bounce"]),
        ("brevo.csv", ["unsubscribed"]),
        ("activecampaign.csv", ["bounce", "unsubscribed"]),
        ("kit.csv", ["complaint"]),
    ],
)
def test_people_who_left_are_suppressed(name: str, reasons: list[str]) -> None:
    load(name)
    assert sorted(Suppression.objects.values_list("reason", flat=True)) == reasons


def test_an_import_never_upgrades_a_withdrawn_consent() -> None:
    from compliance.services.consent import consent_record
    from compliance.types import Basis, Purpose

    consent_record(
        address="anna@example.com", purpose=Purpose.MARKETING, granted=False, basis=Basis.CONSENT,
        source="unsubscribe", evidence={}, occurred_at=NOW, now=NOW,
    )  # fmt: skip
    assert load("mailchimp_subscribed.csv").consented == 0
    assert ConsentStatus.objects.get().granted is False


@pytest.mark.parametrize("name", ["mailchimp_subscribed.csv", "hostile.csv", "activecampaign.csv"])
def test_the_same_file_again_doubles_nobody(name: str) -> None:
    first = load(name)
    guests, events = Guest.objects.count(), ConsentEvent.objects.count()
    again = load(name)
    assert (Guest.objects.count(), ConsentEvent.objects.count()) == (guests, events)
    assert (again.imported, again.updated, again.duplicate) == (0, 0, first.imported + first.duplicate)


def test_a_known_guest_is_updated() -> None:
    load(HEADER + b"a@example.com,Anna,Moser,,\n")
    batch = load(b"email,last_name,phone,tags\na@example.com,Moser,+436641234567,spa\n")
    guest = Guest.objects.get()
    assert (batch.updated, guest.phone, guest.tags, guest.first_name) == (1, "+436641234567", ["spa"], "Anna")


def test_a_guests_own_word_is_not_overwritten() -> None:
    load(HEADER + b"a@example.com,Anna,Moser,,\n")
    Guest.objects.update(first_name="Annamaria", provenance={"first_name": "guest"})
    assert load(HEADER + b"a@example.com,Anna,Moser,,\n").duplicate == 1
    assert Guest.objects.get().first_name == "Annamaria"


def test_an_address_of_three_surnames_in_a_file_is_an_agencys_and_not_consented() -> None:
    rows = b"".join(
        b"desk@example.com,A,%s,subscribed,2024-01-01\n" % name for name in (b"Moser", b"Huber", b"Rossi")
    )
    assert load(HEADER + rows).consented == 0
    assert set(Guest.objects.values_list("email_kind", flat=True)) == {"agency_shared"}


def test_a_broken_import_keeps_what_it_had_and_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 1)
    real, calls = ImportChunk.apply, []

    def breaks(chunk: Any, rows: Any) -> None:
        calls.append(rows)
        if len(calls) == 2:
            raise OSError("disk full")
        real(chunk, rows)

    monkeypatch.setattr(ImportChunk, "apply", breaks)
    with pytest.raises(OSError, match="disk full"):
        load("klaviyo.csv")
    batch = Import.objects.get()
    assert (batch.state, counts(batch), Guest.objects.count()) == ("failed", (1, 1, 0, 0, 0, 0, 1), 1)


def test_an_unreadable_file_leaves_nothing() -> None:
    with pytest.raises(UnreadableFile):
        load(b"Room,Price\n12,80\n")
    assert Import.objects.count() == 0


def test_an_import_is_audited(owner_a: User) -> None:
    contacts_import(
        file=(FIXTURES / "kit.csv").read_bytes(), file_name="kit.csv", source="kit", basis="consent",
        actor=owner_a, now=NOW,
    )  # fmt: skip
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.detail["file_name"]) == (owner_a, "contacts.imported", "kit.csv")


@pytest.mark.parametrize("count", [1, 3])
def test_an_import_costs_the_same_queries_whatever_its_rows(
    count: int, django_assert_num_queries: Any
) -> None:
    rows = b"".join(b"g%d@example.com,A,B%d,subscribed,2024-01-01\n" % (n, n) for n in range(count))
    with django_assert_num_queries(31):
        load(HEADER + rows)
