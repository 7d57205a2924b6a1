"""A person as one source describes them, ready to be compared with the guests on file."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash
from contacts.identity.address import Classified, DomainOverrides, address_classify
from contacts.identity.phone import phone_normalise
from contacts.models import AddressRule
from contacts.types import BookingGuest, EmailKind, Provenance

NAME_LENGTH = 200
TAG_LENGTH = 100


# Not frozen, since there are millions: a frozen one takes three times as long to make.
@dataclass(slots=True)
class Person:
    """What one source says of a person. ``address_hash`` is None where there is no address."""

    first_name: str
    last_name: str
    address: Classified
    address_hash: bytes | None
    phone: str
    language: str
    country: str
    birth_date: date | None
    source: Provenance
    tags: tuple[str, ...] = ()
    custom: Mapping[str, object] = field(default_factory=dict)

    @property
    def nameless(self) -> bool:
        """True where there is neither a name nor anything to write to."""
        return not (self.first_name or self.last_name or self.phone) and (self.address.kind is EmailKind.NONE)


def person_build(
    given: BookingGuest,
    *,
    source: Provenance,
    overrides: DomainOverrides,
    country: str = "",
    tags: Iterable[str] = (),
    custom: Mapping[str, object] | None = None,
) -> Person:
    """Clean and classify what a source gave. ``country`` reads phone numbers without a code."""
    address = address_classify(given.email, overrides)
    organization_id = required_organization_id("Guest")
    return Person(
        first_name=text_clean(given.first_name, NAME_LENGTH),
        last_name=text_clean(given.last_name, NAME_LENGTH),
        address=address,
        address_hash=_hash(address, organization_id),
        phone=phone_normalise(given.phone, _country(given.country) or country),
        language=language_clean(given.language),
        country=_country(given.country),
        birth_date=given.birth_date,
        source=source,
        tags=_tags_clean(tuple(tags)),
        custom=custom or {},
    )


def overrides_load() -> DomainOverrides:
    """Return the organisation's own rules on domains. One query."""
    rows = AddressRule.objects.values_list("domain", "kind")
    return DomainOverrides({domain.lower(): EmailKind(kind) for domain, kind in rows})


@lru_cache(maxsize=4096)
def _tags_clean(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text_clean(tag, TAG_LENGTH) for tag in tags)


# A million guests have some ten thousand names.
@lru_cache(maxsize=16_384)
def text_clean(text: str, length: int) -> str:
    """Return the text without control characters and marks that turn its direction, cut."""
    if text.isprintable():  # none of the marks below, so nothing is to be taken out
        plain = text if text.isascii() else unicodedata.normalize("NFC", text)
        return " ".join(plain.split())[:length].strip()
    kept = "".join(
        " " if char in "\t\r\n" else char
        for char in text
        if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:length].strip()


@lru_cache(maxsize=1024)
def language_clean(text: str) -> str:
    """Return a language tag as ``de`` or ``pt-BR`` is written, ``""`` where it is none."""
    parts = text.strip().replace("_", "-").split("-")
    if not parts[0].isalpha() or len(parts[0]) not in {2, 3}:
        return ""
    return "-".join([parts[0].lower(), *(part.upper() for part in parts[1:2])])[:16]


@lru_cache(maxsize=1024)
def _country(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004


def _hash(address: Classified, organization_id: int) -> bytes | None:
    if not address.email or address.kind is EmailKind.ALIAS:
        return None
    return address_hash(organization_id=organization_id, address=address.email)
