"""HTTP doors of relays, of the sending policy and its hold, and of domains' warm-ups."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from delivery.api import relay_serializers as shapes
from delivery.api.domains import entered
from delivery.selectors.pace import sending_policy_get
from delivery.selectors.relays import domain_warm_up_list, relay_get, relay_list
from delivery.services.hold import hold_lift
from delivery.services.policy import sending_policy_update
from delivery.services.relays import relay_create, relay_delete, relay_try, relay_update
from delivery.services.warmup import domain_warm_up_end, domain_warm_up_start


class RelayListView(TenantView):
    """The organisation's relays; without any, letters go by the installation's."""

    permissions: ClassVar[dict[str, str]] = {"GET": "relay.view", "POST": "relay.edit"}
    serializer_class = shapes.RelayRow
    ordering = ("priority", "id")

    @extend_schema(operation_id="relay_list", responses=shapes.RelayRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(relay_list(), shapes.RelayRow)

    @extend_schema(operation_id="relay_create", request=shapes.RelayWrite, responses={201: shapes.RelayRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.RelayWrite, request)
        relay = relay_create(actor=self.actor, now=timezone.now(), **facts)
        return Response(shapes.RelayRow(relay).data, status=status.HTTP_201_CREATED)


class RelayDetailView(TenantView):
    """One relay."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "relay.view",
        "PATCH": "relay.edit",
        "DELETE": "relay.edit",
    }
    serializer_class = shapes.RelayRow

    @extend_schema(operation_id="relay_get", responses=shapes.RelayRow)
    def get(self, request: Request, org: str, relay_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.RelayRow(relay_get(relay_id=relay_id)).data)

    @extend_schema(operation_id="relay_update", request=shapes.RelayChange, responses=shapes.RelayRow)
    def patch(self, request: Request, org: str, relay_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.RelayChange, request)
        relay = relay_update(relay_id=relay_id, actor=self.actor, now=timezone.now(), **facts)
        return Response(shapes.RelayRow(relay).data)

    @extend_schema(operation_id="relay_delete", responses={204: None})
    def delete(self, request: Request, org: str, relay_id: int) -> Response:  # noqa: ARG002 - the route's
        relay_delete(relay_id=relay_id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RelayTestView(TenantView):
    """Open a connection to the relay, log in and leave. It takes up to ten seconds where nobody answers."""

    permissions: ClassVar[dict[str, str]] = {"POST": "relay.edit"}
    serializer_class = shapes.RelayTrial

    @extend_schema(operation_id="relay_test", request=None, responses=shapes.RelayTrial)
    def post(self, request: Request, org: str, relay_id: int) -> Response:  # noqa: ARG002 - the route's
        trial = relay_try(relay_id=relay_id, actor=self.actor, now=timezone.now())
        return Response(shapes.RelayTrial(trial).data)


class SendingPolicyView(TenantView):
    """How fast the organisation may send, and whether its marketing mail is held."""

    permissions: ClassVar[dict[str, str]] = {"GET": "relay.view", "PATCH": "relay.edit"}
    serializer_class = shapes.SendingPolicy

    @extend_schema(operation_id="sending_policy_get", responses=shapes.SendingPolicy)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.SendingPolicy(sending_policy_get()).data)

    @extend_schema(
        operation_id="sending_policy_update",
        request=shapes.SendingPolicyWrite,
        responses=shapes.SendingPolicy,
    )
    def patch(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.SendingPolicyWrite, request)
        policy = sending_policy_update(actor=self.actor, now=timezone.now(), **facts)
        return Response(shapes.SendingPolicy(policy).data)


class HoldLiftView(TenantView):
    """Let marketing mail go again after too many complaints, in the name of whoever asks."""

    permissions: ClassVar[dict[str, str]] = {"POST": "relay.edit"}
    serializer_class = shapes.SendingPolicy

    @extend_schema(operation_id="sending_hold_lift", request=None, responses=shapes.SendingPolicy)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.SendingPolicy(hold_lift(actor=self.actor, now=timezone.now())).data)


class DomainWarmUpListView(TenantView):
    """Sending domains that begin slowly; posting one again begins it anew."""

    permissions: ClassVar[dict[str, str]] = {"GET": "relay.view", "POST": "relay.edit"}
    serializer_class = shapes.DomainWarmUp
    ordering = ("id",)

    @extend_schema(operation_id="domain_warm_up_list", responses=shapes.DomainWarmUp(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(domain_warm_up_list(), shapes.DomainWarmUp)

    @extend_schema(
        operation_id="domain_warm_up_start", request=shapes.DomainWarmUp, responses={201: shapes.DomainWarmUp}
    )
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.DomainWarmUp, request)
        row = domain_warm_up_start(actor=self.actor, now=timezone.now(), **facts)
        return Response(shapes.DomainWarmUp(row).data, status=status.HTTP_201_CREATED)


class DomainWarmUpDetailView(TenantView):
    """The end of a domain's warm-up."""

    permissions: ClassVar[dict[str, str]] = {"DELETE": "relay.edit"}
    serializer_class = shapes.DomainWarmUp

    @extend_schema(operation_id="domain_warm_up_end", responses={204: None})
    def delete(self, request: Request, org: str, warm_up_id: int) -> Response:  # noqa: ARG002 - the route's
        domain_warm_up_end(warm_up_id=warm_up_id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
