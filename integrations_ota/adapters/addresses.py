"""Which network addresses a connection may call (server-side request forgery guard)."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Final

from integrations_ota.adapters.errors import AddressRefused, Unavailable

Resolver = Callable[[str, int], list[str]]
_PORTS: Final = frozenset({443, 8443})


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Say whether an IP address is on the public internet, also behind an IPv4-in-IPv6 form."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


def public_address(*, scheme: str, host: str, port: int | None, resolver: Resolver = resolve) -> str:
    """Return the IP address to connect to, so that the name is looked up only once.

    Raises `AddressRefused` unless the URL is https, on a usual port, and every address of
    its host is public; `Unavailable` when the name cannot be found.
    """
    if scheme != "https":
        raise AddressRefused("The channel's address must begin with https://.")
    port = port or 443
    if port not in _PORTS:
        raise AddressRefused(f"The channel's address uses port {port}, which is not allowed.")
    try:
        addresses = resolver(host, port)
    except OSError as error:
        raise Unavailable(
            "The channel's host name cannot be found. Check the address.", detail=host
        ) from error
    if not addresses or not all(is_public(address) for address in addresses):
        raise AddressRefused(
            "The channel's address leads into a private network, which is not allowed.",
            detail=host,
        )
    return addresses[0]
