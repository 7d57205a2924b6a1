"""Who works for an organisation: invited, given a role, taken out. At least one owner always stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction

from accounts.errors import AlreadyMember, LastOwner, NotFound
from accounts.models import Membership, Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy import tenant_scope
from accounts.types import Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new member, and the link by which they choose a password; '' = they have one already."""

    membership: Membership
    link: str


@transaction.atomic
def member_invite(
    *, organization: Organization, email: str, name: str, role: Role, actor: User | None, now: datetime
) -> Invitation:
    """Let a person in, as an account of their own where they have none. Raises AlreadyMember."""
    address = email.strip().lower()
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(address, name=name.strip(), date_joined=now)
    if Membership.objects.filter(user=user, organization=organization).exists():
        raise AlreadyMember(address)
    membership = Membership.objects.create(user=user, organization=organization, role=role, created_at=now)
    _note(actor, "member.invited", membership, now, email=address, role=role)
    return Invitation(membership, _link(membership))


@transaction.atomic
def member_link(
    *, organization: Organization, member_id: int, actor: User | None, now: datetime
) -> Invitation:
    """Make the link anew for a member who has not chosen a password yet. Raises NotFound."""
    membership = _get(organization, member_id)
    _note(actor, "member.link_made", membership, now, email=membership.user.email)
    return Invitation(membership, _link(membership))


@transaction.atomic
def member_role_set(
    *, organization: Organization, member_id: int, role: Role, actor: User | None, now: datetime
) -> Membership:
    """Change what a member may do. Raises LastOwner, NotFound."""
    membership = _get(organization, member_id)
    if membership.role == role:
        return membership
    _keep_an_owner(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _note(actor, "member.role_changed", membership, now, email=membership.user.email, was=before, role=role)
    return membership


@transaction.atomic
def member_remove(*, organization: Organization, member_id: int, actor: User | None, now: datetime) -> None:
    """Take a member out; their next request is refused. Raises LastOwner, NotFound."""
    membership = _get(organization, member_id)
    _keep_an_owner(membership)
    _note(actor, "member.removed", membership, now, email=membership.user.email, role=membership.role)
    membership.delete()


def _get(organization: Organization, member_id: int) -> Membership:
    """Lock the organisation, so that two owners cannot leave at the same moment; then find the member."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    rows = Membership.objects.filter(organization=organization).select_related("user", "organization")
    membership = rows.filter(pk=member_id).first()
    if membership is None:
        raise NotFound("This person is not a member here any more.")
    return membership


def _keep_an_owner(membership: Membership) -> None:
    if membership.role != Role.OWNER:
        return
    owners = Membership.objects.filter(organization=membership.organization_id, role=Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwner


def _link(membership: Membership) -> str:
    """Return the address at which a password is chosen.

    None for a person who has one, or who also belongs to another group or runs the installation:
    whoever holds the link becomes that person, and their other work is not this owner's to hand out.
    """
    user = membership.user
    elsewhere = user.memberships.exclude(pk=membership.pk).exists()
    if user.has_usable_password() or user.is_staff or elsewhere:
        return ""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return f"{settings.PUBLIC_URL}/app/join?key={quote(key)}"


def _note(actor: User | None, action: str, membership: Membership, now: datetime, **detail: str) -> None:
    with tenant_scope(membership.organization_id):
        audit_record(actor=actor, action=action, target=membership, now=now, **detail)
