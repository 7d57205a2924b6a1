"""The door of returning mail: whose is it, what does it say, what follows; all of it once.

Only a token that we signed opens an organisation's scope. No mail is ever answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts.tenancy import tenant_scope
from compliance.services.lock import addresses_lock
from delivery.errors import DmarcReportInvalid
from delivery.inbound.classify import records_of
from delivery.inbound.identity import Mailbox, mailbox_of, tokens_in, tokens_of
from delivery.inbound.mime import SIZE_CAP, Mail, mail_read
from delivery.inbound.types import Class, Record
from delivery.keys import domain_of_report_token, message_of_return_token
from delivery.models import InboundMail, Message, StrayMail
from delivery.services.bounces import return_record
from delivery.services.dmarc import dmarc_report_store
from delivery.services.engagement import unsubscribe_record
from delivery.services.guard import guard_check
from delivery.tokens import MessageToken
from delivery.types import InboundKind

KEPT_CAP = 25 * 1024 * 1024
_GUARDED = (InboundKind.HARD, InboundKind.COMPLAINT)
# When one mail tells several things, its row shows what weighs most.
_WEIGHT = (Class.NOTBOUNCE, Class.SOFT, Class.BLOCK, Class.HARD, Class.COMPLAINT)
_ARCHIVES = ("gzip", "zip", "xml", "octet-stream")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as it came in, with the envelope it came in."""

    raw: bytes
    envelope_to: str
    envelope_from: str
    now: datetime

    @property
    def kept(self) -> dict[str, object]:
        """The columns that both tables share."""
        return {
            "received_at": self.now,
            "envelope_to": self.envelope_to[:320].replace("\0", ""),
            "envelope_from": self.envelope_from[:320].replace("\0", ""),
            "sha256": sha256(self.raw).digest(),
            "size": len(self.raw),
            "truncated": len(self.raw) > KEPT_CAP,
            "raw": self.raw[:KEPT_CAP],
        }


@dataclass(slots=True)
class Verdict:
    """What was made of a mail."""

    kind: InboundKind
    outcome: str
    status: str = ""
    reason: str = ""
    letter: Message | None = None


def inbound_receive(
    *, raw: bytes, envelope_to: str, envelope_from: str, now: datetime
) -> InboundMail | StrayMail:
    """Store a mail and do what it says, in one transaction; returns its row.

    The same bytes to the same address are taken once. What names no letter of ours, or names one by
    a forged token, is kept as a StrayMail and changes nothing. A mail above one megabyte is kept and
    not read, unless its address alone says what is wanted; above 25 only its head is kept.
    """
    incoming = Incoming(raw, envelope_to, envelope_from, now)
    mailbox, tail = mailbox_of(envelope_to)
    if mailbox is Mailbox.DMARC:
        return _dmarc_receive(incoming, tail)
    mail = mail_read(raw) if len(raw) <= SIZE_CAP else None
    named = _named(tail, mail, envelope_to)
    if named is None:
        return _stray_keep(incoming, "No token of ours names a letter.")
    with tenant_scope(named.organization_id):
        row, fresh = _letter_receive(incoming, mailbox, mail, named)
        if fresh and row.kind in _GUARDED and row.message_id is not None:
            _guard(row.message_id, now)
    return row


def _named(tail: str, mail: Mail | None, envelope_to: str) -> MessageToken | None:
    candidates = [tail, *(tokens_of(mail, envelope_to) if mail else [])]
    return next(filter(None, map(message_of_return_token, candidates)), None)


@transaction.atomic
def _letter_receive(
    incoming: Incoming, mailbox: Mailbox, mail: Mail | None, named: MessageToken
) -> tuple[InboundMail, bool]:
    known = _known(incoming)
    if known is not None:
        return known, False
    if mailbox is Mailbox.UNSUBSCRIBE:
        verdict = _unsubscribe(mail, named, incoming.now)
    elif mail is None:
        verdict = Verdict(InboundKind.UNREAD, "Too large to be read; kept as it is.")
    else:
        verdict = _records_act(records_of(mail), named, incoming.now)
    return _keep(incoming, verdict), True


def _unsubscribe(mail: Mail | None, named: MessageToken, now: datetime) -> Verdict:
    """The address is the wish; only a report about some mail is none."""
    if mail is not None and any(record.kind is not Class.NOTBOUNCE for record in records_of(mail)):
        return Verdict(InboundKind.NOTBOUNCE, "A report, not a wish to unsubscribe; nothing was changed.")
    letter = next(iter(_locked([named.message_id])), None)
    known = letter is not None and unsubscribe_record(message_id=letter.pk, now=now, source="mailto")
    outcome = "The guest unsubscribed by mail." if known else "The letter is gone, and with it the address."
    return Verdict(InboundKind.UNSUBSCRIBE, outcome, letter=letter)


