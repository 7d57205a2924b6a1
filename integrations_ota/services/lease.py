"""One call in flight per connection: who holds the lease may talk to the channel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from accounts.errors import NotFound
from integrations_ota.errors import ConnectionBusy
from integrations_ota.models import Connection

LEASE: Final = timedelta(minutes=5)


def lease_take(*, connection_id: int, now: datetime) -> Connection:
    """Take the lease by one conditional update. Raises ConnectionBusy, NotFound."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    won = Connection.objects.filter(free, pk=connection_id).update(lease_until=now + LEASE)
    connection = Connection.objects.select_related("hotel").filter(pk=connection_id).first()
    if connection is None:
        raise NotFound("This connection does not exist.")
    if won != 1:
        raise ConnectionBusy
    return connection


def lease_release(*, connection: Connection, **changes: Any) -> None:
    """Give the lease back together with what the call taught us, in one update.

    A worker that was slower than its lease changes nothing: another one holds it by now.
    """
    held = connection.lease_until
    Connection.objects.filter(pk=connection.pk, lease_until=held).update(lease_until=None, **changes)
    for name, value in changes.items():
        setattr(connection, name, value)
