"""Bad days of a channel: a clear error, nothing lost, and the rest goes on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database

from accounts.models import Hotel
from contacts.models import Guest, Stay
from integrations_ota.adapters.errors import Unavailable
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import AckItem, AckResult, Conn, Cursor, PullBatch
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.errors import ConnectionBusy
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage, Reservation
from integrations_ota.services import pull
from integrations_ota.services.acknowledge import acknowledgements_send
from integrations_ota.services.pull import connection_pull
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox


def failed_pull(connection: Connection, now: datetime) -> str:
    """Pull, expect nothing applied, and return the sentence that is shown to the hotel."""
    outcome = connection_pull(connection_id=connection.pk, now=now)
    connection.refresh_from_db()
    assert outcome.error == connection.last_error != ""
    assert (connection.consecutive_failures, connection.lease_until) == (1, None)
    assert connection.next_pull_at > now
    assert Stay.objects.count() == 0
    return outcome.error


def healed_pull(connection: Connection, sandbox: Sandbox, now: datetime) -> None:
    """After the fault is gone everything arrives: nothing was lost."""
    sandbox.heal()
    outcome = connection_pull(connection_id=connection.pk, now=now + timedelta(hours=1))
    connection.refresh_from_db()
    assert (outcome.error, connection.last_error, connection.consecutive_failures) == ("", "", 0)
    assert Stay.objects.count() == sandbox.reservations_of(connection)


def test_an_unreachable_channel_is_reported_and_tried_again_later(
    in_a: Any, local: None, now: datetime
) -> None:
    connection = ConnectionFactory(base_url="http://127.0.0.1:9/alpinebits")
    assert failed_pull(connection, now).startswith("The channel cannot be reached.")


def test_malformed_xml_is_kept_and_named(alpinebits: Connection, sandbox: Sandbox, now: datetime) -> None:
    sandbox.fail("malformed_xml")
    assert failed_pull(alpinebits, now).startswith("The channel sent a document that cannot be read as XML")
    kept = RawMessage.objects.get()
    assert (kept.state, kept.stream) == ("quarantined", "document")
    assert kept.body.startswith('<?xml version="1.0"?><OTA_ResRetrieveRS>')
    healed_pull(alpinebits, sandbox, now)
    assert ChannelIssue.objects.filter(kind="malformed", subject="document", resolved_at=None).count() == 0


def test_broken_json_is_kept_and_named(channex: Connection, sandbox: Sandbox, now: datetime) -> None:
    sandbox.fail("malformed_xml")
    assert failed_pull(channex, now) == "The channel sent a document that cannot be read as JSON."
    healed_pull(channex, sandbox, now)


def test_an_external_entity_is_refused_and_reads_no_file(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.fail("xxe")
    assert "declares a document type, which is refused" in failed_pull(alpinebits, now)
    healed_pull(alpinebits, sandbox, now)


def test_a_body_of_200_mb_is_cut_off(alpinebits: Connection, sandbox: Sandbox, now: datetime) -> None:
    sandbox.fail("body_200mb")
    assert failed_pull(alpinebits, now).startswith("The channel sent more than 20 MB in one answer")
    healed_pull(alpinebits, sandbox, now)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("http_500", "The channel has a fault of its own (HTTP 500)."),
        ("auth_401", "The channel refused the log-in of this connection."),
        ("throttle_429", "The channel asks us to call less often"),
        ("truncated", "The channel broke off its answer."),
        ("html_200", "The channel sent a document that cannot be read as XML"),
    ],
)
def test_each_fault_has_its_sentence_and_heals(
    fault: str, words: str, alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.fail(fault)
    assert failed_pull(alpinebits, now).startswith(words)
    healed_pull(alpinebits, sandbox, now)


def test_three_refused_log_ins_disable_the_connection(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.fail("auth_401")
    for minute in range(3):
        connection_pull(connection_id=alpinebits.pk, now=now + timedelta(minutes=minute))
    alpinebits.refresh_from_db()
    assert (alpinebits.status, alpinebits.consecutive_failures) == ("disabled", 3)


def test_an_unknown_room_keeps_the_stay_and_opens_an_issue(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    for code in ("MERAN", "BREGENZ", "KONSTANZ"):
        connection_pull(connection_id=connect(sandbox, hotel_a, "channex", code).pk, now=now)
    issue = ChannelIssue.objects.get(kind="unmapped_room")
    reservation = Reservation.objects.select_related("stay").get(ota_reservation_id=issue.subject)
    assert reservation.stay is not None
    assert (reservation.stay.status, reservation.stay.room_name) == ("booked", "")
    assert Stay.objects.filter(room_name="").count() == 1


def test_a_reservation_without_a_guest_keeps_the_stay(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    for code in ("MERAN", "BREGENZ", "KONSTANZ"):
        connection_pull(connection_id=connect(sandbox, hotel_a, "alpinebits", code).pk, now=now)
    issue = ChannelIssue.objects.get(kind="no_guest")
    assert list(Stay.objects.filter(guest=None).values_list("reservation_code", flat=True)) == [issue.subject]


def test_an_address_with_line_breaks_never_becomes_a_guests_address(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    for code in ("MERAN", "BREGENZ", "KONSTANZ"):
        connection_pull(connection_id=connect(sandbox, hotel_a, "alpinebits", code).pk, now=now)
    issue = ChannelIssue.objects.select_related("raw_message").get(kind="invalid_address")
    assert issue.raw_message is not None
    assert "Bcc: someone@example.net" in issue.raw_message.body
    for email in Guest.objects.values_list("email", flat=True):
        assert "\n" not in email
        assert "\r" not in email
    assert Guest.objects.filter(email="someone@example.net").count() == 0


def test_a_receipt_the_channel_did_not_take_is_sent_again(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.fail("ack_500")
    outcome = connection_pull(connection_id=alpinebits.pk, now=now)
    assert outcome.error.startswith("The channel has a fault of its own (HTTP 500).")
    assert sandbox.summary()["acknowledged"] == 0
    stays = list(Stay.objects.order_by("pk").values())
    sandbox.heal()
    connection_pull(connection_id=alpinebits.pk, now=now + timedelta(hours=1))
    assert list(Stay.objects.order_by("pk").values()) == stays
    assert Acknowledgement.objects.filter(acked_at=None).count() == 0
    summary = sandbox.summary()
    assert summary["acknowledged"] + summary["refused"] == RawMessage.objects.count()


class NoReceipts:
    """A worker that dies after the commit, before any receipt was sent."""

    def __init__(self, http: HttpClient) -> None:
        self._real = adapter_for("alpinebits", http)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        raise SystemExit


def test_a_crash_between_commit_and_receipt_loses_nothing(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    with HttpClient(allow_private=True) as http, pytest.raises(SystemExit):
        connection_pull(connection_id=alpinebits.pk, now=now, adapter=NoReceipts(http))
    owed = Acknowledgement.objects.filter(acked_at=None).count()
    assert owed == RawMessage.objects.count()
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)
    summary = acknowledgements_send(connection_id=alpinebits.pk, now=now + timedelta(minutes=1))
    assert (summary.accepted, summary.waiting) == (owed, 0)
    taken = sandbox.summary()
    assert taken["acknowledged"] + taken["refused"] == owed


def test_messages_that_a_crash_left_unapplied_are_applied_by_the_next_pull(
    alpinebits: Connection, sandbox: Sandbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        stored = pull.raw_messages_store  # type: ignore[attr-defined]

        def store_then_die(**kwargs: Any) -> int:
            count = stored(**kwargs)
            patched.setattr(pull, "messages_apply", dies)
            return count

        patched.setattr(pull, "raw_messages_store", store_then_die)
        with pytest.raises(SystemExit):
            connection_pull(connection_id=alpinebits.pk, now=now)
    assert set(RawMessage.objects.values_list("state", flat=True)) == {"new"}
    connection_pull(connection_id=alpinebits.pk, now=now + timedelta(hours=1))
    assert RawMessage.objects.filter(state="new").count() == 0
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)


def test_two_workers_never_talk_to_one_channel_at_once(in_a: Any, now: datetime) -> None:
    busy = ConnectionFactory(lease_until=now + timedelta(minutes=1))
    with pytest.raises(ConnectionBusy):
        connection_pull(connection_id=busy.pk, now=now)


def test_a_lease_of_a_dead_worker_expires(in_a: Any, local: None, now: datetime) -> None:
    dead = ConnectionFactory(lease_until=now - timedelta(seconds=1))
    assert connection_pull(connection_id=dead.pk, now=now).error != ""


class Watched:
    """Notes whether a transaction was open during any call to the channel."""

    def __init__(self, http: HttpClient) -> None:
        self._real = adapter_for("alpinebits", http)
        self.open: list[bool] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        self.open.append(database.in_atomic_block)
        return self._real.pull_reservations(conn, cursor, limit)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        self.open.append(database.in_atomic_block)
        return self._real.acknowledge(conn, items)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_channel_is_called(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    with HttpClient(allow_private=True) as http:
        watched = Watched(http)
        connection_pull(connection_id=alpinebits.pk, now=now, adapter=watched)
    assert set(watched.open) == {False}
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)


def test_a_channel_that_loses_receipts_for_ever_does_not_hold_the_worker(
    channex: Connection, sandbox: Sandbox, now: datetime
) -> None:
    class Deaf(NoReceipts):
        def __init__(self, http: HttpClient) -> None:
            self._real = adapter_for("channex", http)

        def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
            raise Unavailable("The channel is deaf.")

    with HttpClient(allow_private=True) as http:
        outcome = connection_pull(connection_id=channex.pk, now=now, adapter=Deaf(http))
    assert outcome.error == "The channel is deaf."
    assert Stay.objects.count() == sandbox.reservations_of(channex)
    feeds = [r for r in sandbox.journal() if r["path"].endswith("/feed")]
    assert len(feeds) == 1
