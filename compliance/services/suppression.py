"""Addresses that get no mail any more, and the one way back."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.tenancy.scope import required_organization_id
from compliance.errors import ComplaintStands
from compliance.hashing import address_hash as hash_address
from compliance.hashing import key_version
from compliance.models import ConsentText, Suppression
from compliance.scopes import ALL, PAUSE, hotel_scope
from compliance.services.consent import consent_record
from compliance.signals import consent_withdrawn
from compliance.types import Basis, Purpose, SuppressionEntry, SuppressionReason

_FIELDS = ["reason", "source", "at"]


def suppression_add(
    *,
    address_hash: bytes,
    reason: SuppressionReason,
    now: datetime,
    scope: str = "all",
    source: str = "",
) -> Suppression:
    """Stop mail to an address. Idempotent; a stronger reason replaces a weaker one.

    Sends ``consent_withdrawn`` in the same transaction when it is new or stronger, so that mail
    already queued is taken out.
    """
    entry = SuppressionEntry(address_hash=address_hash, reason=reason, scope=scope, source=source)
    return suppressions_add(entries=[entry], now=now)[0]


@transaction.atomic
def suppressions_add(*, entries: Iterable[SuppressionEntry], now: datetime) -> list[Suppression]:
    """Suppress many addresses in a few queries; see ``suppression_add``.

    Returns one row for each distinct (address, scope), in the order they first appear.
    """
    wanted = _strongest(entries)
    if not wanted:
        return []
    _insert_missing(wanted, now)
    rows = _locked(wanted)
    stronger = []
    for key, entry in wanted.items():
        row = rows[key]
        if entry.reason.strength > SuppressionReason(row.reason).strength:
            row.reason, row.source, row.at = entry.reason.value, entry.source, now
            stronger.append(row)
    Suppression.objects.bulk_update(stronger, _FIELDS)
    news = {row.pk for row in stronger} | {row.pk for row in rows.values() if row.at == now}
    for row in rows.values():
        if row.pk in news:
            withdrawal_tell(row)
    return [rows[key] for key in wanted]


def suppression_lift(
    *,
    address: str,
    evidence: Mapping[str, object],
    occurred_at: datetime,
    now: datetime,
    text: ConsentText | None = None,
    source: str = "double_opt_in",
    hotel_id: int | None = None,
) -> bool:
    """Let an address be written to again after the person confirmed it by a mail, an act of their own (OWN_ACTS).

    Records the consent, to the wording `text` if there was one, and returns whether a suppression was lifted.
    Who left single topics or hotels stays out of them, but for the hotel that was signed up with.
    Raises ComplaintStands: an address that reported spam is never written to again.
    """
    organization_id = required_organization_id("Suppression")
    key = hash_address(organization_id=organization_id, address=address)
    with transaction.atomic():
        held = list(Suppression.objects.select_for_update().filter(address_hash=key))
        if any(row.reason == SuppressionReason.COMPLAINT for row in held):
            raise ComplaintStands
        back = {ALL, PAUSE, hotel_scope(hotel_id or 0)}
        held = [row for row in held if row.scope in back]
        Suppression.objects.filter(pk__in=[row.pk for row in held]).delete()
        consent_record(
            address_hash=key,
            purpose=Purpose.MARKETING,
            granted=True,
            basis=Basis.CONSENT,
            source=source,
            evidence=evidence,
            occurred_at=occurred_at,
            now=now,
            text=text,
        )
    return bool(held)


Key = tuple[bytes, str]


def _strongest(entries: Iterable[SuppressionEntry]) -> dict[Key, SuppressionEntry]:
    wanted: dict[Key, SuppressionEntry] = {}
    for entry in entries:
        key = (entry.address_hash, entry.scope)
        held = wanted.get(key)
        if held is None or entry.reason.strength > held.reason.strength:
            wanted[key] = entry
    return wanted


def _insert_missing(wanted: Mapping[Key, SuppressionEntry], now: datetime) -> None:
    Suppression.objects.bulk_create(
        [
            Suppression(
                address_hash=entry.address_hash,
                key_version=key_version(),
                scope=entry.scope,
                reason=entry.reason.value,
                source=entry.source,
                at=now,
            )
            for entry in wanted.values()
        ],
        ignore_conflicts=True,
    )


def _locked(wanted: Mapping[Key, SuppressionEntry]) -> dict[Key, Suppression]:
    hashes = {address_hash for address_hash, _scope in wanted}
    rows = Suppression.objects.select_for_update().filter(address_hash__in=hashes).order_by("pk")
    return {
        (bytes(row.address_hash), row.scope): row
        for row in rows
        if (bytes(row.address_hash), row.scope) in wanted
    }


def withdrawal_tell(row: Suppression) -> None:
    """Send the news that a suppression came into force."""
    consent_withdrawn.send(
        sender=Suppression,
        organization_id=row.organization_id,
        address_hash=bytes(row.address_hash),
        # An unsubscribe ends marketing; the other reasons end all mail.
        purpose=None if ends_all_mail(row) else Purpose.MARKETING,
        scope=row.scope,
        reason=row.code,
        at=row.at,
    )


def ends_all_mail(row: Suppression) -> bool:
    """Whether mail about a stay ends too: an unsubscribe, a topic, a hotel and a pause concern marketing."""
    return row.scope == ALL and row.reason != SuppressionReason.UNSUBSCRIBED
