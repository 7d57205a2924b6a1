"""How often an account may call its channel: one bucket in Redis, shared by all workers."""

from __future__ import annotations

import logging
import time
from hashlib import sha256
from typing import Any, Final

from django_redis import get_redis_connection
from redis.exceptions import RedisError

from delivery.pace.shared import Script
from integrations_ota.adapters.ari import PushLimits
from integrations_ota.adapters.errors import QuotaUsedUp
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.models import Connection
from integrations_ota.services.channel import conn_of

logger = logging.getLogger(__name__)

_TAKE: Final = Script("""
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local burst = tonumber(ARGV[1])
local rate = burst / 60
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + (now - (tonumber(kept[2]) or now)) * rate)
if tokens < 1 then return tostring((1 - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], 120000)
return '0'
""")
PREFIX: Final = "bellhop:ota"
PULLS: Final = "pulls"
QUOTA_USED_UP: Final = "The channel's quota is used up; the rest follows by itself."
_alone: dict[str, float] = {}


def quota_take(*, connection: Connection, kind: str, limits: PushLimits) -> float:
    """Take one call of `kind`; return 0, or how many seconds to wait before asking again.

    While Redis does not answer, this process spaces its own calls evenly.
    """
    key = quota_key(connection, kind, limits)
    try:
        waited: Any = _TAKE(get_redis_connection("default"), [key], str(limits.calls_per_minute).encode())
        return float(waited)
    except (RedisError, OSError) as error:
        logger.warning("Redis does not answer; calls to channels are spaced out: %s", error)
        return _take_alone(key, 60.0 / limits.calls_per_minute)


def pull_quota_take(*, connection: Connection, adapter: OtaAdapter) -> None:
    """Take one call for a page of reservations, where the channel counts them. Raises QuotaUsedUp."""
    allowed = adapter.capabilities().pulls_per_minute
    if not allowed:
        return
    limits = PushLimits(max_items=0, max_days_ahead=0, calls_per_minute=allowed)
    wait = quota_take(connection=connection, kind=PULLS, limits=limits)
    if wait > 0:
        raise QuotaUsedUp(QUOTA_USED_UP, retry_after=wait)


def quota_left(*, connection: Connection, kind: str, limits: PushLimits) -> int | None:
    """Return how many calls may be made at once now; None while nobody knows."""
    try:
        tokens, at = get_redis_connection("default").hmget(
            quota_key(connection, kind, limits), "tokens", "at"
        )
    except (RedisError, OSError):
        return None
    if tokens is None or at is None:
        return limits.calls_per_minute
    grown = float(tokens) + (time.time() - float(at)) * limits.calls_per_minute / 60
    return max(0, int(min(grown, limits.calls_per_minute)))


def quota_key(connection: Connection, kind: str, limits: PushLimits) -> str:
    """Name the bucket: the account, which several hotels may share, is known by its address and log-in."""
    hotel = connection.remote_hotel_id if limits.per_hotel else ""
    account = sha256("\n".join((connection.base_url, account_of(connection), hotel)).encode()).hexdigest()
    return f"{PREFIX}:{{{account[:24]}}}:{kind}"


def account_of(connection: Connection) -> str:
    """Return what tells accounts of a channel apart, never its secret in clear."""
    named = sorted(conn_of(connection).credentials.items())
    return sha256(repr(named).encode()).hexdigest()


def _take_alone(key: str, spacing: float) -> float:
    now = time.monotonic()
    wait = _alone.get(key, 0.0) + spacing - now
    if wait > 0:
        return wait
    _alone[key] = now
    return 0.0
