"""Questions to DNS, each bounded in time, and all questions of one check together."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns.rdata import Rdata

PATIENCE = 3.0
BUDGET = 20.0
# What an answer may measure over UDP; longer ones come over TCP (RFC 9715).
UDP_SIZE = 1232


class LookupFailed(Exception):
    """DNS gave no answer, so nothing is known; the message says why."""


class Resolver(Protocol):
    """Names in, text out. An answer without records is an empty list; LookupFailed when there is no answer."""

    def txt(self, name: str) -> list[str]: ...
    def mx(self, name: str) -> list[str]: ...
    def cname(self, name: str) -> list[str]: ...
    def addresses(self, name: str) -> list[str]: ...
    def pointers(self, address: str) -> list[str]: ...


class DnsResolver:
    """Asks the system's name servers, or the one of `server` ("address:port").

    `patience` bounds one question, `budget` all of them, in seconds; a question asked twice is sent once.
    """

    def __init__(self, server: str = "", *, patience: float = PATIENCE, budget: float = BUDGET) -> None:
        self._server = server
        self._patience = patience
        self._end = monotonic() + budget
        self._known: dict[tuple[str, str], list[Rdata]] = {}
        self._stub: dns.resolver.Resolver | None = None

    def txt(self, name: str) -> list[str]:
        return self._ask(name, "TXT", lambda found: b"".join(found.strings).decode("utf-8", "replace"))  # type: ignore[attr-defined]

    def mx(self, name: str) -> list[str]:
        """Mail servers, the preferred one first."""
        rows = self._records(name, "MX")
        rows = sorted(rows, key=lambda row: (row.preference, str(row.exchange)))  # type: ignore[attr-defined]
        return [_name(row.exchange) for row in rows]  # type: ignore[attr-defined]

    def cname(self, name: str) -> list[str]:
        return self._ask(name, "CNAME", lambda found: _name(found.target))  # type: ignore[attr-defined]

    def addresses(self, name: str) -> list[str]:
        """IPv4 and IPv6 addresses, CNAMEs followed."""
        return [str(row) for kind in ("A", "AAAA") for row in self._records(name, kind)]

    def pointers(self, address: str) -> list[str]:
        """Names of an address by its PTR records."""
        reverse = dns.reversename.from_address(address).to_text()
        return self._ask(reverse, "PTR", lambda found: _name(found.target))  # type: ignore[attr-defined]

    def _ask(self, name: str, kind: str, read: Callable[[Rdata], str]) -> list[str]:
        return [read(row) for row in self._records(name, kind)]

    def _records(self, name: str, kind: str) -> list[Rdata]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._question(*key)
        return self._known[key]

    def _question(self, name: str, kind: str) -> list[Rdata]:
        left = min(self._patience, self._end - monotonic())
        if left <= 0:
            raise LookupFailed("DNS answered so slowly that the check was stopped.")
        try:
            answer = self._resolver().resolve(
                name, kind, raise_on_no_answer=False, search=False, lifetime=left
            )
        except dns.resolver.NXDOMAIN:
            return []
        except dns.resolver.NoNameservers as failed:
            raise LookupFailed(f"The name servers of {name} refused to answer or answered badly.") from failed
        except dns.exception.Timeout as failed:
            raise LookupFailed(f"The name servers of {name} did not answer in time.") from failed
        except dns.exception.DNSException as failed:
            raise LookupFailed(f"DNS could not be asked for {name}: {failed}") from failed
        return list(answer.rrset or ())

    def _resolver(self) -> dns.resolver.Resolver:
        if self._stub is None:
            stub = dns.resolver.Resolver(configure=not self._server)
            if self._server:
                address, _, port = self._server.rpartition(":")
                stub.nameservers, stub.port = [address.strip("[]")], int(port)
            stub.use_edns(0, 0, UDP_SIZE)
            self._stub = stub
        return self._stub


def _name(name: object) -> str:
    return str(name).rstrip(".").lower()
