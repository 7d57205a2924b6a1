"""Which hosts a customer may name as a mail server: a request forged by us must not reach what only we can."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Resolver: TypeAlias = Callable[[str, int], list[str]]
MAIL_PORTS = frozenset({25, 465, 587, 2465, 2525, 2587})
_NAT64 = IPv6Network("64:ff9b::/96")
# Where clouds hand out their machines' credentials; some stand outside the link-local ranges.
_METADATA = frozenset(map(ip_address, ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
_THIS_NETWORK = IPv4Network("0.0.0.0/8")


class HostRefused(Exception):
    """The host is not to be called; `reason` is a sentence for whoever named it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def address_allowed(address: str, *, allow_private: bool) -> bool:
    """Whether an IP address may be called. Link-local and metadata addresses never may."""
    ip = _plain(ip_address(address.split("%", 1)[0]))
    if ip in _METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in _THIS_NETWORK:
        return False
    return allow_private or ip.is_global


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address also where it is written inside an IPv6 one."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def mail_host_require(*, host: str, port: int, allow_private: bool, resolver: Resolver = resolve) -> None:
    """Look a mail server's name up. Raises HostRefused unless each of its addresses may be called, on a mail port."""
    if not allow_private and port not in MAIL_PORTS:
        ports = ", ".join(str(known) for known in sorted(MAIL_PORTS))
        raise HostRefused(f"Port {port} is none that mail servers use. Choose one of {ports}.")
    try:
        addresses = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise HostRefused(f"The host {host} cannot be found in DNS. Check its name.") from error
    if not addresses or not all(address_allowed(each, allow_private=allow_private) for each in addresses):
        raise HostRefused(f"The host {host} stands in a network that must not be called from here.")
