from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import Hotel, Membership, Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy import tenant_scope
from accounts.types import Role


@transaction.atomic
def organization_create(
    *, name: str, slug: str, owner: User, now: datetime, legal_name: str = "", country: str = ""
) -> Organization:
    """Create a hotel group with its first member, who owns it."""
    organization = Organization.objects.create(
        name=name, slug=slug, legal_name=legal_name or name, country=country, created_at=now
    )
    Membership.objects.create(user=owner, organization=organization, role=Role.OWNER, created_at=now)
    with tenant_scope(organization.pk):
        audit_record(actor=owner, action="organization.created", target=organization, now=now)
    return organization


@transaction.atomic
def member_add(
    *, organization: Organization, user: User, role: Role, actor: User | None, now: datetime
) -> Membership:
    """Let a person act for an organisation, or change what they may do."""
    membership, _ = Membership.objects.update_or_create(
        user=user,
        organization=organization,
        defaults={"role": role},
        create_defaults={"role": role, "created_at": now},
    )
    with tenant_scope(organization.pk):
        audit_record(
            actor=actor, action="member.added", target=membership, now=now, email=user.email, role=role
        )
    return membership


@transaction.atomic
def hotel_create(*, actor: User | None, now: datetime, **facts: Any) -> Hotel:
    """Add a hotel to the organisation in scope; `facts` are the fields of Hotel."""
    hotel = Hotel.objects.create(**facts)
    audit_record(actor=actor, action="hotel.created", target=hotel, now=now, name=hotel.name)
    return hotel


@transaction.atomic
def operator_enter(
    *, operator: AbstractBaseUser | AnonymousUser, organization: Organization, now: datetime
) -> None:
    """Note in the organisation's own audit log that the installation's operator opened its data."""
    actor = operator if isinstance(operator, User) else None
    with tenant_scope(organization.pk):
        audit_record(actor=actor, action="operator.entered", target=organization, now=now)
