"""The exact records that a sending domain needs (RFC 7208, 6376, 8463, 9989), and how each is checked."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a record is for. A letter leaves only once the NEEDED ones are right."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    RETURN_MX = "return_path_mx"
    RETURN_SPF = "return_path_spf"
    TRACKING = "tracking"


RETURN_PATH = frozenset({Part.RETURN_MX, Part.RETURN_SPF})


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """One record that a hotel has to publish; `purpose` says in a sentence what it is for.

    Nothing is sent in the domain's name while a `needed` record is not right.
    """

    part: Part
    kind: str
    name: str
    value: str
    purpose: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A DKIM key to be published; `type` is k= of the record: "rsa" or "ed25519"."""

    selector: str
    type: str
    public_key: str
    needed: bool


@dataclass(frozen=True, slots=True)
class DomainFacts:
    """What a domain's records follow from.

    `spf` is the mechanism that names our servers, `mail_host` the host that takes bounces, `web_host` the
    host of tracked links, `reports` the address that DMARC reports go to.
    """

    domain: str
    spf: str
    mail_host: str
    web_host: str
    reports: str
    return_path: str = ""
    tracking_host: str = ""
    keys: tuple[KeyRecord, ...] = ()


def records_of(facts: DomainFacts) -> list[DnsRecord]:
    """All records of a domain, in the order in which one would publish them."""
    domain = facts.domain
    spf = f"v=spf1 {facts.spf} ~all"
    records = [
        DnsRecord(Part.SPF, "TXT", domain, spf, "Says which servers may send in this domain's name."),
        *(dkim_record(domain, key) for key in facts.keys),
        DnsRecord(
            Part.DMARC,
            "TXT",
            f"_dmarc.{domain}",
            f"v=DMARC1; p=none; rua=mailto:{facts.reports}",
            "Tells mailbox providers what to do with mail that fails both checks, and where to report.",
        ),
    ]
    if facts.return_path:
        name = facts.return_path
        records += [
            DnsRecord(
                Part.RETURN_MX,
                "MX",
                name,
                f"10 {facts.mail_host}",
                "Brings bounces back to us.",
                needed=False,
            ),
            DnsRecord(
                Part.RETURN_SPF,
                "TXT",
                name,
                spf,
                "Lets letters with this return address pass SPF.",
                needed=False,
            ),
        ]
    if facts.tracking_host:
        purpose = "Puts your own name on the links in letters."
        records.append(
            DnsRecord(Part.TRACKING, "CNAME", facts.tracking_host, facts.web_host, purpose, needed=False)
        )
    return records


def dkim_record(domain: str, key: KeyRecord) -> DnsRecord:
    """The record of one key."""
    return DnsRecord(
        Part.DKIM,
        "TXT",
        f"{key.selector}._domainkey.{domain}",
        f"v=DKIM1; k={key.type}; p={key.public_key}",
        "Lets mailbox providers check the signature of each letter.",
        needed=key.needed,
    )
