"""Where letters are handed over, and what the server there says."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Security: TypeAlias = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """A mail server and how to speak to it.

    `timeout` in seconds holds for each answer; `source_address` is the own IP address to speak from,
    empty for any. With `letters_per_connection` a connection ends after so many letters (0: never).
    `public_only`: a customer named the host, so it must not lead into our own network.
    """

    host: str
    port: int
    username: str = ""
    password: str = ""
    security: Security = "none"
    timeout: float = 60.0
    helo: str = ""
    source_address: str = ""
    letters_per_connection: int = 0
    public_only: bool = False

    @property
    def where(self) -> str:
        """Its name in a message."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The server's answer to the last dot; `response` often holds its queue id."""

    accepted: bool
    code: int
    response: str
