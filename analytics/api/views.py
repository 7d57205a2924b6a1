from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from analytics.api.serializers import CampaignResults, EmailStats, EmailStatsQuery, Home
from analytics.selectors.campaign_results import campaign_results
from analytics.selectors.email_stats import email_stats
from analytics.selectors.home import home_figures
from campaigns.selectors.campaigns import campaign_get


class EmailStatsView(TenantView):
    """What was sent and what came of it, counted from the ledger at this moment."""

    permissions: ClassVar[dict[str, str]] = {"GET": "analytics.view"}
    serializer_class = EmailStats

    @extend_schema(operation_id="email_stats", parameters=[EmailStatsQuery], responses=EmailStats)
    def get(self, request: Request) -> Response:
        query = EmailStatsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        stats = email_stats(days=query.validated_data["days"], now=timezone.now())
        return Response(EmailStats(stats).data)


class HomeView(TenantView):
    """The numbers of the home page."""

    permissions: ClassVar[dict[str, str]] = {"GET": "analytics.view"}
    serializer_class = Home

    @extend_schema(operation_id="home", responses=Home)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        now = timezone.now()
        return Response(Home(home_figures(now=now, today=now.date())).data)


class CampaignResultsView(TenantView):
    """What a campaign brought: links, the first two days, and stays booked after it."""

    permissions: ClassVar[dict[str, str]] = {"GET": "analytics.view"}
    serializer_class = CampaignResults

    @extend_schema(operation_id="campaign_results", responses=CampaignResults)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        results = campaign_results(campaign=campaign_get(campaign_id), now=timezone.now())
        return Response(CampaignResults(results).data)
