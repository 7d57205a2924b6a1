"""The timeline of a guest."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.api.pagination import cursor_pack, cursor_unpack, page_gone
from contacts.api.views import valid
from contacts.selectors.timeline import KINDS, SOURCES, Place, timeline_page


class TimelineQuery(serializers.Serializer[Any]):
    """Which part of a timeline is asked for; no kind means all."""

    kind = serializers.MultipleChoiceField(choices=KINDS, required=False, default=set)
    cursor = serializers.CharField(required=False, allow_blank=True, default="")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


@extend_schema_serializer(component_name="TimelineEntry")
class TimelineRow(serializers.Serializer[Any]):
    """One thing that happened."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()


@extend_schema_serializer(component_name="Timeline")
class TimelineShape(serializers.Serializer[Any]):
    """A page of a timeline, newest first; `next` is the cursor of older entries."""

    results = TimelineRow(many=True)
    next = serializers.CharField(allow_null=True)


class GuestTimelineView(TenantView):
    """What happened with one guest."""

    permissions = {"GET": "guest.view"}
    serializer_class = TimelineShape

    @extend_schema(parameters=[TimelineQuery], responses=TimelineShape)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        asked = valid(TimelineQuery(data=request.query_params))
        page = timeline_page(
            guest_id=id, kinds=asked["kind"], before=_place(asked["cursor"]), size=asked["limit"]
        )
        following = cursor_pack(*page.next) if page.next else None
        return Response(TimelineShape({"results": page.entries, "next": following}).data)


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    match cursor_unpack(cursor):
        case [str(at), str(source), int(row)] if source in SOURCES:
            return Place(_moment(at), source, row)
    raise page_gone()


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as broken:
        raise page_gone() from broken
    if at.tzinfo is None:
        raise page_gone()
    return at
