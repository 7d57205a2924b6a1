"""The API of products, mapping, calendar and state."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from contacts.models import Stay
from integrations_ota.api import calendar
from integrations_ota.models import ChangedDay, ChannelIssue, Connection, RoomType
from integrations_ota.services.pull import connection_pull
from tests.factories.integrations_ota import (
    ConnectionFactory,
    RatePlanFactory,
    RoomMappingFactory,
    RoomTypeFactory,
)
from tests.integrations_ota.sandbox import Sandbox

ORG = "/api/v1/orgs/alpenblick"


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(calendar, "wake_pusher", lambda **kwargs: found.append(kwargs["connection_id"]))
    return found


@pytest.fixture
def room(in_a: Any, hotel_a: Hotel) -> RoomType:
    return RoomTypeFactory(hotel=hotel_a, code="DZ", name="Double")


def in_days(count: int) -> str:
    return (timezone.now().date() + timedelta(days=count)).isoformat()


def set_days(client: Any, hotel: Hotel, *changes: dict[str, Any]) -> Any:
    return client.post(f"{ORG}/calendar", {"hotel_id": hotel.pk, "changes": changes}, format="json")


def test_products_are_added_and_listed(client_of_a: Any, in_a: Any, hotel_a: Hotel) -> None:
    room = client_of_a.post(
        f"{ORG}/room-types", {"hotel_id": hotel_a.pk, "code": "DZ", "name": "Double"}, format="json"
    )
    plan = client_of_a.post(
        f"{ORG}/rate-plans", {"hotel_id": hotel_a.pk, "code": "BAR", "currency": "eur"}, format="json"
    )
    assert (room.status_code, plan.status_code) == (201, 201)
    assert client_of_a.get(f"{ORG}/room-types").json()["results"] == [
        {"id": room.json()["id"], "hotel_id": hotel_a.pk, "code": "DZ", "name": "Double"}
    ]
    assert client_of_a.get(f"{ORG}/rate-plans").json()["results"] == [
        {"id": plan.json()["id"], "hotel_id": hotel_a.pk, "code": "BAR", "name": "BAR", "currency": "EUR"}
    ]


def test_a_code_is_used_once_in_a_hotel(client_of_a: Any, room: RoomType) -> None:
    answer = client_of_a.post(f"{ORG}/room-types", {"hotel_id": room.hotel_id, "code": "DZ"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


def test_a_range_is_set_and_read_back(client_of_a: Any, room: RoomType, hotel_a: Hotel) -> None:
    change = {"room_type_id": room.pk, "first": in_days(1), "last": in_days(3), "available": 4}
    assert set_days(client_of_a, hotel_a, change).json() == {"days_changed": 3}
    query = f"hotel_id={hotel_a.pk}&first={in_days(2)}&last={in_days(9)}"
    assert client_of_a.get(f"{ORG}/calendar?{query}").json() == {
        "hotel_id": hotel_a.pk,
        "rooms": [
            {"room_type_id": room.pk, "day": in_days(2), "available": 4},
            {"room_type_id": room.pk, "day": in_days(3), "available": 4},
        ],
        "rates": [],
    }


def test_what_is_left_out_of_a_rate_stays(client_of_a: Any, room: RoomType, hotel_a: Hotel) -> None:
    plan = RatePlanFactory(hotel=hotel_a)
    both = {"room_type_id": room.pk, "rate_plan_id": plan.pk, "first": in_days(1), "last": in_days(1)}
    set_days(client_of_a, hotel_a, both | {"price_minor": 9900, "min_stay": 3})
    set_days(client_of_a, hotel_a, both | {"closed": True})
    query = f"hotel_id={hotel_a.pk}&first={in_days(1)}&last={in_days(1)}"
    rate = client_of_a.get(f"{ORG}/calendar?{query}").json()["rates"][0]
    assert (rate["price_minor"], rate["min_stay"], rate["closed"]) == (9900, 3, True)


def test_setting_days_wakes_the_channels_that_sell_them(
    client_of_a: Any, room: RoomType, hotel_a: Hotel, woken: list[int]
) -> None:
    mapping = RoomMappingFactory(connection__hotel=hotel_a, room_type=room)
    ConnectionFactory(hotel=hotel_a, remote_hotel_id="other")
    change = {"room_type_id": room.pk, "first": in_days(1), "last": in_days(2), "available": 1}
    set_days(client_of_a, hotel_a, change)
    assert woken == [mapping.connection_id]
    assert ChangedDay.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first": -1, "last": 1, "available": 1}, "Days before today"),
        ({"first": 3, "last": 1, "available": 1}, "The last day lies before the first one."),
        ({"first": 1, "last": 1200, "available": 1}, "Days more than 1100 days ahead"),
        ({"first": 1, "last": 1}, "Without a rate plan, only the number of rooms"),
        ({"first": 1, "last": 1, "available": 1, "min_stay": 2}, "Without a rate plan"),
        ({"first": 1, "last": 1, "rate_plan_id": 0, "price_minor": 1}, "This hotel has no such rate plan."),
    ],
)
def test_a_change_that_cannot_be_is_named_and_nothing_is_set(
    client_of_a: Any, room: RoomType, hotel_a: Hotel, change: dict[str, Any], words: str
) -> None:
    days = {name: in_days(change[name]) for name in ("first", "last")}
    good = {"room_type_id": room.pk, "first": in_days(1), "last": in_days(1), "available": 2}
    answer = set_days(client_of_a, hotel_a, good, {"room_type_id": room.pk, **change, **days})
    assert answer.status_code == 400
    assert answer.json()["fields"]["changes[1]"][0].startswith(words)
    query = f"hotel_id={hotel_a.pk}&first={in_days(1)}&last={in_days(1)}"
    assert client_of_a.get(f"{ORG}/calendar?{query}").json()["rooms"] == []


def test_another_groups_calendar_does_not_exist(
    client_of_a: Any, in_a: Any, hotel_a: Hotel, group_b: Organization
) -> None:
    hotel_id = 10**9
    query = f"hotel_id={hotel_id}&first={in_days(1)}&last={in_days(1)}"
    assert client_of_a.get(f"{ORG}/calendar?{query}").status_code == 404
    assert client_of_a.get(f"/api/v1/orgs/{group_b.slug}/calendar?{query}").status_code == 404


def test_another_groups_room_type_cannot_be_set(
    client_of_a: Any, hotel_a: Hotel, group_a: Organization, group_b: Organization, hotel_b: Hotel
) -> None:
    with tenant_scope(group_b.pk):
        foreign = RoomTypeFactory(hotel=hotel_b)
    change = {"room_type_id": foreign.pk, "first": in_days(1), "last": in_days(1), "available": 1}
    answer = set_days(client_of_a, hotel_a, change)
    assert answer.json()["fields"] == {"changes[0]": ["This hotel has no such room type."]}


def test_an_analyst_sees_the_calendar_and_sets_nothing(
    client_of_analyst: Any, room: RoomType, hotel_a: Hotel
) -> None:
    change = {"room_type_id": room.pk, "first": in_days(1), "last": in_days(1), "available": 1}
    assert set_days(client_of_analyst, hotel_a, change).status_code == 403
    query = f"hotel_id={hotel_a.pk}&first={in_days(1)}&last={in_days(1)}"
    assert client_of_analyst.get(f"{ORG}/calendar?{query}").status_code == 200


def test_rooms_and_rates_of_the_channel_are_listed_and_mapped(
    client_of_a: Any, channex: Connection, room: RoomType, hotel_a: Hotel
) -> None:
    plan = RatePlanFactory(hotel=hotel_a)
    shown = client_of_a.post(f"{ORG}/connections/{channex.pk}/products").json()
    assert len(shown["remote_rooms"]) == 5
    assert len(shown["remote_rates"]) == 10
    rate = shown["remote_rates"][0]
    mapping = {
        "rooms": [{"room_type_id": room.pk, "remote_code": rate["room_code"]}],
        "rates": [{"room_type_id": room.pk, "rate_plan_id": plan.pk, "remote_code": rate["code"]}],
    }
    path = f"{ORG}/connections/{channex.pk}/mapping"
    assert client_of_a.put(path, mapping, format="json").status_code == 200
    again = client_of_a.get(path).json()
    assert {"rooms": again["rooms"], "rates": again["rates"]} == mapping
    assert client_of_a.put(path, {"rooms": [], "rates": []}, format="json").json()["rooms"] == []


def test_a_rate_in_another_currency_is_not_mapped(
    client_of_a: Any, channex: Connection, room: RoomType, hotel_a: Hotel
) -> None:
    plan = RatePlanFactory(hotel=hotel_a, currency="CHF")
    rate = client_of_a.post(f"{ORG}/connections/{channex.pk}/products").json()["remote_rates"][0]
    mapping = {
        "rooms": [{"room_type_id": room.pk, "remote_code": rate["room_code"]}],
        "rates": [{"room_type_id": room.pk, "rate_plan_id": plan.pk, "remote_code": rate["code"]}],
    }
    answer = client_of_a.put(f"{ORG}/connections/{channex.pk}/mapping", mapping, format="json")
    assert answer.json()["fields"] == {
        "rates[0]": ["The channel's rate plan is in EUR; prices are never converted."]
    }


def test_a_room_the_channel_does_not_list_is_not_mapped(
    client_of_a: Any, channex: Connection, room: RoomType
) -> None:
    client_of_a.post(f"{ORG}/connections/{channex.pk}/products")
    mapping = {"rooms": [{"room_type_id": room.pk, "remote_code": "nowhere"}], "rates": []}
    answer = client_of_a.put(f"{ORG}/connections/{channex.pk}/mapping", mapping, format="json")
    assert list(answer.json()["fields"]) == ["rooms[0]"]


def test_a_channel_that_is_away_is_said_so(client_of_a: Any, in_a: Any, hotel_a: Hotel, local: None) -> None:
    away = ConnectionFactory(
        hotel=hotel_a, channel="channex", base_url="http://127.0.0.1:9/x", plain_credentials={"api_key": "k"}
    )
    answer = client_of_a.post(f"{ORG}/connections/{away.pk}/products")
    assert (answer.status_code, answer.json()["code"]) == (502, "channel_unreachable")


def test_a_mapped_room_names_the_stay_and_the_others_raise_an_issue(
    alpinebits: Connection, sandbox: Sandbox, hotel_a: Hotel, client_of_a: Any, now: Any
) -> None:
    room = RoomTypeFactory(hotel=hotel_a, name="Garden double")
    mapping = {"rooms": [{"room_type_id": room.pk, "remote_code": "DZ-GART"}], "rates": []}
    path = f"{ORG}/connections/{alpinebits.pk}/mapping"
    assert client_of_a.put(path, mapping, format="json").status_code == 200
    connection_pull(connection_id=alpinebits.pk, now=now)
    assert set(Stay.objects.values_list("room_name", flat=True)) == {
        "Garden double", "EZ", "DZ-BALK", "FAM",
    }  # fmt: skip
    open_issues = ChannelIssue.objects.filter(kind="unmapped_room", resolved_at=None)
    families = open_issues.filter(detail__contains="room FAM is not mapped").count()
    assert families > 0
    other = RoomTypeFactory(hotel=hotel_a, name="Family room")
    mapping["rooms"].append({"room_type_id": other.pk, "remote_code": "FAM"})
    client_of_a.put(path, mapping, format="json")
    assert open_issues.filter(detail__contains="room FAM is not mapped").count() == 0


def test_the_state_says_what_lags_and_what_is_left_of_the_quota(
    client_of_a: Any, channex: Connection, room: RoomType, hotel_a: Hotel
) -> None:
    RoomMappingFactory(connection=channex, room_type=room)
    change = {"room_type_id": room.pk, "first": in_days(1), "last": in_days(2), "available": 1}
    set_days(client_of_a, hotel_a, change)
    state = client_of_a.get(f"{ORG}/connections/{channex.pk}/state").json()
    assert state["offers"] == [
        "fallback", "list_rates", "pull_rates", "push_availability", "push_rates", "webhooks",
    ]  # fmt: skip
    assert (state["waiting_days"], state["refused_days"], state["pull_lag_seconds"]) == (2, 0, None)
    assert 0 <= state["push_lag_seconds"] < 60
    assert [(q["kind"], q["per_minute"]) for q in state["quotas"]] == [("availability", 10), ("rates", 10)]


def test_a_connection_is_taken_away_and_its_stays_remain(
    client_of_a: Any, alpinebits: Connection, now: Any
) -> None:
    connection_pull(connection_id=alpinebits.pk, now=now)
    stays = Stay.objects.count()
    assert client_of_a.delete(f"{ORG}/connections/{alpinebits.pk}").status_code == 204
    assert client_of_a.get(f"{ORG}/connections/{alpinebits.pk}").status_code == 404
    assert (Stay.objects.count(), Connection.objects.count()) == (stays, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_with_one_and_three(
    count: int, client_of_a: Any, in_a: Any, hotel_a: Hotel, django_assert_max_num_queries: Any
) -> None:
    RoomTypeFactory.create_batch(count, hotel=hotel_a)
    RatePlanFactory.create_batch(count, hotel=hotel_a)
    for path in ("room-types", "rate-plans"):
        with django_assert_max_num_queries(8):
            assert len(client_of_a.get(f"{ORG}/{path}").json()["results"]) == count
