"""HTTP doors of connections."""

from __future__ import annotations

from celery import current_app
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from integrations_ota.api.serializers import ConnectionChange, ConnectionInput, ConnectionRow, IssueRow
from integrations_ota.selectors.connections import (
    connection_get,
    connection_rows,
    hotel_get,
    issue_rows,
)
from integrations_ota.services.connections import (
    connection_check,
    connection_create,
    connection_delete,
    connection_sync_request,
)
from integrations_ota.services.editing import connection_update

PULL_TASK = "integrations_ota.pull_connection"


def wake_worker(*, organization_id: int, connection_id: int) -> None:
    """Ask a worker to pull now; without one, the next beat finds the connection due."""
    kwargs = {"organization_id": organization_id, "connection_id": connection_id}
    current_app.send_task(PULL_TASK, kwargs=kwargs, queue="sync", retry=False)


class ConnectionsView(TenantView):
    """All connections of the organisation; a new one is pulled at once."""

    permissions = {"GET": "connection.view", "POST": "connection.edit"}
    serializer_class = ConnectionRow

    @extend_schema(responses=ConnectionRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(connection_rows(), ConnectionRow)

    @extend_schema(request=ConnectionInput, responses={201: ConnectionRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        wanted = ConnectionInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = dict(wanted.validated_data)
        hotel = hotel_get(hotel_id=facts.pop("hotel_id"))
        made = connection_create(hotel=hotel, actor=self.actor, now=timezone.now(), **facts)
        wake_worker(organization_id=self.organization.pk, connection_id=made.pk)
        row = connection_get(connection_id=made.pk)
        return Response(ConnectionRow(row).data, status=status.HTTP_201_CREATED)


class ConnectionView(TenantView):
    """One connection. DELETE takes its credentials and messages away; the stays remain."""

    permissions = {"GET": "connection.view", "PATCH": "connection.edit", "DELETE": "connection.edit"}
    serializer_class = ConnectionRow

    @extend_schema(responses=ConnectionRow)
    def get(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        return Response(ConnectionRow(connection_get(connection_id=pk)).data)

    @extend_schema(request=ConnectionChange, responses=ConnectionRow)
    def patch(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        wanted = ConnectionChange(data=request.data)
        wanted.is_valid(raise_exception=True)
        connection_update(
            connection=connection, actor=self.actor, now=timezone.now(), **wanted.validated_data
        )
        wake_worker(organization_id=self.organization.pk, connection_id=pk)
        return Response(ConnectionRow(connection_get(connection_id=pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        connection_delete(connection=connection, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConnectionSyncView(TenantView):
    """Ask for a pull now; it runs in the background, so read the connection again after a while."""

    permissions = {"POST": "connection.edit"}
    serializer_class = ConnectionRow

    @extend_schema(request=None, responses={202: ConnectionRow})
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection = connection_get(connection_id=pk)
        connection_sync_request(connection=connection, actor=self.actor, now=timezone.now())
        wake_worker(organization_id=self.organization.pk, connection_id=pk)
        return Response(ConnectionRow(connection).data, status=status.HTTP_202_ACCEPTED)


class ConnectionCheckView(TenantView):
    """Probe log-in and address now, without fetching anything; `last_error` holds the result."""

    permissions = {"POST": "connection.edit"}
    serializer_class = ConnectionRow

    @extend_schema(request=None, responses=ConnectionRow)
    def post(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        connection_check(connection_id=pk, now=timezone.now())
        return Response(ConnectionRow(connection_get(connection_id=pk)).data)


class ConnectionIssuesView(TenantView):
    """What the hotel should look at, newest first."""

    permissions = {"GET": "connection.view"}
    serializer_class = IssueRow

    @extend_schema(responses=IssueRow(many=True))
    def get(self, request: Request, org: str, pk: int) -> Response:  # noqa: ARG002 - the route's
        rows = issue_rows(connection=connection_get(connection_id=pk))
        return self.paginated(rows, IssueRow)
