"""The door for taking guests out."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from accounts.tenancy.views import TenantView
from contacts.api.serializers import GuestQuery
from contacts.api.views import guest_filters
from contacts.services.guest_export import guests_export


class GuestExportView(TenantView):
    """Guests as CSV, narrowed as their list is, formulas escaped; a POST, since the audit log notes each."""

    permissions = {"POST": "guest.export"}
    serializer_class = Serializer

    @extend_schema(parameters=[GuestQuery], request=None, responses={(200, "text/csv"): OpenApiTypes.STR})
    def post(self, request: Request, org: str) -> StreamingHttpResponse:  # noqa: ARG002 - the route's
        lines = guests_export(
            organization=self.organization,
            filters=guest_filters(request),
            actor=self.actor,
            now=timezone.now(),
        )
        answer = StreamingHttpResponse(self.in_scope(lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="guests.csv"'
        return answer
