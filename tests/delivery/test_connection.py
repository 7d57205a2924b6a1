"""The connection against servers that lie, hang, split their words or take one letter only."""

import asyncio
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from delivery.content.message import OutgoingEmail
from delivery.smtp.dispatch import Dispatch, Result
from delivery.smtp.errors import OutcomeUnknown, RelayUnavailable, SendFailed
from delivery.smtp.pool import ConnectionPool
from delivery.smtp.relay import RelayAddress, SendResult
from tests.delivery.letters import email

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Letters:
    """A feed that ends the pool once everything is settled or back."""

    waiting: deque[Dispatch]
    pool: ConnectionPool | None = None
    results: dict[str, Result] = field(default_factory=dict)
    started_ones: list[str] = field(default_factory=list)
    total: int = 0

    def take(self) -> Dispatch | None:
        return self.waiting.popleft() if self.waiting else None

    def give_back(self, dispatch: Dispatch) -> None:
        self.waiting.append(dispatch)

    def started(self, dispatch: Dispatch) -> None:
        self.started_ones.append(dispatch.email.recipient)

    def settled(self, dispatch: Dispatch, result: Result) -> None:
        self.results[dispatch.email.recipient] = result
        if len(self.results) == self.total and self.pool is not None:
            self.pool.stop()


@dataclass
class Server:
    """A server that speaks `words`, and what it heard."""

    offers: tuple[str, ...] = ("PIPELINING",)
    answers: dict[str, str] = field(default_factory=dict)
    byte_by_byte: bool = False
    hang_up_after: int = 0
    letters: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    mails_from: list[str] = field(default_factory=list)
    connections: int = 0

    async def __call__(  # noqa: C901 - a dialogue, told in one piece
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self.say(writer, "220 sink.example")
        recipient, taken = "", 0
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line.partition(":")[0])
            verb = line.split()[0].upper()
            if verb == "EHLO":
                lines = ["sink.example", *self.offers]
                for number, name in enumerate(lines):
                    self.say(writer, f"250{' ' if number == len(lines) - 1 else '-'}{name}")
            elif verb == "MAIL":
                self.mails_from.append(line)
                self.say(writer, self.answers.get("MAIL", "250 ok"))
            elif verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say(writer, self.answers.get(recipient, "250 ok"))
            elif verb == "DATA":
                refused = self.answers.get(recipient, "250 ok")[0] != "2" and "354" not in self.answers
                self.say(writer, "554 no valid recipients" if refused else "354 go")
                if not refused:
                    body = [part async for part in until_dot(reader)]
                    taken += 1
                    if self.hang_up_after and taken >= self.hang_up_after:
                        writer.close()
                        return
                    if body:
                        self.letters.append(recipient)
                    self.say(writer, self.answers.get("DOT", "250 queued as Q1") if body else "554 nobody")
            elif verb == "QUIT":
                break
            else:
                self.say(writer, "250 ok")
            await writer.drain()
        writer.close()

    def say(self, writer: asyncio.StreamWriter, words: str) -> None:
        data = words.encode() + b"\r\n"
        for piece in [bytes([each]) for each in data] if self.byte_by_byte else [data]:
            writer.write(piece)


async def until_dot(reader: asyncio.StreamReader) -> Any:
    while (line := await reader.readline()) not in (b".\r\n", b""):
        yield line


