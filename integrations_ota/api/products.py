"""HTTP doors of room types, rate plans and their mapping."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from integrations_ota.adapters.errors import OtaError
from integrations_ota.api.product_shapes import (
    MappingInput,
    MappingShape,
    RatePlanInput,
    RatePlanRow,
    RoomTypeInput,
    RoomTypeRow,
)
from integrations_ota.errors import ChannelUnreachable
from integrations_ota.models import Connection
from integrations_ota.selectors.connections import connection_get, hotel_get
from integrations_ota.selectors.products import (
    rate_mappings,
    rate_plan_rows,
    room_mappings,
    room_type_rows,
)
from integrations_ota.services.mapping import mapping_set
from integrations_ota.services.products import rate_plan_create, remote_products_refresh, room_type_create
from integrations_ota.types import RateLink, RoomLink


class RoomTypesView(TenantView):
    """The room types of all hotels."""

    permissions = {"GET": "connection.view", "POST": "connection.edit"}
    serializer_class = RoomTypeRow

    @extend_schema(responses=RoomTypeRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(room_type_rows(), RoomTypeRow)

    @extend_schema(request=RoomTypeInput, responses={201: RoomTypeRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        wanted = RoomTypeInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = dict(wanted.validated_data)
        hotel = hotel_get(hotel_id=facts.pop("hotel_id"))
        made = room_type_create(hotel=hotel, actor=self.actor, now=timezone.now(), **facts)
        return Response(RoomTypeRow(made).data, status=status.HTTP_201_CREATED)


class RatePlansView(TenantView):
    """The rate plans of all hotels."""

    permissions = {"GET": "connection.view", "POST": "connection.edit"}
    serializer_class = RatePlanRow

    @extend_schema(responses=RatePlanRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(rate_plan_rows(), RatePlanRow)

    @extend_schema(request=RatePlanInput, responses={201: RatePlanRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        wanted = RatePlanInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = dict(wanted.validated_data)
        hotel = hotel_get(hotel_id=facts.pop("hotel_id"))
        made = rate_plan_create(hotel=hotel, actor=self.actor, now=timezone.now(), **facts)
        return Response(RatePlanRow(made).data, status=status.HTTP_201_CREATED)


def mapping_of(connection: Connection) -> dict[str, Any]:
    """Return what a mapping page shows."""
    return {
        "rooms": list(room_mappings(connection=connection)),
        "rates": list(rate_mappings(connection=connection)),
        "remote_rooms": [{"code": code, "name": name} for code, name in connection.rooms.items()],
        "remote_rates": connection.rates,
    }


class MappingView(TenantView):
    """Which of the hotel's rooms and rates is which at the channel. PUT replaces the whole mapping."""

    permissions = {"GET": "connection.view", "PUT": "connection.edit"}
    serializer_class = MappingShape

    @extend_schema(responses=MappingShape)
    def get(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        return Response(MappingShape(mapping_of(connection_get(connection_id=pk))).data)

    @extend_schema(request=MappingInput, responses=MappingShape)
    def put(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        wanted = MappingInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = wanted.validated_data
        mapping_set(
            connection=connection,
            rooms=[RoomLink(**link) for link in facts["rooms"]],
            rates=[RateLink(**link) for link in facts["rates"]],
            actor=self.actor,
            now=timezone.now(),
        )
        return Response(MappingShape(mapping_of(connection)).data)


class RemoteProductsView(TenantView):
    """Ask the channel for its rooms and rate plans now."""

    permissions = {"POST": "connection.edit"}
    serializer_class = MappingShape

    @extend_schema(request=None, responses=MappingShape)
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection_get(connection_id=pk)
        try:
            connection = remote_products_refresh(connection_id=pk, now=timezone.now())
        except OtaError as error:
            raise ChannelUnreachable(error.message) from error
        return Response(MappingShape(mapping_of(connection)).data)
