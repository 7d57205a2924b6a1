"""A domain's records as a hotel would publish them, on a name server of our own on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.demo.names import NameServer
from delivery.dns.records import DnsRecord
from delivery.dns.resolver import DnsResolver


@dataclass
class Names:
    """What is published; a test changes it between two looks."""

    zone: dict[str, list[str]] = field(default_factory=dict)
    server: NameServer | None = None

    def publish(self, *records: DnsRecord) -> None:
        for record in records:
            self.zone[f"{record.name} {record.kind}"] = [record.value]

    def __setitem__(self, question: str, values: list[str]) -> None:
        self.zone[question] = values

    def remove(self, question: str) -> None:
        del self.zone[question]

    @property
    def address(self) -> str:
        assert self.server is not None
        return self.server.address

    def resolver(self, *, patience: float = 3.0, budget: float = 20.0) -> DnsResolver:
        """A resolver without memory of earlier answers."""
        return DnsResolver(self.address, patience=patience, budget=budget)


@contextmanager
def running_names() -> Iterator[Names]:
    names = Names()
    with NameServer(lambda: names.zone) as server:
        names.server = server
        yield names
