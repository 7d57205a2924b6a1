"""The story of a guest, a page at a time."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Organization
from accounts.services.audit import audit_record
from accounts.tenancy import tenant_scope
from compliance.services.consent import consent_record
from compliance.services.suppression import suppression_add
from compliance.types import Basis, Purpose, SuppressionReason
from contacts.models import Guest
from contacts.services.merge import guest_merge_undo, guests_merge
from delivery.types import EngagementKind
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, ImportChangeFactory, ImportFactory, StayFactory
from tests.factories.delivery import EngagementEventFactory, MessageFactory, mailing_made

pytestmark = pytest.mark.django_db
GUESTS = "/api/v1/orgs/alpenblick/guests"
OF_EACH = 3


def story(of_each: int = OF_EACH) -> Guest:
    """A guest to whom everything happened several times, all of it at the same moment."""
    guest: Guest = GuestFactory(imported_in=ImportFactory())
    mailing = mailing_made()
    for number in range(of_each):
        StayFactory(guest=guest)
        ImportChangeFactory(guest=guest)
        letter = MessageFactory(recipient_ref=guest.pk, mailing=mailing if number == 0 else mailing_made())
        EngagementEventFactory(message=letter, kind=EngagementKind.OPEN.value, first_at=NOW, last_at=NOW)
        EngagementEventFactory(
            message=letter, kind=EngagementKind.CLICK.value, link_no=1, first_at=NOW, last_at=NOW
        )
        consent_record(
            address=guest.email, purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT,
            source="double_opt_in", evidence={"number": number}, occurred_at=NOW, now=NOW,
        )  # fmt: skip
        audit_record(
            actor=None, action="guest.edited", target=guest, now=NOW, fields=["email"], for_guest=False
        )
        absorbed = GuestFactory(email=guest.email, imported_in=None)
        merge = guests_merge(survivor_id=guest.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
        if number == 0:
            guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    suppression_add(
        address_hash=bytes(guest.address_hash or b""), reason=SuppressionReason.UNSUBSCRIBED, now=NOW
    )
    return guest


ALL = {
    "stay": 3, "message": 3, "open": 3, "click": 3, "consent": 3, "suppression": 1, "import": 4,
    "merge": 3, "unmerge": 1, "edit": 3,
}  # fmt: skip


def pages(client: Any, guest: Guest, **query: Any) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{GUESTS}/{guest.pk}/timeline", {**query, "cursor": cursor}).json()
        found.append(page["results"])
        cursor = page["next"]
    return found


def test_each_entry_comes_exactly_once_at_any_length_of_page_though_all_happened_at_once(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        story()
        guest = story()
    (whole,) = pages(client_of_a, guest, limit=100)
    assert Counter(entry["kind"] for entry in whole) == ALL
    for limit in (1, 2, 5, len(whole)):
        found = pages(client_of_a, guest, limit=limit)
        assert [entry for page in found for entry in page] == whole
        assert {len(page) for page in found[:-1]} <= {limit}


def test_the_newest_comes_first_and_a_page_begins_where_the_last_one_ended(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory(created_at=NOW - timedelta(days=9))
        for days in (1, 5, 3):
            StayFactory(guest=guest, booked_at=NOW - timedelta(days=days))
            MessageFactory(recipient_ref=guest.pk, handed_at=NOW - timedelta(days=days, hours=1))
    told = [entry for page in pages(client_of_a, guest, limit=2) for entry in page]
    assert [entry["kind"] for entry in told] == [*["stay", "message"] * 3, "created"]
    assert [entry["at"] for entry in told] == sorted((entry["at"] for entry in told), reverse=True)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (["stay"], {"stay"}),
        (["message"], {"message"}),
        (["engagement"], {"open", "click"}),
        (["consent"], {"consent", "suppression"}),
        (["import"], {"import"}),
        (["merge"], {"merge", "unmerge"}),
        (["edit"], {"edit"}),
        (["stay", "edit"], {"stay", "edit"}),
    ],
)
def test_a_part_of_the_story_is_told_by_kind(
    client_of_a: Any, group_a: Organization, asked: list[str], kinds: set[str]
) -> None:
    with tenant_scope(group_a.pk):
        guest = story()
    told = [entry["kind"] for page in pages(client_of_a, guest, kind=asked, limit=2) for entry in page]
    assert Counter(told) == {kind: number for kind, number in ALL.items() if kind in kinds}


@pytest.mark.parametrize("of_each", [1, 3])
def test_a_page_costs_the_same_queries_whatever_the_story(
    client_of_a: Any, group_a: Organization, of_each: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(group_a.pk):
        guest = story(of_each)
    first = client_of_a.get(f"{GUESTS}/{guest.pk}/timeline", {"limit": 1}).json()
    with django_assert_num_queries(17):
        client_of_a.get(f"{GUESTS}/{guest.pk}/timeline", {"limit": 5, "cursor": first["next"]})


def test_letters_that_went_out_and_those_that_did_not_are_told_apart(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory()
        for state, reason in (("handed", ""), ("skipped", "no_consent")):
            MessageFactory(recipient_ref=guest.pk, state=state, reason=reason)
    ((one, other),) = pages(client_of_a, guest, kind="message")
    assert sorted([one["title"], other["title"]]) == ["Not sent: Spring", "Sent: Spring"]


def test_what_was_done_to_a_guest_before_the_merge_stands_in_the_survivors_story(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        survivor, absorbed = GuestFactory(), GuestFactory()
        audit_record(
            actor=None, action="guest.edited", target=absorbed, now=NOW, fields=["phone"], for_guest=True
        )
        guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    ((edit,),) = pages(client_of_a, survivor, kind="edit")
    assert edit["title"] == "Changed as the guest asked: phone"
    gone = client_of_a.get(f"{GUESTS}/{absorbed.pk}/timeline")
    assert (gone.status_code, gone.json()["fields"]) == (404, {"survivor": [str(survivor.pk)]})


@pytest.mark.parametrize(
    "cursor",
    ["x", "W10", "bnVsbA", "WyJub3ciLCJzdGF5IiwxXQ", "WyIyMDI2LTAxLTAxIiwic3RheSIsMV0",
     "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwicm9vbXMiLDFd"],
)  # fmt: skip
def test_a_broken_cursor_is_an_answer_not_a_crash(
    client_of_a: Any, group_a: Organization, cursor: str
) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory()
    assert client_of_a.get(f"{GUESTS}/{guest.pk}/timeline", {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("query", [{"kind": "rooms"}, {"limit": 101}, {"limit": 0}])
def test_a_question_that_cannot_be_answered_is_refused_at_its_field(
    client_of_a: Any, group_a: Organization, query: dict[str, Any]
) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory()
    answer = client_of_a.get(f"{GUESTS}/{guest.pk}/timeline", query)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(query))


def test_another_groups_guest_has_no_story_here(
    client_of_b: Any, group_a: Organization, group_b: Organization
) -> None:
    with tenant_scope(group_a.pk):
        guest = story()
    assert client_of_b.get(f"{GUESTS}/{guest.pk}/timeline").status_code == 404
    assert client_of_b.get(f"/api/v1/orgs/costa-verde/guests/{guest.pk}/timeline").status_code == 404


def test_the_log_is_indexed_by_what_it_is_about(in_a: Organization) -> None:
    """Which index a plan takes depends on statistics, so the index itself is looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('audit_target_idx'::regclass)")
        (definition,) = cursor.fetchone()
    assert definition.endswith("(organization_id, target_type, target_id, at DESC)")


