"""`kill -9` of a real worker process at each point of a letter's way, by name."""

import itertools
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.models import Mailing
from delivery.selectors.mailings import mailing_counts
from delivery.services import run
from delivery.services.desk import Desk
from delivery.services.letters import MailingLetters
from delivery.services.sending import mailing_send
from delivery.smtp.journal import Journal
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, OrganizationFactory
from tests.factories.delivery import mailing_started

pytestmark = pytest.mark.django_db(transaction=True)
GUESTS = 60
# Each open connection may have one letter whose answer nobody heard.
CONNECTIONS = 4


@dataclass(frozen=True)
class Point:
    """The worker dies `when` the `call`th call of a function begins or has ended."""

    owner: Any
    function: str
    when: Literal["before", "after"]
    call: int = 1

    def arm(self) -> None:
        """Called in the worker's own process, which nothing but the kill ends."""
        function: Callable[..., Any] = getattr(self.owner, self.function)
        calls = itertools.count(1)

        def dying(*given: Any, **named: Any) -> Any:
            is_last = next(calls) == self.call
            if is_last and self.when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            answer = function(*given, **named)
            if is_last:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(self.owner, self.function, dying)


POINTS = {
    "before the first claim": Point(run, "messages_claim", "before"),
    "after the claim is committed": Point(run, "messages_claim", "after"),
    "as letters are put on the desk": Point(Desk, "add", "before"),
    "before a letter is built": Point(MailingLetters, "build", "before", 5),
    "after a letter is built": Point(MailingLetters, "build", "after", 5),
    "before the journal knows that a letter leaves": Point(Desk, "started", "before", 7),
    "after the journal knows that a letter leaves": Point(Desk, "started", "after", 7),
    "before the journal knows the answer": Point(Desk, "settled", "before", 7),
    "after the journal knows the answer": Point(Desk, "settled", "after", 7),
    "before results are written to the ledger": Point(run, "outcomes_record", "before"),
    "after results are written to the ledger": Point(run, "outcomes_record", "after"),
    "before what is left goes back": Point(run.Run, "_put_back", "before"),
    "before the journal is closed": Point(Journal, "__exit__", "before"),
    "after the journal is closed": Point(Journal, "__exit__", "after"),
}


def killed_at(point: Point, group: Organization, mailing: Mailing) -> int:
    """Let a forked worker send until it dies; returns how its process ended."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        point.arm()
        with tenant_scope(group.pk):
            mailing_send(mailing_id=mailing.pk, worker="killed", clock=lambda: NOW)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


@pytest.mark.parametrize("name", POINTS)
def test_a_worker_killed_loses_nothing_and_doubles_nothing(name: str, sink: Sink) -> None:
    group: Organization = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing = mailing_started(guests=GUESTS)
    assert killed_at(POINTS[name], group, mailing) == signal.SIGKILL
    with tenant_scope(group.pk):
        assert sum(mailing_counts([mailing.pk])[mailing.pk].values()) == GUESTS
        mailing_send(mailing_id=mailing.pk, worker="next", clock=lambda: NOW)
        known = mailing_counts([mailing.pk])[mailing.pk]
        mailing.refresh_from_db()
    arrived = sink.addresses()
    assert known["handed"] + known["unknown"] == GUESTS
    assert known["unknown"] <= CONNECTIONS
    assert mailing.state == "done"
    assert len(arrived) == len(set(arrived))
    assert known["handed"] <= len(arrived) <= GUESTS
