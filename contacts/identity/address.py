"""What an e-mail address is good for: the guest's own, an OTA's alias, a desk, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from compliance.types import AddressRefused, address_normalise
from contacts.identity.domains import (
    ALIAS_DOMAINS,
    OTA_DOMAINS,
    ROLE_LOCAL_PARTS,
    SHARED_MAILBOXES,
)
from contacts.types import EmailKind


class Classified(NamedTuple):
    """A classified address: ``email`` is normalised, ``""`` for invalid and none.

    ``reason`` says why an address is invalid, e.g. ``control_character``.
    """

    email: str
    kind: EmailKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DomainOverrides:
    """An organisation's own word on domains: domain to kind, over the list of ``domains``."""

    kinds: Mapping[str, EmailKind] = field(default_factory=dict)

    def kind_of(self, domain: str) -> EmailKind | None:
        """Return the organisation's word on a domain, or on the nearest domain above it."""
        if not self.kinds:
            return None
        return next((self.kinds[name] for name in domain_parents(domain) if name in self.kinds), None)


NO_OVERRIDES = DomainOverrides()
_NOT_THEIRS = ALIAS_DOMAINS | OTA_DOMAINS


def address_classify(raw: str, overrides: DomainOverrides = NO_OVERRIDES) -> Classified:
    """Say what an address is. Never raises, asks no DNS.

    Order: nothing there, cannot be an address, the organisation's own rules, known shared
    mailboxes, OTA domains (fail closed: everything under a domain an OTA owns is an alias),
    role mailboxes, and else the guest's own. Whether several guests share it only the guests
    can show; see ``surnames_make_shared``.
    """
    if not raw.strip(" \t\u00a0"):
        return Classified("", EmailKind.NONE)
    email, reason = _checked(raw)
    if reason:
        return Classified("", EmailKind.INVALID, reason)
    return Classified(email, _kind(email, overrides))


def _kind(email: str, overrides: DomainOverrides) -> EmailKind:
    local, _, domain = email.rpartition("@")
    overruled = overrides.kind_of(domain)
    if overruled is not None and overruled is not EmailKind.REAL:
        return overruled
    if email in SHARED_MAILBOXES:
        return EmailKind.AGENCY_SHARED
    if overruled is None and _is_an_ota(domain):
        return EmailKind.ALIAS
    if local.split("+", 1)[0] in ROLE_LOCAL_PARTS:
        return EmailKind.ROLE
    return EmailKind.REAL


@lru_cache(maxsize=8192)
def _is_an_ota(domain: str) -> bool:
    return not _NOT_THEIRS.isdisjoint(domain_parents(domain))


@lru_cache(maxsize=8192)
def domain_parents(domain: str) -> tuple[str, ...]:
    """Return the domain and its parents, longest first: ``a.b.c`` gives a.b.c, b.c, c."""
    labels = domain.split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


# Local parts about which no rule has anything to say.
_PLAIN = re.compile(r"([a-z0-9]+(?:[._+-][a-z0-9]+)*)@([a-z0-9.-]{1,150})")
LOCAL_LENGTH = 64


def _checked(raw: str) -> tuple[str, str]:
    plain = _PLAIN.fullmatch(raw.lower()) if raw.isascii() else None
    if plain is None or len(plain[1]) > LOCAL_LENGTH:
        return _checked_in_full(raw)
    domain, reason = _domain_checked(plain[2])
    return (f"{plain[1]}@{domain}", "") if not reason else _checked_in_full(raw)


@lru_cache(maxsize=8192)
def _domain_checked(domain: str) -> tuple[str, str]:
    """Check a domain with a local part that is beyond doubt: a million guests have a few thousand domains."""
    email, reason = _checked_in_full(f"a@{domain}")
    return email.removeprefix("a@"), reason


@lru_cache(maxsize=8192)
def _checked_in_full(raw: str) -> tuple[str, str]:
    try:
        email = address_normalise(raw)
    except AddressRefused as refused:
        return "", refused.reason
    try:
        validate_email(email, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError:
        return "", "not_an_address"
    return email, ""
