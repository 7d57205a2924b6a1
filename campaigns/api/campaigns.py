from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import InvalidInput
from accounts.tenancy.views import TenantView
from campaigns.api import serializers as shapes
from campaigns.models import Campaign
from campaigns.selectors.campaigns import campaign_get, campaign_list
from campaigns.selectors.figures import campaigns_figure
from campaigns.services.campaigns import campaign_create, campaign_update


def entered(serializer: Any, request: Request) -> dict[str, Any]:
    """The validated body; DRF's ValidationError becomes the API's own error shape."""
    filled = serializer(data=request.data)
    filled.is_valid(raise_exception=True)
    facts: dict[str, Any] = filled.validated_data
    return facts


def campaign_answer(campaign: Campaign) -> Response:
    return Response(shapes.Campaign(campaigns_figure([campaign])[0]).data)


IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `updated_at` that the change was made upon, in quotes; 412 when it was saved since",
)


def seen_in(request: Request) -> datetime | None:
    """The state that a change was made upon. Raises InvalidInput for one that is no time."""
    named = request.headers.get("If-Match", "").strip().strip('"')
    if named in {"", "*"}:
        return None
    try:
        seen = parse_datetime(named)
    except ValueError:
        seen = None
    if seen is None or is_naive(seen):
        raise InvalidInput("If-Match is not the `updated_at` of a state. Read it anew, then save again.")
    return seen


class CampaignListView(TenantView):
    """Campaigns, newest first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "POST": "campaign.edit"}
    serializer_class = shapes.CampaignRow
    ordering = ("-id",)

    @extend_schema(
        parameters=[OpenApiParameter("status", str, description="draft, scheduled, sending, …")],
        responses=shapes.CampaignRow(many=True),
    )
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        campaigns = campaign_list()
        if status := request.query_params.get("status"):
            campaigns = campaigns.filter(status=status)
        page = self.paginate_queryset(campaigns) or []
        return self.get_paginated_response(shapes.CampaignRow(campaigns_figure(page), many=True).data)

    @extend_schema(request=shapes.CampaignCreate, responses={201: shapes.Campaign})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.CampaignCreate, request)
        campaign = campaign_create(facts=facts, actor=self.actor, now=timezone.now())
        answer = campaign_answer(campaign)
        answer.status_code = 201
        return answer


class CampaignDetailView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "PATCH": "campaign.edit"}
    serializer_class = shapes.Campaign

    @extend_schema(responses=shapes.Campaign)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        return campaign_answer(campaign_get(campaign_id))

    @extend_schema(request=shapes.CampaignWrite, parameters=[IF_MATCH], responses=shapes.Campaign)
    def patch(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.CampaignWrite, request)
        campaign_update(
            campaign_id=campaign_id,
            facts=facts,
            actor=self.actor,
            now=timezone.now(),
            seen=seen_in(request),
        )
        return campaign_answer(campaign_get(campaign_id))
