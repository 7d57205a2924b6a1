"""What stands in proofs of consent."""

from collections.abc import Mapping

# IP addresses in full, which stay for a day (`services.evidence`). The ledger's guard and index name the same.
IP_KEYS = ("requested_ip", "confirmed_ip", "opt_in_ip", "confirm_ip")


def without_ips(evidence: Mapping[str, object]) -> dict[str, object]:
    """The evidence as it can be told for good: a digest of a full address would give it away, tried 256 times."""
    return {key: value for key, value in evidence.items() if key not in IP_KEYS}
