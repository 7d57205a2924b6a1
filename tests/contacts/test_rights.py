"""GDPR 12, 15, 16, 18, 20, 21: what people ask about their data, by themselves and through staff."""

import csv
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import DataExport, DataRequest, Erasure, Suppression
from compliance.personal import Kept, personal_tables
from compliance.services.requests import export_make, month_later, requests_follow
from compliance.tasks import make_export
from contacts.models import Guest
from delivery.models import Mailing, Message
from delivery.services.sending import mailing_send
from tests.compliance.persons import ADDRESS, person_everywhere, request_waiting
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory

pytestmark = pytest.mark.django_db
ASK = "/your-data/alpenblick"
_LINK = re.compile(r"https?://[^\s\"<>]+(/your-data/answer/[\w-]+)")


@pytest.fixture(autouse=True)
def at_noon(settings: Any, tmp_path: Path) -> Any:
    cache.clear()
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    settings.BELLHOP_JOURNAL_DIR = str(tmp_path / "journal")
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def guest(group_a: Organization, hotel_a: Hotel) -> Guest:
    with tenant_scope(group_a.pk):
        return person_everywhere(hotel_a)


@pytest.fixture
def api(group_a: Organization) -> str:
    return f"/api/v1/orgs/{group_a.slug}/data-requests"


def ask(visitor: Client, kind: str = "access", email: str = ADDRESS, **more: str) -> Any:
    return visitor.post(ASK, {"kind": kind, "email": email, "wish": "", **more})


def letter_link(group: Organization, sink: Sink) -> str:
    """Send what waits, and return the link of the newest letter about a request."""
    with tenant_scope(group.pk):
        for mailing in Mailing.objects.filter(kind="data_request"):
            mailing_send(mailing_id=mailing.pk, worker=f"w{len(sink.received)}", clock=lambda: NOW)
    body = message_from_bytes(sink.received[-1][1], policy=policy.default).get_body(("plain",))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found is not None
    return found[1]


def requests(group: Organization) -> list[tuple[str, str]]:
    with tenant_scope(group.pk):
        return list(DataRequest.objects.order_by("pk").values_list("kind", "state"))


def test_the_page_says_the_same_of_every_address(visitor: Client, guest: Guest) -> None:
    known, unknown = ask(visitor), ask(visitor, email="nobody@example.com")
    again = [ask(visitor) for _ in range(4)][-1]
    assert known.status_code == unknown.status_code == again.status_code == 200
    assert said(known) == said(unknown) == said(again)


def said(answer: Any) -> str:
    return re.sub(r'nonce="[^"]*"', "", answer.content.decode())


def test_two_requests_of_one_person_are_one_and_bring_two_letters_a_day_at_most(
    visitor: Client, guest: Guest, group_a: Organization
) -> None:
    for _ in range(5):
        ask(visitor, kind="erasure")
    assert requests(group_a) == [("erasure", "unverified")]
    with tenant_scope(group_a.pk):
        assert Message.objects.filter(mailing__kind="data_request").count() == 2


def test_a_network_that_asks_too_often_is_told_to_wait(visitor: Client, guest: Guest) -> None:
    answers = [ask(visitor, email=f"guest{number}@example.com").status_code for number in range(22)]
    assert answers == [200] * 20 + [429] * 2


def test_what_cannot_be_asked_is_said_at_its_field(visitor: Client, group_a: Organization) -> None:
    answer = visitor.post(ASK, {"kind": "everything", "email": "no address"})
    assert answer.status_code == 422
    assert answer.content.count(b'aria-invalid="true"') == 2
    assert visitor.get("/your-data/nobody").status_code == 404


def test_a_hundred_scanners_confirm_nothing_and_a_post_confirms_once(
    visitor: Client, guest: Guest, group_a: Organization, sink: Sink
) -> None:
    ask(visitor, kind="objection")
    link = letter_link(group_a, sink)
    assert {visitor.get(link).status_code for _ in range(100)} == {200}
    assert requests(group_a) == [("objection", "unverified")]
    for _ in range(3):
        assert visitor.post(link, {"answer": "yes"}).status_code == 200
    assert requests(group_a) == [("objection", "done")]
    with tenant_scope(group_a.pk):
        rows = set(Suppression.objects.values_list("reason", "source"))
    assert rows == {("unsubscribed", "request:objection")}


def test_a_forged_and_a_cut_link_lead_nowhere(
    visitor: Client, guest: Guest, sink: Sink, group_a: Organization
) -> None:
    ask(visitor)
    link = letter_link(group_a, sink)
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert [visitor.post(each, {"answer": "yes"}).status_code for each in (changed, link[:-3])] == [404, 404]
    assert requests(group_a) == [("access", "unverified")]


