"""Doors to an organisation's own word on domains."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.api.views import valid
from contacts.models import AddressRule
from contacts.selectors.address_rules import address_rules_list
from contacts.services.address_rules import address_rule_delete, address_rule_set


class AddressRuleWrite(serializers.Serializer[AddressRule]):
    """What addresses of a domain are."""

    domain = serializers.CharField(max_length=253)
    kind = serializers.ChoiceField(choices=AddressRule.KINDS)
    disposable = serializers.BooleanField(
        required=False, default=False, help_text="whether the domain lends mailboxes for minutes"
    )
    note = serializers.CharField(max_length=255, required=False, default="", allow_blank=True)


class AddressRuleRow(serializers.Serializer[AddressRule]):
    """A rule, which stands above the lists that come with Bellhop."""

    id = serializers.IntegerField()
    domain = serializers.CharField()
    kind = serializers.CharField()
    disposable = serializers.BooleanField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class AddressRuleSet(AddressRuleRow):
    """A rule just set."""

    guests_changed = serializers.IntegerField(help_text="guests on file whose address is another kind now")


class AddressRuleListView(TenantView):
    """Rules by domain, and a new one."""

    permissions: ClassVar[dict[str, str]] = {"GET": "guest.view", "POST": "guest.edit"}
    serializer_class = AddressRuleRow
    ordering = ("domain", "id")

    @extend_schema(responses=AddressRuleRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(address_rules_list(), AddressRuleRow)

    @extend_schema(request=AddressRuleWrite, responses={201: AddressRuleSet})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = valid(AddressRuleWrite(data=request.data))
        rule, changed = address_rule_set(**facts, actor=self.actor, now=timezone.now())
        rule.guests_changed = changed  # type: ignore[attr-defined]
        return Response(AddressRuleSet(rule).data, status=status.HTTP_201_CREATED)


class AddressRuleView(TenantView):
    """One rule."""

    permissions: ClassVar[dict[str, str]] = {"DELETE": "guest.edit"}
    serializer_class = AddressRuleRow

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        address_rule_delete(rule_id=id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
