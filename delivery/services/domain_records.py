"""The records of a sending domain, from its row, its keys and the settings."""

import re

from django.conf import settings

from delivery.dns.records import DnsRecord, DomainFacts, KeyRecord, records_of
from delivery.keys import bounce_domain, default_relay, mail_host, public_host, report_token
from delivery.models import SendingDomain
from delivery.types import DkimAlgorithm, DkimKeyState

_IP_ADDRESS = re.compile(r"[\d.]+|.*:.*")
KEY_TYPES = {DkimAlgorithm.RSA.value: "rsa", DkimAlgorithm.ED25519.value: "ed25519"}


def dns_records_for(row: SendingDomain) -> list[DnsRecord]:
    """The exact SPF, DKIM, DMARC, return-path and tracking records for a sending domain.

    The active RSA key's record is needed; those of keys to come and to go are not.
    """
    return records_of(
        DomainFacts(
            domain=row.domain,
            spf=spf_mechanism(),
            mail_host=mail_host(),
            web_host=public_host(),
            reports=row.dmarc_rua or report_address(row),
            return_path=row.return_path,
            tracking_host=row.tracking_host,
            keys=tuple(
                KeyRecord(
                    key.selector,
                    KEY_TYPES[key.algorithm],
                    key.public_key,
                    needed=key.state == DkimKeyState.ACTIVE and key.algorithm == DkimAlgorithm.RSA,
                )
                for key in row.keys.all()
                if key.state != DkimKeyState.RETIRED
            ),
        )
    )


def report_address(row: SendingDomain) -> str:
    """Where mailbox providers send their DMARC reports of a domain: to us, with a token that names it.

    On the return path, which is the domain's own, or the receivers would ask for a second record (RFC 9990).
    """
    token = report_token(organization_id=row.organization_id, domain_id=row.pk)
    return f"dmarc+{token}@{row.return_path or bounce_domain()}"


def spf_mechanism() -> str:
    """The SPF mechanism that names our mail servers: BELLHOP_SPF, else the relay's host."""
    if settings.BELLHOP_SPF:
        return str(settings.BELLHOP_SPF)
    relay = default_relay().host
    return f"a:{public_host() if _IP_ADDRESS.fullmatch(relay) or relay == 'localhost' else relay}"
