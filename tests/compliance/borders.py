"""Rows of another organisation, made while a test works inside its own."""

from contextvars import copy_context

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from accounts.tenancy.scope import _organization_id
from tests.factories.compliance import SuppressionFactory


def suppression_in(organization: Organization, address_hash: bytes) -> None:
    def make() -> None:
        _organization_id.set(None)
        with tenant_scope(organization.pk):
            SuppressionFactory(address_hash=address_hash)

    copy_context().run(make)
