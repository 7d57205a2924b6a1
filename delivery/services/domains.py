"""Sending domains: the key letters are signed with, and the records the hotel has to publish."""

import re
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.secrets import seal
from accounts.services.audit import audit_record
from delivery.content.address import AddressRefused, address_wire
from delivery.errors import DomainNameInvalid
from delivery.keys import default_relay, public_host
from delivery.models import DkimKey, SendingDomain
from delivery.smtp.dkim import key_generate, public_key_of
from delivery.types import DkimAlgorithm, DkimKeyState, DnsRecord

SELECTOR = "bellhop1"
_IP_ADDRESS = re.compile(r"[\d.]+|.*:.*")
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
def sending_domain_create(
    *, domain: str, actor: User | None, now: datetime, selector: str = SELECTOR
) -> SendingDomain:
    """Make an RSA-2048 key for a domain; its private half is stored sealed. Raises DomainNameInvalid."""
    name = _domain(domain)
    private = key_generate()
    row = SendingDomain.objects.create(domain=name, created_at=now)
    DkimKey.objects.create(
        domain=row,
        selector=selector,
        algorithm=DkimAlgorithm.RSA,
        private_key=seal(private),
        public_key=public_key_of(private),
        state=DkimKeyState.ACTIVE,
        created_at=now,
        activated_at=now,
    )
    audit_record(actor=actor, action="sending_domain.created", target=row, now=now, domain=name)
    return row


def _domain(domain: str) -> str:
    try:
        name = address_wire(f"postmaster@{domain.strip().rstrip('.')}").partition("@")[2].lower()
    except AddressRefused as refused:
        raise DomainNameInvalid(
            f"{domain} is not a domain name.", fields={"domain": ["Write a name like hotel.com."]}
        ) from refused
    if name in _FREE_MAIL:
        raise DomainNameInvalid(
            f"{name} belongs to a mailbox provider, which refuses mail sent in its name by others.",
            fields={"domain": ["Use a domain of your own."]},
        )
    return name


def dns_records_for(row: SendingDomain) -> list[DnsRecord]:
    """The exact SPF, DKIM and DMARC records (RFC 7208, 6376, 9989) for a sending domain."""
    relay = default_relay().host
    sender = public_host() if _IP_ADDRESS.fullmatch(relay) or relay == "localhost" else relay
    return [
        DnsRecord(
            "TXT", row.domain, f"v=spf1 a:{sender} ~all", "Says which servers may send in this domain's name."
        ),
        *(
            DnsRecord(
                "TXT",
                f"{key.selector}._domainkey.{row.domain}",
                f"v=DKIM1; k=rsa; p={key.public_key}",
                "Lets mailbox providers check the signature of each letter.",
            )
            for key in row.keys.exclude(state=DkimKeyState.RETIRED).order_by("id")
        ),
        DnsRecord(
            "TXT",
            f"_dmarc.{row.domain}",
            f"v=DMARC1; p=none; rua=mailto:dmarc@{row.domain}",
            "Tells mailbox providers what to do with mail that fails both checks.",
        ),
    ]
