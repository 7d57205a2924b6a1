from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from contacts.models import Guest, Import, ImportPart
from contacts.services import import_run, import_undo
from contacts.services.import_uploads import import_work
from contacts.tasks import run_import
from tests.factories.accounts import NOW

ORG = "/api/v1/orgs/alpenblick"
FILE = b"""email,first_name,last_name,status,optin_time,Room
a@example.com,Anna,Moser,subscribed,2024-01-01,12
b@example.com,Ben,Huber,unsubscribed,,13
nobody,Cara,Rossi,subscribed,2024-01-01,14
a@example.com,Anna,Moser,subscribed,2024-01-01,12
"""
COUNTS = ("total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented")


def upload(client: Any, data: bytes = FILE, size: int = 0) -> int:
    """Send a file in two parts and return the import's id."""
    form = {"file_name": "l.csv", "size": size or len(data), "source": "list", "basis": "consent"}
    made = client.post(f"{ORG}/imports/uploads", form, format="json").json()
    middle = len(data) // 2
    for number, part in enumerate((data[:middle], data[middle:])):
        answer = put(client, made["id"], number, part)
        assert answer.status_code == 200
    return int(made["id"])


def put(client: Any, import_id: int, number: int, part: bytes) -> Any:
    path = f"{ORG}/imports/{import_id}/parts/{number}"
    return client.put(path, part, content_type="application/octet-stream")


def start(client: Any, import_id: int, **form: Any) -> Any:
    return client.post(f"{ORG}/imports/{import_id}/start", form, format="json")


def work(group: Organization, import_id: int) -> None:
    run_import(organization_id=group.pk, import_id=import_id)


def state(client: Any, import_id: int) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{ORG}/imports/{import_id}").json()
    return body


def figures(body: dict[str, Any]) -> tuple[int, ...]:
    return tuple(body[name] for name in COUNTS)


def test_a_file_in_parts_is_ready_and_shows_its_columns(client_of_a: Any) -> None:
    number = upload(client_of_a)
    seen = client_of_a.get(f"{ORG}/imports/{number}/analysis").json()
    assert state(client_of_a, number)["state"] == "ready"
    assert [(each["header"], each["field"]) for each in seen["columns"]] == [
        ("email", "email"), ("first_name", "first_name"), ("last_name", "last_name"),
        ("status", "status"), ("optin_time", "opt_in_at"), ("Room", ""),
    ]  # fmt: skip
    assert seen["columns"][5]["samples"] == ["12", "13", "14", "12"]


def test_a_started_import_is_done_by_a_worker_and_its_parts_go(
    client_of_a: Any, group_a: Organization
) -> None:
    number = upload(client_of_a)
    assert start(client_of_a, number).json()["state"] == "running"
    work(group_a, number)
    body = state(client_of_a, number)
    assert (body["state"], figures(body), body["percent"]) == ("done", (4, 2, 0, 1, 1, 1, 1), 100)
    with tenant_scope(group_a.pk):
        assert ImportPart.objects.count() == 0


def test_a_dry_run_counts_the_same_and_writes_nothing(client_of_a: Any, group_a: Organization) -> None:
    number = upload(client_of_a)
    start(client_of_a, number, dry_run=True)
    work(group_a, number)
    dry = figures(state(client_of_a, number))
    with tenant_scope(group_a.pk):
        written = (Guest.objects.count(), ConsentEvent.objects.count(), Suppression.objects.count())
    start(client_of_a, number)
    work(group_a, number)
    assert (written, dry) == ((0, 0, 0), figures(state(client_of_a, number)))


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_dry_run_in_slices_counts_as_the_import_does(
    client_of_a: Any, group_a: Organization, rows: int, monkeypatch: Any
) -> None:
    """Each slice is taken back at once, yet the next knows what it had."""
    monkeypatch.setattr(import_run, "CHUNK", rows)
    first = upload(client_of_a, b"email,first_name,last_name\nb@example.com,Ben,Huber\n")
    start(client_of_a, first)
    work(group_a, first)
    again = (
        b"a@example.com,Anna,Moser-Berg,subscribed,2024-01-01,15\na@example.com,Otto,Kern,subscribed,,16\n"
        b"b@example.com,Ben,Huber,subscribed,2024-02-01,17\na@example.com,Anna,Moser,unsubscribed,,18\n"
    )
    number = upload(client_of_a, FILE + again)
    told = []
    for dry_run in (True, False):
        start(client_of_a, number, dry_run=dry_run)
        work(group_a, number)
        body = state(client_of_a, number)
        told.append((figures(body), body["reasons"], body["bytes_done"]))
    assert told[0] == told[1]


