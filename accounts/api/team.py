"""HTTP doors of the team and of the audit log."""

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import AuditEvent, Membership
from accounts.selectors.team import audit_rows, member_rows
from accounts.services.audit_export import audit_export
from accounts.services.team import (
    Invitation,
    member_invite,
    member_link,
    member_remove,
    member_role_set,
)
from accounts.tenancy.views import TenantView
from accounts.types import Role

ROLES = [role.value for role in Role]


class MemberRow(serializers.Serializer[Membership]):
    """A member. `has_password`: they took the invitation up."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=ROLES)
    since = serializers.DateTimeField(source="created_at")
    last_login = serializers.DateTimeField(source="user.last_login", allow_null=True)
    has_password = serializers.BooleanField(source="user.has_usable_password")


class MemberInvite(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=150, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=ROLES)


class MemberRole(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=ROLES)


class MemberInvitation(serializers.Serializer[Invitation]):
    """The member, and the link to hand them; '' = they log in with the password they have."""

    member = MemberRow(source="membership")
    link = serializers.CharField(allow_blank=True)


class AuditRow(serializers.Serializer[AuditEvent]):
    """Who did what to what, and when."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    who = serializers.CharField(source="actor_label")
    action = serializers.CharField()
    target_type = serializers.CharField()
    target_id = serializers.IntegerField(allow_null=True)
    detail = serializers.DictField(child=serializers.JSONField())


class AuditQuery(serializers.Serializer[Any]):
    """Part of who, the begin of what, from when, until before when."""

    actor = serializers.CharField(required=False, allow_blank=True, max_length=254)
    action = serializers.CharField(required=False, allow_blank=True, max_length=60)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class MembersView(TenantView):
    """The team. POST lets a person in, and answers with the link by which they choose a password."""

    permissions = {"GET": "audit.view", "POST": "member.edit"}
    serializer_class = MemberRow

    @extend_schema(responses=MemberRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(member_rows(organization=self.organization), MemberRow)

    @extend_schema(request=MemberInvite, responses={201: MemberInvitation})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        wanted = MemberInvite(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = {**wanted.validated_data, "role": Role(wanted.validated_data["role"])}
        made = member_invite(organization=self.organization, actor=self.actor, now=timezone.now(), **facts)
        return Response(MemberInvitation(made).data, status=status.HTTP_201_CREATED)


class MemberView(TenantView):
    """One member: PATCH changes the role, DELETE takes them out. The last owner stays."""

    permissions = {"PATCH": "member.edit", "DELETE": "member.edit"}
    serializer_class = MemberRow

    @extend_schema(request=MemberRole, responses=MemberRow)
    def patch(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        wanted = MemberRole(data=request.data)
        wanted.is_valid(raise_exception=True)
        changed = member_role_set(
            organization=self.organization,
            member_id=pk,
            role=Role(wanted.validated_data["role"]),
            actor=self.actor,
            now=timezone.now(),
        )
        return Response(MemberRow(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        member_remove(organization=self.organization, member_id=pk, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemberLinkView(TenantView):
    """Make the link of a member anew who has not chosen a password yet; it holds for three days."""

    permissions = {"POST": "member.edit"}
    serializer_class = MemberInvitation

    @extend_schema(request=None, responses=MemberInvitation)
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        made = member_link(organization=self.organization, member_id=pk, actor=self.actor, now=timezone.now())
        return Response(MemberInvitation(made).data)


class AuditView(TenantView):
    """The audit log, newest first."""

    permissions = {"GET": "audit.view"}
    serializer_class = AuditRow

    @extend_schema(parameters=[AuditQuery], responses=AuditRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = AuditQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return self.paginated(audit_rows(**asked.validated_data), AuditRow)


class AuditExportView(TenantView):
    """The audit log as a CSV file. A POST, since the log notes that it was taken."""

    permissions = {"POST": "audit.view"}
    serializer_class = AuditRow

    @extend_schema(parameters=[AuditQuery], request=None, responses={(200, "text/csv"): OpenApiTypes.STR})
    def post(self, request: Request, org: str) -> StreamingHttpResponse:  # noqa: ARG002 - the route's
        asked = AuditQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        lines = audit_export(
            rows=audit_rows(**asked.validated_data),
            organization=self.organization,
            actor=self.actor,
            now=timezone.now(),
        )
        answer = StreamingHttpResponse(self.in_scope(lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="audit-{self.organization.slug}.csv"'
        return answer
