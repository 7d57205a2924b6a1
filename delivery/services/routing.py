"""Which relay a stream's letters go by now, and what becomes of one that fails."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.secrets import unseal
from delivery.keys import default_relay, public_host
from delivery.models import Relay
from delivery.smtp.transport import RelayAddress
from delivery.types import RelayStreams, Stream

logger = logging.getLogger(__name__)

DEFAULT_KEY = "default"
DEFAULT_CONNECTIONS = 4
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Route:
    """A way out. `key` names it to `pace_take`; `relay_id` is None for the installation's own relay.

    `connections` at once, `letters_per_connection` before a new one (0 = as many as the server likes).
    `log_path` is the log of a Postfix on this host, empty for none. `signs`: it adds the DKIM signature.
    `failures` in a row before this choice.
    """

    key: str
    relay_id: int | None
    address: RelayAddress
    connections: int = DEFAULT_CONNECTIONS
    letters_per_connection: int = 0
    log_path: str = ""
    signs: bool = False
    failures: int = 0


@dataclass(slots=True)
class _DefaultState:
    """How the installation's relay fared in this process; it belongs to no organisation's table."""

    failures: int = 0
    down_until: datetime | None = None


_default = _DefaultState()


def relay_key(relay_id: int) -> str:
    """The route key of an organisation's relay."""
    return f"relay:{relay_id}"


def route_choose(*, stream: Stream, now: datetime) -> Route | None:
    """The relay to use now, or None when each one is down.

    The organisation's enabled relays for the stream come in order of priority, equals by lot, those that
    failed lately left out. Only an organisation without any goes by the installation's relay
    (BELLHOP_RELAY_URL): who pays for a good name of their own must not slip to a shared one unseen.
    """
    serving = [RelayStreams(stream.value).value, RelayStreams.BOTH.value]
    relays = list(Relay.objects.filter(enabled=True, streams__in=serving).order_by("priority", "id"))
    if not relays:
        return _default_route(now)
    up = [relay for relay in relays if relay.down_until is None or relay.down_until <= now]
    while up:
        best = [relay for relay in up if relay.priority == up[0].priority]
        relay = random.choice(best)  # noqa: S311 - sharing load is no secret
        try:
            return _route(relay)
        except ValueError as sealed:
            logger.error("The password of relay %s cannot be opened: %s", relay.pk, sealed)  # noqa: TRY400
            up.remove(relay)
    return None


def route_failed(*, route: Route, reason: str, now: datetime) -> None:
    """Leave this relay alone for 30 s, then 1, 2, 4 … at most 15 minutes; `reason` is shown to people.

    Workers that fail at the same moment count once.
    """
    logger.warning("The relay %s failed: %s", route.key, reason)
    if route.relay_id is None:
        if _default.down_until is None or _default.down_until <= now:
            _default.failures += 1
            _default.down_until = now + pause_after(_default.failures)
        return
    with transaction.atomic():
        up = Relay.objects.filter(Q(down_until__isnull=True) | Q(down_until__lte=now), pk=route.relay_id)
        relay = up.select_for_update().first()
        if relay is not None:
            relay.failures += 1
            relay.down_until = now + pause_after(relay.failures)
            relay.last_error = reason[:300]
            relay.save(update_fields=["failures", "down_until", "last_error"])


def route_worked(*, route: Route, now: datetime) -> None:
    """Forget the failures of a relay that works; costs nothing where there were none.

    One that another worker found down after `route` was chosen stays down for its time.
    """
    if not route.failures:
        return
    if route.relay_id is None:
        _default.failures, _default.down_until = 0, None
        return
    served = Relay.objects.filter(pk=route.relay_id, down_until__lte=now)
    served.update(failures=0, down_until=None, last_error="")


def pause_after(failures: int) -> timedelta:
    """How long a relay rests after its n-th failure in a row."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 10)
    return min(doubled, LONGEST_PAUSE)


def default_route_forget() -> None:
    """Try the installation's relay again at once."""
    _default.failures, _default.down_until = 0, None


def _default_route(now: datetime) -> Route | None:
    if _default.down_until is not None and _default.down_until > now:
        return None
    return Route(
        key=DEFAULT_KEY,
        relay_id=None,
        address=default_relay(),
        log_path=settings.BELLHOP_RELAY_LOG,
        signs=settings.BELLHOP_RELAY_SIGNS,
        failures=_default.failures,
    )


def _route(relay: Relay) -> Route:
    return Route(
        key=relay_key(relay.pk),
        relay_id=relay.pk,
        address=relay_address(relay),
        connections=relay.connections,
        letters_per_connection=relay.letters_per_connection,
        log_path=relay.log_path,
        signs=relay.signs,
        failures=relay.failures,
    )


def relay_address(relay: Relay) -> RelayAddress:
    """Where and as whom to call. Raises ValueError when the password cannot be opened any more."""
    return RelayAddress(
        host=relay.host,
        port=relay.port,
        username=relay.username,
        password=unseal(relay.password) if relay.password else "",
        security=cast('Literal["none", "starttls", "tls"]', relay.security),
        helo=relay.helo or public_host(),
        source_address=relay.source_address,
        letters_per_connection=relay.letters_per_connection,
        public_only=not settings.BELLHOP_ALLOW_PRIVATE_RELAYS,
    )
