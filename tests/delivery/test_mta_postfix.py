"""The log and the queue of a real Postfix."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from config.services.processes import free_port
from delivery.mta import Fate, mta_fates
from tests.faults.postfix import Postfix, postfix_or_skip
from tests.faults.waiting import wait_until


@pytest.fixture(params=["no", "yes"], ids=["short queue ids", "long queue ids"])
def postfix(request: pytest.FixtureRequest) -> Iterator[Postfix]:
    """Its relay is not there, so what it takes stays in the queue."""
    with postfix_or_skip(relay_port=free_port(), changes={"enable_long_queue_ids": request.param}) as running:
        yield running


@pytest.fixture
def started() -> datetime:
    return datetime.now(UTC)


def letter(name: str) -> bytes:
    """Longer than what Postfix's daemons keep to themselves before they pass it on."""
    return f"Message-ID: <{name}@seehof.example>\r\nSubject: Spring\r\n\r\n".encode() + b"Hello\r\n" * 5000


def begin(smtp: smtplib.SMTP, postfix: Postfix, name: str) -> None:
    """Send all of a letter but its end."""
    smtp.mail("b@b.example")
    smtp.rcpt(f"{name}@e.example")
    smtp.docmd("data")
    smtp.send(letter(name))
    wait_until(lambda: f"<{name}@" in postfix.log_path.read_text(), "the header to be logged", seconds=20)


@pytest.fixture
def smtp(postfix: Postfix) -> Iterator[smtplib.SMTP]:
    client = smtplib.SMTP("127.0.0.1", postfix.port, timeout=20)
    client.sendmail("b@b.example", ["taken@e.example"], letter("taken"))
    yield client
    client.close()


def fates(postfix: Postfix, since: datetime, *names: str) -> dict[str, Fate]:
    found = mta_fates(
        log_path=str(postfix.log_path),
        queue_command=postfix.queue_command,
        message_ids=[f"<{name}@seehof.example>" for name in names],
        since=since,
    )
    return {message_id[1:].partition("@")[0]: fate for message_id, fate in found.items()}


def kinds(postfix: Postfix, since: datetime, *names: str) -> dict[str, str]:
    return {name: fate.kind.value for name, fate in fates(postfix, since, *names).items()}


def test_taken_broken_off_and_never_sent_are_told_apart(
    postfix: Postfix, started: datetime, smtp: smtplib.SMTP
) -> None:
    begin(smtp, postfix, "broken")
    assert kinds(postfix, started, "broken") == {"broken": "pending"}
    smtp.close()
    wait_until(
        lambda: "lost connection after DATA" in postfix.log_path.read_text(),
        "the end to be logged",
        seconds=20,
    )
    expected = {"taken": "taken", "broken": "absent", "never": "absent"}
    assert kinds(postfix, started, "taken", "broken", "never") == expected
    assert fates(postfix, started, "taken")["taken"].queue_id in postfix.log_path.read_text()


def test_what_was_taken_before_a_crash_is_known_after_it(
    postfix: Postfix, started: datetime, smtp: smtplib.SMTP
) -> None:
    begin(smtp, postfix, "broken")
    postfix.kill()
    postfix.start()
    expected = {"taken": "taken", "broken": "absent"}
    # Until the log tells of the new start, the letter may still be in the old one's hands.
    wait_until(
        lambda: kinds(postfix, started, "taken", "broken") == expected, "the start to be logged", seconds=20
    )
    assert kinds(postfix, started, "taken", "broken") == expected
