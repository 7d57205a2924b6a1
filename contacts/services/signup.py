"""A post to a sign-up form: checked, limited, and answered by one letter to the mailbox, or by none.

Whoever posts learns nothing of the address: new, known, suppressed, or asked before, the answer is the same
and costs the same statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_bytes
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.db import transaction

from accounts.errors import DomainError
from accounts.secrets import seal
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash as hash_address
from contacts.forms.entered import Entered, entered_read
from contacts.forms.letter import letter_for
from contacts.forms.proof import proof_check
from contacts.forms.tokens import SECRET_BYTES, confirm_token_make, secret_bind, ticket_read
from contacts.forms.visit import Visit, network_hash
from contacts.models import SignupForm, SignupRequest, SignupWords
from contacts.selectors.form_custom import custom_read
from contacts.services.signup_address import ADDRESS_ERRORS, address_check
from contacts.services.signup_counts import signup_count
from contacts.services.signup_limits import (
    HOLD,
    address_exceeded,
    domain_exceeded,
    hold_take,
    letters_exceeded,
    posts_exceeded,
    proof_spend,
)
from delivery.keys import token_key
from delivery.models import Message
from delivery.services.note import note_send

KIND = "double_opt_in"
# A field that people do not see: who fills it in is a program, and is told that all went well.
HONEYPOT = "website"
# Without proof of work a page has to be as old as a person makes it.
SLOWEST = timedelta(seconds=8)
TICKET_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a post. `errors`: field, or "" for the whole, to the name of a sentence. `message`: to wake."""

    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    message: Message | None = None

    @property
    def accepted(self) -> bool:
        """True when the visitor is told to look into the mailbox."""
        return not self.errors


class _Refused(Exception):
    """Not taken: `errors` for the visitor, `reason` for the counts. Without errors it looks as if it was taken."""

    def __init__(self, reason: str, errors: dict[str, str]) -> None:
        self.reason = reason
        self.errors = errors
        super().__init__(reason)


def signup_post(
    *, form: SignupForm, language: str, given: Mapping[str, str], visit: Visit, now: datetime
) -> Posted:
    """Take one post to an active form. `given` are its fields as sent; see `forms.entered`.

    At most one letter goes to one mailbox in 72 hours, whatever is posted: `hold_take`. The caller wakes a
    worker for `message` (delivery.tasks.note_wake) whether a letter waits or not.
    """
    entered = entered_read(given, fields=form.fields, today=now.date())
    agreed = given.get("consent", "") if given.get("consent") == "yes" else ""
    shown = {"email": entered.email[:254], "consent": agreed, **entered.values}
    try:
        address = _checked(form, entered, given, visit, now)
        message, sent = _ask(form, language, address, entered, given, visit, now)
    except _Refused as refused:
        signup_count(form_id=form.pk, outcomes=["posted", f"refused:{refused.reason}"], now=now)
        return Posted(refused.errors, shown)
    except DomainError:
        # The hotel's sending domain is not in order, which no visitor can mend.
        signup_count(form_id=form.pk, outcomes=["posted", "refused:not_ready"], now=now)
        return Posted({"": "err_later"}, shown)
    signup_count(form_id=form.pk, outcomes=["posted", "sent" if sent else "refused:held"], now=now)
    return Posted(values=shown, message=message)


def _checked(
    form: SignupForm, entered: Entered, given: Mapping[str, str], visit: Visit, now: datetime
) -> str:
    """The address in its one spelling, once all else is in order. Raises _Refused."""
    if given.get(HONEYPOT):
        raise _Refused("honeypot", {})
    network = network_hash(visit.ip, key=token_key())
    if posts_exceeded(network_hash=network):
        raise _Refused("network", {"": "err_busy"})
    _values, unread = custom_read(entered.values)
    errors = entered.errors | dict.fromkeys(unread, "err_choice")
    if errors:
        raise _Refused("fields", errors)
    address, reason = address_check(entered.email)
    if reason:
        raise _Refused(f"address_{reason}", {"email": ADDRESS_ERRORS[reason]})
    proven = _require_proof(form, given, now)
    if domain_exceeded(address=address) or letters_exceeded(
        network_hash=network, form_id=form.pk, proven=proven, now=now
    ):
        raise _Refused("limit", {"": "err_busy"})
    return address


