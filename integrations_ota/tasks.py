"""Celery's doors: find what is due, one service call each."""

from __future__ import annotations

import logging
from typing import Any, Final

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from integrations_ota.errors import ConnectionBusy
from integrations_ota.selectors.calendar import pushes_due
from integrations_ota.selectors.connections import comparisons_due, connections_due, receipts_due
from integrations_ota.services.acknowledge import acknowledgements_send
from integrations_ota.services.compare import connection_compare
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.push import connection_push

logger = logging.getLogger(__name__)

_AFTER_PULL: Final = 15


@shared_task(name="integrations_ota.pull_due_connections", queue="sync")
def pull_due_connections(**_: Any) -> None:
    """Queue what is due for each connection: pulls, owed receipts, changed days, the nightly comparison."""
    now = timezone.now()
    for organization_id in for_each_organization():
        due = set(connections_due(now=now))
        for connection_id in due:
            pull_connection.delay(organization_id=organization_id, connection_id=connection_id)
        # A pull sends receipts too, so only the others need a task of their own.
        for connection_id in set(receipts_due(now=now)) - due:
            send_acknowledgements.delay(organization_id=organization_id, connection_id=connection_id)
        for task, connection_ids in (
            (push_connection, pushes_due(now=now)),
            (compare_connection, comparisons_due(now=now)),
        ):
            for connection_id in connection_ids:
                kwargs = {"organization_id": organization_id, "connection_id": connection_id}
                # One call in flight for each connection: let its pull go first.
                task.apply_async(kwargs=kwargs, countdown=_AFTER_PULL if connection_id in due else 0)


@shared_task(base=TenantTask, name="integrations_ota.pull_connection", queue="sync")
def pull_connection(*, organization_id: int, connection_id: int, **_: Any) -> None:
    """Pull one connection; one that is busy is left to whoever holds it."""
    try:
        connection_pull(connection_id=connection_id, now=timezone.now())
    except ConnectionBusy:
        logger.info("connection %s of organisation %s is busy", connection_id, organization_id)


@shared_task(base=TenantTask, name="integrations_ota.send_acknowledgements", queue="sync")
def send_acknowledgements(*, organization_id: int, connection_id: int, **_: Any) -> None:
    """Send the receipts that one connection owes."""
    try:
        acknowledgements_send(connection_id=connection_id, now=timezone.now())
    except ConnectionBusy:
        logger.info("connection %s of organisation %s is busy", connection_id, organization_id)


@shared_task(base=TenantTask, name="integrations_ota.push_connection", queue="sync")
def push_connection(*, organization_id: int, connection_id: int, **_: Any) -> None:
    """Tell one channel what changed in the calendar."""
    try:
        connection_push(connection_id=connection_id, now=timezone.now())
    except ConnectionBusy:
        logger.info("connection %s of organisation %s is busy", connection_id, organization_id)


@shared_task(base=TenantTask, name="integrations_ota.compare_connection", queue="sync")
def compare_connection(*, organization_id: int, connection_id: int, **_: Any) -> None:
    """Compare one channel's calendar with the hotel's."""
    try:
        connection_compare(connection_id=connection_id, now=timezone.now())
    except ConnectionBusy:
        logger.info("connection %s of organisation %s is busy", connection_id, organization_id)
