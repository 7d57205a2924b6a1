"""One look at DNS for each record: is it there, is it right, and what to do if not."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from delivery.dns.records import DnsRecord, Part
from delivery.dns.resolver import LookupFailed, Resolver
from delivery.dns.spf import MAX_LOOKUPS, SpfBroken, SpfRecord, spf_allows, spf_lets_anybody, spf_read

POLICIES = frozenset({"none", "quarantine", "reject"})


class State(StrEnum):
    """ERROR: DNS gave no answer, so nothing is known."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """A record beside what DNS has; `advice` says in a sentence or two what to do, empty when nothing."""

    record: DnsRecord
    state: State
    found: tuple[str, ...]
    advice: str

    @property
    def unknown(self) -> bool:
        return self.state is State.ERROR

    @property
    def ok(self) -> bool:
        return self.state is State.OK

    @property
    def lacking(self) -> bool:
        """DNS answered, and the record is not there or not right."""
        return not self.ok and not self.unknown

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are stored and shown."""
        record = asdict(self.record) | {"part": self.record.part.value}
        return {**record, "state": self.state.value, "found": list(self.found), "advice": self.advice}


def reverse_check(host: str, resolver: Resolver) -> str:
    """What is wrong with a mail server's reverse names, in a sentence; "" when all is right.

    Mailbox providers want each address to have a name that leads back to it, and the server to greet with
    it (RFC 1912 2.1).
    """
    try:
        addresses = resolver.addresses(host)
        nameless = [address for address in addresses if host not in resolver.pointers(address)]
    except LookupFailed as silent:
        return str(silent)
    if not addresses:
        return f"{host} has no address in DNS."
    return f"The reverse name of {', '.join(nameless)} is not {host}." if nameless else ""


def record_check(record: DnsRecord, resolver: Resolver) -> Checked:
    """Look at one record now. Never raises for what DNS says: silence is the state ERROR."""
    try:
        return _CHECKS[record.part](record, resolver)
    except LookupFailed as silent:
        return Checked(record, State.ERROR, (), f"{silent} Try again in a few minutes.")


def _spf(record: DnsRecord, resolver: Resolver) -> Checked:
    found = tuple(text for text in resolver.txt(record.name) if text.lower().startswith("v=spf1"))
    mechanism = record.value.split()[1]
    try:
        known = spf_read(record.name, resolver)
    except SpfBroken as broken:
        return Checked(record, State.WRONG, found, f"The SPF record does not work. {broken}")
    if known is None:
        return _missing(record)
    if spf_lets_anybody(known):
        advice = "The SPF record ends in +all, which lets everybody send in your name. Write ~all."
        return Checked(record, State.WRONG, found, advice)
    if not spf_allows(known, mechanism, resolver):
        advice = f"Add “{mechanism}” to the record that is there, after “v=spf1”; keep one record only."
        return Checked(record, State.WRONG, found, advice)
    return Checked(record, State.OK, found, _cost(known))


def _cost(known: SpfRecord) -> str:
    near = known.lookups >= MAX_LOOKUPS - 1
    return f"It costs {known.lookups} of {MAX_LOOKUPS} DNS lookups; add no more." if near else ""


def _dkim(record: DnsRecord, resolver: Resolver) -> Checked:
    found = tuple(resolver.txt(record.name))
    wanted = tags_of(record.value)
    keys = [tags for tags in map(tags_of, found) if "p" in tags]
    if not keys:
        return _missing(record, found)
    if len(keys) > 1:
        return Checked(record, State.WRONG, found, f"Keep only one record at {record.name}: ours.")
    key = keys[0]
    if not key["p"]:
        return Checked(
            record, State.WRONG, found, "The record withdraws the key (p= is empty). Publish ours."
        )
    if "".join(key["p"].split()) != wanted["p"] or key.get("k", "rsa") != wanted["k"]:
        advice = "Another key stands there. Copy the whole value, without line breaks, and replace it."
        return Checked(record, State.WRONG, found, advice)
    return Checked(record, State.OK, found, "")


def _dmarc(record: DnsRecord, resolver: Resolver) -> Checked:
    """The domain's own record, or the nearest parent's (the tree walk of RFC 9989)."""
    for name in _walk(record.name.removeprefix("_dmarc.")):
        found = tuple(text for text in resolver.txt(f"_dmarc.{name}") if tags_of(text).get("v") == "DMARC1")
        if not found:
            continue
        if len(found) > 1:
            advice = f"_dmarc.{name} has {len(found)} DMARC records, so receivers ignore them. Keep one."
            return Checked(record, State.WRONG, found, advice)
        tags = tags_of(found[0])
        if tags.get("p", "none" if "rua" in tags else "").lower() not in POLICIES:
            return Checked(record, State.WRONG, found, "Its p= must be none, quarantine or reject.")
        return Checked(record, State.OK, found, _reports(tags, record.value))
    return _missing(record)


def _reports(tags: dict[str, str], wanted: str) -> str:
    ours = tags_of(wanted)["rua"].lower()
    if ours in tags.get("rua", "").lower():
        return ""
    return f"To see the reports of mailbox providers here, add “{ours}” to its rua=, after a comma."


def _walk(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    yield domain
    for start in range(max(1, len(labels) - 7), len(labels) - 1):
        yield ".".join(labels[start:])


def _mx(record: DnsRecord, resolver: Resolver) -> Checked:
    found = tuple(resolver.mx(record.name))
    host = record.value.split()[-1]
    if not found:
        return _missing(record)
    if host not in found:
        advice = f"Its MX leads elsewhere, so bounces would not come back. Point it to {host} alone."
        return Checked(record, State.WRONG, found, advice)
    return Checked(record, State.OK, found, "")


def _cname(record: DnsRecord, resolver: Resolver) -> Checked:
    """The CNAME, or addresses that are the same, as providers write that flatten a CNAME."""
    found = tuple(resolver.cname(record.name))
    if record.value in found:
        return Checked(record, State.OK, found, "")
    addresses = tuple(resolver.addresses(record.name))
    if not found and not addresses:
        return _missing(record)
    if addresses and set(addresses) <= set(resolver.addresses(record.value)):
        return Checked(record, State.OK, found or addresses, "")
    advice = f"{record.name} leads elsewhere. Point it to {record.value}, or links in letters would break."
    return Checked(record, State.WRONG, found or addresses, advice)


def _missing(record: DnsRecord, found: tuple[str, ...] = ()) -> Checked:
    advice = f"Publish the {record.kind} record at {record.name}. New records are seen within an hour or so."
    return Checked(record, State.MISSING, found, advice)


def tags_of(text: str) -> dict[str, str]:
    """The tag=value list of a DKIM or DMARC record (RFC 6376 3.2); later doubles are ignored."""
    tags: dict[str, str] = {}
    for item in text.split(";"):
        name, equals, value = item.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


_CHECKS: dict[Part, Callable[[DnsRecord, Resolver], Checked]] = {
    Part.SPF: _spf,
    Part.DKIM: _dkim,
    Part.DMARC: _dmarc,
    Part.RETURN_MX: _mx,
    Part.RETURN_SPF: _spf,
    Part.TRACKING: _cname,
}
