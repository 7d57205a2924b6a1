"""HTTP door of retention: what the next night would let go, and why."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from compliance.selectors.retention import retention_due, retention_last_run


class RetentionDue(serializers.Serializer[Any]):
    """One kind of data: how long it is kept, by which rule, and how many rows are over."""

    key = serializers.CharField(source="period.key")
    what = serializers.CharField(source="period.what")
    days = serializers.IntegerField(help_text="days that hold for the organisation")
    ends = serializers.CharField(source="period.ends", help_text="from when the days count")
    rule = serializers.CharField(source="period.source", help_text="what the period rests on")
    before = serializers.DateTimeField(help_text="what ended before this would go")
    rows = serializers.IntegerField(help_text="how many would go")


class RetentionLastRun(serializers.Serializer[Any]):
    """What the newest run let go, by key."""

    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField())
    complete = serializers.BooleanField(help_text="false: more was over than one night takes")


class Retention(serializers.Serializer[Any]):
    """What is over now, and what went last."""

    periods = RetentionDue(many=True)
    last_run = RetentionLastRun(allow_null=True)


class RetentionView(TenantView):
    """What would go tonight and why. Nothing is changed."""

    permissions: ClassVar[dict[str, str]] = {"GET": "request.handle"}
    serializer_class = Retention

    @extend_schema(operation_id="retention", responses=Retention)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = {"periods": retention_due(now=timezone.now()), "last_run": retention_last_run()}
        return Response(Retention(facts).data)