def _require_proof(form: SignupForm, given: Mapping[str, str], now: datetime) -> bool:
    """True for work that was proved, False for a page that was held long enough. Each counts once."""
    key = token_key()
    if payload := given.get("altcha", ""):
        proof = proof_check(payload, key=key, form_id=form.pk, now=now)
        if proof is None or not proof_spend(digest=proof.digest, expires=proof.expires):
            raise _Refused("proof", {"": "err_proof"})
        return True
    ticket = ticket_read(given.get("ticket", ""), key=key, form_id=form.pk)
    if ticket is None or now - ticket.issued > TICKET_LIFE:
        raise _Refused("proof", {"": "err_proof"})
    if now - ticket.issued < SLOWEST:
        raise _Refused("haste", {"": "err_wait"})
    if not proof_spend(digest=ticket.digest, expires=ticket.issued + TICKET_LIFE):
        raise _Refused("proof", {"": "err_proof"})
    return False


def _ask(
    form: SignupForm,
    language: str,
    address: str,
    entered: Entered,
    given: Mapping[str, str],
    visit: Visit,
    now: datetime,
) -> tuple[Message, bool]:
    """Enter the question and its letter; returns the letter, and whether it goes.

    Where the mailbox has its letter already, all is done the same and then undone, so that nobody can tell
    by the time it took.
    """
    organization_id = required_organization_id("A sign-up")
    key = hash_address(organization_id=organization_id, address=address)
    with transaction.atomic():
        goes = hold_take(address_hash=key, now=now) and not address_exceeded(address=address)
        with transaction.atomic():
            # What nobody answered in time makes room; the beat deletes it else.
            stale = SignupRequest.objects.filter(address_hash=key, state=SignupRequest.PENDING)
            (stale.filter(expires_at__lte=now) if goes else stale).delete()
            words = SignupWords.objects.select_related("consent_text").get(form=form, language=language)
            secret = token_bytes(SECRET_BYTES)
            request = SignupRequest.objects.create(
                form=form,
                text=words.consent_text,
                language=language,
                address_hash=key,
                network_hash=network_hash(visit.ip, key=token_key()),
                token_hash=secret_bind(
                    secret, address_hash=key, form_id=form.pk, text_id=words.consent_text_id
                ),
                payload=_sealed(address, entered, visit),
                proven=bool(given.get("altcha")),
                created_at=now,
                expires_at=now + HOLD,
            )
            message = _letter(form, language, address, request, secret, now)
            request.message_number = message.pk
            request.save(update_fields=["message_number"])
            if not goes:
                transaction.set_rollback(True)
    return message, goes


def _letter(
    form: SignupForm, language: str, address: str, request: SignupRequest, secret: bytes, now: datetime
) -> Message:
    token = confirm_token_make(
        key=token_key(), organization_id=request.organization_id, request_id=request.pk, secret=secret
    )
    until = request.expires_at.astimezone(ZoneInfo(form.hotel.time_zone))
    shape = "%Y-%m-%d, %H:%M" if language == "en" else "%d.%m.%Y, %H:%M"
    subject, mjml = letter_for(language)
    return note_send(
        hotel=form.hotel,
        to=address,
        subject=subject,
        mjml=mjml,
        merge={"note": {"url": f"{settings.PUBLIC_URL}/f/c/{token}", "valid_until": until.strftime(shape)}},
        kind=KIND,
        language=language,
        now=now,
    )


def _sealed(address: str, entered: Entered, visit: Visit) -> str:
    content = {
        "email": address,
        "values": entered.values,
        "ip": visit.ip,
        "user_agent": visit.user_agent[:300],
        "origin": visit.origin[:300],
    }
    return seal(orjson.dumps(content).decode())
