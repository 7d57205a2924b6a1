"""Take away one wall at a time: the next one still holds, or the meta-test that watches it goes red."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, models, transaction
from django.db.utils import Error, IntegrityError, ProgrammingError

from accounts.models import Hotel, Organization
from accounts.tenancy import NoTenant, tenant_scope
from contacts.models import Stay
from tests.architecture.test_models import unprotected
from tests.architecture.test_routes import leaks
from tests.database import admin
from tests.factories.accounts import HotelFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@contextmanager
def altered(take_away: str, put_back: str) -> Iterator[None]:
    with admin(connection.settings_dict["NAME"]) as owner:
        owner.execute(take_away.encode())
        try:
            yield
        finally:
            for statement in put_back.split(";"):
                owner.execute(statement.encode())


def raw_count(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')  # noqa: S608 - a model's own name
        count: int = cursor.fetchone()[0]
    return count


@pytest.fixture
def two_groups() -> tuple[Organization, Organization]:
    from tests.factories.accounts import OrganizationFactory

    groups = (OrganizationFactory(), OrganizationFactory())
    for group in groups:
        with tenant_scope(group.pk):
            HotelFactory()
    return groups


def test_the_app_role_is_neither_owner_nor_superuser_nor_bypasses_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls,"
            " (SELECT tableowner FROM pg_tables WHERE tablename = 'contacts_guest') = rolname"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)


def test_without_the_manager_the_database_still_shows_one_group(
    two_groups: tuple[Organization, Organization],
) -> None:
    bare: models.Manager[Any] = models.Manager()
    bare.model = Hotel
    with tenant_scope(two_groups[0].pk):
        assert [hotel.organization_id for hotel in bare.all()] == [two_groups[0].pk]


def test_without_any_scope_the_database_refuses_to_answer(
    two_groups: tuple[Organization, Organization],
) -> None:
    with pytest.raises(Error):
        raw_count(Hotel)


def test_without_row_security_the_manager_still_filters_and_the_meta_test_goes_red(
    two_groups: tuple[Organization, Organization],
) -> None:
    off, on = (f"ALTER TABLE accounts_hotel {verb} ROW LEVEL SECURITY" for verb in ("DISABLE", "ENABLE"))
    with altered(off, on):
        with tenant_scope(two_groups[0].pk):
            assert Hotel.objects.count() == 1
            assert raw_count(Hotel) == 2
        with pytest.raises(NoTenant):
            Hotel.objects.count()
        assert unprotected(Hotel) == ["row-level security"]


def test_without_force_the_meta_test_goes_red(two_groups: tuple[Organization, Organization]) -> None:
    with altered(
        "ALTER TABLE accounts_hotel NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE accounts_hotel FORCE ROW LEVEL SECURITY",
    ):
        assert unprotected(Hotel) == ["FORCE"]


def test_a_row_cannot_point_at_another_groups_row(two_groups: tuple[Organization, Organization]) -> None:
    first, second = two_groups
    with tenant_scope(second.pk):
        foreign = Hotel.objects.get()
    with pytest.raises(IntegrityError), tenant_scope(first.pk), transaction.atomic():
        stay_at(foreign.pk)


def test_without_the_composite_key_it_could_and_the_meta_test_goes_red(
    two_groups: tuple[Organization, Organization],
) -> None:
    first, second = two_groups
    with tenant_scope(second.pk):
        foreign = Hotel.objects.get()
    name = "contacts_stay_hotel_id_tenant_fk"
    reference = "FOREIGN KEY (organization_id, hotel_id) REFERENCES accounts_hotel (organization_id, id)"
    add = f"ALTER TABLE contacts_stay ADD CONSTRAINT {name} {reference} DEFERRABLE INITIALLY DEFERRED"
    put_back = f"DELETE FROM contacts_stay; {add}"  # noqa: S608 - a test's own words
    with altered(f"ALTER TABLE contacts_stay DROP CONSTRAINT {name}", as_group(first, put_back)):
        with tenant_scope(first.pk), transaction.atomic():
            stay_at(foreign.pk)
        assert unprotected(Stay) == ["composite foreign key"]


def as_group(group: Organization, statements: str) -> str:
    """The owner is bound by FORCE too, so it names the group whose rows it deletes."""
    return f"SET app.organization_id = '{group.pk}'; {statements}"


def stay_at(hotel_id: int) -> None:
    from tests.factories.accounts import NOW

    Stay.objects.create(
        hotel_id=hotel_id, source_channel="direct", reservation_code="X1", status="booked", arrival=NOW.date(),
        departure=NOW.date(), version_key="1", created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def test_a_door_that_forgets_membership_is_caught_by_the_route_walker(
    two_groups: tuple[Organization, Organization], monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.selectors.access import Access
    from accounts.tenancy import views
    from accounts.types import Role

    def anybody(*, user: object, slug: str | None) -> Access:
        return Access(Organization.objects.get(slug=slug), Role.OWNER)

    assert leaks(two_groups) == []
    monkeypatch.setattr(views, "access_of_user", anybody)
    assert leaks(two_groups) != []


def test_nothing_stays_on_a_connection_for_its_next_user(
    two_groups: tuple[Organization, Organization],
) -> None:
    with tenant_scope(two_groups[0].pk), transaction.atomic():
        assert raw_count(Hotel) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.organization_id', true), '')")
        assert cursor.fetchone() == ("",)


def test_a_dropped_connection_gets_its_scope_again(two_groups: tuple[Organization, Organization]) -> None:
    with tenant_scope(two_groups[0].pk):
        assert Hotel.objects.count() == 1
        connection.close()
        assert Hotel.objects.count() == 1


def fail_inside(group: Organization) -> None:
    with transaction.atomic(), tenant_scope(group.pk):
        assert Hotel.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_this_name")


def test_a_rolled_back_savepoint_does_not_confuse_the_scope(
    two_groups: tuple[Organization, Organization],
) -> None:
    with transaction.atomic():
        with pytest.raises(ProgrammingError):
            fail_inside(two_groups[0])
        with tenant_scope(two_groups[1].pk):
            assert [hotel.organization_id for hotel in Hotel.objects.all()] == [two_groups[1].pk]


def test_ledgers_refuse_change_from_their_owner_too(two_groups: tuple[Organization, Organization]) -> None:
    from accounts.services.audit import audit_record
    from tests.factories.accounts import NOW

    with tenant_scope(two_groups[0].pk):
        audit_record(actor=None, action="test", target=two_groups[0], now=NOW)
    with admin(connection.settings_dict["NAME"]) as direct:
        direct.execute(f"SET app.organization_id = '{two_groups[0].pk}'".encode())
        with pytest.raises(psycopg.errors.RestrictViolation):
            direct.execute(b"DELETE FROM accounts_auditevent")
