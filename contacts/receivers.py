"""News from compliance: a language chosen for letters is the guest's own word."""

from datetime import datetime
from typing import Any

from compliance.signals import language_chosen
from contacts.services.language import guests_speak


def on_language_chosen(*, address_hash: bytes, language: str, at: datetime, **_: Any) -> None:
    """Write it to every guest of this inbox."""
    guests_speak(address_hash=address_hash, language=language, now=at)


def connect() -> None:
    """Called once, when the apps are ready."""
    language_chosen.connect(on_language_chosen, dispatch_uid="contacts.language_chosen")
