"""The limits of the organisation in scope, as they stand in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from delivery.models import DomainWarmUp, Relay, SendingPolicy

WarmUp: TypeAlias = tuple[str, date]


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """What one relay may carry. Relays that call from the same address share its limit, hence `bucket`."""

    name: str
    bucket: str
    letters_per_hour: int
    warm_up: WarmUp | None


@dataclass(frozen=True, slots=True)
class SendingLimits:
    """Letters an hour, 0 where nothing limits; warm-ups are (plan, first day)."""

    letters_per_hour: int
    providers: Mapping[str, int]
    relays: Mapping[int, RelayLimits]
    warm_ups: Mapping[str, WarmUp]

    def warm_up_of(self, domain: str) -> tuple[str, WarmUp] | None:
        """The warm-up that a sender's domain belongs to: its own or its nearest parent's."""
        labels = domain.split(".")
        for start in range(len(labels) - 1):
            parent = ".".join(labels[start:])
            if parent in self.warm_ups:
                return parent, self.warm_ups[parent]
        return None


def sending_limits_read() -> SendingLimits:
    """Three small queries."""
    policy = SendingPolicy.objects.first()
    return SendingLimits(
        letters_per_hour=policy.letters_per_hour if policy else 0,
        providers=policy.provider_limits if policy else {},
        relays={relay.pk: _relay_limits(relay) for relay in Relay.objects.all()},
        warm_ups={row.domain: (row.plan, row.started_on) for row in DomainWarmUp.objects.all()},
    )


def _relay_limits(relay: Relay) -> RelayLimits:
    warm_up = None
    if relay.warm_up_plan and relay.warm_up_started_on:
        warm_up = (relay.warm_up_plan, relay.warm_up_started_on)
    bucket = f"address {relay.source_address}" if relay.source_address else f"relay {relay.pk}"
    return RelayLimits(relay.name, bucket, relay.letters_per_hour, warm_up)


def sending_policy_get() -> SendingPolicy:
    """The organisation's policy, or an unsaved one without limits."""
    return SendingPolicy.objects.first() or SendingPolicy()


def sending_held() -> str:
    """Why the organisation's marketing mail is held; empty when it is not."""
    return SendingPolicy.objects.values_list("hold_reason", flat=True).first() or ""
