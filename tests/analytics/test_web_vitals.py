from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Organization, User
from accounts.services.keys import key_create
from accounts.types import Role
from analytics.models import WebVital
from analytics.tasks import forget_web_vitals
from analytics.types import OPEN_END, OTHER_ROUTE, ROUTES_A_DAY
from tests.factories.accounts import NOW, UserFactory

VITALS = "/api/v1/web-vitals"
GUEST = "/$org/guests/$guestId"


def reading(metric: str = "LCP", value: float = 1200, route: str = GUEST) -> dict[str, Any]:
    return {"route": route, "metric": metric, "value": value}


def report(client: Any, *readings: dict[str, Any]) -> Any:
    return client.post(VITALS, {"readings": list(readings)}, format="json")


def histogram() -> list[tuple[str, str, int, int]]:
    return list(
        WebVital.objects.order_by("route", "metric", "bound").values_list("route", "metric", "bound", "hits")
    )


@pytest.fixture
def client_of_operator(db: None) -> Any:
    client = APIClient()
    client.force_login(UserFactory(is_staff=True))
    return client


def test_readings_are_counted_by_day_page_and_step_and_not_kept(client_of_a: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        assert (
            report(client_of_a, reading(value=1200), reading(value=1499.5), reading("CLS", 40)).status_code
            == 204
        )
        assert report(client_of_a, reading(value=99_000)).status_code == 204
    assert histogram() == [
        (GUEST, "CLS", 50, 1),
        (GUEST, "LCP", 1500, 2),
        (GUEST, "LCP", OPEN_END, 1),
    ]
    assert set(WebVital.objects.values_list("day", flat=True)) == {NOW.date()}


def test_nothing_in_the_table_can_tell_of_a_person(client_of_a: Any) -> None:
    assert {field.name for field in WebVital._meta.fields} == {
        "id",
        "day",
        "route",
        "metric",
        "bound",
        "hits",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        reading(route="/alpenblick/guests/17"),
        reading(route="/$org/guests?search=anna@example.org"),
        reading(route="/" + "a" * 80),
        reading(metric="HEART"),
        reading(value=-1),
        reading(value=3_600_001),
        {"route": GUEST, "metric": "LCP", "value": "quick"},
        {"metric": "LCP", "value": 1},
    ],
)
def test_what_is_no_reading_is_refused_and_nothing_is_counted(
    client_of_a: Any, wrong: dict[str, Any]
) -> None:
    answer = report(client_of_a, reading(), wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert histogram() == []


@pytest.mark.parametrize("many", [0, 51])
def test_a_report_is_of_one_to_fifty_readings(client_of_a: Any, many: int) -> None:
    assert report(client_of_a, *[reading()] * many).status_code == 400


def test_made_up_pages_do_not_fill_the_table(client_of_a: Any) -> None:
    letters = "abcdefghijklmnopqrst"
    WebVital.objects.bulk_create(
        WebVital(day=NOW.date(), route=f"/{one}{other}", metric="LCP", bound=500)
        for one in letters[: ROUTES_A_DAY // len(letters)]
        for other in letters
    )
    with time_machine.travel(NOW, tick=False):
        report(client_of_a, reading(route="/one-more"), reading(route="/ab"))
    counted = WebVital.objects.filter(hits=1).order_by("route")
    assert list(counted.values_list("route", flat=True)) == [OTHER_ROUTE, "/ab"]


def test_nobody_logged_in_and_no_program_reports(
    visitor: Client, group_a: Organization, owner_a: User
) -> None:
    assert visitor.post(VITALS, {"readings": [reading()]}, content_type="application/json").status_code == 401
    _, secret = key_create(organization=group_a, name="PMS", role=Role.MARKETER, actor=owner_a, now=NOW)
    answer = report(APIClient(headers={"Authorization": f"Bearer {secret}"}), reading())
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_reports_are_slowed_apart_from_a_persons_work(client_of_a: Any) -> None:
    cache.clear()
    answers = [report(client_of_a, reading()).status_code for _ in range(61)]
    assert answers == [204] * 60 + [429]
    assert client_of_a.get("/api/v1/me").status_code == 200
    cache.clear()


def test_the_operator_reads_them_and_nobody_else(client_of_a: Any, client_of_operator: Any) -> None:
    report(client_of_a, *[reading(value=900)] * 3, reading(value=3500), reading("INP", 5000))
    answer = client_of_operator.get(VITALS).json()
    assert answer == {
        "period_days": 28,
        "rows": [
            {"route": GUEST, "metric": "INP", "readings": 1, "p75": None, "good_share": 0.0},
            {"route": GUEST, "metric": "LCP", "readings": 4, "p75": 1000, "good_share": 0.75},
        ],
    }
    assert client_of_a.get(VITALS).status_code == 403
    assert client_of_operator.get(f"{VITALS}?days=0").status_code == 400


def test_the_operators_admin_lists_them(client_of_a: Any, client: Client) -> None:
    report(client_of_a, reading())
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert GUEST in client.get("/admin/analytics/webvital/").content.decode()


def test_old_days_are_forgotten(db: None) -> None:
    kept, dropped = (NOW.date() - timedelta(days=days) for days in (92, 93))
    for day in (kept, dropped):
        WebVital.objects.create(day=day, route=GUEST, metric="LCP", bound=500, hits=1)
    with time_machine.travel(NOW, tick=False):
        forget_web_vitals()
    assert list(WebVital.objects.values_list("day", flat=True)) == [kept]
