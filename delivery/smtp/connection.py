"""One SMTP connection as a state machine, with one envelope ahead of the letter that is on its way.

Where the server offers PIPELINING (RFC 2920), MAIL, RCPT and DATA go out in one write, and the next
letter's in the same write as this letter's last dot: a letter then costs one write and one wait. Where it
does not, each command waits for its answer. Either way a refused letter harms no other.
"""

import asyncio
import math
import ssl
from collections import deque
from collections.abc import Callable
from errno import errorcode
from os import strerror
from typing import cast

from typing_extensions import override

from delivery.content.message import OutgoingEmail
from delivery.smtp.dispatch import Dispatch, Feed, Result
from delivery.smtp.errors import CLOSING, OutcomeUnknown, RelayUnavailable, SendFailed
from delivery.smtp.greeting import Extensions, greeting_read, hello, login
from delivery.smtp.hosts import address_allowed
from delivery.smtp.relay import RelayAddress, SendResult
from delivery.smtp.replies import Reply, ReplyInvalid, ReplyReader

GO_AHEAD = 354
# After the last dot a server may still look into the letter; who hangs up sooner never learns what it said.
DOT_PATIENCE = 2
MOST_RETURNS = 2
_STAGES = ("the connection", "the sender", "the recipient", "the letter")


