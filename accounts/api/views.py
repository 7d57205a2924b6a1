from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView
from accounts.api.serializers import Me
from accounts.errors import NotAllowed
from accounts.models import Membership, User
from accounts.selectors.access import memberships_of
from accounts.selectors.hotels import hotel_list
from accounts.tenancy import tenant_scope
from accounts.types import PERMISSIONS, Role


class MeView(ApiView):
    """Who is logged in, for which organisations, and what they may do there."""

    @extend_schema(responses=Me)
    def get(self, request: Request) -> Response:
        user = request.user
        if not isinstance(user, User):
            raise NotAllowed("This address is for people; an API key knows its own organisation.")
        facts = {
            "id": user.pk,
            "email": user.email,
            "name": user.name,
            "is_operator": user.is_staff,
            "organizations": [organization_facts(each) for each in memberships_of(user)],
        }
        return Response(Me(facts).data)


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
