"""Writing a guest's fields, each by the precedence of who said it."""

from datetime import datetime

from contacts.identity.precedence import may_write
from contacts.models import Guest
from contacts.services.person import Person
from contacts.types import EmailKind, Provenance

_PLAIN_FIELDS = ("first_name", "last_name", "phone", "language", "country", "birth_date")
_LEADS_NOWHERE = {EmailKind.NONE.value, EmailKind.INVALID.value, EmailKind.ALIAS.value}


def guest_from(person: Person, *, now: datetime) -> Guest:
    """Return a new, unsaved guest with all that the person's source says."""
    guest = Guest(created_at=now, updated_at=now, tags=[], custom={}, provenance={})
    guest_fill(guest, person, now=now)
    return guest


def guest_fill(guest: Guest, person: Person, *, now: datetime) -> bool:
    """Set the fields that the person's source may set. Returns whether any changed.

    An empty value never clears a field: a channel that stops sending a phone number does not
    say that the guest has none.
    """
    changed = [name for name in _PLAIN_FIELDS if _set(guest, name, getattr(person, name), person)]
    if _set_address(guest, person):
        changed.append("email")
    if not set(person.tags) <= set(guest.tags):
        guest.tags = [*guest.tags, *(tag for tag in person.tags if tag not in guest.tags)]
        changed.append("tags")
    custom = {**guest.custom, **person.custom}
    if custom != guest.custom:
        guest.custom = custom
        changed.append("custom")
    if changed:
        guest.updated_at = now
    return bool(changed)


def _set(guest: Guest, name: str, value: object, person: Person) -> bool:
    current = getattr(guest, name)
    if value in ("", None) or value == current:
        return False
    if not may_write(name=name, current=current, provenance=guest.provenance, source=person.source):
        return False
    setattr(guest, name, value)
    guest.provenance[name] = person.source.value
    return True


def _set_address(guest: Guest, person: Person) -> bool:
    """Take the person's address where it is better than, or as good as, the one on file.

    A real address gives way to another real one of the same or a stronger source, and to
    nothing else: no alias, desk or typing error replaces an address that was captured.
    """
    address = person.address
    if address.kind in {EmailKind.ALIAS, EmailKind.INVALID, EmailKind.NONE}:
        return _set_kind_only(guest, address.kind)
    if guest.email == address.email:
        return _vouch(guest, person)
    if address.kind is not EmailKind.REAL and guest.email_kind not in _LEADS_NOWHERE:
        return False
    if guest.email_kind == EmailKind.REAL and not may_write(
        name="email", current=guest.email, provenance=guest.provenance, source=person.source
    ):
        return False
    guest.email = address.email
    guest.email_kind = address.kind.value
    guest.address_hash = person.address_hash
    guest.provenance["email"] = person.source.value
    return True


def _vouch(guest: Guest, person: Person) -> bool:
    """Note that the guest confirmed the address on file, so that no weaker source replaces it any more."""
    if person.source is not Provenance.GUEST or guest.provenance.get("email") == Provenance.GUEST.value:
        return False
    guest.provenance["email"] = Provenance.GUEST.value
    return True


def _set_kind_only(guest: Guest, kind: EmailKind) -> bool:
    if guest.email_kind not in _LEADS_NOWHERE or kind is EmailKind.NONE:
        return False
    if guest.email_kind in (kind, EmailKind.ALIAS):
        return False
    guest.email_kind = kind.value
    return True
