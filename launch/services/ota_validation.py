"""All connections of all organisations tried, and the run written down as evidence."""

import json
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from secrets import token_urlsafe
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.errors import DomainError
from accounts.models import Organization
from accounts.tenancy import tenant_scope
from integrations_ota.adapters.errors import OtaError
from integrations_ota.errors import ChannelUnreachable
from integrations_ota.models import Connection
from integrations_ota.services.hooks import hook_open
from integrations_ota.services.prepare import connection_prepare
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.stress import patiently
from integrations_ota.services.validate import Capability, Check, Ring, Rung, Validation, Verdict
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


def connections_validate(
    *, only: str, stress: bool, prepare: bool, ring_at: str, tell: Callable[[Check], None]
) -> list[Check]:
    """Try the connections of one organisation, or of all, and tell of each check at once.

    `ring_at`: where a sandbox is to call us, '' = wait for no call.
    """

    def read() -> list[Check]:
        done: list[Check] = []
        for connection in Connection.objects.select_related("hotel").order_by("pk"):
            for check in _validate(connection, stress=stress, prepare=prepare, ring_at=ring_at):
                tell(check)
                done.append(check)
        return done

    if only:
        organization = Organization.objects.filter(slug=only).first()
        if organization is None:
            return []
        with tenant_scope(organization.pk):
            return read()
    found = Probe(now=timezone.now()).each_organization(read)
    return [check for checks in found.values() for check in checks]


def _validate(connection: Connection, *, stress: bool, prepare: bool, ring_at: str) -> Iterator[Check]:
    if prepare:
        try:
            # Channels that list no rooms are known by the rooms of their reservations.
            patiently(lambda: connection_pull(connection_id=connection.pk, now=timezone.now()))
            patiently(lambda: connection_prepare(connection=connection, now=timezone.now()))
        except (OtaError, DomainError) as error:
            said = f"could not be prepared: {error.message}"
            yield Check(connection.name, connection.channel, Capability.CREDENTIALS, Verdict.FAILED, said)
            return
        connection.refresh_from_db()
    ring = sandbox_ring(ring_at) if ring_at else None
    yield from Validation(connection, ring=ring).run(stress=stress)


def sandbox_ring(ring_at: str) -> Ring:
    """Have the sandbox call us, as the channel would: with a wrong secret, then with the right one."""

    def ring(connection: Connection) -> Rung:
        opened = hook_open(connection=connection, secret="", actor=None, now=timezone.now())
        parts = urlsplit(connection.base_url)
        control = f"{parts.scheme}://{parts.netloc}/_control/ring"
        wanted = {
            "url": ring_at.rstrip("/") + opened.path,
            "channel": connection.channel,
            "hotel": connection.remote_hotel_id,
        }
        forged = _asked(control, wanted | {"secret": token_urlsafe(32)})
        return Rung(forged=forged, proved=_asked(control, wanted | {"secret": opened.secret}))

    return ring


def _asked(address: str, wanted: dict[str, str]) -> int:
    """Ask the sandbox for one call and return how we answered it. Raises ChannelUnreachable."""
    request = urllib.request.Request(  # noqa: S310 - a sandbox's address, which the operator gave
        address, data=json.dumps(wanted).encode(), method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return int(json.load(answer).get("status", 0))
    except HTTPError as error:
        said = error.read(300).decode("utf-8", "replace")
        raise ChannelUnreachable(f"The sandbox did not call: {said}") from error
    except URLError as error:
        raise ChannelUnreachable(f"The sandbox could not be made to call: {error.reason}.") from error


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
