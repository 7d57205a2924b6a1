"""SMTP on a kept connection, one letter after another.

A connection that dropped is opened anew as long as the letter's data was not sent. Once the
last dot is out and no answer comes, the letter's fate is unknown and said to be so.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self, TypeAlias

from delivery.content.message import OutgoingEmail
from delivery.smtp.errors import OutcomeUnknown, RelayUnavailable, SendFailed

Security: TypeAlias = Literal["none", "starttls", "tls"]

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
SMTP_OK = 250
SMTP_FORWARDED = 251
SMTP_GO_AHEAD = 354
SMTP_CLOSING = 421
_PERMANENT = range(500, 600)
_ACCEPTED = range(200, 300)
_REFUSALS = range(400, 600)


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """Where to hand letters over. `timeout` in seconds, for each answer."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    security: Security = "none"
    timeout: float = 60.0
    helo: str = ""
    source_address: str = ""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The server's answer to the last dot; `response` often holds its queue id."""

    accepted: bool
    code: int
    response: str


class Transport(Protocol):
    """Hands one letter over. Raises SendFailed or OutcomeUnknown."""

    def send(self, email: OutgoingEmail) -> SendResult:
        """Hand a letter to the next server."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...


TransportFactory: TypeAlias = Callable[[RelayAddress], Transport]


class SmtpTransport:
    """One SMTP connection, kept for as many letters as the server likes. Not for two threads."""

    def __init__(self, relay: RelayAddress, *, tls: ssl.SSLContext | None = None) -> None:
        self.relay = relay
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, email: OutgoingEmail) -> SendResult:
        """Hand a letter over, opening or reopening the connection where needed."""
        kept = self._smtp is not None
        try:
            return self._transaction(self._connected(), email)
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as error:
            self._drop()
            if not kept:
                raise SendFailed(
                    f"The mail server closed the connection: {_words(error)}.", SMTP_CLOSING
                ) from error
        # A kept connection may have idled out; nothing of this letter was taken yet.
        try:
            return self._transaction(self._connected(), email)
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as error:
            self._drop()
            raise SendFailed(
                f"The mail server closed the connection: {_words(error)}.", SMTP_CLOSING
            ) from error

    def close(self) -> None:
        """Say goodbye; a server that is gone already is no error."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._open()
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        relay = self.relay
        where = f"{relay.host}:{relay.port}"
        try:
            if relay.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    relay.host, relay.port, relay.helo or None, timeout=relay.timeout, context=self._context()
                )
            else:
                smtp = smtplib.SMTP(relay.host, relay.port, relay.helo or None, timeout=relay.timeout)
        except smtplib.SMTPConnectError as error:
            raise RelayUnavailable(
                f"The mail server {where} refused the connection.", error.smtp_code
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise RelayUnavailable(f"The mail server {where} cannot be reached: {_words(error)}.") from error
        try:
            self._greet(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        relay = self.relay
        try:
            smtp.ehlo_or_helo_if_needed()
            if relay.security == "starttls":
                smtp.starttls(context=self._context())
                smtp.ehlo()
            if relay.username:
                smtp.login(relay.username, relay.password)
        except smtplib.SMTPAuthenticationError as error:
            # The letter itself is fine: it waits until the relay's password is mended.
            raise RelayUnavailable("The relay refused the user name or password.", error.smtp_code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RelayUnavailable(
                f"The relay does not offer what its settings ask for: {_words(error)}."
            ) from error
        except ssl.SSLError as error:
            raise RelayUnavailable(f"The relay's certificate was not accepted: {_words(error)}.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise RelayUnavailable(
                f"The mail server did not complete the greeting: {_words(error)}."
            ) from error

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def _transaction(self, smtp: smtplib.SMTP, email: OutgoingEmail) -> SendResult:
        code, answer = smtp.mail(email.sender)
        if code != SMTP_OK:
            raise self._refused(smtp, "the sender", code, answer)
        code, answer = smtp.rcpt(email.recipient)
        if code not in (SMTP_OK, SMTP_FORWARDED):
            raise self._refused(smtp, "the recipient", code, answer)
        smtp.putcmd("data")
        code, answer = smtp.getreply()
        if code != SMTP_GO_AHEAD:
            raise self._refused(smtp, "the letter", code, answer)
        return self._content(smtp, email)

    def _content(self, smtp: smtplib.SMTP, email: OutgoingEmail) -> SendResult:
        try:
            smtp.send(wire_bytes(email))
        except (smtplib.SMTPException, OSError) as error:
            # Not all was handed to the kernel, so the last dot surely never left.
            self._drop()
            raise SendFailed(f"The connection broke while sending: {_words(error)}.", SMTP_CLOSING) from error
        try:
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise OutcomeUnknown(
                f"The connection ended before the mail server answered: {_words(error)}."
            ) from error
        if code in _REFUSALS:
            raise self._refused(smtp, "the letter", code, answer)
        if code not in _ACCEPTED:
            self._drop()
            raise OutcomeUnknown(f"The mail server's answer was not understood: {_decoded(answer)}")
        return SendResult(accepted=True, code=code, response=_decoded(answer))

    def _refused(self, smtp: smtplib.SMTP, what: str, code: int, answer: bytes) -> SendFailed:
        if code == SMTP_CLOSING or code not in _REFUSALS:
            self._drop()
        else:
            self._reset(smtp)
        return SendFailed(
            f"The mail server refused {what}: {_decoded(answer)}",
            code,
            permanent=code in _PERMANENT,
            about_recipient=what != "the sender",
        )

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()


def wire_bytes(email: OutgoingEmail) -> bytes:
    """The letter as sent after DATA: CRLF only, dots stuffed, end of data at the end.

    A bare CR or LF would let a server see the end of data where there is none (SMTP smuggling).
    """
    data = _BARE_LINE_END.sub(b"\r\n", email.as_bytes())
    if b"\r\n." in data or data.startswith(b"."):
        data = re.sub(rb"(?m)^\.", b"..", data)
    return data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n")


def _decoded(answer: bytes) -> str:
    return " ".join(answer.decode("utf-8", "replace").split())[:500]


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
