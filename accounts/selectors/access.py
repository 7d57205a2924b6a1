from dataclasses import dataclass

from accounts.models import ApiKey, Membership, Organization, User
from accounts.types import PERMISSIONS, Role


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller may do in one organisation."""

    organization: Organization
    role: Role

    def may(self, permission: str) -> bool:
        return permission in PERMISSIONS[self.role]


def access_of_user(*, user: User, slug: str | None) -> Access | None:
    """The user's access to the named organisation, or to their only one when none is named."""
    memberships = Membership.objects.filter(user=user).select_related("organization")
    if slug is not None:
        memberships = memberships.filter(organization__slug=slug)
    found = list(memberships[:2])
    if len(found) != 1:
        return None
    return Access(found[0].organization, Role(found[0].role))


def access_of_key(*, key: ApiKey, slug: str | None) -> Access | None:
    if slug is not None and key.organization.slug != slug:
        return None
    return Access(key.organization, Role(key.role))


def memberships_of(user: User) -> list[Membership]:
    return list(
        Membership.objects.filter(user=user).select_related("organization").order_by("organization__name")
    )
