"""The door for one guest's proof of consent."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.services.consent_proof import guest_consent_proof


class ProofGuest(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    email = serializers.CharField()
    email_kind = serializers.CharField()


class ProofDecision(serializers.Serializer[Any]):
    purpose = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField(help_text="empty when allowed")
    basis = serializers.CharField()
    text = serializers.CharField()
    law = serializers.CharField(help_text="what the rule that forbids it rests on")
    law_read_on = serializers.DateField(allow_null=True)
    statement_id = serializers.IntegerField(allow_null=True, help_text="the statement it rests on")
    expires_at = serializers.DateTimeField(allow_null=True)


class ProofWording(serializers.Serializer[Any]):
    language = serializers.CharField()
    version = serializers.IntegerField()
    text = serializers.CharField()
    controller = serializers.CharField()
    published_at = serializers.DateTimeField()


class ProofStatement(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    purpose = serializers.CharField()
    scope = serializers.CharField()
    granted = serializers.BooleanField()
    took_effect = serializers.BooleanField()
    basis = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    wording = ProofWording(allow_null=True)
    evidence = serializers.DictField(
        help_text="form, times, network address and Message-ID as they were kept"
    )


class ProofSuppression(serializers.Serializer[Any]):
    scope = serializers.CharField()
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()


@extend_schema_serializer(component_name="ConsentProof")
class ConsentProof(serializers.Serializer[Any]):
    """Whether a guest may be written to at `made_at`, and everything that shows it."""

    made_at = serializers.DateTimeField()
    controller = serializers.CharField()
    guest = ProofGuest()
    rules_version = serializers.CharField()
    decisions = ProofDecision(many=True)
    statements = ProofStatement(many=True)
    suppressions = ProofSuppression(many=True)


class GuestConsentProofView(TenantView):
    """One guest's proof of consent, to be kept or handed over; the audit log notes each."""

    permissions = {"GET": "guest.view"}
    serializer_class = ConsentProof

    @extend_schema(
        operation_id="guest_consent_proof",
        responses=ConsentProof,
    )
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        proof = guest_consent_proof(
            organization=self.organization, guest_id=id, actor=self.actor, now=timezone.now()
        )
        name = f'attachment; filename="consent-proof-{id}.json"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(ConsentProof(proof).data, headers=headers)
