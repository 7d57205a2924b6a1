"""Which channels exist, and how to make an adapter for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from integrations_ota.adapters.agoda.adapter import AgodaAdapter
from integrations_ota.adapters.alpinebits.adapter import AlpineBitsAdapter
from integrations_ota.adapters.booking_com.adapter import BookingComAdapter
from integrations_ota.adapters.channex.adapter import ChannexAdapter
from integrations_ota.adapters.expedia.adapter import ExpediaAdapter
from integrations_ota.adapters.expedia.lodging import ExpediaLodgingAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.ical.adapter import IcalAdapter
from integrations_ota.adapters.memory import LOCAL, Memory
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.adapters.siteminder.adapter import SiteMinderAdapter
from integrations_ota.adapters.smx.adapter import SmxAdapter


@dataclass(frozen=True, slots=True)
class Channel:
    """What the interface says of a channel, and which credentials it needs.

    `secret_address` True: its address is itself the key, so only the origin is kept in clear and the
    whole is sealed as the credential `feed_url`. `remembers` True: its adapter takes a `memory`.
    """

    name: str
    certified: bool
    credentials: tuple[str, ...]
    adapter: Callable[..., OtaAdapter]
    secret_address: bool = False
    remembers: bool = False


CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType(
    {
        "agoda": Channel("Agoda", certified=False, credentials=("api_key",), adapter=AgodaAdapter),
        "alpinebits": Channel(
            # An open standard: there is no certificate to be had, its schemas decide.
            "AlpineBits",
            certified=False,
            credentials=("username", "password"),
            adapter=AlpineBitsAdapter,
        ),
        "booking_com": Channel(
            "Booking.com",
            certified=False,
            credentials=("client_id", "client_secret"),
            adapter=BookingComAdapter,
            remembers=True,
        ),
        "channex": Channel("Channex", certified=False, credentials=("api_key",), adapter=ChannexAdapter),
        "expedia": Channel(
            "Expedia",
            certified=False,
            credentials=("username", "password"),
            adapter=ExpediaAdapter,
            remembers=True,
        ),
        "expedia_lodging": Channel(
            "Expedia Lodging",
            certified=False,
            credentials=("client_id", "client_secret"),
            adapter=ExpediaLodgingAdapter,
            remembers=True,
        ),
        "ical": Channel(
            # An open format: there is no certificate to be had.
            "iCal (Airbnb, Booking.com, Vrbo)",
            certified=False,
            credentials=(),
            adapter=IcalAdapter,
            secret_address=True,
        ),
        "siteminder": Channel(
            "SiteMinder pmsXchange",
            certified=False,
            credentials=("username", "password", "requestor_id"),
            adapter=SiteMinderAdapter,
        ),
        "smx": Channel(
            "SiteMinder SMX",
            certified=False,
            credentials=("push_username",),
            adapter=SmxAdapter,
        ),
    }
)


def adapter_for(channel: str, http: HttpClient, memory: Memory = LOCAL) -> OtaAdapter:
    """Return a new adapter of a channel. Raises KeyError for an unknown one."""
    known = CHANNELS[channel]
    return known.adapter(http, memory=memory) if known.remembers else known.adapter(http)


def channel_choices() -> list[tuple[str, str]]:
    """Return slug and name of every channel; a function, so that a new channel needs no migration."""
    return [(slug, channel.name) for slug, channel in CHANNELS.items()]
