"""HTTP doors of DMARC reports."""

from datetime import timedelta
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import InvalidInput
from accounts.tenancy.views import TenantView
from delivery.api import serializers as shapes
from delivery.selectors.dmarc import dmarc_report_list, dmarc_sources
from delivery.selectors.domains import sending_domain_get

DAYS = 30
MAX_DAYS = 400


class SourceListView(TenantView):
    """Which addresses sent in the domain's name over the last days, and how their letters fared."""

    permissions: ClassVar[dict[str, str]] = {"GET": "domain.view"}
    serializer_class = shapes.DmarcSources

    @extend_schema(
        operation_id="domain_dmarc_sources",
        parameters=[OpenApiParameter("days", int, description=f"1 to {MAX_DAYS}; {DAYS} when not given")],
        responses=shapes.DmarcSources,
    )
    def get(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        days = request.query_params.get("days", str(DAYS))
        if not days.isdecimal() or not 1 <= int(days) <= MAX_DAYS:
            raise InvalidInput(f"`days` must be a number from 1 to {MAX_DAYS}.", fields={"days": ["Not so."]})
        now = timezone.now()
        sources = dmarc_sources(domain_id=domain_id, since=now - timedelta(days=int(days)), until=now)
        return Response(shapes.DmarcSources({"days": int(days), "sources": sources}).data)


class ReportListView(TenantView):
    """The reports themselves, newest period first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "domain.view"}
    serializer_class = shapes.DmarcReport
    ordering = ("-begins_at", "-id")

    @extend_schema(operation_id="domain_dmarc_reports", responses=shapes.DmarcReport(many=True))
    def get(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        return self.paginated(dmarc_report_list(domain_id=domain_id), shapes.DmarcReport)
