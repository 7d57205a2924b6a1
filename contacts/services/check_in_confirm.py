"""The code of a pre-check-in comes back: the guest's own address is written, and the consent if it was given."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from accounts.secrets import unseal
from compliance.errors import ComplaintStands
from compliance.services.suppression import suppression_lift
from contacts.forms.tokens import code_bind
from contacts.forms.visit import Visit
from contacts.models import Guest, PreCheckIn, Stay
from contacts.selectors.arrivals import check_in_state
from contacts.services.check_in import KIND
from contacts.services.code_limits import codes_forget
from contacts.services.guest_fields import guest_fill
from contacts.services.guest_pool import GuestPool, guests_lock
from contacts.services.merge import guests_merge
from contacts.services.person import Person, overrides_load, person_build
from contacts.types import BookingGuest, Provenance
from delivery.keys import token_key
from delivery.services.note import note_proof, notes_forget

# An expired code keeps its place so long, so that its page can say that it has expired.
LATE_KEPT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`error` names a sentence, "" when all is written; `consented`: news were asked for, and are allowed now."""

    error: str = ""
    consented: bool = False


@transaction.atomic
def check_in_confirm(*, stay_id: int, code: str, visit: Visit, now: datetime) -> Confirmed:
    """Take a code: within fifteen minutes, in five tries, once.

    The address becomes the guest's own word, which no channel overwrites. Where it is on file for another guest
    of the group with a compatible surname, the two are one person, who proved to read that mailbox: the stay's
    guest is merged into the other, to be undone by staff if need be. With another surname it is a suggestion.
    """
    guests_lock()
    stay = (
        Stay.objects.select_for_update(of=("self",))
        .select_related("guest", "hotel")
        .filter(pk=stay_id)
        .first()
    )
    rows = PreCheckIn.objects.select_for_update(of=("self",)).select_related("text")
    row = rows.filter(stay_id=stay_id, state=PreCheckIn.PENDING).first()
    if stay is None or row is None or row.is_spent(now) or check_in_state(stay, now=now) != "open":
        return Confirmed("code_spent")
    row.tries += 1
    row.save(update_fields=["tries"])
    key = bytes(row.address_hash)
    given = "".join(char for char in code if char.isascii() and char.isdigit())
    bound = code_bind(given, key=token_key(), stay_id=stay.pk, address_hash=key)
    if not hmac.compare_digest(bound, bytes(row.code_hash)):
        return Confirmed("code_spent" if row.is_spent(now) else "code_wrong")
    entered = orjson.loads(unseal(row.payload))
    _guest(stay, entered, now)
    consented = _consent(row, stay, entered, visit, now)
    row.state, row.confirmed_at, row.payload = PreCheckIn.CONFIRMED, now, ""
    row.save(update_fields=["state", "confirmed_at", "payload"])
    return Confirmed(consented=consented)


@transaction.atomic
def check_ins_forget(*, now: datetime) -> int:
    """Delete what was entered and not confirmed in time, the address in the ledger with it; returns how many."""
    late = PreCheckIn.objects.filter(state=PreCheckIn.PENDING, expires_at__lte=now - LATE_KEPT)
    rows = list(late.values_list("pk", "message_number"))
    notes_forget(numbers=[number for _pk, number in rows if number is not None])
    PreCheckIn.objects.filter(pk__in=[pk for pk, _number in rows]).delete()
    codes_forget(now=now)
    return len(rows)


def _guest(stay: Stay, entered: Mapping[str, Any], now: datetime) -> None:
    """Write address and language to whom the rules of identity say that the guest is."""
    held = stay.guest
    person = _person(stay, held, entered)
    pool = GuestPool([person], now=now, guest_ids=[held.pk] if held else [])
    known = pool.find(person)
    # The names came from the channel, and stay its word.
    said = replace(person, first_name="", last_name="")
    if known is not None and (held is None or known.pk != held.pk):
        if held is None:
            Stay.objects.filter(pk=stay.pk).update(guest=known, updated_at=now)
        else:
            guests_merge(survivor_id=known.pk, absorbed_id=held.pk, reason=KIND, actor=None, now=now)
        _write(Guest.objects.get(pk=known.pk), said, now)
        return
    here = pool.by_id(held.pk) if held is not None else None
    if here is None:
        here = pool.add(said)
    else:
        pool.update(here, said)
    pool.flush()
    if held is None:
        Stay.objects.filter(pk=stay.pk).update(guest=here, updated_at=now)


def _write(guest: Guest, said: Person, now: datetime) -> None:
    if guest_fill(guest, said, now=now):
        guest.save()


def _person(stay: Stay, held: Guest | None, entered: Mapping[str, Any]) -> Person:
    given = BookingGuest(
        first_name=held.first_name if held else "",
        last_name=held.last_name if held else "",
        email=entered["email"],
        phone="",
        language=entered["language"],
        country="",
        birth_date=None,
    )
    overrides = overrides_load()
    return person_build(given, source=Provenance.GUEST, overrides=overrides, country=stay.hotel.country)


def _consent(row: PreCheckIn, stay: Stay, entered: Mapping[str, Any], visit: Visit, now: datetime) -> bool:
    """Record the yes of a ticked box, as an act of the person's own. A complaint stands: then nothing is said."""
    if row.text is None:
        return False
    try:
        # A savepoint: the address is the guest's, whatever they once said of our mails.
        with transaction.atomic():
            suppression_lift(
                address=entered["email"], evidence=_evidence(row, stay, entered, visit, now), occurred_at=now,
                now=now, text=row.text, source=KIND, hotel_id=stay.hotel_id,
            )  # fmt: skip
    except ComplaintStands:
        return False
    return True


def _evidence(
    row: PreCheckIn, stay: Stay, entered: Mapping[str, Any], visit: Visit, now: datetime
) -> dict[str, object]:
    """Who said yes to what, when and where: what a hotel has to show (GDPR 7(1))."""
    return {
        "hotel": stay.hotel.name,
        "stay": stay.pk,
        "channel": stay.source_channel,
        "reservation_code": stay.reservation_code,
        "language": row.language,
        "text_version": row.text.version if row.text else None,
        "requested_at": row.created_at.isoformat(),
        "requested_ip": entered["ip"],
        "requested_user_agent": entered["user_agent"],
        **note_proof(number=row.message_number),
        "confirmed_at": now.isoformat(),
        "confirmed_ip": visit.ip,
        "confirmed_user_agent": visit.user_agent[:300],
    }
