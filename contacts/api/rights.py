"""HTTP doors of people's requests about their data: for staff who answer them."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotFound
from accounts.tenancy.views import TenantView
from compliance.models import DataExport, DataRequest
from compliance.models.request import KINDS, STATES
from compliance.selectors.requests import request_get, request_list
from compliance.services.requests import (
    ALERT_AFTER,
    file_take,
    request_carry_out,
    request_refuse,
    request_verify,
)
from compliance.tasks import make_export
from compliance.types import RequestKind, RequestState
from contacts.api.views import valid
from contacts.services.rights import request_facts, rights_enter

PERMISSIONS: dict[str, str] = {"GET": "request.handle", "POST": "request.handle"}


class DataRequestRow(serializers.Serializer[DataRequest]):
    """One request as its list shows it."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=STATES)
    source = serializers.CharField()  # type: ignore[assignment]
    guest_id = serializers.IntegerField(allow_null=True)
    email = serializers.SerializerMethodField(help_text="empty once the request is answered")
    wish = serializers.SerializerMethodField(help_text="what the person wrote")
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="one month after it came in (GDPR 12(3))")
    is_urgent = serializers.SerializerMethodField(help_text="unanswered since twenty days")
    is_overdue = serializers.SerializerMethodField()
    verified_at = serializers.DateTimeField(allow_null=True)
    verified_by = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    has_file = serializers.SerializerMethodField()

    def get_email(self, row: DataRequest) -> str:
        return request_facts(row)["email"]

    def get_wish(self, row: DataRequest) -> str:
        return request_facts(row)["wish"]

    def get_is_urgent(self, row: DataRequest) -> bool:
        waits = not RequestState(row.state).is_answered
        return waits and row.received_at + ALERT_AFTER <= timezone.now()

    def get_is_overdue(self, row: DataRequest) -> bool:
        return row.is_overdue(timezone.now())

    def get_has_file(self, row: DataRequest) -> bool:
        return any(made.expires_at > timezone.now() for made in row.exports.all())


class DataRequestQuery(serializers.Serializer[Any]):
    """What the list is narrowed to."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    unanswered = serializers.BooleanField(
        required=False, default=False, help_text="only those that wait for an answer"
    )


class DataRequestEntry(serializers.Serializer[Any]):
    """A request that came by letter, by telephone, or at the desk."""

    kind = serializers.ChoiceField(choices=KINDS)
    guest_id = serializers.IntegerField(min_value=1, max_value=2**62)
    verified_by = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="how you made sure of who asks",
    )
    wish = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class IdentityForm(serializers.Serializer[Any]):
    """How staff made sure of who asks."""

    verified_by = serializers.CharField(max_length=200, help_text="'passport shown at the desk'")


class OutcomeForm(serializers.Serializer[Any]):
    """What was done."""

    outcome = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class RefusalForm(serializers.Serializer[Any]):
    """Why nothing is done; the person reads it."""

    reason = serializers.CharField(max_length=1000)


class DataRequestListView(TenantView):
    """Requests, those due first."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow
    ordering: ClassVar[tuple[str, ...]] = ("due_at", "id")

    @extend_schema(parameters=[DataRequestQuery], responses=DataRequestRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        narrowed = valid(DataRequestQuery(data=request.query_params))
        rows = request_list(state=narrowed.get("state", ""), unanswered=narrowed["unanswered"])
        return self.paginated(rows, DataRequestRow)

    @extend_schema(request=DataRequestEntry, responses={201: DataRequestRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        given = valid(DataRequestEntry(data=request.data))
        entered = rights_enter(
            kind=RequestKind(given["kind"]), guest_id=given["guest_id"], verified_by=given["verified_by"],
            wish=given["wish"], actor=self.actor, now=timezone.now(),
        )  # fmt: skip
        return Response(DataRequestRow(entered).data, status=status.HTTP_201_CREATED)


class DataRequestView(TenantView):
    """One request."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow

    @extend_schema(responses=DataRequestRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(DataRequestRow(request_get(request_id=id)).data)


class DataRequestVerifyView(TenantView):
    """Note how we know who asks."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow

    @extend_schema(request=IdentityForm, responses=DataRequestRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        by = valid(IdentityForm(data=request.data))["verified_by"]
        done = request_verify(request_id=id, by=by, actor=self.actor, now=timezone.now())
        return Response(DataRequestRow(done).data)


class DataRequestCarryOutView(TenantView):
    """Do what was asked for. A file is made by a worker: the request is then `preparing` for a moment."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow

    @extend_schema(request=OutcomeForm, responses=DataRequestRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        outcome = valid(OutcomeForm(data=request.data))["outcome"]
        done = request_carry_out(request_id=id, outcome=outcome, actor=self.actor, now=timezone.now())
        if done.state == RequestState.PREPARING:
            make_export.apply_async(
                kwargs={"organization_id": self.organization.pk, "request_id": done.pk},
                retry=False,
                ignore_result=True,
            )
        return Response(DataRequestRow(done).data)


class DataRequestRefuseView(TenantView):
    """Say no, with the reason."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow

    @extend_schema(request=RefusalForm, responses=DataRequestRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        reason = valid(RefusalForm(data=request.data))["reason"]
        done = request_refuse(request_id=id, reason=reason, actor=self.actor, now=timezone.now())
        return Response(DataRequestRow(done).data)


class DataRequestFileView(TenantView):
    """The file, to be handed over; a POST, since the audit log notes each."""

    permissions = PERMISSIONS
    serializer_class = DataRequestRow

    @extend_schema(request=None, responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def post(self, request: Request, org: str, id: int) -> HttpResponse:  # noqa: A002, ARG002 - the route's
        made: DataExport | None = file_take(request_id=id, actor=self.actor, now=timezone.now())
        if made is None:
            raise NotFound(
                "There is no file of this request. Files are deleted after a week; carry it out again."
            )
        answer = HttpResponse(bytes(made.data), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="request-{id}.zip"'
        answer["Cache-Control"] = "no-store"
        return answer
