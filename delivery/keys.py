"""The room's keys and addresses from the settings, in the form its pure parts take."""

from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from django.conf import settings

from delivery.errors import RelayUrlInvalid
from delivery.smtp.transport import RelayAddress, Security
from delivery.tokens import (
    DomainToken,
    MessageToken,
    report_token_make,
    report_token_read,
    return_token_make,
    return_token_read,
    token_make,
    token_read,
)

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def token_key() -> bytes:
    """The key of all tokens, for whoever makes many of them."""
    return _key(settings.TOKEN_KEY)


def message_token(*, organization_id: int, message_id: int) -> str:
    """The token of one letter's links."""
    return token_make(key=_key(settings.TOKEN_KEY), organization_id=organization_id, message_id=message_id)


def message_of_token(token: str) -> MessageToken | None:
    """Whom a token names, or None for one that is not ours."""
    return token_read(token, key=_key(settings.TOKEN_KEY))


def return_token(*, organization_id: int, message_id: int) -> str:
    """The token of one letter's envelope sender and Message-ID."""
    return return_token_make(
        key=_key(settings.TOKEN_KEY), organization_id=organization_id, message_id=message_id
    )


def message_of_return_token(token: str) -> MessageToken | None:
    """Whom a return token names, or None for one that is not ours."""
    return return_token_read(token, key=_key(settings.TOKEN_KEY))


def report_token(*, organization_id: int, domain_id: int) -> str:
    """The token of the address that DMARC reports of a sending domain go to."""
    return report_token_make(
        key=_key(settings.TOKEN_KEY), organization_id=organization_id, domain_id=domain_id
    )


def domain_of_report_token(token: str) -> DomainToken | None:
    """Which sending domain a report token names, or None for one that is not ours."""
    return report_token_read(token, key=_key(settings.TOKEN_KEY))


def public_host() -> str:
    """The host under which the world knows this installation."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def bounce_domain() -> str:
    """The installation's own host of return addresses."""
    return settings.BELLHOP_BOUNCE_DOMAIN or public_host()


def mail_host() -> str:
    """The host that takes mail for return addresses."""
    return settings.BELLHOP_MAIL_HOST or public_host()


def default_relay() -> RelayAddress:
    """The installation's own relay, BELLHOP_RELAY_URL. Raises RelayUrlInvalid."""
    parts = urlsplit(settings.BELLHOP_RELAY_URL)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise RelayUrlInvalid(
            "BELLHOP_RELAY_URL is not an address like smtp://host:25, smtp+starttls://… or smtps://…, "
            "so no mail can leave. Set it and start again."
        )
    security, port = _SCHEMES[parts.scheme]
    return RelayAddress(
        host=parts.hostname,
        port=parts.port or port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        helo=public_host(),
    )
