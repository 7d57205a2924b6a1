"""Writing the consent ledger: each statement is kept, and the rules say whether it counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

import orjson
from django.db import transaction

from accounts.tenancy import current_organization_id
from accounts.tenancy.scope import required_organization_id
from compliance.evidence import without_ips
from compliance.hashing import address_hash as hash_address
from compliance.hashing import key_version
from compliance.models import ConsentEvent, ConsentStatus, ConsentText
from compliance.scopes import ALL
from compliance.signals import consent_withdrawn
from compliance.types import OWN_ACTS, Basis, ConsentEntry, Purpose, Reason, is_confirmed

_STATUS_FIELDS = ["granted", "basis", "event", "at", "expires_at", "confirmed", "key_version"]
StatusKey = tuple[bytes, str]


def consent_record(
    *,
    purpose: Purpose,
    granted: bool,
    basis: Basis,
    source: str,
    evidence: Mapping[str, object],
    occurred_at: datetime,
    now: datetime,
    address: str = "",
    address_hash: bytes | None = None,
    expires_at: datetime | None = None,
    text: ConsentText | None = None,
) -> ConsentEvent:
    """Put one statement into the ledger and bring the status of its address up to date.

    Give ``address``, or ``address_hash`` where the address itself is gone. The event is always
    kept; its ``applied`` says whether it changed anything. The same statement given twice is kept
    once. Raises AddressRefused.
    """
    entry = ConsentEntry(
        purpose=purpose,
        granted=granted,
        basis=basis,
        source=source,
        occurred_at=occurred_at,
        address=address,
        address_hash=address_hash,
        evidence=evidence,
        expires_at=expires_at,
        text_id=text.pk if text else None,
    )
    return consents_record(entries=[entry], now=now)[0]


def consents_record(*, entries: Iterable[ConsentEntry], now: datetime) -> list[ConsentEvent]:
    """Record many statements, oldest first, in a handful of queries; see ``consent_record``.

    Returns the events in the order of the entries.
    """
    events = [event_of(entry, now) for entry in entries]
    return _events_record(events) if events else []


@transaction.atomic
def _events_record(events: list[ConsentEvent]) -> list[ConsentEvent]:
    known = _known_events(events)
    fresh = _fresh_in_order(events, known)
    if fresh:
        statuses = _statuses_locked(fresh)
        before = {key: status.granted for key, status in statuses.items()}
        changed: dict[StatusKey, ConsentEvent] = {}
        for event in fresh:
            event.applied = _counts(event, changed.get(_key(event)) or statuses.get(_key(event)))
            if event.applied:
                changed[_key(event)] = event
        # The status points at the event, so the ledger is written first.
        ConsentEvent.objects.bulk_create(fresh)
        _statuses_write(changed)
        _tell_withdrawals(changed, before)
    by_digest = known | {bytes(event.digest): event for event in fresh}
    return [by_digest[bytes(event.digest)] for event in events]


def event_of(entry: ConsentEntry, now: datetime) -> ConsentEvent:
    """Return the entry as an event that is not saved yet, with its digest."""
    organization_id = required_organization_id("ConsentEvent")
    key = entry.address_hash or hash_address(organization_id=organization_id, address=entry.address)
    event = ConsentEvent(
        address_hash=key,
        key_version=key_version(),
        purpose=entry.purpose.value,
        granted=entry.granted,
        basis=entry.basis.value,
        source=entry.source,
        evidence=dict(entry.evidence),
        text_id=entry.text_id,
        occurred_at=entry.occurred_at,
        recorded_at=now,
        expires_at=entry.expires_at,
        applied=False,
    )
    event.digest = statement_digest(entry, key)
    return event


def statement_digest(entry: ConsentEntry, key: bytes) -> bytes:
    """Name a statement about an address's hash by its content, so that a redelivery adds no second row."""
    content = [
        key.hex(),
        entry.purpose.value,
        entry.granted,
        entry.source,
        entry.occurred_at.isoformat(),
        without_ips(entry.evidence),
    ]
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


def _known_events(events: list[ConsentEvent]) -> dict[bytes, ConsentEvent]:
    found = ConsentEvent.objects.filter(digest__in=[event.digest for event in events])
    return {bytes(event.digest): event for event in found}


def _fresh_in_order(events: list[ConsentEvent], known: Mapping[bytes, ConsentEvent]) -> list[ConsentEvent]:
    fresh = {bytes(event.digest): event for event in events if bytes(event.digest) not in known}
    # At one and the same time the withdrawal comes last, and so stands.
    return sorted(fresh.values(), key=lambda event: (event.occurred_at, not event.granted))


def _key(row: ConsentEvent | ConsentStatus) -> StatusKey:
    return bytes(row.address_hash), row.purpose


def _statuses_locked(events: list[ConsentEvent]) -> dict[StatusKey, ConsentStatus]:
    hashes = {bytes(event.address_hash) for event in events}
    rows = ConsentStatus.objects.select_related("event").filter(address_hash__in=hashes)
    return {_key(row): row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def _counts(event: ConsentEvent, current: ConsentStatus | ConsentEvent | None) -> bool:
    """Decide whether a statement changes where its address stands.

    A withdrawal counts unless the person gave consent later by an act of their own: an import's
    date cannot outdo it. A consent counts over nothing and over an older consent; over a
    withdrawal only when it is a later act of the person's own.
    """
    if current is None:
        return True
    since = current.at if isinstance(current, ConsentStatus) else current.occurred_at
    if event.granted and not current.granted:
        return event.source in OWN_ACTS and event.occurred_at > since
    if not event.granted and current.granted:
        return event.occurred_at >= since or _source_of(current) not in OWN_ACTS
    return event.occurred_at > since


def _source_of(current: ConsentStatus | ConsentEvent) -> str:
    return current.event.source if isinstance(current, ConsentStatus) else current.source


def _statuses_write(changed: Mapping[StatusKey, ConsentEvent]) -> None:
    ConsentStatus.objects.bulk_create(
        [
            ConsentStatus(
                address_hash=event.address_hash,
                key_version=event.key_version,
                purpose=event.purpose,
                granted=event.granted,
                basis=event.basis,
                event=event,
                at=event.occurred_at,
                expires_at=event.expires_at,
                confirmed=is_confirmed(source=event.source, evidence=event.evidence),
            )
            for event in changed.values()
        ],
        update_conflicts=True,
        unique_fields=["organization", "address_hash", "purpose"],
        update_fields=_STATUS_FIELDS,
    )


def _tell_withdrawals(changed: Mapping[StatusKey, ConsentEvent], before: Mapping[StatusKey, bool]) -> None:
    for key, event in changed.items():
        if not event.granted and before.get(key, True):
            consent_withdrawn.send(
                sender=ConsentEvent,
                organization_id=current_organization_id(),
                address_hash=bytes(event.address_hash),
                purpose=Purpose(event.purpose),
                scope=ALL,
                reason=Reason.CONSENT_WITHDRAWN.value,
                at=event.occurred_at,
            )
