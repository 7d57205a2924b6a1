"""HTTP doors of sending domains: the wizard's steps, one service call each."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from delivery.api import serializers as shapes
from delivery.models import SendingDomain
from delivery.selectors.domains import sending_domain_get, sending_domain_list
from delivery.services.domain_records import dns_records_for
from delivery.services.domain_use import domain_reason
from delivery.services.domains import domain_check, sending_domain_create, sending_domain_update
from delivery.services.keys_rotation import dual_sign_set, rotation_activate, rotation_begin


def entered(serializer: Any, request: Request) -> dict[str, Any]:
    filled = serializer(data=request.data)
    filled.is_valid(raise_exception=True)
    facts: dict[str, Any] = filled.validated_data
    return facts


def figured(row: SendingDomain) -> SendingDomain:
    row.blocked = domain_reason(row)  # type: ignore[attr-defined]
    return row


def records_shown(row: SendingDomain) -> list[dict[str, Any]]:
    """The records as they have to be now, each with what the last check found of it."""
    known = {(result["name"], result["value"]): result for result in row.results}
    unchecked = {"state": shapes.UNCHECKED, "found": [], "advice": ""}
    return [
        asdict(record) | (known.get((record.name, record.value)) or unchecked) | {"needed": record.needed}
        for record in dns_records_for(row)
    ]


def domain_answer(domain_id: int, status: int = 200) -> Response:
    row = sending_domain_get(domain_id)
    shown = shapes.DomainRow(figured(row)).data | {
        "keys": shapes.DkimKey(row.keys.all(), many=True).data,
        "records": shapes.DnsRecord(records_shown(row), many=True).data,
    }
    return Response(shown, status=status)


class DomainListView(TenantView):
    """The organisation's sending domains."""

    permissions: ClassVar[dict[str, str]] = {"GET": "domain.view", "POST": "domain.edit"}
    serializer_class = shapes.DomainRow
    ordering = ("id",)

    @extend_schema(operation_id="domain_list", responses=shapes.DomainRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        page = self.paginate_queryset(sending_domain_list()) or []
        return self.get_paginated_response(shapes.DomainRow(map(figured, page), many=True).data)

    @extend_schema(operation_id="domain_create", request=shapes.DomainCreate, responses={201: shapes.Domain})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.DomainCreate, request)
        row = sending_domain_create(domain=facts["domain"], actor=self.actor, now=timezone.now())
        return domain_answer(row.pk, 201)


class DomainDetailView(TenantView):
    """One domain with its keys, the exact records to publish, and what the last check found of each."""

    permissions: ClassVar[dict[str, str]] = {"GET": "domain.view", "PATCH": "domain.edit"}
    serializer_class = shapes.Domain

    @extend_schema(operation_id="domain_get", responses=shapes.Domain)
    def get(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        return domain_answer(domain_id)

    @extend_schema(operation_id="domain_update", request=shapes.DomainWrite, responses=shapes.Domain)
    def patch(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        facts = entered(shapes.DomainWrite, request)
        sending_domain_update(domain_id=domain_id, actor=self.actor, now=timezone.now(), **facts)
        return domain_answer(domain_id)


class DomainCheckView(TenantView):
    """Look at DNS now. It takes up to twenty seconds where name servers are slow."""

    permissions: ClassVar[dict[str, str]] = {"POST": "domain.edit"}
    serializer_class = shapes.Domain

    @extend_schema(operation_id="domain_check", request=None, responses=shapes.Domain)
    def post(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        domain_check(domain_id=domain_id, actor=self.actor, now=timezone.now())
        return domain_answer(domain_id)


class DualSignView(TenantView):
    """A second signature by Ed25519 on each letter, from the moment its key is published and activated."""

    permissions: ClassVar[dict[str, str]] = {"PUT": "domain.edit"}
    serializer_class = shapes.DualSign

    @extend_schema(operation_id="domain_dual_sign", request=shapes.DualSign, responses=shapes.Domain)
    def put(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        on = entered(shapes.DualSign, request)["on"]
        dual_sign_set(domain_id=domain_id, on=on, actor=self.actor, now=timezone.now())
        return domain_answer(domain_id)


class KeyListView(TenantView):
    """Begin a rotation: a new RSA key on the free selector, whose record has to be published first."""

    permissions: ClassVar[dict[str, str]] = {"POST": "domain.edit"}
    serializer_class = shapes.Domain

    @extend_schema(operation_id="domain_key_create", request=None, responses={201: shapes.Domain})
    def post(self, request: Request, org: str, domain_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        rotation_begin(domain_id=domain_id, actor=self.actor, now=timezone.now())
        return domain_answer(domain_id, 201)


class KeyActivateView(TenantView):
    """Sign with a waiting key from now on; refused as long as DNS does not show it."""

    permissions: ClassVar[dict[str, str]] = {"POST": "domain.edit"}
    serializer_class = shapes.Domain

    @extend_schema(operation_id="domain_key_activate", request=None, responses=shapes.Domain)
    def post(self, request: Request, org: str, domain_id: int, key_id: int) -> Response:  # noqa: ARG002 - the route's
        sending_domain_get(domain_id)
        rotation_activate(key_id=key_id, domain_id=domain_id, actor=self.actor, now=timezone.now())
        return domain_answer(domain_id)
