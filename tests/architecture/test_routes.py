"""Every route of the API, called by a member of another group with this group's ids, answers 404."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.models import Organization
from accounts.tenancy.views import TenantView
from accounts.types import Role
from tests.factories.accounts import MembershipFactory, OrganizationFactory

METHODS = ("get", "post", "patch", "put", "delete")
OUTSIDE = {
    "api/v1/me",
    "api/v1/openapi.yaml",
    "api/v1/docs",
    "api/v1/analytics/email-stats",
    "api/v1/web-vitals",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif path.startswith("api/v1/"):
            callback: Any = entry.callback
            yield path, callback.cls


def tenant_routes() -> list[tuple[str, Any]]:
    return [(path, view) for path, view in routes() if path not in OUTSIDE]


def calls() -> list[tuple[str, str]]:
    return [(method, path) for path, view in tenant_routes() for method in METHODS if hasattr(view, method)]


def address(path: str, slug: str) -> str:
    return "/" + PARAMETER.sub(lambda found: slug if found[1] == "org" else "1", path)


def leaks(groups: tuple[Organization, Organization]) -> list[tuple[str, str, int]]:
    """What a member of the first group gets from the second one that is not 404."""
    client = APIClient(raise_request_exception=False)
    client.force_login(MembershipFactory(organization=groups[0], role=Role.OWNER).user)
    found = []
    for method, path in calls():
        status = getattr(client, method)(address(path, groups[1].slug), data={}, format="json").status_code
        if status != 404:
            found.append((method, path, status))
    return found


def test_every_route_is_a_tenants_or_on_the_short_list() -> None:
    assert {path for path, view in routes() if not issubclass(view, TenantView)} <= OUTSIDE
    assert len(tenant_routes()) > 20


def test_another_group_sees_nothing(db: None) -> None:
    assert leaks((OrganizationFactory(), OrganizationFactory())) == []


def test_the_email_statistics_of_another_group_are_not_shown(client_of_a: Any, group_b: Organization) -> None:
    answer = client_of_a.get(f"/api/v1/analytics/email-stats?organization={group_b.slug}")
    assert answer.status_code == 404


@pytest.mark.parametrize(("method", "path"), calls())
def test_a_stranger_who_is_not_logged_in_is_asked_to_log_in(db: None, method: str, path: str) -> None:
    answer = getattr(APIClient(), method)(address(path, "alpenblick"), data={}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize(("method", "path"), calls())
def test_each_method_says_which_permission_it_needs(method: str, path: str) -> None:
    view = dict(tenant_routes())[path]
    assert method.upper() in view.permissions


def test_the_doors_cannot_be_overridden() -> None:
    with pytest.raises(TypeError, match="guarded"):
        type("Careless", (TenantView,), {"initial": lambda *_: None})
