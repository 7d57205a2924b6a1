"""Doors to arrivals that no mail reaches, their links and codes, and to the rate at which guests become direct."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotFound
from accounts.models import Hotel
from accounts.tenancy.views import TenantView
from contacts.api.views import valid
from contacts.forms.qr import qr_svg
from contacts.models import Stay
from contacts.selectors.arrivals import (
    REASONS,
    arrivals_unreachable,
    check_in_url,
    hotel_today,
    lacking_reason,
    link_expires,
    stay_lacking,
)
from contacts.selectors.direct_rates import DirectRate, direct_rates, direct_total

LONGEST_SPAN = 1100


class ArrivalQuery(serializers.Serializer[Any]):
    """Which hotel and day."""

    hotel = serializers.IntegerField(min_value=1)
    day = serializers.DateField(required=False, help_text="the hotel's local day; today without it")


class ArrivalGuest(serializers.Serializer[Any]):
    """Whom the front desk meets."""

    id = serializers.IntegerField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    language = serializers.CharField()


class UnreachableArrival(serializers.Serializer[Stay]):
    """A stay whose guest no mail reaches; `link` is for this guest's eyes, and good until `link_expires`."""

    stay = serializers.IntegerField(source="pk")
    guest = ArrivalGuest(allow_null=True)
    arrival = serializers.DateField()
    departure = serializers.DateField()
    nights = serializers.IntegerField()
    source_channel = serializers.CharField()
    reservation_code = serializers.CharField()
    room_name = serializers.CharField()
    reason = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    code_sent = serializers.BooleanField(source="asked", help_text="a code waits to be entered by the guest")
    link = serializers.SerializerMethodField()
    link_expires = serializers.SerializerMethodField()

    def get_reason(self, stay: Stay) -> str:
        """Return alias, none, invalid, role or agency_shared."""
        return lacking_reason(stay)

    def get_text(self, stay: Stay) -> str:
        """Return the reason as a sentence."""
        return REASONS[lacking_reason(stay)]

    def get_link(self, stay: Stay) -> str:
        """Return the address of the stay's page."""
        return check_in_url(stay)

    @extend_schema(responses=OpenApiTypes.DATETIME)
    def get_link_expires(self, stay: Stay) -> str:
        """Return the end of the day of departure."""
        return link_expires(stay).isoformat()


class UnreachableArrivals(serializers.Serializer[Any]):
    """A hotel's day."""

    day = serializers.DateField()
    results = UnreachableArrival(many=True)


class UnreachableArrivalsView(TenantView):
    """Arrivals of a hotel's day without an address to write to."""

    # The link lets its holder write an address, so it takes the same permission as writing one.
    permissions: ClassVar[dict[str, str]] = {"GET": "guest.edit"}
    serializer_class = UnreachableArrivals

    @extend_schema(
        operation_id="arrivals_unreachable", parameters=[ArrivalQuery], responses=UnreachableArrivals
    )
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        query = valid(ArrivalQuery(data=request.query_params))
        hotel = hotel_require(query["hotel"])
        day = query.get("day") or hotel_today(hotel, now=timezone.now())
        rows: Any = arrivals_unreachable(hotel=hotel, day=day)
        return Response(UnreachableArrivals({"day": day, "results": rows}).data)


class ArrivalCodeView(TenantView):
    """A stay's link as a QR code, to show on a screen or to print."""

    permissions: ClassVar[dict[str, str]] = {"GET": "guest.edit"}
    serializer_class = serializers.Serializer

    @extend_schema(responses={(200, "image/svg+xml"): OpenApiTypes.BINARY})
    def get(self, request: Request, org: str, id: int) -> HttpResponse:  # noqa: A002, ARG002 - the route's
        stay = stay_lacking(stay_id=id, now=timezone.now())
        answer = HttpResponse(qr_svg(check_in_url(stay)), content_type="image/svg+xml")
        answer["Cache-Control"] = "no-store"
        return answer


class DirectQuery(serializers.Serializer[Any]):
    """Days of arrival, both included; the last twelve months without them."""

    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)
    hotel = serializers.IntegerField(required=False, min_value=1)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Fill in the last twelve months; refuse a span that is reversed or longer than three years."""
        today = timezone.now().date()
        end: date = given.get("end") or _month_end(given.get("start") or today, today)
        start: date = given.get("start") or _year_before(end)
        if not start <= end <= start + timedelta(days=LONGEST_SPAN):
            raise serializers.ValidationError(
                {"end": "Choose an end from the start on, at most three years later."}
            )
        return given | {"start": start, "end": end}


class DirectRateRow(serializers.Serializer[DirectRate]):
    """Guests who came without a mailable address, by channel and month of arrival."""

    channel = serializers.CharField()
    month = serializers.DateField(help_text="its first day")
    stays = serializers.IntegerField()
    guests = serializers.IntegerField()
    with_address = serializers.IntegerField(help_text="guests with a real address now, whoever gave it")
    confirmed = serializers.IntegerField(help_text="guests who confirmed a real address themselves")
    by_pre_check_in = serializers.IntegerField(help_text="of these, guests won by the page of a stay")
    rate = serializers.FloatField(allow_null=True, help_text="confirmed / guests")


class DirectTotal(DirectRateRow):
    """All channels and months; a guest of several counts once."""

    channel = None  # type: ignore[assignment]
    month = None  # type: ignore[assignment]


class DirectReport(serializers.Serializer[Any]):
    """The rate by channel and month, and in all."""

    start = serializers.DateField()
    end = serializers.DateField()
    rows = DirectRateRow(many=True)
    total = DirectTotal()


class DirectRatesView(TenantView):
    """How many guests of booking channels became direct."""

    permissions: ClassVar[dict[str, str]] = {"GET": "analytics.view"}
    serializer_class = DirectReport

    @extend_schema(parameters=[DirectQuery], responses=DirectReport)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        query = valid(DirectQuery(data=request.query_params))
        hotel = hotel_require(query["hotel"]) if "hotel" in query else None
        span = {"start": query["start"], "end": query["end"], "hotel_id": hotel.pk if hotel else None}
        report = {**query, "rows": direct_rates(**span), "total": direct_total(**span)}
        return Response(DirectReport(report).data)


def hotel_require(hotel_id: int) -> Hotel:
    """A hotel of the group. Raises NotFound."""
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise NotFound("There is no such hotel in your group.")
    return hotel


def _month_end(day: date, today: date) -> date:
    month = max(day, today).replace(day=28) + timedelta(days=4)
    return month.replace(day=1) - timedelta(days=1)


def _year_before(end: date) -> date:
    """The first day of the month that is the twelfth, counted back from the end's."""
    first = end.replace(day=1)
    return first.replace(month=first.month % 12 + 1, year=first.year - (first.month < 12))  # noqa: PLR2004