def test_a_dry_run_is_taken_up_where_it_was(
    client_of_a: Any, group_a: Organization, monkeypatch: Any
) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 1)
    number = upload(client_of_a)
    start(client_of_a, number, dry_run=True)
    with tenant_scope(group_a.pk):
        for _turn in range(5):
            work_once(number)
        assert Guest.objects.count() == 0
    assert figures(state(client_of_a, number)) == (4, 2, 0, 1, 1, 1, 1)


def test_the_reasons_of_refusals_are_told_before_and_after(client_of_a: Any, group_a: Organization) -> None:
    number = upload(client_of_a, FILE + b",Dora,Berg,subscribed,,15\nelse,Emil,Koch,subscribed,,16\n")
    told = []
    for dry_run in (True, False):
        start(client_of_a, number, dry_run=dry_run)
        work(group_a, number)
        body = state(client_of_a, number)
        told.append([(each["reason"], each["rows"], each["first_line"]) for each in body["reasons"]])
        assert (body["rejections_url"] is None) is dry_run
    assert told == [[("not_an_address", 2, 4), ("no_address", 1, 6)]] * 2


def test_a_column_becomes_a_typed_field_of_ones_own(client_of_a: Any, group_a: Organization) -> None:
    field = {"key": "room", "label": "Room", "type": "number"}
    assert client_of_a.post(f"{ORG}/custom-fields", field, format="json").status_code == 201
    number = upload(client_of_a, FILE.replace(b",13", b",thirteen"))
    start(client_of_a, number, mapping={"0": "email", "5": "custom:room"})
    work(group_a, number)
    with tenant_scope(group_a.pk):
        assert list(Guest.objects.order_by("pk").values_list("custom", flat=True)) == [{"room": 12}, {}]
    assert state(client_of_a, number)["unread_values"] == 1


def test_a_column_for_an_unknown_field_is_refused(client_of_a: Any) -> None:
    answer = start(client_of_a, upload(client_of_a), mapping={"0": "email", "1": "custom:none"})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["1"])


def test_a_file_without_header_is_imported_by_mapping(client_of_a: Any, group_a: Organization) -> None:
    number = upload(client_of_a, b"a@example.com,Anna\nb@example.com,Ben\n")
    seen = client_of_a.get(f"{ORG}/imports/{number}/analysis").json()
    assert (seen["has_header"], seen["columns"][0]["field"]) == (False, "email")
    start(client_of_a, number, mapping={"0": "email", "1": "first_name"}, has_header=False)
    work(group_a, number)
    assert state(client_of_a, number)["imported"] == 2


def test_an_interrupted_import_goes_on_where_it_was(
    client_of_a: Any, group_a: Organization, monkeypatch: Any
) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 1)
    number = upload(client_of_a)
    start(client_of_a, number)
    with tenant_scope(group_a.pk):
        for _turn in range(4):
            work_once(number)
            assert Import.objects.get(pk=number).state == "running"
        work_once(number)
    assert figures(state(client_of_a, number)) == (4, 2, 0, 1, 1, 1, 1)


def work_once(number: int) -> None:
    import_work(import_id=number, worker="one", clock=lambda: NOW, seconds=0)


def test_of_two_workers_one_imports(client_of_a: Any, group_a: Organization, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 1)
    number = upload(client_of_a)
    start(client_of_a, number)
    with tenant_scope(group_a.pk):
        assert import_run.import_claim(import_id=number, worker="one", now=NOW) is not None
        soon, later = NOW + timedelta(seconds=1), NOW + timedelta(minutes=3)
        assert import_run.import_claim(import_id=number, worker="two", now=soon) is None
        assert import_run.import_claim(import_id=number, worker="two", now=later) is not None


