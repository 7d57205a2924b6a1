"""A guest leaves an address for a stay: asked for, and proved by a code of six digits in a letter to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import randbelow

import orjson
from django.db import IntegrityError, transaction

from accounts.errors import DomainError
from accounts.models import Organization
from accounts.secrets import seal
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash as hash_address
from compliance.models import ConsentText
from compliance.services.text import consent_text_publish
from compliance.types import Purpose
from contacts.forms.choices import LANGUAGE_NAMES
from contacts.forms.letter import code_letter_for
from contacts.forms.tokens import code_bind
from contacts.forms.visit import Visit, network_hash
from contacts.forms.words import wording_digest, wording_of
from contacts.models import PreCheckIn, Stay
from contacts.selectors.arrivals import check_in_state
from contacts.services.code_limits import codes_take
from contacts.services.signup_address import ADDRESS_ERRORS, address_check
from delivery.keys import token_key
from delivery.models import Message
from delivery.services.note import note_send, notes_forget

KIND = "pre_check_in"
CODE_LIFE = timedelta(minutes=15)
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of an address. `errors`: field, or "" for the whole, to the name of a sentence."""

    errors: dict[str, str] = field(default_factory=dict)
    message: Message | None = None


def check_in_ask(
    *, stay_id: int, language: str, given: Mapping[str, str], visit: Visit, now: datetime
) -> Asked:
    """Send a code to the address that a guest entered; nothing of the guest is written before it comes back.

    `given`: email, language, consent ("yes" for a ticked box), wording (the digest of what it said). A new code
    for a stay takes the place of the older one. The answer says nothing of whose address it is, or whether it
    is suppressed.
    """
    email, reason = address_check(given.get("email", "").strip()[: _LONGEST + 1])
    errors = {"email": ADDRESS_ERRORS[reason]} if reason else {}
    spoken = given.get("language") or language
    if spoken not in LANGUAGE_NAMES:
        errors["language"] = "err_choice"
    if errors:
        return Asked(errors)
    try:
        with transaction.atomic():
            return _ask(stay_id, language, email, {**given, "language": spoken}, visit, now)
    except _TooManyError:
        return Asked({"": "code_busy"})
    except DomainError:
        # The hotel's sending domain is not in order, which no guest can mend.
        return Asked({"": "code_later"})


class _TooManyError(Exception):
    """A limit is used up; all that this code had counted is undone."""


def _ask(
    stay_id: int, language: str, email: str, given: Mapping[str, str], visit: Visit, now: datetime
) -> Asked:
    agreed = given.get("consent") == "yes"
    # One at a time for a stay, whichever device asks.
    stay = Stay.objects.select_for_update(of=("self",)).select_related("guest", "hotel").get(pk=stay_id)
    if check_in_state(stay, now=now) != "open":
        return Asked({"": "code_spent"})
    said = wording_of(language, hotel=stay.hotel.name)
    if agreed and given.get("wording") != wording_digest(said):
        return Asked({"consent": "check_in_wording"})
    key = hash_address(organization_id=required_organization_id("A pre-check-in"), address=email)
    network = network_hash(visit.ip, key=token_key())
    if not codes_take(stay_id=stay.pk, address_hash=key, network_hash=network, now=now):
        raise _TooManyError
    _drop(stay)
    code = f"{randbelow(1_000_000):06d}"
    subject, mjml = code_letter_for(language)
    message = note_send(
        hotel=stay.hotel, to=email, subject=subject, mjml=mjml, merge={"note": {"code": code}}, kind=KIND,
        language=language, now=now,
    )  # fmt: skip
    PreCheckIn.objects.create(
        stay=stay,
        text=_text(said, language, now) if agreed else None,
        language=language,
        address_hash=key,
        code_hash=code_bind(code, key=token_key(), stay_id=stay.pk, address_hash=key),
        payload=_sealed(email, given["language"], visit),
        message_number=message.pk,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    return Asked(message=message)


def _drop(stay: Stay) -> None:
    """Take an older code of the stay away, with its address in the ledger once the letter is settled."""
    older = PreCheckIn.objects.filter(stay=stay, state=PreCheckIn.PENDING)
    notes_forget(numbers=[row.message_number for row in older if row.message_number is not None])
    older.delete()


def _text(text: str, language: str, now: datetime) -> ConsentText:
    """The version of the wording that was shown; published with the first guest who agrees to it."""
    controller = Organization.objects.get(pk=required_organization_id("A wording")).legal_name
    # Any version with these words will do: hotels' wordings take turns in being the newest.
    same = ConsentText.objects.filter(
        purpose=Purpose.MARKETING.value, language=language, text=text, controller=controller
    )
    found = same.order_by("-version").first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return consent_text_publish(
                purpose=Purpose.MARKETING, language=language, text=text, controller=controller, now=now
            )
    except IntegrityError:  # somebody else published a version at the same moment
        return consent_text_publish(
            purpose=Purpose.MARKETING, language=language, text=text, controller=controller, now=now
        )


def _sealed(email: str, spoken: str, visit: Visit) -> str:
    content = {
        "email": email,
        "language": spoken,
        "ip": visit.ip,
        "user_agent": visit.user_agent[:300],
    }
    return seal(orjson.dumps(content).decode())
