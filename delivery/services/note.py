"""One transactional letter: a confirmation or a code, to somebody who asked for it a moment ago."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

import orjson
from django.db import connection, transaction

from accounts.models import Hotel
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash as hash_address
from compliance.rules import RULES_VERSION
from compliance.selectors.permission import facts_of, permission_of
from compliance.types import AddressRefused, address_normalise
from delivery.content.compiled import CompiledContent, content_build
from delivery.content.errors import TemplateInvalid
from delivery.content.fields import NOTE_MERGE_FIELDS
from delivery.content.segments import segments_source
from delivery.content.values import MergeValues
from delivery.errors import ContentInvalid, NoteRefused
from delivery.models import Content, Mailing, Message
from delivery.pace.providers import provider_of
from delivery.services.domain_use import require_domain_ready
from delivery.services.letters import merge_seal, message_id_of
from delivery.services.partitions import ledger_month_ensure
from delivery.types import MailingState, MessageState, Stream

# Templates of single letters are few: one for each kind and language.
_TEMPLATES = 128


@transaction.atomic
def note_send(
    *,
    hotel: Hotel,
    to: str,
    subject: str,
    mjml: str,
    merge: MergeValues,
    kind: str,
    now: datetime,
    language: str = "en",
) -> Message:
    """Enter one letter in the ledger, to leave by the queue `transactional` once this is committed.

    `subject` and `mjml` are the same text for everybody; what differs stands in `merge`, as `note.url` or
    `note.code` (delivery.content.fields.NOTE_FIELDS), sealed until the letter has left and forgotten then.
    `kind` names what it is, such as "double_opt_in". It needs no consent, but a complaint, a hard bounce or
    an objection makes the row SKIPPED with that reason. It is not tracked, carries no List-Unsubscribe and
    counts in no campaign's or dashboard's numbers. The caller's door wakes a worker with
    `delivery.tasks.note_wake`; beat finds it without.

    A mailing of its own for each letter would cost a content, a row and a sweep each; the letters of a
    month that share a text share one mailing instead, so one costs a look-up and an insert.
    Raises NoteRefused (no address), DomainNotVerified, ContentInvalid.
    """
    require_domain_ready(from_email=hotel.from_email, now=now)
    address, key = _address(to)
    permission = permission_of(
        facts=facts_of(address_hash=key, email_kind="real", purpose=Stream.SERVICE.purpose, now=now),
        purpose=Stream.SERVICE.purpose,
        now=now,
    )
    reason = permission.reason
    mailing = _mailing(hotel, _content(subject, mjml, language, now), kind, now)
    number = _next_number()
    return Message.objects.create(
        pk=number,
        mailing=mailing,
        month=mailing.month,
        # Callers' own ids are positive: a guest's list of letters shows none of these by mistake.
        recipient_ref=-number,
        address=address,
        address_hash=key,
        provider=provider_of(address),
        language=language,
        merge={} if reason else merge_seal(merge),
        state=(MessageState.SKIPPED if reason else MessageState.QUEUED).value,
        reason=reason,
        basis=permission.basis,
        rules="" if reason else RULES_VERSION,
        due_at=None if reason else now,
    )


def _address(to: str) -> tuple[str, bytes]:
    try:
        address = address_normalise(to)
        organization_id = required_organization_id("A letter")
        return address, hash_address(organization_id=organization_id, address=address)
    except AddressRefused as refused:
        text = "This is not an e-mail address, so nothing was sent to it."
        raise NoteRefused(text, fields={"email": [text]}) from refused


def _mailing(hotel: Hotel, content: Content, kind: str, now: datetime) -> Mailing:
    """The mailing that takes this month's letters of this text; made with the first of them."""
    month = now.astimezone(UTC).date().replace(day=1)
    what = {
        "hotel": hotel,
        "content": content,
        "kind": kind,
        "month": month,
        "from_name": hotel.from_name,
        "from_email": hotel.from_email,
    }
    found = Mailing.objects.filter(**what).first()
    if found is not None:
        return found
    ledger_month_ensure(month=month)
    made = {
        "stream": Stream.SERVICE.value,
        "state": MailingState.SENDING.value,
        "created_at": now,
        "started_at": now,
    }
    return Mailing.objects.get_or_create(**what, defaults=made)[0]


def _content(subject: str, mjml: str, language: str, now: datetime) -> Content:
    compiled, digest = _compiled(subject, mjml, language)
    found = Content.objects.filter(sha256=digest).first()
    if found is not None:
        return found
    made = {
        "subject": subject,
        "html": segments_source(compiled.html, compiled.links),
        "text": segments_source(compiled.text, compiled.links),
        "compiled": compiled.to_json(),
        "links": compiled.links,
        "created_at": now,
    }
    return Content.objects.get_or_create(sha256=digest, defaults=made)[0]


@lru_cache(maxsize=_TEMPLATES)
def _compiled(subject: str, mjml: str, language: str) -> tuple[CompiledContent, str]:
    """A template compiled once in each process; it holds no organisation's data but its own words."""
    try:
        compiled = content_build(
            subject=subject,
            preview_text="",
            mjml=mjml,
            language=language,
            known=NOTE_MERGE_FIELDS,
            leave=False,
        )
    except TemplateInvalid as wrong:
        raise ContentInvalid(str(wrong), fields={"mjml": [str(wrong)]}) from wrong
    source = orjson.dumps(["note", subject, compiled.to_json()], option=orjson.OPT_SORT_KEYS)
    return compiled, sha256(source).hexdigest()


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('delivery_message_seq')")
        (number,) = cursor.fetchone()
    return int(number)


def note_proof(*, number: int | None) -> dict[str, object]:
    """What proves that a single letter went out: its Message-ID, the server's name for it, and when."""
    letter = Message.objects.select_related("mailing").filter(pk=number or 0).first()
    if letter is None:
        return {}
    return {
        "letter": letter.pk,
        "message_id": message_id_of(letter.mailing, letter.pk),
        "queue_id": letter.queue_id,
        "sent_at": letter.handed_at.isoformat() if letter.handed_at else None,
    }


def notes_forget(*, numbers: Collection[int]) -> int:
    """Take the addresses out of single letters that are settled, by their ids; they stay counted.

    What a bounce needs, the hash of the address, stays with them.
    """
    settled = Message.objects.filter(pk__in=numbers, due_at__isnull=True).exclude(mailing__kind="")
    return settled.update(address="", merge={})