class SmtpConnection(asyncio.Protocol):
    """Sends what `feed` gives until it gives no more; `pump` wakes it again. `on_lost` is told its end."""

    def __init__(
        self,
        relay: RelayAddress,
        feed: Feed,
        *,
        tls: Callable[[], ssl.SSLContext],
        on_lost: Callable[["SmtpConnection"], None],
    ) -> None:
        self.relay = relay
        self.feed = feed
        self.offered = Extensions()
        self.deadline = math.inf
        self.sent = 0
        self.is_open = False
        self._tls = tls
        self._on_lost = on_lost
        self._reader = ReplyReader()
        self._early: deque[Reply] = deque()
        self._answer: asyncio.Future[Reply] | None = None
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._why = "the mail server closed it"
        # The letter whose last dot is out, and the one whose envelope is.
        self._body: Dispatch | None = None
        self._envelope: Dispatch | None = None
        self._commands: deque[bytes] = deque()
        self._stage = 0
        self._refusal: tuple[int, Reply] | None = None
        self._swallow = 0
        self._reset_first = False

    # --- Opening and closing -----------------------------------------------------------------------

    async def open(self) -> None:
        """Connect and say hello. Raises RelayUnavailable."""
        relay = self.relay
        try:
            async with asyncio.timeout(relay.timeout):
                await self._loop.create_connection(
                    lambda: self,
                    relay.host,
                    relay.port,
                    ssl=self._tls() if relay.security == "tls" else None,
                    local_addr=(relay.source_address, 0) if relay.source_address else None,
                )
                self._require_allowed()
                await self._greet()
        except ssl.SSLError as error:
            self._abort("its certificate was not accepted")
            raise RelayUnavailable(f"The relay's certificate was not accepted: {error}.") from error
        except (OSError, TimeoutError, ReplyInvalid) as error:
            self._abort("it cannot be reached")
            raise RelayUnavailable(
                f"The mail server {relay.where} cannot be reached: {self._words(error)}."
            ) from error
        except RelayUnavailable:
            self._abort("it did not let us in")
            raise
        self.is_open = True

    def _words(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"no answer within {self.relay.timeout:.0f} seconds"
        if isinstance(error, OSError) and error.errno is not None and error.errno in errorcode:
            return strerror(error.errno)
        return str(error) or type(error).__name__

    def _require_allowed(self) -> None:
        """A name that led to a mail server when it was saved may lead into our own network by now."""
        peer = cast("asyncio.Transport", self._transport).get_extra_info("peername")
        if self.relay.public_only and not address_allowed(str(peer[0]), allow_private=False):
            raise RelayUnavailable(f"The host {self.relay.host} stands in a network that must not be called.")

    async def _greet(self) -> None:
        await greeting_read(self._ask, self.relay)
        self.offered = await hello(self._ask, self.relay)
        if self.relay.security == "starttls":
            await self._start_tls()
            self.offered = await hello(self._ask, self.relay)
        if self.relay.username:
            await login(self._ask, self.relay, self.offered)

    async def _start_tls(self) -> None:
        if "STARTTLS" not in self.offered:
            raise RelayUnavailable(
                f"The mail server {self.relay.where} does not offer what its settings ask for: STARTTLS."
            )
        reply = await self._ask("STARTTLS")
        if not reply.positive or self._early or self._reader.pending:
            # Words sent before the encryption began would be taken for words of the encrypted server.
            raise RelayUnavailable(f"The mail server {self.relay.where} did not start TLS: {reply.line()}")
        plain = cast("asyncio.Transport", self._transport)
        self._transport = await self._loop.start_tls(
            plain, self, self._tls(), server_hostname=self.relay.host
        )

    async def _ask(self, line: str | None) -> Reply:
        if line is not None:
            self._write(line.encode() + b"\r\n")
        if self._early:
            return self._early.popleft()
        self._answer = self._loop.create_future()
        return await self._answer

    def close(self) -> None:
        """Say goodbye; a letter on its way is not waited for."""
        self.is_open = False
        self.deadline = math.inf
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"QUIT\r\n")
            self._transport.close()

    def overdue(self, now: float) -> None:
        """Give up a server that has not answered for too long. `now` is the loop's time."""
        if now > self.deadline:
            self._abort("the mail server did not answer in time")

    @property
    def is_idle(self) -> bool:
        """Whether no letter is on its way."""
        return self._body is None and self._envelope is None and not self._swallow

    def _abort(self, why: str) -> None:
        self._why = why
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # --- asyncio.Protocol --------------------------------------------------------------------------

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        try:
            for reply in self._reader.feed(data):
                self._on_reply(reply)
        except ReplyInvalid as said:
            self._abort(f"the mail server's answer was not understood: {said}")

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self.deadline = math.inf
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the connection was closed"))
        body, envelope, self._body, self._envelope = self._body, self._envelope, None, None
        if body is not None:
            self.feed.settled(body, OutcomeUnknown(f"No answer after the last dot: {self._why}."))
        if envelope is not None:
            self._untried(envelope, SendFailed(f"The connection ended: {self._why}."))
        self._on_lost(self)

    def _untried(self, dispatch: Dispatch, failed: SendFailed) -> None:
        """Nothing of the letter was sent. A connection that worked before says nothing about this letter."""
        dispatch.returns += 1
        if self.sent and dispatch.returns <= MOST_RETURNS:
            self.feed.give_back(dispatch)
        else:
            self.feed.settled(dispatch, failed)

    # --- Letters -----------------------------------------------------------------------------------

    def pump(self) -> None:
        """Take a letter if none is on its way."""
        if not self.is_open or not self.is_idle:
            return
        if dispatch := self._take():
            self._write(self._begin(dispatch))

    def _take(self) -> Dispatch | None:
        limit = self.relay.letters_per_connection
        if limit and self.sent + (self._body is not None) >= limit:
            return None
        while (dispatch := self.feed.take()) is not None:
            if (refused := self._cannot_carry(dispatch)) is None:
                return dispatch
            self.feed.settled(dispatch, refused)
        return None

    def _cannot_carry(self, dispatch: Dispatch) -> SendFailed | None:
        limit = self.offered.size_limit
        if limit and len(dispatch.wire) > limit:
            return SendFailed(
                f"The letter is larger than the {limit:,} bytes that the mail server takes.",
                552, permanent=True, about_recipient=False,
            )  # fmt: skip
        if dispatch.email.utf8 and "SMTPUTF8" not in self.offered:
            return SendFailed(
                "The mail server does not carry addresses that are not ASCII.",
                553, permanent=True, about_recipient=False,
            )  # fmt: skip
        return None

    def _begin(self, dispatch: Dispatch) -> bytes:
        """The letter's envelope: all of it, or its first command where the server wants them one by one."""
        commands = envelope_commands(dispatch.email)
        self._stage = 1
        if self._reset_first:
            commands.insert(0, b"RSET\r\n")
            self._stage, self._reset_first = 0, False
        self._envelope, self._refusal = dispatch, None
        if "PIPELINING" in self.offered:
            return b"".join(commands)
        self._commands = deque(commands)
        return self._commands.popleft()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)
        self.deadline = self._loop.time() + self.relay.timeout

    def _on_reply(self, reply: Reply) -> None:
        if not self.is_open:
            self._greeting_reply(reply)
        elif self._swallow:
            self._swallow -= 1
            self._next_or_rest()
        elif self._body is not None:
            self._body_reply(self._body, reply)
        elif self._envelope is not None:
            self._envelope_reply(self._envelope, reply)
        else:
            self._abort(f"the mail server said {reply.code} {reply.line()}")

    def _greeting_reply(self, reply: Reply) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(reply)
        else:
            self._early.append(reply)

    def _envelope_reply(self, dispatch: Dispatch, reply: Reply) -> None:
        stage, self._stage = self._stage, self._stage + 1
        is_last = stage == len(_STAGES) - 1
        if reply.code == CLOSING or (stage == 0 and not reply.positive):
            self._envelope = None
            if self._refusal is None:
                self._untried(dispatch, _refused(reply, stage))
            else:
                # Its refusal was said before the server had enough of us.
                first, said = self._refusal
                self.feed.settled(dispatch, _refused(said, first))
            self._abort("the mail server closed it")
            return
        good = reply.code == GO_AHEAD if is_last else reply.positive
        if not good and self._refusal is None:
            self._refusal = (stage, reply)
        if self._commands and self._refusal is None:
            self._write(self._commands.popleft())
        elif is_last or self._commands:
            self._commands.clear()
            self._envelope_done(dispatch, reply)

    def _envelope_done(self, dispatch: Dispatch, last: Reply) -> None:
        self._envelope = None
        if self._refusal is None:
            self._send_body(dispatch)
            return
        stage, reply = self._refusal
        self._reset_first = True
        if last.code == GO_AHEAD:
            # RFC 2920 3.1: the server waits for a letter that has no recipient.
            self._write(b".\r\n")
            self._swallow += 1
        self.feed.settled(dispatch, _refused(reply, stage))
        if not self._swallow:
            self._next_or_rest()

    def _send_body(self, dispatch: Dispatch) -> None:
        self._body = dispatch
        self.feed.started(dispatch)
        following = self._take() if "PIPELINING" in self.offered else None
        self._write(dispatch.wire if following is None else dispatch.wire + self._begin(following))
        self.deadline += (DOT_PATIENCE - 1) * self.relay.timeout

    def _body_reply(self, dispatch: Dispatch, reply: Reply) -> None:
        self._body = None
        self.sent += 1
        self.feed.settled(dispatch, _result(reply))
        if reply.code == CLOSING:
            self._abort("the mail server closed it")
        elif self._envelope is None:
            self._next_or_rest()
        else:
            self.deadline = self._loop.time() + self.relay.timeout

    def _next_or_rest(self) -> None:
        limit = self.relay.letters_per_connection
        if limit and self.sent >= limit:
            self.close()
        elif dispatch := self._take():
            self._write(self._begin(dispatch))
        else:
            self.deadline = math.inf


def envelope_commands(email: OutgoingEmail) -> list[bytes]:
    """MAIL, RCPT and DATA of one letter. SMTPUTF8 (RFC 6531) only for an address that needs it."""
    extra = b" BODY=8BITMIME SMTPUTF8" if email.utf8 else b""
    return [
        b"MAIL FROM:<%b>%b\r\n" % (email.sender.encode(), extra),
        b"RCPT TO:<%b>\r\n" % email.recipient.encode(),
        b"DATA\r\n",
    ]


def _refused(reply: Reply, stage: int) -> SendFailed:
    return SendFailed(
        f"The mail server refused {_STAGES[stage]}: {reply.line()}",
        reply.code,
        permanent=reply.permanent,
        about_recipient=stage > 1,
    )


def _result(reply: Reply) -> Result:
    if reply.positive:
        return SendResult(accepted=True, code=reply.code, response=reply.line())
    if reply.refusal:
        return _refused(reply, len(_STAGES) - 1)
    return OutcomeUnknown(f"The mail server's answer was not understood: {reply.code} {reply.line()}")
