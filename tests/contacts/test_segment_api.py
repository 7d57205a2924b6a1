"""Segments at the door: what may be asked, how many, who, and why."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from tests.contacts.segments import LISTS, SEGMENTS, condition, post, tree
from tests.factories.contacts import CustomFieldFactory, GuestFactory, StayFactory
from tests.factories.delivery import guest_with_consent

GERMAN = tree(condition("profile.language", "is_any_of", ["de"]))


def test_the_schema_names_fields_operators_and_choices(client_of_a: Any, in_a: Organization) -> None:
    StayFactory(
        guest=GuestFactory(language="de-AT", tags=["vip"], custom={"loyalty": "gold"}), rate_plan="BAR"
    )
    answer = client_of_a.get(f"{SEGMENTS}/schema").json()
    fields = {field["name"]: field for field in answer["fields"]}
    assert fields["profile.language"]["operators"] == ["is_any_of", "is_none_of", "is_known", "is_unknown"]
    assert fields["custom.loyalty"]["type"] == "choice"
    assert answer["choices"]["languages"] == [{"value": "de", "label": "de"}]
    assert answer["choices"]["tags"] == [{"value": "vip", "label": "vip"}]
    assert answer["choices"]["rates"] == [{"value": "BAR", "label": "BAR"}]
    assert answer["choices"]["custom.loyalty"] == [{"value": "gold", "label": "gold"}]


def test_an_own_field_has_the_label_and_type_that_the_group_gave_it(
    client_of_a: Any, in_a: Organization
) -> None:
    CustomFieldFactory(key="points", label="Bonus points", type="number")
    GuestFactory(custom={"points": 12})
    GuestFactory(custom={"points": 7})
    fields = {field["name"]: field for field in client_of_a.get(f"{SEGMENTS}/schema").json()["fields"]}
    assert (fields["custom.points"]["label"], fields["custom.points"]["type"]) == ("Bonus points", "decimal")
    asked = tree(condition("custom.points", "gte", 7.5))
    assert post(client_of_a, f"{SEGMENTS}/count", tree=asked).json()["members"] == 1


def test_a_count_says_who_gets_the_letter_and_why_others_do_not(client_of_a: Any, in_a: Organization) -> None:
    guest_with_consent(email="ada@example.com", language="de")
    guest_with_consent(email="ada@example.com", language="de-AT")
    GuestFactory(language="de")
    GuestFactory(language="en")
    answer = post(client_of_a, f"{SEGMENTS}/count", tree=GERMAN)
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert (body["members"], body["allowed"], body["excluded"]) == (3, 1, {"same_inbox": 1, "no_consent": 1})
    assert (body["exact"], body["pending"]) == (True, 0)
    assert set(body["texts"]) == {"same_inbox", "no_consent"}


def test_an_estimate_of_few_guests_is_exact(client_of_a: Any, in_a: Organization) -> None:
    GuestFactory(language="de")
    post(client_of_a, f"{SEGMENTS}/count", tree=GERMAN)
    assert post(client_of_a, f"{SEGMENTS}/estimate", tree=GERMAN).json() == {"members": 1, "exact": True}


def test_an_estimate_of_many_guests_comes_from_a_sample(
    client_of_a: Any, in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.selectors.segment_answers._ENOUGH", 0)
    monkeypatch.setattr("contacts.selectors.segment_answers._SAMPLE_PERCENT", 50)
    for language in ("de", "en"):
        GuestFactory(language=language)
    post(client_of_a, f"{SEGMENTS}/count", tree=GERMAN)
    # All of so few guests lie on one page, which is in the sample or is not.
    answer = post(client_of_a, f"{SEGMENTS}/estimate", tree=GERMAN)
    assert (answer.status_code, answer.json()["exact"]) == (200, False)
    assert answer.json()["members"] in {0, 2}


def test_members_far_apart_come_in_pages_too(
    client_of_a: Any, in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.selectors.segment_answers._NEAR", 1)
    guests = [GuestFactory(language="de" if number % 3 else "en").pk for number in range(7)]
    page = post(client_of_a, f"{SEGMENTS}/members", tree=GERMAN, limit=2).json()
    rest = post(client_of_a, f"{SEGMENTS}/members", tree=GERMAN, limit=9, cursor=page["next"]).json()
    found = [guest["id"] for guest in page["results"] + rest["results"]]
    assert found == [guests[number] for number in (1, 2, 4, 5)]


def test_members_come_in_pages(client_of_a: Any, in_a: Organization) -> None:
    guests = [GuestFactory(language="de").pk for _ in range(5)]
    GuestFactory(language="en")
    seen, cursor = [], None
    while True:
        page = post(client_of_a, f"{SEGMENTS}/members", tree=GERMAN, cursor=cursor, limit=2).json()
        seen += [guest["id"] for guest in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == guests


def test_one_guest_is_explained_rule_by_rule(client_of_a: Any, in_a: Organization) -> None:
    guest = GuestFactory(language="de")
    StayFactory(guest=guest)
    asked = tree(
        condition("profile.language", "is_any_of", ["de"]), condition("stays.count", "gte", 2), kind="all"
    )
    answer = post(client_of_a, f"{SEGMENTS}/explain", tree=asked, guest_id=guest.pk).json()
    assert (answer["holds"], [child["holds"] for child in answer["children"]]) == (False, [True, False])
    assert answer["children"][0]["text"] == "Language is one of de (found: de)"
    assert answer["children"][1]["text"] == "Number of stays is at least 2 (found: 1)"


GUESTS = SEGMENTS.replace("/segments", "/guests")


def test_a_guest_is_read_by_each_saved_segment_in_a_fixed_number_of_queries(
    client_of_a: Any, in_a: Organization, django_assert_num_queries: Any
) -> None:
    guest = GuestFactory(language="de")
    post(client_of_a, SEGMENTS, name="German", tree=GERMAN)
    client_of_a.get(f"{GUESTS}/{guest.pk}/segments")  # brings the facts up to date
    with CaptureQueriesContext(connection) as captured:
        client_of_a.get(f"{GUESTS}/{guest.pk}/segments")
    for_one = len(captured)
    english = tree(condition("profile.language", "is_any_of", ["en"]))
    post(client_of_a, SEGMENTS, name="English", tree=english)
    post(client_of_a, SEGMENTS, name="Not English", tree=tree({"not": english["rule"]}))
    with django_assert_num_queries(for_one):
        answer = client_of_a.get(f"{GUESTS}/{guest.pk}/segments").json()
    judged = [(row["name"], row["verdict"]["holds"]) for row in answer["results"]]
    assert judged == [("Not English", True), ("English", False), ("German", True)]
    explained = post(client_of_a, f"{SEGMENTS}/explain", tree=GERMAN, guest_id=guest.pk).json()
    assert answer["results"][2]["verdict"] == explained
    assert answer["total"] == 3


def test_a_segment_whose_rule_cannot_be_read_any_more_is_named_without_a_verdict(
    client_of_a: Any, in_a: Organization
) -> None:
    guest, field = GuestFactory(), CustomFieldFactory(key="points", type="number")
    made = post(client_of_a, SEGMENTS, name="Collectors", tree=tree(condition("custom.points", "gte", 7)))
    field.delete()
    answer = client_of_a.get(f"{GUESTS}/{guest.pk}/segments").json()
    assert answer["results"] == [{"id": made.json()["id"], "name": "Collectors", "verdict": None}]


def test_only_the_newest_segments_are_read_and_all_are_counted(
    client_of_a: Any, in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.services.segments.MOST_JUDGED", 1)
    guest = GuestFactory()
    for name in ("older", "newer"):
        post(client_of_a, SEGMENTS, name=name, tree=GERMAN)
    answer = client_of_a.get(f"{GUESTS}/{guest.pk}/segments").json()
    assert ([row["name"] for row in answer["results"]], answer["total"]) == (["newer"], 2)


@pytest.mark.django_db
def test_a_strangers_guest_is_read_by_no_segment(client_of_b: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory()
    for org in ("alpenblick", "costa-verde"):
        assert client_of_b.get(f"/api/v1/orgs/{org}/guests/{guest.pk}/segments").status_code == 404


def test_a_fault_names_its_place_in_the_tree(client_of_a: Any, in_a: Organization) -> None:
    asked = tree(condition("profile.language", "is_any_of", ["de"]), condition("stays.count", "gte", "many"))
    answer = post(client_of_a, f"{SEGMENTS}/count", tree=asked)
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"rule.all[1].value": ["Enter a whole number."]}


def test_a_segment_is_saved_changed_and_deleted(client_of_a: Any, in_a: Organization) -> None:
    made = post(client_of_a, SEGMENTS, name="German guests", tree=GERMAN, description="All who read German")
    assert made.status_code == 201, made.json()
    path = f"{SEGMENTS}/{made.json()['id']}"
    assert post(client_of_a, SEGMENTS, name="German guests", tree=GERMAN).json()["fields"] == {
        "name": ["This name is taken."]
    }
    assert client_of_a.patch(path, {"name": "Germans"}, format="json").json()["name"] == "Germans"
    assert client_of_a.get(path).json()["used_by"] == []
    assert [row["name"] for row in client_of_a.get(SEGMENTS).json()["results"]] == ["Germans"]
    assert client_of_a.delete(path).status_code == 204
    assert client_of_a.get(path).status_code == 404


def test_a_list_keeps_the_members_of_its_day(client_of_a: Any, in_a: Organization) -> None:
    guest = GuestFactory(language="de")
    made = post(client_of_a, LISTS, name="Germans in June", tree=GERMAN)
    assert (made.status_code, made.json()["size"]) == (201, 1)
    GuestFactory(language="de")
    path = f"{LISTS}/{made.json()['id']}"
    assert [row["id"] for row in client_of_a.get(f"{path}/members").json()["results"]] == [guest.pk]
    asked = tree(condition("lists", "is_any_of", [made.json()["id"]]))
    assert post(client_of_a, f"{SEGMENTS}/count", tree=asked).json()["members"] == 1
    assert client_of_a.delete(path).status_code == 204
    assert client_of_a.get(LISTS).json()["results"] == []


def test_an_analyst_asks_but_saves_nothing(client_of_analyst: Any, in_a: Organization) -> None:
    assert post(client_of_analyst, f"{SEGMENTS}/count", tree=GERMAN).status_code == 200
    assert post(client_of_analyst, SEGMENTS, name="Mine", tree=GERMAN).status_code == 403
