"""The owner of a mailbox answers: yes, or that it was somebody else; or not at all, and all is deleted."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from accounts.secrets import unseal
from compliance.errors import ComplaintStands
from compliance.services.suppression import suppression_lift
from contacts.forms.entered import birth_date_of
from contacts.forms.tokens import ConfirmToken, secret_bind
from contacts.forms.visit import Visit
from contacts.models import Guest, SignupHold, SignupRequest, SpentProof
from contacts.selectors.form_custom import custom_read
from contacts.services.guest_pool import GuestPool, guests_lock
from contacts.services.person import overrides_load, person_build
from contacts.services.signup_counts import signup_count
from contacts.types import BookingGuest, Provenance
from delivery.services.note import note_proof, notes_forget

# Answered questions keep their place, empty, so that a second press is told from a forged link.
CLOSED_KEPT = timedelta(days=30)
# Longer than the longest hold after it has ended, so that letters in a row are counted.
HOLD_KEPT = timedelta(days=60)
DISOWNED_HOLD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Question:
    """What the page of a letter's link shows. `state`: pending, confirmed, disowned, or gone."""

    state: str
    language: str = "en"
    hotel: str = ""
    address: str = ""
    form_id: int = 0


GONE = Question("gone")


def question_of(*, token: ConfirmToken, now: datetime) -> Question:
    """What a link asks. Reads only: a mail filter that follows it changes nothing."""
    request = _request(token)
    return _question(request, now) if request is not None else GONE


@transaction.atomic
def signup_confirm(*, token: ConfirmToken, visit: Visit, now: datetime) -> Question:
    """Take the yes of a mailbox's owner, once and within 72 hours; a second one changes nothing.

    Finds or makes the guest, whose own word outweighs every other source; lifts an unsubscription, since this
    is an act of the person's own; records the consent with its evidence. An address that complained stays
    suppressed: the answer is then "complaint".
    """
    request = _request(token, lock=True)
    before = _question(request, now) if request is not None else GONE
    if request is None or before.state != SignupRequest.PENDING:
        return before
    entered = orjson.loads(unseal(request.payload))
    try:
        # A savepoint: a refusal undoes the guest, not the answer.
        with transaction.atomic():
            suppression_lift(
                address=entered["email"], evidence=_evidence(request, entered, visit, now), occurred_at=now,
                now=now, text=request.text, hotel_id=request.form.hotel_id,
            )  # fmt: skip
            _guest(request, entered, now)
    except ComplaintStands:
        _close(request, SignupRequest.DISOWNED, now)
        signup_count(form_id=request.form_id, outcomes=["refused:complaint"], now=now)
        return Question("complaint", request.language, request.form.hotel.name)
    _close(request, SignupRequest.CONFIRMED, now)
    SignupHold.objects.filter(address_hash=request.address_hash).update(letters=0)
    signup_count(form_id=request.form_id, outcomes=["confirmed"], now=now)
    return Question("confirmed", request.language, request.form.hotel.name)


@transaction.atomic
def signup_disown(*, token: ConfirmToken, now: datetime) -> Question:
    """The mailbox's owner asked for nothing: delete what was entered, and ask no more for a year."""
    request = _request(token, lock=True)
    before = _question(request, now) if request is not None else GONE
    if request is None or before.state != SignupRequest.PENDING:
        return before
    _close(request, SignupRequest.DISOWNED, now)
    SignupHold.objects.filter(address_hash=request.address_hash).update(until=now + DISOWNED_HOLD)
    signup_count(form_id=request.form_id, outcomes=["refused:disowned"], now=now)
    return Question("disowned", request.language, request.form.hotel.name)


@transaction.atomic
def signups_forget(*, now: datetime) -> int:
    """Delete what nobody confirmed in time, the address in the ledger with it; returns how many there were."""
    late = SignupRequest.objects.filter(state=SignupRequest.PENDING, expires_at__lte=now)
    rows = list(late.values_list("pk", "message_number"))
    notes_forget(numbers=[number for _pk, number in rows if number is not None])
    SignupRequest.objects.filter(pk__in=[pk for pk, _number in rows]).delete()
    SignupRequest.objects.filter(closed_at__lte=now - CLOSED_KEPT).delete()
    SpentProof.objects.filter(expires_at__lte=now).delete()
    SignupHold.objects.filter(until__lte=now - HOLD_KEPT).delete()
    return len(rows)


def _request(token: ConfirmToken, *, lock: bool = False) -> SignupRequest | None:
    rows = SignupRequest.objects.select_related("form__hotel", "text")
    request = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=token.request_id).first()
    if request is None:
        return None
    bound = secret_bind(
        token.secret,
        address_hash=bytes(request.address_hash),
        form_id=request.form_id,
        text_id=request.text_id,
    )
    return request if hmac.compare_digest(bound, bytes(request.token_hash)) else None


def _question(request: SignupRequest, now: datetime) -> Question:
    hotel = request.form.hotel.name
    if request.state != SignupRequest.PENDING:
        return Question(request.state, request.language, hotel)
    if request.expires_at <= now:
        return Question("gone", request.language, hotel)
    address = orjson.loads(unseal(request.payload))["email"]
    return Question("pending", request.language, hotel, address, request.form_id)


def _close(request: SignupRequest, state: str, now: datetime) -> None:
    request.state, request.closed_at, request.payload = state, now, ""
    request.save(update_fields=["state", "closed_at", "payload"])
    if state == SignupRequest.DISOWNED and request.message_number is not None:
        notes_forget(numbers=[request.message_number])


def _guest(request: SignupRequest, entered: Mapping[str, Any], now: datetime) -> Guest:
    values: dict[str, str] = entered["values"]
    person = person_build(
        BookingGuest(
            first_name=values.get("first_name", ""),
            last_name=values.get("last_name", ""),
            email=entered["email"],
            phone="",
            language=values.get("language") or request.language,
            country=values.get("country", ""),
            birth_date=birth_date_of(values),
        ),
        source=Provenance.GUEST,
        overrides=overrides_load(),
        tags=[request.form.name],
        custom=custom_read(values)[0],
    )
    guests_lock()
    pool = GuestPool([person], now=now)
    guest = pool.find(person)
    if guest is None:
        guest = pool.add(person)
    else:
        pool.update(guest, person)
    pool.flush()
    return guest


def _evidence(
    request: SignupRequest, entered: Mapping[str, Any], visit: Visit, now: datetime
) -> dict[str, object]:
    """Who said yes to what, when and where: what a hotel has to show (GDPR 7(1))."""
    return {
        "form": request.form.name,
        "form_id": request.form_id,
        "hotel": request.form.hotel.name,
        "language": request.language,
        "text_version": request.text.version,
        "requested_at": request.created_at.isoformat(),
        "requested_ip": entered["ip"],
        "requested_user_agent": entered["user_agent"],
        "requested_on": entered["origin"],
        **note_proof(number=request.message_number),
        "confirmed_at": now.isoformat(),
        "confirmed_ip": visit.ip,
        "confirmed_user_agent": visit.user_agent[:300],
    }