def test_a_cancelled_import_keeps_what_is_done(
    client_of_a: Any, group_a: Organization, monkeypatch: Any
) -> None:
    monkeypatch.setattr(import_run, "CHUNK", 1)
    number = upload(client_of_a)
    start(client_of_a, number)
    with tenant_scope(group_a.pk):
        work_once(number)
    body = client_of_a.post(f"{ORG}/imports/{number}/cancel").json()
    work(group_a, number)
    with tenant_scope(group_a.pk):
        assert (body["state"], body["total"], Guest.objects.count()) == ("cancelled", 1, 1)


def test_an_undo_removes_guests_and_consents_and_keeps_suppressions(
    client_of_a: Any, group_a: Organization
) -> None:
    number = upload(client_of_a)
    start(client_of_a, number)
    work(group_a, number)
    assert client_of_a.post(f"{ORG}/imports/{number}/undo").json()["state"] == "undoing"
    work(group_a, number)
    body = state(client_of_a, number)
    assert (body["state"], body["removed"], body["kept"]) == ("undone", 2, 0)
    with tenant_scope(group_a.pk):
        assert (Guest.objects.count(), ConsentStatus.objects.count()) == (0, 0)
        assert (Suppression.objects.count(), ConsentEvent.objects.count()) == (1, 2)


def test_an_undo_in_turns_ends_as_one_at_once(
    client_of_a: Any, group_a: Organization, monkeypatch: Any
) -> None:
    monkeypatch.setattr(import_undo, "SLICE", 1)
    number = upload(client_of_a)
    start(client_of_a, number)
    work(group_a, number)
    client_of_a.post(f"{ORG}/imports/{number}/undo")
    with tenant_scope(group_a.pk):
        for turn in (1, 2):
            work_once(number)
            assert (Import.objects.get().state, Guest.objects.count()) == ("undoing", 2 - turn)
        work_once(number)
    body = state(client_of_a, number)
    assert (body["state"], body["removed"], body["kept"]) == ("undone", 2, 0)


def test_an_undo_puts_fields_back_but_not_what_others_changed_since(
    client_of_a: Any, group_a: Organization
) -> None:
    first = upload(client_of_a, b"email,last_name,language\na@example.com,Moser,de\nb@example.com,Huber,de\n")
    start(client_of_a, first)
    work(group_a, first)
    second = upload(
        client_of_a, b"email,last_name,language\na@example.com,Moser,it\nb@example.com,Huber,it\n"
    )
    start(client_of_a, second)
    work(group_a, second)
    with tenant_scope(group_a.pk):
        Guest.objects.filter(email="b@example.com").update(language="fr")
    client_of_a.post(f"{ORG}/imports/{second}/undo")
    work(group_a, second)
    with tenant_scope(group_a.pk):
        assert list(Guest.objects.order_by("email").values_list("language", flat=True)) == ["de", "fr"]


def test_parts_beyond_the_announced_size_are_refused(client_of_a: Any) -> None:
    form = {"file_name": "l.csv", "size": 3, "source": "list", "basis": "consent"}
    made = client_of_a.post(f"{ORG}/imports/uploads", form, format="json").json()
    assert put(client_of_a, made["id"], 0, b"12345").status_code == 400
    assert state(client_of_a, made["id"])["received"] == 0


def test_too_large_a_file_is_refused_before_it_comes(client_of_a: Any, settings: Any) -> None:
    settings.BELLHOP_IMPORT_MAX_BYTES = 10
    form = {"file_name": "l.csv", "size": 11, "source": "list", "basis": "consent"}
    answer = client_of_a.post(f"{ORG}/imports/uploads", form, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


@pytest.mark.parametrize("act", ["cancel", "start"])
def test_what_is_over_cannot_be_done_again(client_of_a: Any, group_a: Organization, act: str) -> None:
    number = upload(client_of_a)
    start(client_of_a, number)
    work(group_a, number)
    answer = client_of_a.post(f"{ORG}/imports/{number}/{act}", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_conflict")


def test_guests_are_exported_with_formulas_escaped(client_of_a: Any, group_a: Organization) -> None:
    number = upload(client_of_a, b"email,last_name,language\na@example.com,=1+1,de\n")
    start(client_of_a, number)
    work(group_a, number)
    answer = client_of_a.post(f"{ORG}/guests/export")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    with tenant_scope(group_a.pk):
        guest = Guest.objects.get()
    assert lines == [
        "id,email,email_kind,first_name,last_name,phone,language,country,birth_date,tags",
        f"{guest.pk},a@example.com,real,,'=1+1,,de,,,",
    ]