def send(play: Play, *recipients: str, size: int = 1, made: Callable[[str], OutgoingEmail] | None = None,
         **relay: Any) -> tuple[Letters, ConnectionPool]:  # fmt: skip
    """Send a letter to each recipient, and wait until all is settled or the relay is given up."""

    async def run() -> tuple[Letters, ConnectionPool]:
        server = await asyncio.start_server(play, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        build = made or (lambda to: email(to=to))
        feed = Letters(deque(Dispatch.of(None, build(to)) for to in recipients), total=len(recipients))
        options: dict[str, Any] = {"timeout": 2.0, "helo": "mail.example"} | relay
        address = RelayAddress("127.0.0.1", port, **options)
        feed.pool = ConnectionPool(address, feed, size=size, tls=ssl.create_default_context())
        async with asyncio.timeout(30):
            await feed.pool.run()
        server.close()
        return feed, feed.pool

    return asyncio.run(run())


PEOPLE = tuple(f"g{number}@example.com" for number in range(12))


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize("byte_by_byte", [False, True])
def test_every_letter_arrives_once_however_the_server_speaks(
    offers: tuple[str, ...], byte_by_byte: bool
) -> None:
    server = Server(offers=offers, byte_by_byte=byte_by_byte)
    feed, _ = send(server, *PEOPLE, size=3)
    assert sorted(server.letters) == sorted(PEOPLE)
    assert {type(result) for result in feed.results.values()} == {SendResult}


def test_with_pipelining_the_next_envelope_goes_with_the_last_dot() -> None:
    server = Server()
    send(server, *PEOPLE[:3])
    assert server.commands == ["EHLO mail.example", *["MAIL FROM", "RCPT TO", "DATA"] * 3, "QUIT"]


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize("goes_ahead", [False, True], ids=["DATA refused", "DATA accepted all the same"])
def test_a_refused_recipient_gets_no_letter_and_harms_no_other(
    offers: tuple[str, ...], goes_ahead: bool
) -> None:
    """RFC 2920 3.1: a server that says 354 though no recipient is left gets a lone dot, never the letter."""
    answers = {PEOPLE[1]: "550 5.1.1 no such user"} | ({"354": "yes"} if goes_ahead else {})
    server = Server(offers=offers, answers=answers)
    feed, _ = send(server, *PEOPLE[:4])
    refused = feed.results[PEOPLE[1]]
    assert isinstance(refused, SendFailed)
    assert (refused.code, refused.permanent, refused.about_recipient) == (550, True, True)
    assert sorted(server.letters) == sorted(set(PEOPLE[:4]) - {PEOPLE[1]})
    assert PEOPLE[1] not in feed.started_ones


def test_a_refused_sender_is_not_the_recipients_fault() -> None:
    feed, _ = send(Server(answers={"MAIL": "550 5.7.1 not you"}), PEOPLE[0])
    result = feed.results[PEOPLE[0]]
    assert isinstance(result, SendFailed)
    assert (result.permanent, result.about_recipient) == (True, False)


def test_a_connection_that_ends_after_the_dot_leaves_one_in_doubt_and_the_rest_goes_on() -> None:
    server = Server(hang_up_after=3)
    feed, _ = send(server, *PEOPLE[:8])
    unknown = [to for to, result in feed.results.items() if isinstance(result, OutcomeUnknown)]
    assert len(unknown) == 2
    assert sorted([*server.letters, *unknown]) == sorted(PEOPLE[:8])


def test_a_server_that_takes_few_letters_a_connection_is_called_again() -> None:
    server = Server()
    feed, _ = send(server, *PEOPLE, letters_per_connection=5)
    assert sorted(server.letters) == sorted(PEOPLE)
    assert server.connections == 3
    assert len(feed.results) == 12


def test_a_server_that_closes_each_connection_is_given_up_and_no_letter_is_tried() -> None:
    async def closes(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"421 too busy\r\n")
        writer.close()

    feed, pool = send(closes, *PEOPLE[:3])
    assert isinstance(pool.failure, RelayUnavailable)
    assert "421" in str(pool.failure) or "too busy" in pool.failure.reason
    assert feed.results == {}
    assert len(feed.waiting) == 3


def test_a_server_that_hangs_in_the_greeting_is_given_up() -> None:
    async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    feed, pool = send(hangs, PEOPLE[0], timeout=0.5)
    assert isinstance(pool.failure, RelayUnavailable)
    assert feed.results == {}


def test_a_server_that_hangs_after_the_dot_leaves_the_letter_in_doubt() -> None:
    class Hangs(Server):
        def say(self, writer: asyncio.StreamWriter, words: str) -> None:
            if not words.startswith("250 queued"):
                super().say(writer, words)

    feed, _ = send(Hangs(), PEOPLE[0], timeout=0.5)
    result = feed.results[PEOPLE[0]]
    assert isinstance(result, OutcomeUnknown)
    assert "did not answer in time" in result.reason


def test_an_address_beyond_ascii_goes_only_where_it_is_carried() -> None:
    to = "zoë@example.com"
    carries = Server(offers=("PIPELINING", "8BITMIME", "SMTPUTF8"))
    feed, _ = send(carries, to)
    assert isinstance(feed.results[to], SendResult)
    assert carries.mails_from[0].endswith(" BODY=8BITMIME SMTPUTF8")
    feed, _ = send(Server(), to, PEOPLE[0])
    refused = feed.results[to]
    assert isinstance(refused, SendFailed)
    assert (refused.permanent, refused.about_recipient) == (True, False)
    assert isinstance(feed.results[PEOPLE[0]], SendResult)


def test_a_letter_larger_than_the_server_takes_is_not_sent() -> None:
    server = Server(offers=("PIPELINING", "SIZE 100"))
    feed, _ = send(server, PEOPLE[0])
    result = feed.results[PEOPLE[0]]
    assert isinstance(result, SendFailed)
    assert (result.code, result.about_recipient) == (552, False)
    assert server.letters == []


def test_a_customers_relay_must_not_lead_into_our_own_network() -> None:
    server = Server()
    _, pool = send(server, PEOPLE[0], public_only=True)
    assert isinstance(pool.failure, RelayUnavailable)
    assert server.commands == []
