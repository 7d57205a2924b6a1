"""A real SMTP server on a free loopback port that keeps what it gets and refuses on demand."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from typing_extensions import override


@dataclass
class Sink:
    """Letters received, as raw bytes with CRLF, and the answers to give instead of 250."""

    rcpt_answers: dict[str, str] = field(default_factory=dict)
    data_answers: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    encrypted: int = 0
    on_rcpt: Callable[[str], None] | None = None

    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(raw)["Message-ID"]) for _, raw in self.received]

    def addresses(self) -> list[str]:
        return sorted(address for address, _ in self.received)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += session.ssl is None
        self.encrypted += session.ssl is not None
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_rcpt:
            self.on_rcpt(address)
        if answer := self.rcpt_answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        if answer := self.data_answers.get(address):
            return answer
        content = envelope.original_content
        assert isinstance(content, bytes)
        self.received.append((address, content))
        self.senders.append(str(envelope.mail_from))
        return f"250 2.0.0 OK queued as Q{len(self.received)}"


class _AnyPort(Controller):
    """Binds port 0 and then knows which port it got."""

    @override
    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = int(server.sockets[0].getsockname()[1])
        super()._trigger_server()


class RunningSink:
    """Starts a sink in its own thread; use as a context manager."""

    def __init__(
        self, sink: Sink, *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None
    ) -> None:
        def authenticate(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
        ) -> AuthResult:
            right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == login
            return AuthResult(success=right, handled=False)

        options: dict[str, Any] = {}
        if tls:
            options |= {"tls_context": tls, "require_starttls": True}
        if login:
            options |= {"authenticator": authenticate, "auth_require_tls": bool(tls)}
        self.sink = sink
        self.controller = _AnyPort(
            sink, hostname="127.0.0.1", port=0, server_hostname="sink.example", **options
        )

    def __enter__(self) -> Self:
        self.controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.controller.stop()

    @property
    def port(self) -> int:
        return int(self.controller.port)


class ScriptedServer:
    """A one-thread server that plays fixed lines, for the cases no well-bred server shows."""

    def __init__(self, play: Callable[[Any], None]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        self._play = play
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rwb") as stream:
                self._play(stream)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)
