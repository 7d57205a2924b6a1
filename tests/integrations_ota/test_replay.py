"""Stored messages through today's parser: what differs is shown, nothing is written."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from contacts.models import Stay
from integrations_ota.models import Connection, RawMessage, Reservation
from integrations_ota.services.pull import connection_pull


@pytest.fixture
def pulled(alpinebits: Connection, now: Any) -> Connection:
    connection_pull(connection_id=alpinebits.pk, now=now)
    return alpinebits


def replay(*arguments: str) -> tuple[list[Any], str]:
    out, err = StringIO(), StringIO()
    call_command("ota_replay", "--org", "alpenblick", "--json", *arguments, stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue().strip()


def test_the_parser_that_stored_them_finds_no_difference(pulled: Connection) -> None:
    rows, said = replay()
    count = RawMessage.objects.exclude(body="").count()
    assert (rows, said) == ([], f"{count} messages read again, 0 differ; 0 are empty and cannot be.")


def test_what_reads_otherwise_now_is_shown_and_not_written(pulled: Connection) -> None:
    known = Reservation.objects.filter(status="booked").exclude(details={}).earliest("pk")
    old = dict(known.details)
    known.details = {**old, "adults": 99}
    known.save()
    stays = list(Stay.objects.order_by("pk").values())
    rows, _ = replay("--connection", str(pulled.pk))
    assert [(row["reservation"], row["fields"]) for row in rows] == [
        (known.ota_reservation_id, {"adults": [99, old["adults"]]})
    ]
    known.refresh_from_db()
    assert (known.details["adults"], list(Stay.objects.order_by("pk").values())) == (99, stays)


def test_what_was_set_aside_and_can_be_read_now_is_named(pulled: Connection) -> None:
    good = RawMessage.objects.filter(state="applied").earliest("pk")
    RawMessage.objects.filter(pk=good.pk).update(state="quarantined")
    rows, _ = replay()
    assert [(row["message"], row["what"]) for row in rows] == [
        (good.message_key, "was set aside and can be read now")
    ]


def test_what_cannot_be_read_any_more_says_why(pulled: Connection) -> None:
    good = RawMessage.objects.filter(state="applied").earliest("pk")
    RawMessage.objects.filter(pk=good.pk).update(body="<HotelReservation/>")
    rows, _ = replay()
    assert [row["message"] for row in rows] == [good.message_key]
    assert rows[0]["what"].startswith("cannot be read now: ")


def test_emptied_messages_are_counted_and_left_alone(pulled: Connection) -> None:
    RawMessage.objects.update(body="")
    rows, said = replay()
    count = RawMessage.objects.count()
    assert (rows, said) == ([], f"0 messages read again, 0 differ; {count} are empty and cannot be.")
