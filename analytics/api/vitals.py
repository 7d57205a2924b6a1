"""Web vitals: what browsers report, and what an operator reads of it."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView
from accounts.api.throttling import PerUser
from accounts.errors import NotAllowed
from accounts.models import User
from analytics.selectors.vitals import web_vitals
from analytics.services.vitals import web_vitals_count
from analytics.types import VITALS

# A page's pattern as the dashboard's router names it: words and parameters' names, no id and no query.
ROUTE = r"^/(?:\$?[A-Za-z][A-Za-z-]*(?:/\$?[A-Za-z][A-Za-z-]*){0,5})?$"
MOST_READINGS = 50
AN_HOUR = 3_600_000


class Reading(serializers.Serializer[Any]):
    route = serializers.RegexField(
        ROUTE, max_length=80, help_text="'/$org/guests/$guestId', never an address"
    )
    metric = serializers.ChoiceField(list(VITALS))
    value = serializers.FloatField(
        min_value=0, max_value=AN_HOUR, help_text="milliseconds; thousandths for CLS"
    )


class Readings(serializers.Serializer[Any]):
    readings = serializers.ListField(child=Reading(), min_length=1, max_length=MOST_READINGS)


class WebVitalsQuery(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=1, max_value=92, default=28)


class VitalRow(serializers.Serializer[Any]):
    route = serializers.CharField()
    metric = serializers.CharField()
    readings = serializers.IntegerField()
    p75 = serializers.IntegerField(
        allow_null=True, help_text="upper bound of its step; null above the last one"
    )
    good_share = serializers.FloatField()


class WebVitalsAnswer(serializers.Serializer[Any]):
    period_days = serializers.IntegerField()
    rows = VitalRow(many=True)


class PerReporter(PerUser):
    """Apart from the calls of a person's work: a report that is refused costs nobody a page."""

    scope = "web_vitals"
    rate = "60/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        key = super().get_cache_key(request, view)
        return key and f"{key}:vitals"


class WebVitalsView(ApiView):
    """How quick the dashboard is in its users' browsers, counted by day and page; nobody is told apart."""

    throttle_classes: ClassVar[list[type[PerUser]]] = [PerReporter]  # type: ignore[misc]

    @extend_schema(operation_id="web_vitals_report", request=Readings, responses={204: None})
    def post(self, request: Request) -> Response:
        if not isinstance(request.user, User):
            raise NotAllowed("Browsers report here. An API key has no page to measure.")
        report = Readings(data=request.data)
        report.is_valid(raise_exception=True)
        web_vitals_count(readings=report.validated_data["readings"], now=timezone.now())
        return Response(status=204)

    @extend_schema(operation_id="web_vitals", parameters=[WebVitalsQuery], responses=WebVitalsAnswer)
    def get(self, request: Request) -> Response:
        if not request.user.is_staff:
            raise NotAllowed("These figures are of the whole installation: only its operator may read them.")
        query = WebVitalsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        days = query.validated_data["days"]
        rows = web_vitals(days=days, now=timezone.now())
        return Response(WebVitalsAnswer({"period_days": days, "rows": rows}).data)
