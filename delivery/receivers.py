"""News from compliance: a withdrawal takes queued letters out in its own transaction."""

from typing import Any

from compliance.signals import consent_withdrawn
from compliance.types import Purpose
from delivery.services.visits import last_open_forget
from delivery.services.withdrawal import messages_withdraw


def on_consent_withdrawn(
    *, address_hash: bytes, purpose: Purpose | None, scope: str, reason: str, **_: Any
) -> None:
    """Skip what waits for this address; with a no to tracking, forget the day of its last open."""
    if purpose is Purpose.OPEN_TRACKING:
        last_open_forget(address_hash=address_hash)
        return
    messages_withdraw(address_hash=address_hash, purpose=purpose, scope=scope, reason=reason)


def connect() -> None:
    """Called once, when the apps are ready."""
    consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="delivery.withdraw_queued")