def test_a_person_fetches_their_file_by_the_link_alone(
    visitor: Client, guest: Guest, group_a: Organization, sink: Sink
) -> None:
    ask(visitor, kind="portability")
    link = letter_link(group_a, sink)
    visitor.post(link, {"answer": "yes"})
    assert requests(group_a) == [("portability", "preparing")]
    with tenant_scope(group_a.pk):
        number = DataRequest.objects.get().pk
    make_export(organization_id=group_a.pk, request_id=number)
    assert b'value="file"' in visitor.get(link).content
    answer = visitor.post(link, {"answer": "file"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert ZipFile(BytesIO(answer.content)).testzip() is None
    with tenant_scope(group_a.pk):
        requests_follow(now=NOW + timedelta(days=8))
        assert not DataExport.objects.exists()


def test_the_file_shows_every_table_that_holds_something(guest: Guest, client_of_a: Any, api: str) -> None:
    with tenant_scope(guest.organization_id):
        request_waiting(guest)
    number = client_of_a.post(
        api, {"kind": "access", "guest_id": guest.pk, "verified_by": "passport at the desk"}, format="json"
    ).json()["id"]
    assert client_of_a.post(f"{api}/{number}/carry-out", {}, format="json").json()["state"] == "preparing"
    make_export(organization_id=guest.organization_id, request_id=number)
    file = ZipFile(BytesIO(client_of_a.post(f"{api}/{number}/file").content))
    data = orjson.loads(file.read("data.json"))
    shown = {
        table.section for table in personal_tables() if table.section and not isinstance(table.export, Kept)
    }
    assert set(data["sections"]) == shown
    assert {name for name, rows in data["sections"].items() if not rows} == {"suppressions"}
    assert set(data["not_shown"]) | shown == {table.section for table in personal_tables() if table.section}
    (profile,) = data["sections"]["profile"]
    assert (profile["email"], profile["notes_and_own_fields"]) == (
        ADDRESS, {"note": "Quirina wants the room on the lake"},
    )  # fmt: skip
    consents = data["sections"]["consents"]
    assert {row["statement"] for row in consents} == {"granted"}
    rows = list(csv.DictReader(StringIO(file.read("stays.csv").decode("utf-8-sig"))))
    assert [row["total_minor"] for row in rows] == ["41250"]


def test_a_cell_that_a_spreadsheet_would_run_is_text(
    in_a: Organization, hotel_a: Hotel, client_of_a: Any, api: str
) -> None:
    guest = GuestFactory(first_name="=cmd|' /C calc'!A0")
    sent = {"kind": "access", "guest_id": guest.pk, "verified_by": "known"}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    client_of_a.post(f"{api}/{number}/carry-out", {}, format="json")
    export_make(request_id=number, now=NOW)
    made = DataExport.objects.get()
    text = ZipFile(BytesIO(bytes(made.data))).read("profile.csv").decode("utf-8-sig")
    assert next(csv.DictReader(StringIO(text)))["first_name"] == "'=cmd|' /C calc'!A0"


def test_staff_erase_by_request_once_and_the_answer_stays(
    guest: Guest, client_of_a: Any, api: str, group_a: Organization
) -> None:
    sent = {"kind": "erasure", "guest_id": guest.pk, "wish": "Please forget me."}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    assert client_of_a.post(api, sent, format="json").json()["id"] == number
    early = client_of_a.post(f"{api}/{number}/carry-out", {}, format="json")
    assert (early.status_code, early.json()["code"]) == (409, "identity_unknown")
    client_of_a.post(f"{api}/{number}/verify", {"verified_by": "called back"}, format="json")
    done = client_of_a.post(f"{api}/{number}/carry-out", {}, format="json").json()
    assert (done["state"], done["email"], done["guest_id"]) == ("done", "", None)
    again = client_of_a.post(f"{api}/{number}/carry-out", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "request_answered")
    with tenant_scope(group_a.pk):
        assert not Guest.objects.filter(pk=guest.pk).exists()
        assert len({row.number for row in Erasure.objects.all()}) == 1
        steps = list(
            AuditEvent.objects.filter(action__startswith="request.")
            .order_by("pk")
            .values_list("action", flat=True)
        )
    assert steps == ["request.opened", "request.verified", "request.done"]


def test_a_restricted_guest_gets_no_mail_and_loses_nothing(
    guest: Guest, client_of_a: Any, api: str, group_a: Organization
) -> None:
    sent = {"kind": "restriction", "guest_id": guest.pk, "verified_by": "letter"}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    assert client_of_a.post(f"{api}/{number}/carry-out", {}, format="json").json()["state"] == "done"
    with tenant_scope(group_a.pk):
        assert set(Suppression.objects.values_list("reason", "source")) == {("other", "request:restriction")}
        assert Guest.objects.get(pk=guest.pk).email == ADDRESS
        assert not Message.objects.filter(recipient_ref=guest.pk, state="queued").exists()


def test_a_rectification_says_what_was_corrected_a_refusal_why(
    guest: Guest, client_of_a: Any, api: str
) -> None:
    sent = {"kind": "rectification", "guest_id": guest.pk, "verified_by": "known"}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    assert client_of_a.post(f"{api}/{number}/carry-out", {}, format="json").status_code == 400
    assert client_of_a.post(f"{api}/{number}/refuse", {"reason": " "}, format="json").status_code == 400
    refused = client_of_a.post(
        f"{api}/{number}/refuse", {"reason": "The name is right."}, format="json"
    ).json()
    assert (refused["state"], refused["outcome"]) == ("refused", "The name is right.")


def test_a_guest_who_shares_a_mailbox_cannot_stop_it_for_the_others(
    in_a: Organization, hotel_a: Hotel, client_of_a: Any, api: str
) -> None:
    guest, _other = GuestFactory(email=ADDRESS), GuestFactory(email=ADDRESS)
    sent = {"kind": "objection", "guest_id": guest.pk, "verified_by": "known"}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    answer = client_of_a.post(f"{api}/{number}/carry-out", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "mailbox_shared")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 1, 31, 9, tzinfo=UTC), datetime(2026, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 12, 15, 9, tzinfo=UTC), datetime(2027, 1, 15, 9, tzinfo=UTC)),
        (datetime(2028, 1, 30, 9, tzinfo=UTC), datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_a_request_is_due_in_one_calendar_month(received: datetime, due: datetime) -> None:
    assert month_later(received) == due


def test_whoever_waits_for_twenty_days_is_told_of_once_and_the_overdue_stand_out(
    guest: Guest,
    client_of_a: Any,
    api: str,
    group_a: Organization,
    at_noon: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent = {"kind": "rectification", "guest_id": guest.pk, "verified_by": "known"}
    client_of_a.post(api, sent, format="json")
    told = []
    caplog.set_level("WARNING")
    for day in (19, 20, 21):
        with tenant_scope(group_a.pk):
            told.append(requests_follow(now=NOW + timedelta(days=day)))
    assert told == [0, 1, 0]
    assert "must be answered by 2026-07-01" in caplog.text
    at_noon.move_to(NOW + timedelta(days=31))
    (row,) = client_of_a.get(api).json()["results"]
    assert (row["is_urgent"], row["is_overdue"]) == (True, True)


def test_a_letter_that_nobody_answers_is_let_go_of_after_a_week(
    visitor: Client, guest: Guest, group_a: Organization
) -> None:
    ask(visitor)
    with tenant_scope(group_a.pk):
        requests_follow(now=NOW + timedelta(days=8))
        assert list(DataRequest.objects.values_list("state", "payload")) == [("expired", "")]


def test_an_analyst_and_a_marketer_do_not_handle_requests(client_of_analyst: Any, api: str) -> None:
    assert client_of_analyst.get(api).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    in_a: Organization, client_of_a: Any, api: str, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        sent = {"kind": "access", "guest_id": GuestFactory().pk}
        client_of_a.post(api, sent, format="json")
    with django_assert_num_queries(7):
        assert client_of_a.get(api).json()["total"] == count


def test_the_list_is_narrowed_to_what_waits_for_an_answer(
    in_a: Organization, client_of_a: Any, api: str
) -> None:
    waits, answered = GuestFactory(), GuestFactory()
    for asker in (waits, answered):
        client_of_a.post(api, {"kind": "access", "guest_id": asker.pk}, format="json")
    refused = next(
        row["id"] for row in client_of_a.get(api).json()["results"] if row["guest_id"] == answered.pk
    )
    client_of_a.post(f"{api}/{refused}/refuse", {"reason": "It was not you."}, format="json")
    narrowed = client_of_a.get(api, {"unanswered": "true"}).json()
    assert [row["guest_id"] for row in narrowed["results"]] == [waits.pk]
    assert client_of_a.get(api).json()["total"] == 2


def test_the_page_is_of_one_group_and_another_groups_link_does_not_open_it(
    visitor: Client, guest: Guest, group_b: Organization, client_of_b: Any, api: str, client_of_a: Any
) -> None:
    sent = {"kind": "access", "guest_id": guest.pk}
    number = client_of_a.post(api, sent, format="json").json()["id"]
    mine = f"/api/v1/orgs/{group_b.slug}/data-requests"
    assert client_of_b.get(f"{mine}/{number}").status_code == 404
    assert client_of_b.post(mine, sent, format="json").status_code == 404
    assert client_of_b.get(mine).json()["total"] == 0


def test_without_a_sending_domain_the_page_says_to_come_later(visitor: Client, hotel_a: Hotel) -> None:
    assert b"later" in ask(visitor).content


__all__ = ["journals", "sink"]
