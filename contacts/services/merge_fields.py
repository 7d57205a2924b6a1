"""What a survivor takes over from the guest that is merged into it, and gives back."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash
from contacts.identity.precedence import precedes
from contacts.models import Guest
from contacts.types import EmailKind

PLAIN = ("first_name", "last_name", "phone", "language", "country", "birth_date")
ADDRESS = ("email", "email_kind", "address_hash")
_READ: dict[str, Callable[[str], Any]] = {
    "birth_date": date.fromisoformat,
    "created_at": datetime.fromisoformat,
}
# A hash is worked out again from the address: by then its key may have been rotated.
FIELDS = (*PLAIN, "email", "email_kind", "tags", "custom", "provenance", "imported_in_id", "created_at")


def fields_of(guest: Guest) -> dict[str, Any]:
    """The fields that a merge may change, as values that JSON can hold."""
    held = {name: getattr(guest, name) for name in FIELDS}
    held["birth_date"] = guest.birth_date.isoformat() if guest.birth_date else None
    held["created_at"] = guest.created_at.isoformat()
    return {
        name: list(value) if name == "tags" else dict(value) if isinstance(value, dict) else value
        for name, value in held.items()
    }


def fields_take(survivor: Guest, absorbed: Guest) -> None:
    """Give the survivor what the other knew better: by precedence of who said it, and on a tie its own."""
    provenance = dict(survivor.provenance)
    for name in PLAIN:
        if _is_better(name, absorbed, survivor):
            setattr(survivor, name, getattr(absorbed, name))
            _say(provenance, name, absorbed)
    if _has_better_address(absorbed, survivor):
        for name in ADDRESS:
            setattr(survivor, name, getattr(absorbed, name))
        _say(provenance, "email", absorbed)
    survivor.tags = [*survivor.tags, *(tag for tag in absorbed.tags if tag not in survivor.tags)]
    survivor.custom = {**absorbed.custom, **survivor.custom}
    survivor.provenance = provenance
    survivor.imported_in_id = survivor.imported_in_id or absorbed.imported_in_id
    survivor.created_at = min(survivor.created_at, absorbed.created_at)


def fields_give_back(survivor: Guest, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Put back what a merge changed, field by field, where it still holds what the merge wrote.

    Returns the names of the fields that were changed since, and so stay as they are.
    """
    held, kept = fields_of(survivor), []
    for name in (name for name in before if name not in {*ADDRESS, "tags", "custom", "provenance"}):
        if held[name] == after[name]:
            _put(survivor, name, before[name])
        else:
            kept.append(name)
    kept += _address_back(survivor, held, before, after)
    kept += _own_fields_back(survivor, before, after)
    if "provenance" in before:
        _say_again(survivor, before["provenance"], after["provenance"], kept)
    return kept


def _address_back(
    survivor: Guest, held: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> list[str]:
    """An address goes back as a whole, with its kind and its hash."""
    names = ("email", "email_kind")
    if not set(names) & before.keys():
        return []
    if any(held[name] != after.get(name, held[name]) for name in names):
        return ["email"]
    for name in names:
        _put(survivor, name, before.get(name, held[name]))
    survivor.address_hash = hash_of(survivor)
    return []


def hash_of(guest: Guest) -> bytes | None:
    """The hash of a guest's address under the present key."""
    if not guest.email or guest.email_kind == EmailKind.ALIAS.value:
        return None
    return address_hash(organization_id=required_organization_id("Guest"), address=guest.email)


def _own_fields_back(survivor: Guest, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Tags and own fields that came with the merge go; those that came since stay."""
    if "tags" in before:
        came = set(after["tags"]) - set(before["tags"])
        survivor.tags = [tag for tag in survivor.tags if tag not in came]
    if "custom" not in before:
        return []
    came = {key for key in after["custom"] if key not in before["custom"]}
    unchanged = {key for key in came if survivor.custom.get(key) == after["custom"][key]}
    survivor.custom = {key: value for key, value in survivor.custom.items() if key not in unchanged}
    return [f"custom.{key}" for key in sorted(came - unchanged) if key in survivor.custom]


def _put(guest: Guest, name: str, value: Any) -> None:
    setattr(guest, name, _READ[name](value) if value and name in _READ else value)


def _say(provenance: dict[str, Any], name: str, source: Guest) -> None:
    if name in source.provenance:
        provenance[name] = source.provenance[name]
    else:
        provenance.pop(name, None)


def _say_again(survivor: Guest, before: dict[str, str], after: dict[str, str], kept: Collection[str]) -> None:
    """Who said each field, as it was before; but for those that were changed since."""
    provenance = dict(survivor.provenance)
    for name in before.keys() | after.keys():
        if name in kept or provenance.get(name) != after.get(name):
            continue
        provenance.pop(name, None)
        if name in before:
            provenance[name] = before[name]
    survivor.provenance = provenance


def _is_better(name: str, one: Guest, than: Guest) -> bool:
    if not getattr(one, name):
        return False
    return not getattr(than, name) or precedes(one.provenance.get(name, ""), than.provenance.get(name, ""))


def _has_better_address(one: Guest, than: Guest) -> bool:
    if not one.email:
        return False
    if EmailKind.REAL.value in {one.email_kind, than.email_kind} and one.email_kind != than.email_kind:
        return one.email_kind == EmailKind.REAL.value
    return _is_better("email", one, than)
