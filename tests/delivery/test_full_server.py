"""A mail server without room refuses every letter and soon has enough of us: no letter is to blame."""

import asyncio
from dataclasses import dataclass

import pytest

from delivery.services.outcome import ATTEMPTS, outcome_refused
from delivery.smtp.errors import SendFailed
from delivery.types import MessageState
from tests.delivery.test_connection import PEOPLE, send
from tests.factories.accounts import NOW


@dataclass(frozen=True)
class Row:
    id: int
    attempt: int


async def full(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What Postfix says when its disk is full."""
    answers = {
        b"EHLO": b"250-sink.example\r\n250 PIPELINING\r\n",
        b"MAIL": b"452 4.3.1 Insufficient system storage\r\n",
        b"RCPT": b"503 5.5.1 Error: need MAIL command\r\n",
        b"DATA": b"421 4.7.0 sink.example Error: too many errors\r\n",
    }
    writer.write(b"220 sink.example\r\n")
    while line := await reader.readline():
        writer.write(answers.get(line[:4], b"250 ok\r\n"))
        if line.startswith(b"DATA"):
            break
    writer.close()


def test_the_first_refusal_is_the_letters_and_no_provider_is_blamed() -> None:
    result = send(full, PEOPLE[0])[0].results[PEOPLE[0]]
    assert isinstance(result, SendFailed)
    assert (result.code, result.about_recipient, result.is_push_back) == (452, False, False)


@pytest.mark.parametrize("attempt", [1, ATTEMPTS])
def test_a_refused_sender_costs_the_letter_no_attempt(attempt: int) -> None:
    refused = SendFailed("Insufficient system storage", 452, about_recipient=False)
    outcome = outcome_refused(Row(1, attempt), refused, NOW)
    assert not outcome.tried
    assert outcome.state == (MessageState.QUEUED if attempt == 1 else MessageState.DEFERRED)
    assert outcome.due_at is not None
    assert outcome.due_at > NOW


def test_a_refused_recipient_is_given_up_in_the_end() -> None:
    refused = SendFailed("Mailbox busy", 450)
    assert outcome_refused(Row(1, ATTEMPTS), refused, NOW).state == MessageState.FAILED
