"""Two guests made one by a person, and two again."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import InvalidInput
from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.hashing import address_hash
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from contacts.models import Guest, GuestList, GuestListMember, GuestMerge, ImportChange, MergeSuggestion, Stay
from contacts.services.address_rules import address_rule_set
from contacts.services.merge import guest_merge_undo, guests_merge
from contacts.services.stay import stay_record
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, MergeSuggestionFactory, StayFactory, booking, booking_guest
from tests.factories.delivery import MessageFactory

pytestmark = pytest.mark.django_db
ORG = "/api/v1/orgs/alpenblick"
IGNORED = {"updated_at"}
NUMBERS = itertools.count()


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that a merge may touch, but for the time of a guest's last change."""
    tables = (Guest, Stay, GuestListMember, MergeSuggestion)
    rows: dict[str, list[dict[str, Any]]] = {
        table.__name__: [dict(row) for row in table.objects.order_by("pk").values()] for table in tables
    }
    for row in rows["Guest"]:
        row["address_hash"] = bytes(row["address_hash"]) if row["address_hash"] else None
    return {
        name: [{key: value for key, value in row.items() if key not in IGNORED} for row in table]
        for name, table in rows.items()
    }


def told(client: Any, guest: Guest, kind: str) -> list[str]:
    """The kinds of entries that a part of a guest's timeline has."""
    answer = client.get(f"{ORG}/guests/{guest.pk}/timeline", {"kind": kind})
    return [entry["kind"] for entry in answer.json()["results"]]


def list_with(*guests: Guest) -> GuestList:
    made = GuestList.objects.create(name=f"List {next(NUMBERS)}", tree={}, created_at=NOW)
    for guest in guests:
        GuestListMember.objects.create(guest_list=made, guest=guest)
    return made


