"""Relays of the organisation in scope."""

from django.db.models import QuerySet

from accounts.errors import NotFound
from delivery.models import DomainWarmUp, Relay


def relay_list() -> QuerySet[Relay]:
    return Relay.objects.all()


def relay_get(*, relay_id: int) -> Relay:
    """Raises NotFound."""
    relay = Relay.objects.filter(pk=relay_id).first()
    if relay is None:
        raise NotFound("There is no such relay.")
    return relay


def domain_warm_up_list() -> QuerySet[DomainWarmUp]:
    return DomainWarmUp.objects.all()
