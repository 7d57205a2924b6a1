"""The start of a connection: greeting, EHLO, STARTTLS, AUTH."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.relay import RelayAddress
from delivery.smtp.replies import Reply

# Says a line (None: only listens) and gives the server's reply.
Ask: TypeAlias = Callable[[str | None], Awaitable[Reply]]
_EHLO_NAME = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f.:]+\]")
GO_ON, GREETING = 334, 220


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the server offers (RFC 5321 4.1.1.1)."""

    names: frozenset[str] = frozenset()
    auth: frozenset[str] = frozenset()
    size_limit: int = 0
    lines: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name in self.names


def extensions_of(reply: Reply) -> Extensions:
    """Read the answer to EHLO."""
    lines = reply.text.split("\n")[1:]
    words = [line.replace("AUTH=", "AUTH ").upper().split() for line in lines]
    auth = frozenset(name for line in words if line[:1] == ["AUTH"] for name in line[1:])
    sizes = [int(line[1]) for line in words if line[:1] == ["SIZE"] and line[1:2] and line[1].isdigit()]
    return Extensions(frozenset(line[0] for line in words if line), auth, max(sizes, default=0), lines)


async def greeting_read(ask: Ask, relay: RelayAddress) -> None:
    """Wait for the server's first word. Raises RelayUnavailable."""
    reply = await ask(None)
    if reply.code != GREETING:
        raise RelayUnavailable(
            f"The mail server {relay.where} refused the connection: {reply.line()}", reply.code
        )


async def hello(ask: Ask, relay: RelayAddress) -> Extensions:
    """EHLO, or HELO where the server knows nothing else. Raises RelayUnavailable."""
    name = relay.helo if _EHLO_NAME.fullmatch(relay.helo) else "localhost"
    reply = await ask(f"EHLO {name}")
    if reply.positive:
        return extensions_of(reply)
    reply = await ask(f"HELO {name}")
    if reply.positive:
        return Extensions()
    raise RelayUnavailable(
        f"The mail server {relay.where} did not complete the greeting: {reply.line()}", reply.code
    )


async def login(ask: Ask, relay: RelayAddress, offered: Extensions) -> None:
    """AUTH PLAIN or LOGIN (RFC 4954, 4616). Raises RelayUnavailable: the letters are fine, and wait."""
    if "PLAIN" in offered.auth:
        token = b64encode(f"\0{relay.username}\0{relay.password}".encode()).decode()
        reply = await ask(f"AUTH PLAIN {token}")
    elif "LOGIN" in offered.auth:
        reply = await ask("AUTH LOGIN")
        for secret in (relay.username, relay.password):
            if reply.code == GO_ON:
                reply = await ask(b64encode(secret.encode()).decode())
    else:
        raise RelayUnavailable(
            f"The mail server {relay.where} does not offer what its settings ask for: a log-in "
            "by user name and password."
        )
    if not reply.positive:
        raise RelayUnavailable("The relay refused the user name or password.", reply.code)
