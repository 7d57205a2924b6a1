import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import ForeignRow, NestedScope, NoTenant, for_each_organization, tenant_scope
from tests.factories.accounts import HotelFactory


def test_tenant_data_cannot_be_asked_for_outside_a_scope(hotel_a: Hotel) -> None:
    with pytest.raises(NoTenant):
        Hotel.objects.count()


def test_each_group_sees_its_own_hotels(hotel_a: Hotel, hotel_b: Hotel) -> None:
    with tenant_scope(hotel_a.organization_id):
        assert list(Hotel.objects.all()) == [hotel_a]
    with tenant_scope(hotel_b.organization_id):
        assert list(Hotel.objects.all()) == [hotel_b]


def test_a_scope_does_not_step_into_another_group(hotel_a: Hotel, hotel_b: Hotel) -> None:
    with (
        tenant_scope(hotel_a.organization_id),
        pytest.raises(NestedScope),
        tenant_scope(hotel_b.organization_id),
    ):
        pass


def test_a_new_row_belongs_to_the_group_in_scope(in_a: Organization) -> None:
    assert HotelFactory().organization == in_a


def test_a_foreign_row_is_not_saved(hotel_b: Hotel, in_a: Organization) -> None:
    with pytest.raises(ForeignRow):
        hotel_b.save()


def test_foreign_rows_are_not_saved_in_bulk(in_a: Organization, group_b: Organization) -> None:
    with pytest.raises(ForeignRow):
        Hotel.objects.bulk_create([HotelFactory.build(organization_id=group_b.pk)])


def test_a_row_never_changes_its_group(in_a: Organization, hotel_a: Hotel, group_b: Organization) -> None:
    with pytest.raises(ForeignRow):
        Hotel.objects.update(organization_id=group_b.pk)


def test_the_scheduler_visits_each_group_in_its_own_scope(hotel_a: Hotel, hotel_b: Hotel) -> None:
    seen = {organization_id: list(Hotel.objects.all()) for organization_id in for_each_organization()}
    assert seen == {hotel_a.organization_id: [hotel_a], hotel_b.organization_id: [hotel_b]}
