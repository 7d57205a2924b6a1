"""Rows of another organisation, made while a test works inside its own."""

from contextvars import copy_context
from typing import Any

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from accounts.tenancy.scope import _organization_id
from tests.factories.compliance import SuppressionFactory


def made_in(organization: Organization, factory: Any, **fields: Any) -> Any:
    def make() -> Any:
        _organization_id.set(None)
        with tenant_scope(organization.pk):
            return factory(**fields)

    return copy_context().run(make)


def suppression_in(organization: Organization, address_hash: bytes) -> None:
    made_in(organization, SuppressionFactory, address_hash=address_hash)
