"""The cast: two hotel groups, their people, and a stranger who belongs to neither."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django_redis import get_redis_connection
from rest_framework.test import APIClient

from accounts.models import Hotel, Organization, User
from accounts.tenancy import tenant_scope
from accounts.types import Role
from tests.database import django_db_setup, flush_as_owner
from tests.factories.accounts import NOW, HotelFactory, MembershipFactory, OrganizationFactory, UserFactory

__all__ = ["django_db_setup", "flush_as_owner"]


@pytest.fixture(scope="session", autouse=True)
def nothing_remembered() -> None:
    """Ids start anew with each run's database; what an earlier run left in Valkey was somebody else's."""
    get_redis_connection("default").flushdb()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def group_a(db: None) -> Organization:
    return OrganizationFactory(name="Alpenblick Hotels", slug="alpenblick")


@pytest.fixture
def group_b(db: None) -> Organization:
    return OrganizationFactory(name="Costa Verde Hotels", slug="costa-verde")


@pytest.fixture
def in_a(group_a: Organization) -> Iterator[Organization]:
    """The test works inside group A's scope."""
    with tenant_scope(group_a.pk):
        yield group_a


@pytest.fixture
def hotel_a(group_a: Organization) -> Hotel:
    with tenant_scope(group_a.pk):
        return HotelFactory(name="Seehof Bregenz", slug="seehof")


@pytest.fixture
def hotel_b(group_b: Organization) -> Hotel:
    with tenant_scope(group_b.pk):
        return HotelFactory(name="Casa Verde", slug="casa-verde")


def member(organization: Organization, role: Role) -> User:
    user: User = MembershipFactory(organization=organization, role=role).user
    return user


@pytest.fixture
def owner_a(group_a: Organization) -> User:
    return member(group_a, Role.OWNER)


@pytest.fixture
def marketer_a(group_a: Organization) -> User:
    return member(group_a, Role.MARKETER)


@pytest.fixture
def analyst_a(group_a: Organization) -> User:
    return member(group_a, Role.ANALYST)


@pytest.fixture
def owner_b(group_b: Organization) -> User:
    return member(group_b, Role.OWNER)


@pytest.fixture
def stranger(db: None) -> User:
    return UserFactory()


def client_of(user: User) -> Any:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def client_of_a(owner_a: User) -> Any:
    return client_of(owner_a)


@pytest.fixture
def client_of_analyst(analyst_a: User) -> Any:
    return client_of(analyst_a)


@pytest.fixture
def client_of_b(owner_b: User) -> Any:
    return client_of(owner_b)


@pytest.fixture
def client_of_stranger(stranger: User) -> Any:
    return client_of(stranger)


@pytest.fixture
def visitor() -> Client:
    """A browser that is not logged in."""
    return Client()
