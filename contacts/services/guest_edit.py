"""A guest's data changed by staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.errors import GuestChanged
from contacts.identity.precedence import may_write
from contacts.imports.values import custom_value
from contacts.models import CustomField, Guest
from contacts.services.guest_pool import GuestPool, guests_lock
from contacts.services.person import Person, overrides_load, person_build, text_clean
from contacts.types import BookingGuest, EmailKind, Provenance

PLAIN = ("first_name", "last_name", "phone", "language", "country", "birth_date")
_NO_ADDRESS = {
    EmailKind.ALIAS: "This address is lent by a booking channel for one stay. Ask the guest for their own.",
    EmailKind.INVALID: "This is not an e-mail address.",
}


@transaction.atomic
def guest_edit(
    *,
    guest_id: int,
    facts: Mapping[str, Any],
    seen_at: datetime,
    for_guest: bool,
    actor: User | None,
    now: datetime,
) -> Guest:
    """Change what staff know better; an empty value clears a field.

    `seen_at` is the `updated_at` that was shown. With `for_guest` the guest asked for it: it counts as the
    guest's own word from then on. Without it, what the guest gave themselves is left alone. Consent stays
    with the address it was given for. Raises NotFound, GuestChanged, InvalidInput.
    """
    guests_lock()
    current = Guest.objects.select_for_update().filter(pk=guest_id).first()
    if current is None:
        raise NotFound("There is no such guest. They may have been deleted, or merged with another.")
    if current.updated_at != seen_at:
        raise GuestChanged("Somebody changed this guest meanwhile. Look at the page again before you save.")
    source = Provenance.GUEST if for_guest else Provenance.STAFF
    _require_allowed(current, facts, source)
    person = _person(current, facts, source)
    pool = GuestPool([person], now=now, guest_ids=[guest_id])
    guest = pool.by_id(guest_id) or current
    _clear(guest, facts, source)
    pool.update(guest, person)
    if "tags" in facts:
        guest.tags = list(dict.fromkeys(text_clean(tag, 100) for tag in facts["tags"] if tag.strip()))
    if "custom" in facts:
        guest.custom = _custom(guest, facts["custom"])
    guest.updated_at = now
    pool.flush()
    guest.save()
    audit_record(
        actor=actor, action="guest.edited", target=guest, now=now, fields=sorted(facts), for_guest=for_guest
    )
    return guest


def _require_allowed(guest: Guest, facts: Mapping[str, Any], source: Provenance) -> None:
    """Refuse to overwrite the guest's own word, field by field."""
    wrong = {
        name: ["The guest gave this themselves. Change it only if they ask you to, and say so."]
        for name in (*PLAIN, "email")
        if name in facts
        and facts[name] != getattr(guest, name)
        and not may_write(name=name, current=getattr(guest, name), provenance=guest.provenance, source=source)
    }
    if wrong:
        raise InvalidInput("Nothing was changed: some of this is the guest's own word.", fields=wrong)


def _person(guest: Guest, facts: Mapping[str, Any], source: Provenance) -> Person:
    given = BookingGuest(
        **{name: facts.get(name) or "" for name in ("first_name", "last_name", "email", "phone", "language")},
        country=facts.get("country") or "",
        birth_date=facts.get("birth_date"),
    )
    person = person_build(given, source=source, overrides=overrides_load(), country=guest.country)
    wrong = {}
    if facts.get("email") and person.address.kind in _NO_ADDRESS:
        wrong["email"] = [_NO_ADDRESS[person.address.kind]]
    for name in ("language", "country"):
        if facts.get(name) and not getattr(person, name):
            wrong[name] = [f"'{facts[name]}' is no {name} code, such as 'de' or 'AT'."]
    if wrong:
        raise InvalidInput("Nothing was changed: some of this cannot be read.", fields=wrong)
    return person


def _custom(guest: Guest, given: Mapping[str, str]) -> dict[str, Any]:
    """The guest's own fields with those given, each in its type; an empty one is taken away."""
    fields = {field.key: field for field in CustomField.objects.filter(key__in=given)}
    custom, wrong = dict(guest.custom), {}
    for key, text in given.items():
        if not text.strip():
            custom.pop(key, None)
            continue
        field = fields.get(key)
        value = custom_value(field.type, field.choices, text) if field else None
        if value is None:
            kind = field.type if field else "field of your group"
            wrong[f"custom.{key}"] = [f"'{text}' is no {kind}."]
        else:
            custom[key] = value
    if wrong:
        raise InvalidInput("Nothing was changed: some of this cannot be read.", fields=wrong)
    return custom


def _clear(guest: Guest, facts: Mapping[str, Any], source: Provenance) -> None:
    for name in PLAIN:
        if name in facts and facts[name] in ("", None):
            setattr(guest, name, None if name == "birth_date" else "")
            guest.provenance[name] = source.value
    if "email" in facts and not facts["email"]:
        guest.email, guest.email_kind, guest.address_hash = "", EmailKind.NONE.value, None
        guest.provenance.pop("email", None)
