from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from compliance.selectors.policy import policy_draft, policy_versions
from compliance.services.policy import policy_publish, policy_write

LANGUAGE = r"^[a-z]{2,3}$"


class Texts(serializers.DictField):
    """The policy's text by language, as paragraphs with empty lines between."""

    child = serializers.CharField(max_length=100_000, allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        texts = super().to_internal_value(data)
        for language in texts:
            serializers.RegexField(LANGUAGE).run_validation(language)
        return texts


class PolicyDraft(serializers.Serializer[Any]):
    texts = Texts()


class PolicyVersion(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    texts = serializers.DictField(child=serializers.CharField())
    published_by = serializers.CharField()
    published_at = serializers.DateTimeField()


class Policy(serializers.Serializer[Any]):
    """What is being written, and what is published, newest first, at `url`."""

    draft = serializers.DictField(child=serializers.CharField())
    versions = PolicyVersion(many=True)
    url = serializers.CharField()


class PolicyView(TenantView):
    """The organisation's privacy policy: its draft and its versions."""

    permissions: ClassVar[dict[str, str]] = {"GET": "form.view", "PUT": "hotel.edit"}
    serializer_class = Policy

    @extend_schema(operation_id="privacy_policy", responses=Policy)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.answer()

    @extend_schema(operation_id="privacy_policy_write", request=PolicyDraft, responses=Policy)
    def put(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        filled = PolicyDraft(data=request.data)
        filled.is_valid(raise_exception=True)
        policy_write(texts=filled.validated_data["texts"], actor=self.actor, now=timezone.now())
        return self.answer()

    def answer(self) -> Response:
        """The policy as it is now."""
        url = f"/privacy/{self.organization.slug}"
        facts = {"draft": policy_draft(), "versions": list(policy_versions()[:100]), "url": url}
        return Response(Policy(facts).data)


class PolicyPublishView(TenantView):
    """Make the draft the next version, which nobody can change."""

    permissions: ClassVar[dict[str, str]] = {"POST": "hotel.edit"}
    serializer_class = PolicyVersion

    @extend_schema(operation_id="privacy_policy_publish", request=None, responses={201: PolicyVersion})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        policy = policy_publish(actor=self.actor, now=timezone.now())
        return Response(PolicyVersion(policy).data, status=201)
