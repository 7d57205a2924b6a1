"""Doors of the room: each makes one call and translates the outcome."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.services.audit import audit_read
from accounts.tenancy.views import TenantView
from contacts.api.pagination import GuestPagination
from contacts.api.serializers import (
    GuestPage,
    GuestQuery,
    GuestRow,
    GuestWrite,
    ImportRow,
    guest_page,
)
from contacts.imports.rejections import rejections_csv
from contacts.selectors.guest import guest_detail
from contacts.selectors.guests import guest_list
from contacts.selectors.imports import import_get, import_list, import_rejections
from contacts.services.guest_edit import guest_edit
from contacts.types import GuestFilters


class GuestListView(TenantView):
    """Guests by name."""

    permissions = {"GET": "guest.view"}
    serializer_class = GuestRow
    pagination_class = GuestPagination

    @extend_schema(parameters=[GuestQuery], responses=GuestRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(guest_list(filters=guest_filters(request), now=timezone.now()), GuestRow)


class GuestDetailView(TenantView):
    """One guest with stays, permissions and merges."""

    permissions = {"GET": "guest.view", "PATCH": "guest.edit"}
    serializer_class = GuestPage

    @extend_schema(responses=GuestPage)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        now = timezone.now()
        detail = guest_detail(guest_id=id, now=now)
        audit_read(actor=self.actor, action="guest.viewed", target=detail.guest, now=now)
        return Response(guest_page(detail))

    @extend_schema(request=GuestWrite, responses=GuestPage)
    def patch(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        facts, now = valid(GuestWrite(data=request.data)), timezone.now()
        seen_at, for_guest = facts.pop("updated_at"), facts.pop("for_guest")
        guest_edit(guest_id=id, facts=facts, seen_at=seen_at, for_guest=for_guest, actor=self.actor, now=now)
        return Response(guest_page(guest_detail(guest_id=id, now=now)))


class ImportListView(TenantView):
    """All imports, newest first."""

    permissions = {"GET": "guest.view"}
    serializer_class = ImportRow

    @extend_schema(responses=ImportRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(import_list(), ImportRow, context={"org": org})


class ImportDetailView(TenantView):
    """One import."""

    permissions = {"GET": "guest.view"}
    serializer_class = ImportRow

    @extend_schema(responses=ImportRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(ImportRow(import_get(import_id=id), context={"org": org}).data)


class RejectionsView(TenantView):
    """The rows that were not taken, as CSV with line and reason."""

    permissions = {"GET": "guest.view"}
    serializer_class = Serializer

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, org: str, id: int) -> StreamingHttpResponse:  # noqa: A002, ARG002
        batch = import_get(import_id=id)
        rows = import_rejections(batch=batch).values_list("line", "reason", "cells")
        lines = self.in_scope(rejections_csv(rows.iterator(chunk_size=2_000)))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="rejections-{batch.pk}.csv"'
        return answer


def guest_filters(request: Request) -> GuestFilters:
    """Return what the query narrows a list of guests to."""
    given = {name: value for name, value in request.query_params.items() if value}
    query = valid(GuestQuery(data=given))
    return GuestFilters(
        search=query["search"],
        hotel_id=query["hotel"],
        email_kind=query["email_kind"],
        permission=query["permission"],
    )


def valid(serializer: Serializer) -> dict:  # type: ignore[type-arg]
    """Return the checked input; a fault becomes the one error shape."""
    serializer.is_valid(raise_exception=True)
    checked: dict = serializer.validated_data  # type: ignore[type-arg]
    return checked
