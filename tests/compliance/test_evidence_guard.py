"""GDPR 5(1)(c), 7(1): proofs stand as they were written, but for an IP address, whose network stays after a day."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg import sql

from accounts.models import Organization
from compliance.models import ConsentEvent
from compliance.services.consent import consent_record
from compliance.services.retention import retention_apply
from compliance.types import Basis, Purpose
from tests.database import admin
from tests.factories.accounts import NOW
from tests.factories.compliance import ConsentEventFactory

pytestmark = pytest.mark.django_db
COARSE = "UPDATE compliance_consentevent SET evidence = bellhop_evidence_coarse(evidence)"


def refuses(statement: str) -> bool:
    """The database refuses a statement of the app's role; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("no address", ""),
        ("", ""),
    ],
)
def test_after_a_day_the_nightly_run_keeps_the_network_of_an_address_alone(
    in_a: Organization, given: str, kept: str
) -> None:
    said = {"form": "Newsletter", "requested_ip": given, "confirmed_at": NOW.isoformat(), "letter": 7}
    event = ConsentEventFactory(evidence=said, recorded_at=NOW)
    retention_apply(clock=lambda: NOW + timedelta(hours=24))
    event.refresh_from_db()
    assert event.evidence == said
    run = retention_apply(clock=lambda: NOW + timedelta(hours=24, seconds=1))
    event.refresh_from_db()
    assert event.evidence == {
        "form": "Newsletter", "requested_network": kept, "confirmed_at": NOW.isoformat(), "letter": 7
    }  # fmt: skip
    assert run.counts["evidence_ips"] == 1
    assert retention_apply(clock=lambda: NOW + timedelta(days=3)).counts["evidence_ips"] == 0


def test_the_guard_refuses_the_coarser_address_before_the_day_is_over(in_a: Organization) -> None:
    ConsentEventFactory(evidence={"confirmed_ip": "203.0.113.7"}, recorded_at=timezone.now())
    assert refuses(COARSE)


@pytest.mark.parametrize(
    "change",
    [
        'evidence = evidence || \'{"form": "another"}\'',
        'evidence = bellhop_evidence_coarse(evidence) || \'{"form": "another"}\'',
        "evidence = bellhop_evidence_coarse(evidence), granted = NOT granted",
        "evidence = bellhop_evidence_coarse(evidence), occurred_at = now()",
        "evidence = bellhop_evidence_coarse(evidence), address_hash = 'x'",
        "evidence = evidence - 'confirmed_ip'",
        "evidence = '{}'",
        "granted = NOT granted",
        "applied = NOT applied",
        "text_id = NULL, purpose = 'stay_service'",
    ],
)
def test_the_guard_refuses_any_other_change_of_a_proof(in_a: Organization, change: str) -> None:
    said: dict[str, Any] = {"form": "Newsletter", "confirmed_ip": "203.0.113.7"}
    event = ConsentEventFactory(evidence=said, recorded_at=NOW)
    assert refuses(f"UPDATE compliance_consentevent SET {change}")  # noqa: S608 - from the list above
    assert refuses("DELETE FROM compliance_consentevent")
    assert ConsentEvent.objects.get(pk=event.pk).evidence == said
    assert not refuses(COARSE)


def test_no_digest_gives_an_address_away(in_a: Organization) -> None:
    said = {
        consent_record(
            address="ada@example.com", purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT,
            source="double_opt_in", evidence={"form": "x", "confirmed_ip": ip}, occurred_at=NOW, now=NOW,
        ).pk
        for ip in ("203.0.113.7", "203.0.113.8")
    }  # fmt: skip
    assert len(said) == 1


@pytest.fixture
def direct(group_a: Organization) -> Iterator["psycopg.Connection[Any]"]:
    with admin(connection.settings_dict["NAME"]) as owner:
        yield owner


@pytest.mark.parametrize(
    "table",
    [
        "compliance_consentevent", "compliance_consenttext", "compliance_erasure", "compliance_privacypolicy",
        "compliance_retentionrun", "accounts_auditevent", "launch_evidencerun", "launch_signoff",
    ],
)  # fmt: skip
def test_no_ledger_can_be_emptied_even_by_its_owner(
    direct: "psycopg.Connection[Any]", group_a: Organization, table: str
) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation):
        direct.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))


def test_a_coarser_proof_of_another_organisation_stays_out_of_reach(
    in_a: Organization, group_b: Organization
) -> None:
    event = ConsentEventFactory(evidence={"confirmed_ip": "203.0.113.7"}, recorded_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(group_b.pk)])
        cursor.execute(COARSE)
        assert cursor.rowcount == 0
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(in_a.pk)])
    assert ConsentEvent.objects.get(pk=event.pk).evidence == {"confirmed_ip": "203.0.113.7"}