def test_a_suggestion_accepted_leaves_one_guest_who_knows_all(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        old = GuestFactory(
            first_name="Ada", last_name="Moser", phone="", tags=["spa"], provenance={"first_name": "ota"}
        )
        new = GuestFactory(
            first_name="Adele", last_name="Moser", email="", email_kind="none", phone="+4366412345678", tags=["vip"],
            custom={"room": "lake"}, provenance={"first_name": "guest", "phone": "pms"},
        )  # fmt: skip
        stay = StayFactory(guest=new)
        suggestion = MergeSuggestionFactory(guest=new, other=old, reason="same_phone")
    assert [row["id"] for row in client_of_a.get(f"{ORG}/suggestions").json()["results"]] == [suggestion.pk]
    answer = client_of_a.post(
        f"{ORG}/suggestions/{suggestion.pk}/accept", {"survivor": old.pk}, format="json"
    )
    assert answer.status_code == 200
    page = client_of_a.get(f"{ORG}/guests/{old.pk}").json()
    assert (page["first_name"], page["phone"], page["tags"], page["custom"]) == (
        "Adele", "+4366412345678", ["spa", "vip"], {"room": "lake"}
    )  # fmt: skip
    assert page["provenance"] == {"first_name": "guest", "phone": "pms"}
    assert [row["id"] for row in page["stays_list"]] == [stay.pk]
    assert told(client_of_a, old, "merge") == ["merge"]
    gone = client_of_a.get(f"{ORG}/guests/{new.pk}")
    assert (gone.status_code, gone.json()["code"], gone.json()["fields"]) == (
        404, "guest_merged", {"survivor": [str(old.pk)]}
    )  # fmt: skip
    assert client_of_a.get(f"{ORG}/suggestions").json()["results"] == []


def test_a_merge_undone_gives_both_guests_back_and_suggests_them_no_more(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        old, new = GuestFactory(tags=["spa"]), GuestFactory(tags=["vip"], imported_in=None)
        StayFactory(guest=new)
        list_with(new, old)
        list_with(new)
        MergeSuggestionFactory(guest=new, other=old, state="open")
        before = everything()
    merge = client_of_a.post(f"{ORG}/guests/{old.pk}/merge", {"absorbed": new.pk}, format="json").json()
    assert client_of_a.post(f"{ORG}/merges/{merge['id']}/undo").json()["kept"] == []
    with tenant_scope(group_a.pk):
        after = everything()
        assert [row["state"] for row in after["MergeSuggestion"]] == ["dismissed"]
        for row in before["MergeSuggestion"]:
            row["state"] = "dismissed"
        assert after == before
        acts = AuditEvent.objects.order_by("id").values_list("action", flat=True)
        assert list(acts)[-2:] == ["guest.merged", "guest.unmerged"]
    assert client_of_a.post(f"{ORG}/merges/{merge['id']}/undo").status_code == 400


def test_what_changed_since_the_merge_stays_with_the_survivor(in_a: Organization) -> None:
    survivor, absorbed = GuestFactory(phone=""), GuestFactory(phone="+4366412345678", country="DE")
    StayFactory(guest=absorbed)
    merge = guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    Guest.objects.filter(pk=survivor.pk).update(phone="+43999")
    later = StayFactory(guest=survivor)
    undone = guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    survivor.refresh_from_db()
    assert (undone.kept, survivor.phone) == (["phone"], "+43999")
    assert Guest.objects.get(pk=absorbed.pk).phone == "+4366412345678"
    assert list(Stay.objects.filter(guest=survivor).values_list("pk", flat=True)) == [later.pk]


def test_a_chain_of_merges_is_undone_from_its_end(in_a: Organization) -> None:
    first, second, third = GuestFactory.create_batch(3)
    for guest in (first, second, third):
        StayFactory(guest=guest)
    before = everything()
    one = guests_merge(survivor_id=second.pk, absorbed_id=third.pk, actor=None, now=NOW)
    two = guests_merge(survivor_id=first.pk, absorbed_id=second.pk, actor=None, now=NOW)
    assert set(GuestMerge.objects.values_list("survivor_id", flat=True)) == {first.pk}
    assert Stay.objects.filter(guest=first).count() == 3
    with pytest.raises(InvalidInput, match="later"):
        guest_merge_undo(merge_id=GuestMerge.objects.earliest("pk").pk, actor=None, now=NOW)
    for merge in (two, one):
        guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    assert everything() == before


def test_letters_to_an_absorbed_guest_stand_in_the_survivors_story(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        survivor, absorbed = GuestFactory(), GuestFactory()
        MessageFactory(recipient_ref=absorbed.pk)
        merge = guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    assert told(client_of_a, survivor, "message") == ["message"]
    with tenant_scope(group_a.pk):
        guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    assert told(client_of_a, survivor, "message") == []


def test_a_booking_in_the_absorbed_guests_name_is_the_survivors(in_a: Organization, hotel_a: Hotel) -> None:
    survivor = GuestFactory(last_name="Moser", email="new@example.com")
    absorbed = GuestFactory(last_name="Moser", email="old@example.com")
    merge = guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    stay_record(hotel=hotel_a, booking=booking(guest=booking_guest(email="old@example.com")), now=NOW)
    stay_record(
        hotel=hotel_a, now=NOW,
        booking=booking(reservation_code="R2", guest=booking_guest(email="old@example.com", last_name="Rossi")),
    )  # fmt: skip
    assert dict(Stay.objects.order_by("pk").values_list("reservation_code", "guest__last_name")) == {
        "R1": "Moser", "R2": "Rossi"
    }  # fmt: skip
    assert Stay.objects.get(reservation_code="R1").guest_id == survivor.pk
    guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    stay_record(
        hotel=hotel_a, now=NOW,
        booking=booking(reservation_code="R3", guest=booking_guest(email="old@example.com")),
    )  # fmt: skip
    assert Stay.objects.get(reservation_code="R3").guest_id == absorbed.pk


def test_an_address_that_became_an_agencys_meanwhile_comes_back_as_one(in_a: Organization) -> None:
    survivor = GuestFactory(last_name="Moser", email="ada@example.com")
    absorbed = GuestFactory(last_name="Moser", email="ada@agency.example")
    merge = guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    address_rule_set(domain="agency.example", kind="agency_shared", note="", actor=None, now=NOW)
    guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    assert Guest.objects.get(pk=absorbed.pk).email_kind == "agency_shared"


def test_a_complaint_about_the_absorbed_address_stands_on_the_survivors_page(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        survivor, absorbed = GuestFactory(), GuestFactory(email="old@example.com")
        key = bytes(absorbed.address_hash)
        suppression_add(address_hash=key, reason=SuppressionReason.COMPLAINT, now=NOW)
        guests_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    assert told(client_of_a, survivor, "consent") == ["suppression"]


def test_all_that_hangs_on_a_guest_is_thought_of_in_a_merge() -> None:
    handled = {Stay, MergeSuggestion, ImportChange, GuestListMember, GuestMerge}
    related = [field for field in Guest._meta.get_fields(include_hidden=True) if field.auto_created]
    assert {field.related_model for field in related if field.is_relation} == handled


def test_nobody_is_merged_with_themselves_or_with_a_strangers_guest(
    client_of_a: Any, group_a: Organization, group_b: Organization
) -> None:
    with tenant_scope(group_b.pk):
        theirs = GuestFactory()
    with tenant_scope(group_a.pk):
        ours = GuestFactory()
    for absorbed, status in ((ours.pk, 400), (theirs.pk, 404)):
        looked = client_of_a.get(f"{ORG}/guests/{ours.pk}/merge", {"absorbed": absorbed})
        merged = client_of_a.post(f"{ORG}/guests/{ours.pk}/merge", {"absorbed": absorbed}, format="json")
        assert (looked.status_code, merged.status_code) == (status, status)


def test_a_look_before_a_merge_shows_what_it_makes_and_changes_nothing(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        ours = GuestFactory(first_name="Ada", phone="+431", tags=["spa"], provenance={"phone": "guest"})
        theirs = GuestFactory(
            first_name="Adele", phone="+432", tags=["vip"], custom={"room": "lake"},
            provenance={"first_name": "guest", "phone": "staff"},
        )  # fmt: skip
        StayFactory(guest=ours)
        StayFactory(guest=theirs)
        before = everything()
    preview = client_of_a.get(f"{ORG}/guests/{ours.pk}/merge", {"absorbed": theirs.pk}).json()
    with tenant_scope(group_a.pk):
        assert everything() == before
    assert (preview["survivor"]["phone"], preview["absorbed"]["phone"]) == ("+431", "+432")
    client_of_a.post(f"{ORG}/guests/{ours.pk}/merge", {"absorbed": theirs.pk}, format="json")
    page = client_of_a.get(f"{ORG}/guests/{ours.pk}").json()
    assert preview["merged"] == {name: page[name] for name in preview["merged"]}
    assert (preview["merged"]["first_name"], preview["merged"]["phone"]) == ("Adele", "+431")
    assert preview["stays"] == len(page["stays_list"]) == 2


texts = st.sampled_from(["", "Ada", "Ben"])
sources = st.sampled_from(["ota", "pms", "import", "staff", "guest"])


@st.composite
def guest_facts(draw: st.DrawFn) -> dict[str, Any]:
    email = draw(st.sampled_from(["", "a@example.com", "b@example.com", "info@example.com"]))
    names = ("first_name", "phone", "language", "email")
    return {
        "first_name": draw(texts),
        "phone": draw(st.sampled_from(["", "+431", "+432"])),
        "language": draw(st.sampled_from(["", "de", "en"])),
        "birth_date": draw(st.sampled_from([None, date(1980, 2, 29)])),
        "email": email,
        "email_kind": "none" if not email else "role" if email.startswith("info") else "real",
        "tags": draw(st.lists(st.sampled_from(["spa", "vip", "ski"]), unique=True)),
        "custom": draw(st.dictionaries(st.sampled_from(["room", "dog"]), st.sampled_from(["yes", 3, True]))),
        "provenance": {name: draw(sources) for name in names if draw(st.booleans())},
        "created_at": NOW
        - timedelta(days=draw(st.integers(0, 9)), microseconds=draw(st.integers(0, 999_999))),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=guest_facts(), other=guest_facts(), stays=st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_a_merge_and_its_undoing_are_nothing(
    in_a: Organization, one: dict[str, Any], other: dict[str, Any], stays: tuple[int, int]
) -> None:
    # The example before is not undone by itself, and three surnames would make an address an agency's.
    for table in (Stay, GuestListMember, GuestMerge, Guest):
        table.objects.all().delete()
    guests = []
    for facts, count in ((one, stays[0]), (other, stays[1])):
        key = address_hash(organization_id=in_a.pk, address=facts["email"]) if facts["email"] else None
        guest = GuestFactory(**facts, address_hash=key)
        StayFactory.create_batch(count, guest=guest)
        guests.append(guest)
    list_with(*guests)
    before = everything()
    merge = guests_merge(survivor_id=guests[0].pk, absorbed_id=guests[1].pk, actor=None, now=NOW)
    assert Stay.objects.filter(guest=guests[0]).count() == sum(stays)
    assert guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW).kept == []
    assert everything() == before
