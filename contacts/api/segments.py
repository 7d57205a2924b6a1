"""Doors of segments and lists: each makes one call and translates the outcome."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.api import segment_serializers as shapes
from contacts.api.views import valid
from contacts.selectors.segment_uses import segment_uses
from contacts.selectors.segments import list_get, lists_all, segment_get, segment_list
from contacts.services import segments

ASK = {"POST": "guest.view"}
LOOK = {"GET": "guest.view"}


class SegmentSchemaView(TenantView):
    """What segments may ask in this organisation."""

    permissions = LOOK
    serializer_class = shapes.SegmentSchema

    @extend_schema(responses=shapes.SegmentSchema)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return Response(segments.schema_answer(now=timezone.now()))


class SegmentCountView(TenantView):
    """How many members a tree has, how many letters would go out, and why the others get none."""

    permissions = ASK
    serializer_class = shapes.TreeQuestion

    @extend_schema(request=shapes.TreeQuestion, responses=shapes.SegmentCountShape)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = valid(shapes.TreeQuestion(data=request.data))
        counted = segments.count_answer(tree=asked["tree"], now=timezone.now())
        return Response(shapes.SegmentCountShape(counted).data)


class SegmentEstimateView(TenantView):
    """About how many members, while the user still types."""

    permissions = ASK
    serializer_class = shapes.TreeQuestion

    @extend_schema(request=shapes.TreeQuestion, responses=shapes.SegmentEstimate)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = valid(shapes.TreeQuestion(data=request.data))
        estimate = segments.estimate_answer(tree=asked["tree"], now=timezone.now())
        return Response(shapes.SegmentEstimate(estimate).data)


class SegmentMembersView(TenantView):
    """A page of a tree's members."""

    permissions = ASK
    serializer_class = shapes.MembersQuestion

    @extend_schema(request=shapes.MembersQuestion, responses=shapes.SegmentMembers)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = valid(shapes.MembersQuestion(data=request.data))
        page = segments.members_answer(
            tree=asked["tree"], after=asked.get("cursor") or 0, size=asked["limit"], now=timezone.now()
        )
        return Response(shapes.SegmentMembers(page).data)


class SegmentExplainView(TenantView):
    """Why one guest is in or out of a tree."""

    permissions = ASK
    serializer_class = shapes.ExplainQuestion

    @extend_schema(request=shapes.ExplainQuestion, responses=shapes.SegmentVerdict)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = valid(shapes.ExplainQuestion(data=request.data))
        verdict = segments.explain_answer(tree=asked["tree"], guest_id=asked["guest_id"], now=timezone.now())
        return Response(shapes.SegmentVerdict(verdict).data)


class GuestSegmentsView(TenantView):
    """The newest saved segments, and of each why one guest is in or out."""

    permissions = LOOK
    serializer_class = shapes.GuestSegments

    @extend_schema(responses=shapes.GuestSegments)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        answer = segments.guest_segments_answer(guest_id=id, now=timezone.now())
        return Response(shapes.GuestSegments(answer).data)


class SegmentListView(TenantView):
    """Saved segments, newest first."""

    permissions = {"GET": "guest.view", "POST": "campaign.edit"}
    serializer_class = shapes.SegmentRow

    @extend_schema(responses=shapes.SegmentRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(
            segment_list(), shapes.SegmentRow, context={"uses": segment_uses(kind="segment")}
        )

    @extend_schema(request=shapes.SegmentCreate, responses={201: shapes.SegmentRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = valid(shapes.SegmentCreate(data=request.data))
        made = segments.segment_create(
            name=asked["name"],
            description=asked.get("description", ""),
            tree=asked["tree"],
            actor=self.actor,
            now=timezone.now(),
        )
        return Response(shapes.SegmentRow(made).data, status=status.HTTP_201_CREATED)


class SegmentDetailView(TenantView):
    """One saved segment."""

    permissions = {"GET": "guest.view", "PATCH": "campaign.edit", "DELETE": "campaign.edit"}
    serializer_class = shapes.SegmentRow

    @extend_schema(responses=shapes.SegmentRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        uses = segment_uses(kind="segment")
        return Response(shapes.SegmentRow(segment_get(segment_id=id), context={"uses": uses}).data)

    @extend_schema(request=shapes.SegmentWrite, responses=shapes.SegmentRow)
    def patch(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        facts = valid(shapes.SegmentWrite(data=request.data))
        changed = segments.segment_update(segment_id=id, facts=facts, actor=self.actor, now=timezone.now())
        return Response(shapes.SegmentRow(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        segments.segment_delete(segment_id=id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GuestListListView(TenantView):
    """Lists: members that stay as they were when the list was made."""

    permissions = {"GET": "guest.view", "POST": "campaign.edit"}
    serializer_class = shapes.GuestListRow

    @extend_schema(responses=shapes.GuestListRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(lists_all(), shapes.GuestListRow)

    @extend_schema(request=shapes.GuestListCreate, responses={201: shapes.GuestListRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked: dict[str, Any] = valid(shapes.GuestListCreate(data=request.data))
        made = segments.list_create(**asked, actor=self.actor, now=timezone.now())
        return Response(shapes.GuestListRow(made).data, status=status.HTTP_201_CREATED)


class GuestListDetailView(TenantView):
    """One list."""

    permissions = {"GET": "guest.view", "DELETE": "campaign.edit"}
    serializer_class = shapes.GuestListRow

    @extend_schema(responses=shapes.GuestListRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(shapes.GuestListRow(list_get(list_id=id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        segments.list_delete(list_id=id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GuestListMembersView(TenantView):
    """A page of a list's members."""

    permissions = LOOK
    serializer_class = shapes.SegmentMembers

    @extend_schema(parameters=[shapes.PageQuery], responses=shapes.SegmentMembers)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        asked = valid(shapes.PageQuery(data=request.query_params))
        page = segments.list_members_answer(
            list_id=id, after=asked.get("cursor") or 0, size=asked["limit"], now=timezone.now()
        )
        return Response(shapes.SegmentMembers(page).data)
