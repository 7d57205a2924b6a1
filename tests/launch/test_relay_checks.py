from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.models import Relay
from launch.checks.relays import addresses_of_their_own
from launch.probe import Probe
from tests.factories.accounts import NOW
from tests.launch.conftest import said


def relay(group: Organization, **facts: Any) -> None:
    with tenant_scope(group.pk):
        Relay.objects.create(name="own", host="mail.example", created_at=NOW, **facts)


def test_without_an_organisation_nothing_is_shown(probe: Probe) -> None:
    assert addresses_of_their_own(probe).status == "not_shown"


def test_organisations_with_addresses_of_their_own_hold(
    probe: Probe, group_a: Organization, group_b: Organization
) -> None:
    relay(group_a, source_address="192.0.2.1")
    relay(group_b, username="costa")
    assert said(addresses_of_their_own(probe)) == (
        "holds",
        "2 organisations; by the installation's relay go: none; used by more than one: nothing",
    )


@pytest.mark.parametrize("facts", [{"enabled": False}, {"streams": "service"}])
def test_an_organisation_that_goes_by_the_installations_relay_fails(
    facts: dict[str, Any], probe: Probe, group_a: Organization
) -> None:
    relay(group_a, **facts)
    assert said(addresses_of_their_own(probe)) == (
        "fails",
        "1 organisation; by the installation's relay go: alpenblick; used by more than one: nothing",
    )


def test_an_address_of_two_organisations_fails(
    probe: Probe, group_a: Organization, group_b: Organization
) -> None:
    for group in (group_a, group_b):
        relay(group, source_address="192.0.2.1")
    assert said(addresses_of_their_own(probe)) == (
        "fails",
        "2 organisations; by the installation's relay go: none; used by more than one: 192.0.2.1",
    )
