"""Workers side by side, with real commits."""

import itertools
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from typing_extensions import override

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery import tasks
from delivery.content.message import OutgoingEmail
from delivery.models import Message
from delivery.services.claim import LEASE, leases_expire, messages_claim
from delivery.services.engagement import unsubscribe_record
from delivery.services.sending import mailing_send
from delivery.smtp.transport import SendResult, SmtpTransport
from tests.delivery.conftest import counts
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, OrganizationFactory
from tests.factories.delivery import mailing_started

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_send_every_letter_once(sink: Sink) -> None:
    group: Organization = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing = mailing_started(guests=200)

    def work(worker: str) -> int:
        try:
            with tenant_scope(group.pk):
                results = mailing_send(mailing_id=mailing.pk, worker=worker, clock=lambda: NOW, size=10)
            return sum(result.handed for result in results)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        handed = list(pool.map(work, ["w1", "w2"]))
    assert sum(handed) == 200
    assert min(handed) > 0
    assert sink.addresses() == sorted(f"guest{number}@example.com" for number in range(200))
    with tenant_scope(group.pk):
        assert counts(mailing, handed=200)


def test_many_unsubscribes_at_the_same_moment_leave_one_record() -> None:
    group: Organization = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing_started(guests=1)
        message = Message.objects.get()

    def leave(_: int) -> bool:
        try:
            with tenant_scope(group.pk):
                return unsubscribe_record(message_id=message.pk, now=NOW, source="one_click")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(leave, range(40))) == [True] * 40
    with tenant_scope(group.pk):
        from compliance.models import ConsentEvent, Suppression

        assert Suppression.objects.count() == 1
        assert ConsentEvent.objects.filter(granted=False).count() == 1


def test_the_beat_wakes_each_organisations_mailings(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.send_mailing, "delay", lambda **named: woken.append(named))
    expected = []
    for _ in range(2):
        group = OrganizationFactory()
        with tenant_scope(group.pk):
            mailing = mailing_started(guests=1)
        expected.append({"organization_id": group.pk, "mailing_id": mailing.pk})
    tasks.send_due_mailings()
    assert woken == expected
    for named in expected:
        tasks.send_mailing(**named)
    assert sink.addresses() == ["guest0@example.com", "guest0@example.com"]


def test_the_sweep_settles_vanished_workers_letters_and_ends_the_mailing() -> None:
    group = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing = mailing_started(guests=1)
        messages_claim(mailing_id=mailing.pk, worker="killed", now=NOW)
    tasks.sweep_leases()
    with tenant_scope(group.pk):
        assert counts(mailing, unknown=1)
        mailing.refresh_from_db()
    assert mailing.state == "done"


def test_a_worker_killed_in_mid_batch_loses_nothing_and_doubles_nothing(sink: Sink) -> None:
    """kill -9 while a letter is on the wire: what was claimed is shown as unknown, the rest is sent."""
    group: Organization = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing = mailing_started(guests=30)
    connection.close()
    pid = os.fork()
    if pid == 0:  # the worker: it dies by the test's hand, in its seventh letter
        sent = itertools.count(1)

        class Dying(SmtpTransport):
            @override
            def send(self, email: OutgoingEmail) -> SendResult:
                if next(sent) == 7:
                    os.kill(os.getpid(), signal.SIGKILL)
                return super().send(email)

        with tenant_scope(group.pk):
            mailing_send(
                mailing_id=mailing.pk, worker="killed", clock=lambda: NOW, size=10, transport_factory=Dying
            )
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    with tenant_scope(group.pk):
        assert counts(mailing, claimed=10, queued=20)
        later = NOW + LEASE + timedelta(seconds=1)
        assert leases_expire(now=later) == 10
        mailing_send(mailing_id=mailing.pk, worker="next", clock=lambda: later)
        assert counts(mailing, handed=20, unknown=10)
        mailing.refresh_from_db()
    assert mailing.state == "done"
    assert len(sink.addresses()) == 26
    assert len(set(sink.addresses())) == 26
