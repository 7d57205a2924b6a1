"""What people chose in the preference centre."""

from collections.abc import Iterable
from datetime import datetime

from compliance.models import ConsentStatus, MailPreference, Suppression
from compliance.scopes import ALL, PAUSE, hotels_of, topics_of
from compliance.types import Frequency, Preferences, Purpose


def preferences_by_hash(*, address_hashes: Iterable[bytes], now: datetime) -> dict[bytes, Preferences]:
    """Return what holds for each of the addresses, also for those that chose nothing. Three queries."""
    hashes = list(address_hashes)
    wishes = {bytes(row.address_hash): row for row in MailPreference.objects.filter(address_hash__in=hashes)}
    held: dict[bytes, dict[str, Suppression]] = {key: {} for key in hashes}
    for row in Suppression.objects.filter(address_hash__in=hashes):
        held[bytes(row.address_hash)][row.scope] = row
    said = ConsentStatus.objects.filter(address_hash__in=hashes, purpose=Purpose.OPEN_TRACKING.value)
    tracking = {bytes(row.address_hash): row.granted for row in said}
    return {key: _preferences(wishes.get(key), held[key], tracking.get(key), now) for key in hashes}


def preferences_of(*, address_hash: bytes, now: datetime) -> Preferences:
    """Return what holds for one address."""
    return preferences_by_hash(address_hashes=[address_hash], now=now)[address_hash]


def _preferences(
    wish: MailPreference | None,
    held: dict[str, Suppression],
    tracking: bool | None,  # noqa: FBT001 - what the person said
    now: datetime,
) -> Preferences:
    pause = held.get(PAUSE)
    until = pause.until if pause is not None else None
    return Preferences(
        left_all=ALL in held,
        topics_off=frozenset(topics_of(held)),
        hotels_off=frozenset(hotels_of(held)),
        frequency=Frequency(wish.frequency) if wish else Frequency.ALL,
        paused_until=until if until is not None and until > now else None,
        language=wish.language if wish else "",
        tracking=tracking,
    )
