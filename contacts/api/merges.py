"""Doors to merges and to what is suggested to be one."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.api.serializers import MergePreviewShape, MergeRow, SuggestionRow
from contacts.api.views import valid
from contacts.models import GuestMerge
from contacts.selectors.suggestions import suggestions_open
from contacts.services.merge import (
    guest_merge_undo,
    guests_merge,
    guests_merge_preview,
    suggestion_accept,
    suggestion_dismiss,
)


class MergeForm(serializers.Serializer[GuestMerge]):
    """Who is to be merged into the guest of the address."""

    absorbed = serializers.IntegerField(
        min_value=1, max_value=2**62, help_text="the guest to merge into this one"
    )


class AcceptForm(serializers.Serializer[GuestMerge]):
    """Which of the two stays."""

    survivor = serializers.IntegerField(help_text="the guest to keep; the other is merged into them")


class SuggestionListView(TenantView):
    """Pairs of guests who may be one person, newest first."""

    permissions: ClassVar[dict[str, str]] = {"GET": "guest.view"}
    serializer_class = SuggestionRow

    @extend_schema(responses=SuggestionRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(suggestions_open(), SuggestionRow)


class SuggestionAcceptView(TenantView):
    """They are one."""

    permissions: ClassVar[dict[str, str]] = {"POST": "guest.edit"}
    serializer_class = MergeRow

    @extend_schema(request=AcceptForm, responses=MergeRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        survivor = valid(AcceptForm(data=request.data))["survivor"]
        merge = suggestion_accept(
            suggestion_id=id, survivor_id=survivor, actor=self.actor, now=timezone.now()
        )
        return Response(MergeRow(merge).data)


class SuggestionDismissView(TenantView):
    """They are two."""

    permissions: ClassVar[dict[str, str]] = {"POST": "guest.edit"}
    serializer_class = SuggestionRow

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        suggestion_dismiss(suggestion_id=id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GuestMergeView(TenantView):
    """Another guest merged into this one, by hand; and what that would make of the two."""

    permissions: ClassVar[dict[str, str]] = {"GET": "guest.edit", "POST": "guest.edit"}
    serializer_class = MergeRow

    @extend_schema(parameters=[MergeForm], responses=MergePreviewShape)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        absorbed = valid(MergeForm(data=request.query_params))["absorbed"]
        preview = guests_merge_preview(survivor_id=id, absorbed_id=absorbed)
        return Response(MergePreviewShape(preview).data)

    @extend_schema(request=MergeForm, responses=MergeRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        absorbed = valid(MergeForm(data=request.data))["absorbed"]
        merge = guests_merge(survivor_id=id, absorbed_id=absorbed, actor=self.actor, now=timezone.now())
        return Response(MergeRow(merge).data)


class MergeUndoView(TenantView):
    """Two guests again."""

    permissions: ClassVar[dict[str, str]] = {"POST": "guest.edit"}
    serializer_class = MergeRow

    @extend_schema(request=None, responses=MergeRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(MergeRow(guest_merge_undo(merge_id=id, actor=self.actor, now=timezone.now())).data)
