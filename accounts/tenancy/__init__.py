"""The only code that knows how data of one organisation is kept from another. See README.md beside it."""

from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from accounts.tenancy.scope import (
    ForeignRow,
    NestedScope,
    NoTenant,
    current_organization_id,
    for_each_organization,
    tenant_scope,
)

__all__ = [
    "ForeignRow",
    "NestedScope",
    "NoTenant",
    "TenantForeignKey",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "current_organization_id",
    "for_each_organization",
    "tenant_scope",
]
