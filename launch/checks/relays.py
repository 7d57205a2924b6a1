"""EM7: every organisation sends from an address of its own."""

from collections import Counter
from itertools import chain

from delivery.models import Relay
from delivery.types import RelayStreams
from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, judged, not_shown


def addresses_of_their_own(probe: Probe) -> Finding:
    """Each organisation has an enabled relay for its marketing mail, and no two call from one address."""

    def read() -> list[str]:
        marketing = [RelayStreams.MARKETING.value, RelayStreams.BOTH.value]
        relays = Relay.objects.filter(enabled=True, streams__in=marketing).order_by("priority", "id")
        return [
            relay.source_address or f"by {relay.host}:{relay.port} as {relay.username}" for relay in relays
        ]

    found = probe.each_organization(read)
    if not found:
        return not_shown("there is no organisation yet")
    shared = [slug for slug, addresses in found.items() if not addresses]
    users = Counter(chain.from_iterable(set(addresses) for addresses in found.values()))
    double = sorted(address for address, organizations in users.items() if organizations > 1)
    evidence = (
        f"{counted(len(found), 'organisation')}; by the installation's relay go: {listed(shared) or 'none'}; "
        f"used by more than one: {listed(double) or 'nothing'}"
    )
    return judged(not shared and not double, evidence)
