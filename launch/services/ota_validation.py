"""All connections of all organisations tried, and the run written down as evidence."""

import json
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from urllib.error import URLError
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from integrations_ota.adapters.errors import OtaError
from integrations_ota.errors import ChannelUnreachable
from integrations_ota.models import Connection
from integrations_ota.services.hooks import hook_open
from integrations_ota.services.prepare import connection_prepare
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.validate import Capability, Check, Ring, Validation, Verdict
from launch.probe import Probe
from launch.services.evidence import evidence_record

SANDBOX = "sandbox"
KIND = "validate-ota-integrations"
ROWS = {
    "OT2": Capability.RATES,
    "OT3": Capability.RESERVATIONS,
    "OT4": Capability.AVAILABILITY,
    "OT5": Capability.WEBHOOK,
    "OT6": Capability.STRESS,
}


def connections_validate(*, only: str, stress: bool, prepare: bool, ring_at: str) -> list[Check]:
    """Try the connections of one organisation, or of all. `ring_at`: where a sandbox is to call us."""

    def read() -> list[Check]:
        return [
            check
            for connection in Connection.objects.select_related("hotel").order_by("pk")
            for check in _validate(connection, stress=stress, prepare=prepare, ring_at=ring_at)
        ]

    if only:
        organization = Organization.objects.filter(slug=only).first()
        if organization is None:
            return []
        with tenant_scope(organization.pk):
            return read()
    found = Probe(now=timezone.now()).each_organization(read)
    return [check for checks in found.values() for check in checks]


def _validate(connection: Connection, *, stress: bool, prepare: bool, ring_at: str) -> list[Check]:
    if prepare:
        try:
            # Channels that list no rooms are known by the rooms of their reservations.
            connection_pull(connection_id=connection.pk, now=timezone.now())
            connection_prepare(connection=connection, now=timezone.now())
        except OtaError as error:
            said = f"could not be prepared: {error.message}"
            return [Check(connection.name, connection.channel, Capability.CREDENTIALS, Verdict.FAILED, said)]
        connection.refresh_from_db()
    ring = _sandbox_ring(ring_at) if ring_at else None
    return list(Validation(connection, ring=ring).run(stress=stress))


def _sandbox_ring(ring_at: str) -> Ring:
    """Have the sandbox call us, as the channel would."""

    def ring(connection: Connection) -> None:
        opened = hook_open(connection=connection, secret="", actor=None, now=timezone.now())
        parts = urlsplit(connection.base_url)
        wanted = {
            "url": ring_at.rstrip("/") + opened.path,
            "secret": opened.secret,
            "channel": connection.channel,
            "hotel": connection.remote_hotel_id,
        }
        request = urllib.request.Request(  # noqa: S310 - a sandbox's address, which the operator gave
            f"{parts.scheme}://{parts.netloc}/_control/ring", data=json.dumps(wanted).encode(), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=30):  # noqa: S310
                pass
        except URLError as error:
            raise ChannelUnreachable(f"The sandbox could not be made to call: {error.reason}.") from error

    return ring


def runs_record(
    *, checks: Sequence[Check], environment: str, started_at: datetime, finished_at: datetime, stress: bool
) -> None:
    """Write one run for each row: OT1 holds when nothing failed, each other one when its capability held."""
    _record("OT1", checks, environment, started_at, finished_at)
    for row, capability in ROWS.items():
        if capability is Capability.STRESS and not stress:
            continue
        own = [check for check in checks if check.capability is capability]
        _record(row, own, environment, started_at, finished_at)


def _record(
    row: str, checks: Sequence[Check], environment: str, started_at: datetime, finished_at: datetime
) -> None:
    passed = [check for check in checks if check.verdict is Verdict.PASSED]
    failed = [check for check in checks if check.verdict is Verdict.FAILED]
    figures: dict[str, object] = {
        "connections": len({(check.connection, check.channel) for check in checks}),
        "passed": len(passed),
        "failed": len(failed),
        "not_offered": len(checks) - len(passed) - len(failed),
    }
    if failed:
        figures["first_failure"] = f"{failed[0].connection}: {failed[0].detail}"[:300]
    evidence_record(
        requirements=[row],
        kind=KIND,
        started_at=started_at,
        finished_at=finished_at,
        passed=bool(passed) and not failed,
        figures=figures,
        environment=environment,
    )
