"""Which mail a suppression stops: all of it, one topic's, one hotel's, or all until a day."""

from collections.abc import Iterable
from dataclasses import dataclass

ALL = "all"
PAUSE = "pause"
_TOPIC = "topic:"
_HOTEL = "hotel:"


@dataclass(frozen=True, slots=True)
class MailScope:
    """What a marketing letter is about: its topic's key ("" for none) and the hotel it is sent for."""

    topic: str = ""
    hotel_id: int | None = None

    def is_stopped_by(self, scope: str) -> bool:
        """Say whether a suppression of this scope stops such a letter."""
        return scope in {ALL, PAUSE, topic_scope(self.topic), hotel_scope(self.hotel_id or 0)}


def topic_scope(key: str) -> str:
    """Return the scope of one topic."""
    return f"{_TOPIC}{key}"


def hotel_scope(hotel_id: int) -> str:
    """Return the scope of one hotel."""
    return f"{_HOTEL}{hotel_id}"


def topic_of(scope: str) -> str:
    """Return the topic's key of a scope, "" for any other scope."""
    return scope.removeprefix(_TOPIC) if scope.startswith(_TOPIC) else ""


def hotel_of(scope: str) -> int | None:
    """Return the hotel of a scope, None for any other scope."""
    number = scope.removeprefix(_HOTEL)
    return int(number) if scope.startswith(_HOTEL) and number.isdecimal() else None


def topics_of(scopes: Iterable[str]) -> set[str]:
    """Return the topics among some scopes."""
    return {topic for scope in scopes if (topic := topic_of(scope))}


def hotels_of(scopes: Iterable[str]) -> set[int]:
    """Return the hotels among some scopes."""
    return {hotel for scope in scopes if (hotel := hotel_of(scope)) is not None}
