"""Where a post came from. Pure."""

from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's maker: address, program, and the site whose page held the form, as the browser says."""

    ip: str
    user_agent: str = ""
    origin: str = ""


def network_of(ip: str) -> str:
    """Whom limits count: an IPv4 address, or the /64 that an IPv6 address's owner has whole."""
    try:
        address = ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)


def network_hash(ip: str, *, key: bytes) -> bytes:
    """Sixteen bytes that name a network to whoever has the key, and nobody else."""
    return blake2b(network_of(ip).encode(), digest_size=16, key=key, person=b"bellhop.network").digest()
