"""EM6: what DNS shows of the domains that hotels send from, asked now."""

from itertools import chain

from django.conf import settings

from accounts.models import Hotel
from delivery.dns.checks import record_check, reverse_check
from delivery.dns.records import Part
from delivery.dns.resolver import DnsResolver
from delivery.selectors.domains import sending_domain_of
from delivery.services.domain_records import dns_records_for, spf_mechanism
from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

PARTS = (Part.SPF, Part.DMARC)


def spf_and_dmarc_published(probe: Probe) -> Finding:
    """Each hotel's sender has a sending domain, and DNS shows the domain's SPF and DMARC records."""
    found = probe.each_organization(senders_looked_up).values()
    senders, faults = sum(count for count, _ in found), list(chain.from_iterable(bad for _, bad in found))
    if not senders:
        return not_shown("there is no hotel with a sender yet")
    evidence = f"{counted(senders, 'sender')} looked up in DNS: {listed(faults) or 'SPF and DMARC are right'}"
    return judged(not faults, evidence, detail=reverse_told())


def reverse_told() -> str:
    """The reverse name of the server that SPF names, where it names one."""
    kind, _, host = spf_mechanism().partition(":")
    if kind != "a":
        return ""
    fault = reverse_check(host, DnsResolver(settings.BELLHOP_DNS_SERVER))
    return fault or f"The reverse name of {host} leads back to it."


def senders_looked_up() -> tuple[int, list[str]]:
    """How many senders the organisation in scope has, and what is wrong with their domains."""
    senders = sorted(set(Hotel.objects.exclude(from_email="").values_list("from_email", flat=True)))
    resolver = DnsResolver(settings.BELLHOP_DNS_SERVER)
    return len(senders), list(chain.from_iterable(faults_of(sender, resolver) for sender in senders))


def faults_of(sender: str, resolver: DnsResolver) -> list[str]:
    row = sending_domain_of(sender)
    if row is None:
        return [f"{sender} has no sending domain"]
    looked = [record_check(record, resolver) for record in dns_records_for(row) if record.part in PARTS]
    return [
        f"{result.record.part.value.upper()} of {row.domain} is {result.state.value}"
        for result in looked
        if not result.ok
    ]
