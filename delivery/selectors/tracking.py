"""How much may be noted of what the reader of a letter does, asked at the moment it happens."""

from collections.abc import Callable
from datetime import datetime

from compliance.rules.tracking import tracking_mode
from compliance.selectors.permission import facts_of, permission_of
from compliance.types import Purpose, TrackingMode
from delivery.models import Message
from delivery.selectors.pace import sending_policy_get

CountryOf = Callable[[bytes], str]
_sources: list[CountryOf] = []


def country_source(find: CountryOf) -> None:
    """Add who knows the country of an address by its hash; "" where it is unknown. Once, when the apps are ready."""
    if find not in _sources:
        _sources.append(find)


def tracking_most() -> TrackingMode:
    """Return the most that the organisation in scope notes."""
    return TrackingMode(sending_policy_get().tracking)


def tracking_of(*, message: Message, now: datetime) -> TrackingMode:
    """Return the mode for a letter's reader, by what they and their law say now, not when it was sent.

    A letter whose address is forgotten is nobody's: nothing is noted.
    """
    most = tracking_most()
    if message.address_hash is None or most is TrackingMode.NONE:
        return TrackingMode.NONE
    key = bytes(message.address_hash)
    country = next(filter(None, (find(key) for find in _sources)), "")
    purpose = Purpose.OPEN_TRACKING
    facts = facts_of(address_hash=key, email_kind="", country=country, purpose=purpose, now=now)
    permission = permission_of(facts=facts, purpose=purpose, now=now)
    return tracking_mode(permission=permission, country=country, most=most)
