"""Workers side by side, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery import tasks
from delivery.models import Message
from delivery.services.claim import messages_claim
from delivery.services.engagement import unsubscribe_record
from delivery.services.sending import mailing_send
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
                return mailing_send(mailing_id=mailing.pk, worker=worker, clock=lambda: NOW).handed
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        handed = list(pool.map(work, ["w1", "w2"]))
    assert sum(handed) == 200
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


def test_the_beat_wakes_each_organisations_mailings(
    sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[dict[str, int]] = []
    settings.BELLHOP_SENDERS = 1
    monkeypatch.setattr(tasks.send_mailing, "apply_async", lambda kwargs, **_: woken.append(kwargs))
    expected = []
    for _ in range(2):
        group = OrganizationFactory()
        with tenant_scope(group.pk):
            mailing = mailing_started(guests=1)
        expected.append({"organization_id": group.pk, "mailing_id": mailing.pk})
    tasks.send_due_mailings()
    # Tests that commit may have left mailings of other groups.
    assert [named for named in woken if named in expected] == expected
    for named in expected:
        tasks.send_mailing(**named)
    assert sink.addresses() == ["guest0@example.com", "guest0@example.com"]


def test_the_sweep_settles_vanished_workers_letters_and_ends_the_mailing(settings: Any) -> None:
    group = OrganizationFactory()
    with tenant_scope(group.pk):
        mailing = mailing_started(guests=1)
        messages_claim(mailing_id=mailing.pk, worker=f"{settings.BELLHOP_HOST}:1:killed", now=NOW)
    tasks.sweep_leases()
    with tenant_scope(group.pk):
        assert counts(mailing, unknown=1)
        mailing.refresh_from_db()
    assert mailing.state == "done"