@pytest.mark.parametrize("purpose", Purpose)
def test_each_consent_says_what_it_was_for(client_of_a: Any, in_a: Organization, purpose: Purpose) -> None:
    guest = GuestFactory(email="ada@example.com")
    for days, granted in ((2, True), (1, False)):
        at = NOW - timedelta(days=days)
        consent_record(
            address="ada@example.com", purpose=purpose, granted=granted, basis=Basis.CONSENT,
            source="preference_centre", evidence={}, occurred_at=at, now=at,
        )  # fmt: skip
    told = client_of_a.get(f"{GUESTS}/{guest.pk}/timeline", {"kind": "consent"}).json()["results"]
    about = {
        Purpose.MARKETING: ("Withdrew the consent to offers", "Agreed to receive offers"),
        Purpose.NEWSLETTER: ("Withdrew the consent to the newsletter", "Agreed to receive the newsletter"),
        Purpose.STAY_SERVICE: ("Wants no messages about a stay", "Agreed to messages about a stay"),
        Purpose.OPEN_TRACKING: (
            "Wants it not to be noted which mails are opened",
            "Agreed that it is noted which mails are opened",
        ),
        Purpose.PROFILING: (
            "Objected to offers chosen by past stays",
            "Agreed to offers chosen by past stays",
        ),
    }
    assert [entry["title"] for entry in told if entry["kind"] == "consent"] == list(about[purpose])
