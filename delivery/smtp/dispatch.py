"""What a connection takes letters from, and tells what became of them."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from delivery.content.message import OutgoingEmail
from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.smtp.relay import SendResult
from delivery.smtp.wire import wire_bytes

Result: TypeAlias = "SendResult | SendFailed | OutcomeUnknown"


@dataclass(slots=True)
class Dispatch:
    """A letter on its way. `key` is the feed's own; `returns` counts how often it came back untried."""

    key: Any
    email: OutgoingEmail
    wire: bytes
    returns: int = 0

    @classmethod
    def of(cls, key: Any, email: OutgoingEmail) -> "Dispatch":
        """A letter as it goes over the wire."""
        return cls(key, email, wire_bytes(email))


class Feed(Protocol):
    """Letters to send. All of it is called in the event loop's thread, and must not block."""

    def take(self) -> Dispatch | None:
        """The next letter, or None when there is none right now."""
        ...

    def give_back(self, dispatch: Dispatch) -> None:
        """A letter taken but not tried: somebody else may have it."""
        ...

    def started(self, dispatch: Dispatch) -> None:
        """From now on the server may have the letter. Written down before its first byte goes out."""
        ...

    def settled(self, dispatch: Dispatch, result: Result) -> None:
        """What became of a letter."""
        ...