def _records_act(records: Sequence[Record], named: MessageToken, now: datetime) -> Verdict:
    """Act on each record about a letter that it names itself, and on one about the mail's own letter."""
    by_letter: dict[int, list[Record]] = {}
    for record in records:
        by_letter.setdefault(_letter_of(record, named), []).append(record)
    # In one order, so that two mails about the same letters never wait for each other in a ring.
    found = {letter.pk: letter for letter in _locked(list(by_letter))}
    told = [(_telling(given, found.get(key)), found.get(key)) for key, given in by_letter.items()]
    outcomes = [_act(record, letter, now) for record, letter in told]
    heaviest = max(range(len(told)), key=lambda at: _WEIGHT.index(told[at][0].kind))
    record, letter = told[heaviest]
    counted = f" ({len(told)} letters.)" if len(told) > 1 else ""
    return Verdict(
        InboundKind(record.kind), outcomes[heaviest] + counted, record.status, record.reason, letter
    )


def _letter_of(record: Record, named: MessageToken) -> int:
    """The letter that a recipient's own block names, else the mail's; never another organisation's."""
    tokens = filter(None, map(message_of_return_token, tokens_in(record.context)))
    own = (token.message_id for token in tokens if token.organization_id == named.organization_id)
    return next(own, named.message_id)


def _telling(records: Sequence[Record], letter: Message | None) -> Record:
    """A letter went to one address: of several records the one for it counts, else the mildest."""
    address = letter.address.lower() if letter else ""
    mildest = min(records, key=lambda record: _WEIGHT.index(record.kind))
    return next((record for record in records if record.recipient == address), mildest)


def _act(record: Record, letter: Message | None, now: datetime) -> str:
    if letter is None:
        return "The letter is no longer in the ledger; nothing was changed."
    return return_record(message=letter, record=record, now=now)


def _locked(numbers: list[int]) -> list[Message]:
    """The letters in one order, their addresses first, as all who act for a person lock them."""
    letters = Message.objects.filter(pk__in=numbers)
    hashes = letters.filter(address_hash__isnull=False).values_list("address_hash", flat=True)
    addresses_lock(*(bytes(key) for key in hashes if key is not None))
    return list(letters.select_for_update(of=("self",)).order_by("pk"))


def _guard(message_id: int, now: datetime) -> None:
    mailing_id = Message.objects.filter(pk=message_id).values_list("mailing_id", flat=True).first()
    if mailing_id is not None:
        guard_check(mailing_id=mailing_id, now=now)


def _dmarc_receive(incoming: Incoming, tail: str) -> InboundMail | StrayMail:
    domain = domain_of_report_token(tail)
    if domain is None:
        return _stray_keep(incoming, "No token of ours names a sending domain.")
    with tenant_scope(domain.organization_id), transaction.atomic():
        return _known(incoming) or _keep(incoming, _dmarc_store(incoming))


def _dmarc_store(incoming: Incoming) -> Verdict:
    if len(incoming.raw) > SIZE_CAP:
        return Verdict(InboundKind.UNREAD, "Too large to be read; kept as it is.")
    complaint = "The mail has no report attached."
    for part in mail_read(incoming.raw).parts:
        if part.kind.startswith(("application/", "text/xml")) and part.kind.endswith(_ARCHIVES):
            try:
                with transaction.atomic():
                    report = dmarc_report_store(raw=part.data(), now=incoming.now)
            except DmarcReportInvalid as invalid:
                complaint = invalid.message
            else:
                return Verdict(InboundKind.DMARC, f"A DMARC report by {report.reporter}."[:300])
    return Verdict(InboundKind.UNREAD, complaint[:300])


def _known(incoming: Incoming) -> InboundMail | None:
    kept = incoming.kept
    return InboundMail.objects.filter(sha256=kept["sha256"], envelope_to=kept["envelope_to"]).first()


def _keep(incoming: Incoming, verdict: Verdict) -> InboundMail:
    letter = verdict.letter
    kept = incoming.kept
    if letter is not None and not letter.address:
        # The person was erased: what came back is counted, and shows nobody.
        kept |= {"raw": None, "envelope_from": ""}
    return InboundMail.objects.create(
        **kept,
        kind=verdict.kind.value,
        status=verdict.status[:16],
        reason=verdict.reason[:40],
        message_id=letter.pk if letter else None,
        message_month=letter.month if letter else None,
        outcome=verdict.outcome[:300],
    )


def _stray_keep(incoming: Incoming, reason: str) -> StrayMail:
    kept = incoming.kept
    row, _made = StrayMail.objects.get_or_create(
        sha256=kept.pop("sha256"), envelope_to=kept.pop("envelope_to"), defaults=kept | {"reason": reason}
    )
    return row
