"""How much may be noted of what the readers of letters do: asked when a letter is prepared, and at each hit."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from compliance.rules.tracking import tracking_mode
from compliance.selectors.permission import facts_of_each, permission_of
from compliance.types import Facts, Purpose, TrackingMode
from delivery.models import Message
from delivery.selectors.pace import sending_policy_get

CountriesOf = Callable[[Collection[bytes]], Mapping[bytes, str]]
_sources: list[CountriesOf] = []


def country_source(find: CountriesOf) -> None:
    """Add who knows the countries of addresses by their hashes; unknown ones are left out.

    Once, when the apps are ready.
    """
    if find not in _sources:
        _sources.append(find)


def tracking_most() -> TrackingMode:
    """Return the most that the organisation in scope notes."""
    return TrackingMode(sending_policy_get().tracking)


def tracking_of(*, message: Message, now: datetime) -> TrackingMode:
    """Return the mode for a letter's reader, by what they and their law say now, not when it was sent.

    A letter whose address is forgotten is nobody's: nothing is noted.
    """
    if message.address_hash is None:
        return TrackingMode.NONE
    key = bytes(message.address_hash)
    return tracking_of_each(address_hashes=[key], now=now)[key]


def tracking_of_each(*, address_hashes: Collection[bytes], now: datetime) -> dict[bytes, TrackingMode]:
    """Return the mode of each address. The number of queries does not grow with theirs."""
    most = tracking_most()
    if most is TrackingMode.NONE or not address_hashes:
        return dict.fromkeys(address_hashes, TrackingMode.NONE)
    countries = dict.fromkeys(address_hashes, "")
    for find in _sources:
        countries |= {key: country for key, country in find(address_hashes).items() if not countries[key]}
    purpose = Purpose.OPEN_TRACKING
    each = facts_of_each(countries=countries, email_kind="", purpose=purpose, now=now)
    # Most readers of a slice were never asked, and differ in their country alone.
    modes: dict[Facts, TrackingMode] = {}
    for facts in each.values():
        if facts not in modes:
            permission = permission_of(facts=facts, purpose=purpose, now=now)
            modes[facts] = tracking_mode(permission=permission, country=facts.country, most=most)
    return {key: modes[facts] for key, facts in each.items()}
