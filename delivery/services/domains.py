"""Sending domains: made, changed, and looked up in DNS each day."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from delivery.content.address import AddressRefused, address_wire
from delivery.dns.checks import Checked, record_check
from delivery.dns.records import RETURN_PATH, Part
from delivery.dns.resolver import DnsResolver, Resolver
from delivery.errors import DomainNameInvalid, DomainTaken
from delivery.models import SendingDomain
from delivery.selectors.domains import CHECK_EVERY, sending_domain_get
from delivery.services.domain_records import dns_records_for
from delivery.services.keys_rotation import SELECTORS, dkim_key_create
from delivery.types import DkimAlgorithm, DkimKeyState

# Days in a row on which a record may be missing before sending stops: DNS providers have bad days too.
GRACE = 3
# Anybody may have a mailbox there, so their owners refuse mail signed or sent by others (S10).
_FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "outlook.com",
        "hotmail.com",
        "aol.com",
        "icloud.com",
        "gmx.net",
        "gmx.de",
        "web.de",
    }
)


@transaction.atomic
def sending_domain_create(*, domain: str, actor: User | None, now: datetime) -> SendingDomain:
    """Take on a domain, with an RSA-2048 key. Raises DomainNameInvalid, DomainTaken.

    Nothing is sent in its name before `domain_check` has found its records.
    """
    name = _domain(domain)
    row, made = SendingDomain.objects.get_or_create(domain=name, defaults={"created_at": now})
    if not made:
        raise DomainTaken(
            f"{name} is one of your sending domains already.", fields={"domain": ["It is there."]}
        )
    dkim_key_create(
        domain=row,
        selector=SELECTORS[DkimAlgorithm.RSA][0],
        algorithm=DkimAlgorithm.RSA,
        state=DkimKeyState.ACTIVE,
        now=now,
    )
    audit_record(actor=actor, action="sending_domain.created", target=row, now=now, domain=name)
    return row


class DomainChanges(TypedDict, total=False):
    """What may be changed of a domain; an empty string takes a host or an address away."""

    return_path: str
    tracking_host: str
    dmarc_rua: str


@transaction.atomic
def sending_domain_update(
    *, domain_id: int, actor: User | None, now: datetime, **changes: Unpack[DomainChanges]
) -> SendingDomain:
    """Set the domain's return path, tracking host or report address. Raises DomainNameInvalid.

    A new host is in use only after a check has found its records.
    """
    row = SendingDomain.objects.select_for_update().get(pk=domain_id)
    for field in ("return_path", "tracking_host"):
        if field in changes:
            host = _below(row.domain, changes[field], field)
            if host != getattr(row, field):
                setattr(row, field, host)
                setattr(row, "return_path_ok" if field == "return_path" else "tracking_ok", False)
    row.dmarc_rua = changes.get("dmarc_rua", row.dmarc_rua)
    row.save()
    audit_record(actor=actor, action="sending_domain.changed", target=row, now=now, **changes)
    return row


def domain_check(
    *, domain_id: int, now: datetime, actor: User | None = None, resolver: Resolver | None = None
) -> SendingDomain:
    """Look at each record in DNS, then write down what was found. Must be called outside a transaction.

    Found, the needed records verify the domain. Missing or wrong on GRACE days in a row, they take that
    away again, however often one looks on a day. A DNS that gives no answer changes nothing.
    """
    records = dns_records_for(sending_domain_get(domain_id))
    asked = resolver or DnsResolver(settings.BELLHOP_DNS_SERVER)
    results = [record_check(record, asked) for record in records]
    return _write(domain_id, results, now=now, actor=actor)


@transaction.atomic
def _write(domain_id: int, results: Sequence[Checked], *, now: datetime, actor: User | None) -> SendingDomain:
    row = SendingDomain.objects.select_for_update().get(pk=domain_id)
    before = row.verified_at
    row.checked_at, row.results = now, [result.to_json() for result in results]
    needed = [result for result in results if result.record.needed]
    if all(result.ok for result in needed):
        row.verified_at, row.failed_checks, row.failed_at = row.verified_at or now, 0, None
    elif any(result.lacking for result in needed):
        _fail(row, now)
    row.return_path_ok = _in_use(results, RETURN_PATH, before=row.return_path_ok)
    row.tracking_ok = _in_use(results, {Part.TRACKING}, before=row.tracking_ok)
    row.save()
    if (before is None) != (row.verified_at is None):
        action = "sending_domain.verified" if row.verified_at else "sending_domain.blocked"
        audit_record(actor=actor, action=action, target=row, now=now, domain=row.domain)
    return row


def _fail(row: SendingDomain, now: datetime) -> None:
    if row.failed_at is None or now - row.failed_at >= CHECK_EVERY:
        row.failed_checks, row.failed_at = row.failed_checks + 1, now
    if row.failed_checks >= GRACE:
        row.verified_at = None


def _in_use(results: Sequence[Checked], parts: frozenset[Part] | set[Part], *, before: bool) -> bool:
    """A host is used while all its records are right; silence of DNS leaves it as it was."""
    own = [result for result in results if result.record.part in parts]
    if any(result.unknown for result in own):
        return before
    return bool(own) and all(result.ok for result in own)


def _below(domain: str, host: str, field: str) -> str:
    """A host's wire form; it must lie below the domain, so that it is the hotel's and aligned with it."""
    if not host.strip():
        return ""
    name = _domain(host, field)
    if not name.endswith(f".{domain}"):
        raise DomainNameInvalid(
            f"{name} does not lie below {domain}.", fields={field: [f"Write a name like bounces.{domain}."]}
        )
    return name


def _domain(domain: str, field: str = "domain") -> str:
    try:
        name = address_wire(f"postmaster@{domain.strip().rstrip('.')}").partition("@")[2].lower()
    except AddressRefused as refused:
        raise DomainNameInvalid(
            f"{domain} is not a domain name.", fields={field: ["Write a name like hotel.com."]}
        ) from refused
    if name in _FREE_MAIL:
        raise DomainNameInvalid(
            f"{name} belongs to a mailbox provider, which refuses mail sent in its name by others.",
            fields={field: ["Use a domain of your own."]},
        )
    return name
