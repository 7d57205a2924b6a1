"""Proofs of consent, coarser after a day: of an IP address the network stays."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from accounts.tenancy.scope import required_organization_id
from compliance.evidence import IP_KEYS
from compliance.models import ConsentEvent
from compliance.retention import retention_register

_COARSEN = """
UPDATE compliance_consentevent SET evidence = bellhop_evidence_coarse(evidence)
WHERE organization_id = %s AND id = ANY(%s)
"""


def register() -> None:
    """Called once, when the apps are ready."""
    retention_register("evidence_ips", _precise, _coarsen)


def _precise(before: datetime) -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(recorded_at__lt=before, evidence__has_any_keys=list(IP_KEYS))


def _coarsen(numbers: list[int], _now: datetime) -> None:
    """The one change that the ledger's guard lets pass, and only for rows that are a day old by its own clock."""
    with connection.cursor() as cursor:
        cursor.execute(_COARSEN, [required_organization_id("ConsentEvent"), numbers])
