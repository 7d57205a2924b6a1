"""Celery's doors: find what is due, one service call each."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from integrations_ota.errors import ConnectionBusy
from integrations_ota.selectors.connections import connections_due, receipts_due
from integrations_ota.services.acknowledge import acknowledgements_send
from integrations_ota.services.pull import connection_pull

logger = logging.getLogger(__name__)


@shared_task(name="integrations_ota.pull_due_connections", queue="sync")
def pull_due_connections(**_: Any) -> None:
    """Queue a pull for each connection whose time has come, and the receipts that are owed."""
    now = timezone.now()
    for organization_id in for_each_organization():
        due = set(connections_due(now=now))
        for connection_id in due:
            pull_connection.delay(organization_id=organization_id, connection_id=connection_id)
        # A pull sends receipts too, so only the others need a task of their own.
        for connection_id in set(receipts_due(now=now)) - due:
            send_acknowledgements.delay(organization_id=organization_id, connection_id=connection_id)


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
