"""GDPR 7(1): whether a guest may be written to, and what shows it, in one file."""

from datetime import timedelta
from typing import Any

from accounts.models import AuditEvent, Organization
from accounts.selectors.breach import breach_events
from compliance.services.consent import consent_record
from compliance.services.suppression import suppression_add
from compliance.services.text import consent_text_publish
from compliance.types import Basis, Purpose, SuppressionReason
from contacts.models import Guest
from tests.compliance.borders import made_in
from tests.factories.accounts import NOW
from tests.factories.compliance import hash_of
from tests.factories.contacts import GuestFactory

ADA = "ada@example.com"
EVIDENCE = {"form": "Newsletter", "ip": "203.0.113.0", "message_id": "<doi.1@mail.seehof.example>"}


def url(guest: Guest, org: str = "alpenblick") -> str:
    return f"/api/v1/orgs/{org}/guests/{guest.pk}/consent-proof?format=json"


def agreed(address: str) -> Guest:
    """A guest who confirmed a sign-up, with the wording they read."""
    text = consent_text_publish(
        purpose=Purpose.MARKETING, language="en", text="I want news of the Seehof.", controller="Alpenblick",
        now=NOW - timedelta(days=9),
    )  # fmt: skip
    consent_record(
        address=address, purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT, source="double_opt_in",
        evidence=EVIDENCE, occurred_at=NOW, now=NOW, text=text,
    )  # fmt: skip
    guest: Guest = GuestFactory(email=address, first_name="Ада", last_name="Ловелас")
    return guest


def decision(proof: dict[str, Any], purpose: str = "marketing") -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in proof["decisions"] if each["purpose"] == purpose)
    return found


def test_the_proof_has_the_wording_the_evidence_and_the_decision(
    client_of_a: Any, in_a: Organization
) -> None:
    answer = client_of_a.get(url(agreed(ADA)))
    proof = answer.json()
    (statement,) = proof["statements"]
    assert answer["Content-Disposition"].startswith('attachment; filename="consent-proof-')
    assert proof["guest"]["first_name"] == "Ада"
    assert (statement["source"], statement["evidence"]) == ("double_opt_in", EVIDENCE)
    assert (statement["wording"]["version"], statement["wording"]["text"]) == (
        1,
        "I want news of the Seehof.",
    )
    now = decision(proof)
    assert (now["allowed"], now["basis"], now["statement_id"]) == (True, "consent", statement["id"])
    assert (decision(proof, "stay_service")["allowed"], proof["suppressions"]) == (True, [])


def test_after_leaving_it_names_the_suppression_and_the_rule_that_forbids(
    client_of_a: Any, in_a: Organization
) -> None:
    guest = agreed(ADA)
    suppression_add(address_hash=hash_of(in_a, ADA), reason=SuppressionReason.COMPLAINT, now=NOW)
    proof = client_of_a.get(url(guest)).json()
    (held,) = proof["suppressions"]
    assert (held["scope"], held["reason"]) == ("all", "complaint")
    now = decision(proof)
    assert (now["allowed"], now["reason"], now["statement_id"]) == (False, "suppressed_complaint", None)
    assert (now["law"][:10], now["law_read_on"]) == ("GDPR 21(3)", "2026-11-24")


def test_a_guest_without_an_address_has_decisions_alone(client_of_a: Any, in_a: Organization) -> None:
    proof = client_of_a.get(url(GuestFactory(email="", email_kind="none"))).json()
    assert (proof["statements"], proof["suppressions"]) == ([], [])
    assert decision(proof)["reason"] == "no_address"


def test_each_proof_is_noted_and_found_after_a_breach(client_of_a: Any, in_a: Organization) -> None:
    guest = agreed(ADA)
    for _ in range(2):
        client_of_a.get(url(guest))
    assert AuditEvent.objects.filter(action="guest.consent_proof", target_id=guest.pk).count() == 2
    noted = AuditEvent.objects.filter(action="guest.consent_proof")
    first = noted.order_by("at").first()
    assert first is not None
    after = first.at + timedelta(hours=1)
    assert breach_events(since=first.at, until=after, guest_id=guest.pk).count() == 2
    assert breach_events(since=first.at, until=after, guest_id=guest.pk + 1).count() == 0


def test_another_groups_guest_has_no_proof_here(
    client_of_a: Any, client_of_b: Any, in_a: Organization, group_b: Organization
) -> None:
    theirs = made_in(group_b, agreed, address=ADA)
    assert client_of_a.get(url(theirs)).status_code == 404
    ours = GuestFactory(email=ADA)
    assert client_of_a.get(url(ours)).json()["statements"] == []
    assert client_of_b.get(url(ours)).status_code in {403, 404}
