"""HTTP doors of what a person does with connections: choose a channel, try each capability, settle issues."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from integrations_ota.adapters.port import Answer, ConnectionReport
from integrations_ota.api.serializers import IssueRow
from integrations_ota.models import ChangedDay, Connection
from integrations_ota.selectors.connections import (
    changed_day_rows,
    channel_facts,
    connection_get,
    issue_get,
)
from integrations_ota.services.connections import connection_probe
from integrations_ota.services.solving import issue_replay, issue_resolve

LONGEST: Final = timedelta(days=62)


class ChannelShape(serializers.Serializer[Any]):
    """A channel that a hotel can be connected to. `secret_address`: its address is itself the key."""

    slug = serializers.CharField()
    name = serializers.CharField()
    certified = serializers.BooleanField()
    credentials = serializers.ListField(child=serializers.CharField())
    secret_address = serializers.BooleanField()
    offers = serializers.ListField(child=serializers.CharField())


class ChannelList(serializers.Serializer[Any]):
    """All of them."""

    channels = ChannelShape(many=True)


class CapabilityShape(serializers.Serializer[Any]):
    """What the channel said of one capability."""

    name = serializers.CharField()
    answer = serializers.ChoiceField(choices=[answer.value for answer in Answer])


class CheckShape(serializers.Serializer[Any]):
    """A check's outcome. `error` is '' or says why the channel did not answer; then nothing is known."""

    error = serializers.CharField(allow_blank=True)
    hotel_name = serializers.CharField(allow_blank=True)
    protocol_version = serializers.CharField(allow_blank=True)
    clock_skew_seconds = serializers.IntegerField(allow_null=True)
    capabilities = CapabilityShape(many=True)


class ChangedDayShape(serializers.Serializer[ChangedDay]):
    """A day that the channel has to be told. `refused`: it was told, and did not take it."""

    room_type_id = serializers.IntegerField()
    rate_plan_id = serializers.IntegerField(allow_null=True)
    day = serializers.DateField()
    refused = serializers.SerializerMethodField()
    error = serializers.CharField(source="last_error", allow_blank=True)

    def get_refused(self, row: ChangedDay) -> bool:
        return row.next_attempt_at is None


class ChangedDays(serializers.Serializer[Any]):
    """The days of a range that a channel has not taken yet."""

    days = ChangedDayShape(many=True)


class DaysQuery(serializers.Serializer[Any]):
    """Which days to show, both ends included, at most 62."""

    first = serializers.DateField()
    last = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not timedelta(0) <= attrs["last"] - attrs["first"] < LONGEST:
            raise serializers.ValidationError({"last": f"Ask for between 1 and {LONGEST.days} days."})
        return attrs


class ChannelsView(TenantView):
    """All channels, with the credentials that each of them asks for."""

    permissions = {"GET": "connection.view"}
    serializer_class = ChannelList

    @extend_schema(responses=ChannelList)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return Response(ChannelList({"channels": channel_facts()}).data)


def check_of(connection: Connection, report: ConnectionReport | None, skew: int | None) -> dict[str, Any]:
    """Join what the channel said with what the connection keeps of it."""
    return {
        "error": connection.last_error if report is None else "",
        "hotel_name": "" if report is None else report.hotel_name,
        "protocol_version": "" if report is None else report.protocol_version,
        "clock_skew_seconds": skew,
        "capabilities": []
        if report is None
        else [{"name": name, "answer": answer.value} for name, answer in sorted(report.answers.items())],
    }


class ConnectionCapabilitiesView(TenantView):
    """Try log-in and each capability now; nothing is fetched and nothing is changed at the channel."""

    permissions = {"POST": "connection.edit"}
    serializer_class = CheckShape

    @extend_schema(request=None, responses=CheckShape)
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        now = timezone.now()
        connection, report = connection_probe(connection_id=pk, now=now)
        at = None if report is None else report.server_time
        skew = None if at is None else round((at - now).total_seconds())
        return Response(CheckShape(check_of(connection, report, skew)).data)


class ChangedDaysView(TenantView):
    """Days that the channel still has to be told, or refused. What it took is not in the list."""

    permissions = {"GET": "connection.view"}
    serializer_class = ChangedDays

    @extend_schema(parameters=[DaysQuery], responses=ChangedDays)
    def get(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        asked = DaysQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = changed_day_rows(connection=connection, **asked.validated_data)
        return Response(ChangedDays({"days": rows}).data)


class IssueResolveView(TenantView):
    """Mark an issue solved, once a person has settled it."""

    permissions = {"POST": "connection.edit"}
    serializer_class = IssueRow

    @extend_schema(request=None, responses=IssueRow)
    def post(self, request: Request, org: str, pk: int, issue: int) -> Response:  # noqa: ARG002 - the route's
        found = issue_get(connection_id=pk, issue_id=issue)
        issue_resolve(issue=found, actor=self.actor, now=timezone.now())
        return Response(IssueRow(issue_get(connection_id=pk, issue_id=issue)).data)


class IssueReplayView(TenantView):
    """Read again what was set aside, with today's parser; the channel is not called."""

    permissions = {"POST": "connection.edit"}
    serializer_class = IssueRow

    @extend_schema(request=None, responses=IssueRow)
    def post(self, request: Request, org: str, pk: int, issue: int) -> Response:  # noqa: ARG002 - the route's
        found = issue_get(connection_id=pk, issue_id=issue)
        issue_replay(issue=found, actor=self.actor, now=timezone.now())
        return Response(IssueRow(issue_get(connection_id=pk, issue_id=issue)).data)
