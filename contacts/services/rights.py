"""What somebody asks about their own data, proved by a letter to the mailbox, and what staff enter for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from accounts.errors import DomainError, InvalidInput
from accounts.models import Hotel, User
from accounts.secrets import seal, unseal
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash as hash_address
from compliance.models import DataRequest
from compliance.personal import Person, person_complete
from compliance.services.requests import UNVERIFIED_KEPT, request_open, request_verify
from compliance.types import AddressRefused, RequestKind, RequestState, address_normalise
from contacts.forms.letter import rights_letter_for
from contacts.forms.tokens import SECRET_BYTES, ConfirmToken, rights_token_make
from contacts.forms.visit import Visit, network_hash
from contacts.identity.address import address_classify
from contacts.selectors.guest import guest_require
from contacts.services.code_limits import limit_take
from contacts.services.person import overrides_load
from contacts.types import EmailKind
from delivery.keys import token_key
from delivery.models import Message
from delivery.services.note import note_send, notes_forget

KIND = "data_request"
_LONGEST = 254
_WISH = 2_000


@dataclass(frozen=True, slots=True)
class RightsAsked:
    """What became of a post. `errors`: field, or "" for the whole, to the name of a sentence."""

    errors: dict[str, str] = field(default_factory=dict)
    message: Message | None = None


def rights_ask(
    *, kind: str, email: str, wish: str, language: str, visit: Visit, now: datetime
) -> RightsAsked:
    """Open a request for whoever has this mailbox, and send the letter that proves it.

    The answer is the same for every address, known here or not, and however often it is asked: a mailbox gets two
    letters a day. Nothing is told and nothing changed before the letter is answered.
    """
    address = _address(email)
    errors = {} if address else {"email": "err_email"}
    if kind not in {each.value for each in RequestKind}:
        errors["kind"] = "err_choice"
    if errors:
        return RightsAsked(errors)
    if not limit_take("rights_network", network_hash(visit.ip, key=token_key()), now):
        return RightsAsked({"": "rights_busy"})
    try:
        with transaction.atomic():
            return RightsAsked(message=_ask(RequestKind(kind), address, wish[:_WISH], language, now))
    except DomainError:
        # The hotel's sending domain is not in order, which no guest can mend.
        return RightsAsked({"": "err_later"})


def _address(email: str) -> str:
    """The address in its one spelling; any kind will do, since a shared mailbox has rights as well."""
    classified = address_classify(email.strip()[: _LONGEST + 1], overrides_load())
    if classified.kind in {EmailKind.NONE, EmailKind.INVALID}:
        return ""
    try:
        return address_normalise(email)
    except AddressRefused:
        return ""


def _ask(kind: RequestKind, address: str, wish: str, language: str, now: datetime) -> Message | None:
    key = hash_address(organization_id=required_organization_id("A request"), address=address)
    if not limit_take("rights_address", key, now):
        return None
    request, fresh = request_open(
        kind=kind, now=now, source="self_service", address_hash=key, language=language,
        payload=seal(orjson.dumps({"email": address, "wish": wish}).decode()),
    )  # fmt: skip
    if not fresh and request.state != RequestState.UNVERIFIED:
        return None
    return _letter(request, address, language, now)


def _letter(request: DataRequest, address: str, language: str, now: datetime) -> Message:
    """Send the letter; an older one's link stops working."""
    secret = token_bytes(SECRET_BYTES)
    token = rights_token_make(
        key=token_key(), organization_id=request.organization_id, request_id=request.pk, secret=secret
    )
    hotel = Hotel.objects.order_by("pk").first()
    if hotel is None:
        raise InvalidInput("There is no hotel yet in whose name a letter could be sent.")
    subject, mjml = rights_letter_for(language)
    until = (now + UNVERIFIED_KEPT).date().isoformat()
    message = note_send(
        hotel=hotel, to=address, subject=subject, mjml=mjml, kind=KIND, language=language, now=now,
        merge={"note": {"url": f"{settings.PUBLIC_URL}/your-data/answer/{token}", "valid_until": until}},
    )  # fmt: skip
    if request.message_number is not None:
        notes_forget(numbers=[request.message_number])
    request.token_hash, request.message_number = _bound(secret, request), message.pk
    request.save(update_fields=["token_hash", "message_number"])
    return message


def _bound(secret: bytes, request: DataRequest) -> bytes:
    return sha256(secret + bytes(request.address_hash or b"") + request.kind.encode()).digest()


def request_of_link(*, token: ConfirmToken) -> DataRequest | None:
    """Return the request that a letter's link names, with its files. Reads only."""
    request = DataRequest.objects.filter(pk=token.request_id).first()
    if request is None or request.token_hash is None:
        return None
    return request if compare_digest(_bound(token.secret, request), bytes(request.token_hash)) else None


def rights_confirm(*, token: ConfirmToken, now: datetime) -> DataRequest | None:
    """Take the yes of the mailbox's owner, once; a second one changes nothing. None for a link of no request."""
    request = request_of_link(token=token)
    if request is None or request.state != RequestState.UNVERIFIED:
        return request
    if now >= request.received_at + UNVERIFIED_KEPT + timedelta(days=1):
        return None
    return request_verify(request_id=request.pk, by="mail", actor=None, now=now)


@transaction.atomic
def rights_enter(
    *, kind: RequestKind, guest_id: int, verified_by: str, wish: str, actor: User | None, now: datetime
) -> DataRequest:
    """Enter a request that came by letter, telephone or at the desk, for one guest.

    `verified_by` says how staff made sure of who asks; without it the request waits for that. The unanswered
    request of the same guest and kind is returned if there is one. Raises NotFound.
    """
    guest = guest_require(guest_id=guest_id)
    own = person_complete(Person(guest_ids=frozenset({guest_id}))).hashes
    key = bytes(guest.address_hash) if guest.address_hash is not None else None
    payload: dict[str, Any] = {"email": guest.email, "wish": wish[:_WISH]}
    request, _fresh = request_open(
        kind=kind, now=now, actor=actor, source="staff", guest_id=guest_id,
        address_hash=key if key in own else None, language=guest.language[:2] or "en",
        payload=seal(orjson.dumps(payload).decode()), verified_by=verified_by.strip()[:200],
    )  # fmt: skip
    return request


def request_facts(request: DataRequest) -> dict[str, str]:
    """Return whose address a waiting request is for, and the wish; nothing once it is answered."""
    if not request.payload:
        return {"email": "", "wish": ""}
    facts: dict[str, str] = orjson.loads(unseal(request.payload))
    return facts


def rights_letters_forget() -> int:
    """Take the addresses of answered requests' letters out of the ledger; returns how many."""
    answered = [state.value for state in RequestState if state.is_answered]
    rows = DataRequest.objects.filter(state__in=answered, message_number__isnull=False)
    numbers = {number for number in rows.values_list("message_number", flat=True) if number is not None}
    return notes_forget(numbers=numbers) if numbers else 0
