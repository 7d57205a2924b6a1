from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView
from accounts.api.serializers import Me, MeChange
from accounts.errors import NotAllowed
from accounts.models import Membership, User
from accounts.selectors.access import memberships_of
from accounts.selectors.hotels import hotel_list
from accounts.services.people import language_choose
from accounts.tenancy import tenant_scope
from accounts.types import PERMISSIONS, Role


class MeView(ApiView):
    """Who is logged in, for which organisations, and what they may do there."""

    @extend_schema(responses=Me)
    def get(self, request: Request) -> Response:
        return Response(Me(person_facts(person_of(request))).data)

    @extend_schema(request=MeChange, responses=Me)
    def patch(self, request: Request) -> Response:
        change = MeChange(data=request.data)
        change.is_valid(raise_exception=True)
        user = language_choose(user=person_of(request), language=change.validated_data["language"])
        return Response(Me(person_facts(user)).data)


def person_of(request: Request) -> User:
    """Raises NotAllowed."""
    if not isinstance(request.user, User):
        raise NotAllowed("This address is for people; an API key knows its own organisation.")
    return request.user


def person_facts(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "is_operator": user.is_staff,
        "organizations": [organization_facts(each) for each in memberships_of(user)],
    }


def organization_facts(membership: Membership) -> dict[str, Any]:
    organization = membership.organization
    with tenant_scope(organization.pk):
        hotels = hotel_list()
    return {
        "slug": organization.slug,
        "name": organization.name,
        "role": membership.role,
        "permissions": sorted(PERMISSIONS[Role(membership.role)]),
        "hotels": hotels,
    }
