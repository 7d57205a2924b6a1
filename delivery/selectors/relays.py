"""Relays of the organisation in scope."""

from django.db.models import QuerySet

from accounts.errors import NotFound
from compliance.papers.found import RELAY_TASK, ProcessorRow
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


def relay_processors() -> list[ProcessorRow]:
    """The servers that the organisation hands its letters to, as its list of processors names them."""
    hosts = Relay.objects.filter(enabled=True).order_by("host").values_list("host", flat=True).distinct()
    data = "Address, name and text of each letter, while it is on its way"
    return [ProcessorRow(name=host, task=RELAY_TASK, data=data) for host in hosts]
