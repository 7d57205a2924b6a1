"""HTTP doors of the calendar, and of what a channel is told of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Final

from celery import current_app
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import InvalidInput
from accounts.tenancy.views import TenantView
from integrations_ota.api.product_shapes import (
    CalendarInput,
    CalendarQuery,
    CalendarSet,
    CalendarShape,
    ConnectionStateShape,
    HookInput,
    HookShape,
)
from integrations_ota.models import Connection
from integrations_ota.selectors.calendar import pushes_due, rate_days, room_days
from integrations_ota.selectors.connections import connection_get, hotel_get
from integrations_ota.services.calendar import calendar_set
from integrations_ota.services.changed import connection_resend_request
from integrations_ota.services.hooks import hook_close, hook_open
from integrations_ota.services.status import connection_state
from integrations_ota.types import CalendarChange

PUSH_TASK: Final = "integrations_ota.push_connection"
_LONGEST: Final = timedelta(days=400)


def wake_pusher(*, organization_id: int, connection_id: int) -> None:
    """Ask a worker to push now; without one, the next beat finds the changed days."""
    kwargs = {"organization_id": organization_id, "connection_id": connection_id}
    current_app.send_task(PUSH_TASK, kwargs=kwargs, queue="sync", retry=False)


class CalendarView(TenantView):
    """Rooms to sell, prices and restrictions. A POST sets ranges; the channels are told at once."""

    permissions = {"GET": "connection.view", "POST": "connection.edit"}
    serializer_class = CalendarShape

    @extend_schema(parameters=[CalendarQuery], responses=CalendarShape)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        asked = CalendarQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        hotel = hotel_get(hotel_id=asked.validated_data["hotel_id"])
        first, last = asked.validated_data["first"], asked.validated_data["last"]
        if not timedelta(0) <= last - first < _LONGEST:
            said = {"last": [f"Ask for between 1 and {_LONGEST.days} days."]}
            raise InvalidInput("These days cannot be shown at once.", fields=said)
        shown = {
            "hotel_id": hotel.pk,
            "rooms": room_days(hotel=hotel, first=first, last=last),
            "rates": rate_days(hotel=hotel, first=first, last=last),
        }
        return Response(CalendarShape(shown).data)

    @extend_schema(request=CalendarInput, responses=CalendarSet)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        wanted = CalendarInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        hotel = hotel_get(hotel_id=wanted.validated_data["hotel_id"])
        changes = [
            CalendarChange(**{**change, "weekdays": frozenset(change.get("weekdays", ()))})
            for change in wanted.validated_data["changes"]
        ]
        now = timezone.now()
        count = calendar_set(hotel=hotel, changes=changes, actor=self.actor, now=now)
        for connection_id in pushes_due(now=now, hotel=hotel):
            wake_pusher(organization_id=self.organization.pk, connection_id=connection_id)
        return Response(CalendarSet({"days_changed": count}).data)


def state_of(connection: Connection) -> dict[str, object]:
    """Join what the row says with what is counted now."""
    return {
        "status": connection.status,
        "last_pull_at": connection.last_pull_at,
        "last_pull_success_at": connection.last_success_at,
        "pull_error": connection.last_error,
        "pull_failures": connection.consecutive_failures,
        "last_push_at": connection.last_push_at,
        "last_push_success_at": connection.last_push_success_at,
        "push_error": connection.push_error,
        "push_failures": connection.push_failures,
        "last_compared_at": connection.last_compared_at,
        "last_hook_at": connection.last_hook_at,
        **asdict(connection_state(connection=connection, now=timezone.now())),
    }


class ConnectionStateView(TenantView):
    """Last successful pull and push, lag, quota, errors."""

    permissions = {"GET": "connection.view"}
    serializer_class = ConnectionStateShape

    @extend_schema(responses=ConnectionStateShape)
    def get(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        return Response(ConnectionStateShape(state_of(connection_get(connection_id=pk))).data)


class ConnectionPushView(TenantView):
    """Send the whole calendar again, in the background; read the state after a while."""

    permissions = {"POST": "connection.edit"}
    serializer_class = ConnectionStateShape

    @extend_schema(request=None, responses={202: ConnectionStateShape})
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        connection_resend_request(connection=connection, actor=self.actor, now=timezone.now())
        wake_pusher(organization_id=self.organization.pk, connection_id=pk)
        shown = ConnectionStateShape(state_of(connection_get(connection_id=pk))).data
        return Response(shown, status=status.HTTP_202_ACCEPTED)


class ConnectionHookView(TenantView):
    """The address that the channel calls. POST makes a new one, DELETE ends it."""

    permissions = {"POST": "connection.edit", "DELETE": "connection.edit"}
    serializer_class = HookShape

    @extend_schema(request=HookInput, responses={201: HookShape})
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        wanted = HookInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        secret = wanted.validated_data["secret"]
        made = hook_open(connection=connection, secret=secret, actor=self.actor, now=timezone.now())
        return Response(HookShape(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        hook_close(connection=connection, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
