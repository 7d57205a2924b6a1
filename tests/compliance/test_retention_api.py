"""The door that says what the next night would let go, and why."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from accounts.types import Role
from compliance.retention import PERIODS
from compliance.services.retention import retention_apply, retention_shorten
from contacts.models import Guest, ImportRejection
from tests.factories.accounts import NOW, MembershipFactory
from tests.factories.contacts import GuestFactory, ImportFactory, ImportRejectionFactory

pytestmark = pytest.mark.django_db
RETENTION = "/api/v1/orgs/alpenblick/retention"
LATER = NOW + timedelta(days=100)


def over(answer: Any) -> dict[str, int]:
    return {row["key"]: row["rows"] for row in answer.json()["periods"] if row["rows"]}


def test_it_lists_what_would_go_and_by_which_rule_and_lets_nothing_go(
    client_of_a: Any, in_a: Organization
) -> None:
    ImportRejectionFactory(batch=ImportFactory(finished_at=NOW))
    with time_machine.travel(LATER, tick=False):
        answer = client_of_a.get(RETENTION)
        assert over(answer) == {"import_rejections": 1}
        assert over(client_of_a.get(RETENTION)) == {"import_rejections": 1}
    assert ImportRejection.objects.count() == 1
    rows = answer.json()["periods"]
    assert [row["key"] for row in rows] == [period.key for period in PERIODS]
    row = next(row for row in rows if row["key"] == "import_rejections")
    assert row["before"] == (LATER - timedelta(days=90)).isoformat().replace("+00:00", "Z")
    assert (row["days"], row["ends"]) == (90, "after the import's end")
    assert row["rule"].startswith("GDPR 5(1)(e)")


def test_a_shortened_period_and_the_last_run_are_shown(client_of_a: Any, in_a: Organization) -> None:
    assert client_of_a.get(RETENTION).json()["last_run"] is None
    retention_shorten(key="merges", days=30, actor=None, now=NOW)
    run = retention_apply(clock=lambda: NOW)
    shown = client_of_a.get(RETENTION).json()
    assert next(row["days"] for row in shown["periods"] if row["key"] == "merges") == 30
    assert (shown["last_run"]["counts"], shown["last_run"]["complete"]) == (run.counts, True)


def test_another_groups_guests_are_not_counted_and_its_door_is_shut(
    client_of_a: Any, client_of_b: Any, group_b: Organization
) -> None:
    with tenant_scope(group_b.pk):
        GuestFactory()
    with time_machine.travel(NOW + timedelta(days=4000), tick=False):
        assert over(client_of_a.get(RETENTION)) == {}
        assert over(client_of_b.get(f"/api/v1/orgs/{group_b.slug}/retention")) == {"prospects": 1}
    assert client_of_b.get(RETENTION).status_code == 404
    with tenant_scope(group_b.pk):
        assert Guest.objects.count() == 1


def test_who_does_not_answer_requests_does_not_see_it(client: Any, group_a: Organization) -> None:
    client.force_login(MembershipFactory(organization=group_a, role=Role.MARKETER).user)
    assert client.get(RETENTION).status_code == 403
