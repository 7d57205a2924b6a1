"""What a letter takes from its sending domain: leave to be sent, keys, and the return address's host."""

from datetime import datetime
from typing import Protocol

from django.conf import settings

from accounts.secrets import unseal
from delivery.content.address import AddressRefused
from delivery.dns.checks import State
from delivery.errors import DomainNotVerified
from delivery.keys import bounce_domain
from delivery.models import DkimKey, SendingDomain
from delivery.selectors.domains import sending_domain_of
from delivery.smtp.dkim import DkimSigner
from delivery.smtp.ed25519 import Ed25519Signer
from delivery.types import DkimAlgorithm, DkimKeyState


class Signer(Protocol):
    """Makes one DKIM-Signature header."""

    def sign(self, headers: bytes, body: bytes, *, at: int, canonical: bool = False) -> bytes: ...


def signers_for(*, from_email: str) -> list[Signer]:
    """The signers of an address's domain or of the nearest parent that has a key; none if none has.

    RSA, which every receiver reads, comes first; Ed25519 second, where the domain signs twice.
    """
    try:
        row = sending_domain_of(from_email)
    except AddressRefused:
        return []
    if row is None:
        return []
    active = {key.algorithm: key for key in row.keys.all() if key.state == DkimKeyState.ACTIVE}
    wanted = (DkimAlgorithm.RSA, DkimAlgorithm.ED25519) if row.dual_sign else (DkimAlgorithm.RSA,)
    return [signer_of(row, active[algorithm]) for algorithm in wanted if algorithm in active]


def signer_of(row: SendingDomain, key: DkimKey) -> Signer:
    """The signer of one key. Raises ValueError when its private half was destroyed or cannot be opened."""
    make = Ed25519Signer if key.algorithm == DkimAlgorithm.ED25519 else DkimSigner
    return make(domain=row.domain, selector=key.selector, private_pem=unseal(key.private_key))


def bounce_domain_for(*, from_email: str) -> str:
    """The host of a letter's return address: the sending domain's own where DNS shows it, else ours."""
    try:
        row = sending_domain_of(from_email)
    except AddressRefused:
        row = None
    return row.return_path if row and row.return_path_ok else bounce_domain()


def public_url_for(*, from_email: str) -> str:
    """What a letter's links begin with: the domain's own tracking host, or this installation's address.

    The host has to lead here by DNS, and our web server has to know it (BELLHOP_TRACKING_HOSTS), since
    links without a certificate would be broken links.
    """
    try:
        row = sending_domain_of(from_email)
    except AddressRefused:
        row = None
    if row and row.tracking_ok and row.tracking_host in settings.BELLHOP_TRACKING_HOSTS:
        return f"https://{row.tracking_host}"
    return str(settings.PUBLIC_URL)


def require_domain_ready(*, from_email: str, now: datetime) -> None:  # noqa: ARG001 - the contract's
    """Refuse to send in the name of a domain that is not verified. Raises DomainNotVerified."""
    if reason := domain_blocks(from_email=from_email):
        raise DomainNotVerified(reason)


def domain_blocks(*, from_email: str) -> str:
    """`domain_reason` of an address's sending domain, or that it has none."""
    try:
        row = sending_domain_of(from_email)
    except AddressRefused as refused:
        return f"The sender {from_email} is not an address. {refused.reason}"
    if row is None and settings.BELLHOP_REQUIRE_VERIFIED_DOMAIN:
        domain = from_email.rpartition("@")[2]
        return f"{domain} is not one of your sending domains. Add it, and publish its records in DNS."
    return domain_reason(row) if row else ""


def domain_reason(row: SendingDomain) -> str:
    """Why nothing may be sent in a domain's name, with the records that are missing; "" when it may."""
    if row.verified_at is not None or not settings.BELLHOP_REQUIRE_VERIFIED_DOMAIN:
        return ""
    if row.checked_at is None:
        return f"{row.domain} was not checked yet. Publish its records in DNS, then check it."
    lacking = [
        f"{result['kind']} record {result['name']} ({_STATES[result['state']]})"
        for result in row.results
        if result["needed"] and result["state"] != State.OK
    ]
    if not lacking:
        return f"{row.domain} is not verified. Check it again."
    return f"{row.domain} is not verified: {'; '.join(lacking)}. Mend them in DNS, then check it again."


_STATES = {
    State.MISSING.value: "missing",
    State.WRONG.value: "wrong",
    State.ERROR.value: "DNS did not answer",
}
