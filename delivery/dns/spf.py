"""SPF records (RFC 7208), read with everything they include.

`exists`, `ptr` and names with macros depend on the letter at hand: they count as lookups and match nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from delivery.dns.resolver import Resolver

MAX_LOOKUPS: Final = 10
MAX_EMPTY: Final = 2
_QUALIFIERS: Final = "+-~?"
_ASKING: Final = frozenset({"include", "a", "mx", "ptr", "exists"})

Network = IPv4Network | IPv6Network


class SpfBroken(Exception):
    """Receivers treat the record as a permanent error; the message says why."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One term: `text` without its qualifier, the networks it names, or the record it includes."""

    qualifier: str
    text: str
    networks: tuple[Network, ...] = ()
    included: "SpfRecord | None" = None

    def matches(self, address: str) -> bool:
        if self.text == "all":
            return True
        if self.included is not None:
            return self.included.result(address) == "+"
        return any(ip_address(address) in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """A domain's record. `lookups` counts the questions that it costs, included records and all."""

    text: str
    mechanisms: tuple[Mechanism, ...]
    redirect: "SpfRecord | None"
    lookups: int

    def result(self, address: str) -> str:
        """The qualifier of the first mechanism that matches an address; "?" when none does."""
        for mechanism in self.mechanisms:
            if mechanism.matches(address):
                return mechanism.qualifier
        return self.redirect.result(address) if self.redirect else "?"

    def terms(self) -> Iterator[Mechanism]:
        """Every mechanism, those of included records too."""
        for mechanism in self.mechanisms:
            yield mechanism
            if mechanism.included is not None:
                yield from mechanism.included.terms()
        if self.redirect is not None:
            yield from self.redirect.terms()


@dataclass(slots=True)
class _Reader:
    resolver: Resolver
    lookups: int = 0
    empty: int = 0
    open: list[str] = field(default_factory=list)

    def read(self, domain: str) -> SpfRecord | None:
        found = [text for text in self.resolver.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]
        if not found:
            return None
        if len(found) > 1:
            raise SpfBroken(f"{domain} has {len(found)} SPF records, and receivers accept only one.")
        if domain in self.open:
            raise SpfBroken(f"{domain} includes itself.")
        self.open.append(domain)
        record = self.parse(domain, found[0])
        self.open.pop()
        return record

    def parse(self, domain: str, text: str) -> SpfRecord:
        mechanisms, redirect = [], None
        for term in text.split()[1:]:
            name, is_modifier, value = term.partition("=")
            if is_modifier and name.isalnum():
                if name.lower() == "redirect":
                    redirect = self.include(value)
            else:
                mechanisms.append(self.mechanism(domain, term))
        return SpfRecord(text, tuple(mechanisms), redirect, self.lookups)

    def mechanism(self, domain: str, term: str) -> Mechanism:
        qualifier, text = (term[0], term[1:]) if term[0] in _QUALIFIERS else ("+", term)
        text = text.lower()
        name, _, value = text.partition(":")
        name, _, length = name.partition("/")
        if name in _ASKING and name != "include":
            self.count()
        if name == "all":
            return Mechanism(qualifier, "all")
        if name == "include":
            return Mechanism(qualifier, text, included=self.include(value))
        if name in {"ip4", "ip6"}:
            return Mechanism(qualifier, text, (_network(value, term),))
        if name in {"a", "mx"}:
            host, _, prefix = value.partition("/") if value else (domain, "", length)
            return Mechanism(qualifier, text, tuple(self.hosts(name, host, prefix)))
        if name in {"exists", "ptr"}:
            return Mechanism(qualifier, text)
        raise SpfBroken(f"“{term}” is nothing that SPF knows.")

    def include(self, domain: str) -> SpfRecord:
        self.count()
        record = self.read(domain) if "%" not in domain else SpfRecord("", (), None, self.lookups)
        if record is None:
            raise SpfBroken(f"It includes {domain}, which has no SPF record.")
        return record

    def hosts(self, name: str, host: str, prefix: str) -> Iterator[Network]:
        if "%" in host:
            return
        names = self.resolver.mx(host)[:MAX_LOOKUPS] if name == "mx" else [host]
        addresses = [address for each in names for address in self.resolver.addresses(each)]
        if not addresses:
            self.empty += 1
            if self.empty > MAX_EMPTY:
                raise SpfBroken(f"More than {MAX_EMPTY} of its names lead nowhere, {host} among them.")
        four, _, six = ("", "", prefix[1:]) if prefix.startswith("/") else prefix.partition("//")
        for address in addresses:
            length = six if ":" in address else four
            yield _network(f"{address}/{length}" if length else address, f"{name}:{host}/{prefix}")

    def count(self) -> None:
        self.lookups += 1
        if self.lookups > MAX_LOOKUPS:
            raise SpfBroken(f"It costs more than {MAX_LOOKUPS} DNS lookups, so receivers ignore it.")


def spf_read(domain: str, resolver: Resolver) -> SpfRecord | None:
    """A domain's SPF record; None when it has none. Raises SpfBroken, LookupFailed."""
    return _Reader(resolver).read(domain)


def spf_allows(record: SpfRecord, mechanism: str, resolver: Resolver) -> bool:
    """Whether a record lets our server pass, which `mechanism` ("a:host", "include:…", "ip4:…") names.

    The mechanism itself may stand in it or in a record it includes, or others may cover its addresses.
    """
    if any(term.qualifier == "+" and term.text == mechanism.lower() for term in record.terms()):
        return True
    kind, _, value = mechanism.partition(":")
    addresses = resolver.addresses(value) if kind == "a" else [value] if kind in {"ip4", "ip6"} else []
    return bool(addresses) and all(record.result(address.partition("/")[0]) == "+" for address in addresses)


def spf_lets_anybody(record: SpfRecord) -> bool:
    """Whether the record ends in `+all`, and so protects nothing."""
    return any(term.text == "all" and term.qualifier == "+" for term in record.mechanisms)


def _network(value: str, term: str) -> Network:
    try:
        return ip_network(value, strict=False)
    except ValueError as bad:
        raise SpfBroken(f"“{term}” is not an address.") from bad
