from pathlib import Path
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from contacts.models import Import
from contacts.tasks import run_import
from tests.factories.contacts import ImportFactory, ImportRejectionFactory

IMPORTS = "/api/v1/orgs/alpenblick/imports"
HOSTILE = (Path(__file__).parent / "fixtures" / "hostile.csv").read_bytes()


def announce(client: Any, data: bytes = HOSTILE, **changes: Any) -> Any:
    form = {"file_name": "f.csv", "size": len(data), "source": "mailchimp", "basis": "consent"} | changes
    return client.post(f"{IMPORTS}/uploads", form, format="json")


def imported(client: Any, group: Organization, data: bytes = HOSTILE) -> dict[str, Any]:
    """Upload a file in one part, start it, let a worker do it, and return the import."""
    path = f"{IMPORTS}/{announce(client, data).json()['id']}"
    client.put(f"{path}/parts/0", data, content_type="application/octet-stream")
    assert client.post(f"{path}/start", {}, format="json").status_code == 202
    run_import(organization_id=group.pk, import_id=int(path.rpartition("/")[2]))
    body: dict[str, Any] = client.get(path).json()
    return body


def test_rejections_are_downloaded_as_csv(client_of_a: Any, group_a: Organization) -> None:
    body = imported(client_of_a, group_a)
    answer = client_of_a.get(body["rejections_url"])
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (body["total"], body["imported"], body["duplicate"], body["rejected"]) == (8, 3, 1, 4)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[:2] == [
        "line,reason,row",
        "2,The e-mail address is not written as one.,not an address,A,B,subscribed",
    ]


def test_what_was_odd_about_rows_is_counted_with_its_first_line(
    client_of_a: Any, group_a: Organization
) -> None:
    good = "email,name\na@example.com,Zoë Käß\n".encode()
    odd = "b@example.com,Zoë\nc@example.com,José\n".encode("cp1252")
    body = imported(client_of_a, group_a, good + odd)
    assert [(note["reason"], note["rows"], note["first_line"]) for note in body["notes"]] == [
        ("mixed_encoding", 2, 3)
    ]


@pytest.mark.parametrize("change", [{"basis": "because"}, {"source": ""}, {"size": 0}])
def test_what_is_missing_is_named(client_of_a: Any, change: dict[str, Any]) -> None:
    answer = announce(client_of_a, **change)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(change))


def test_an_unreadable_file_is_explained(client_of_a: Any) -> None:
    data = b"Room,Price\n12,80\n"
    path = f"{IMPORTS}/{announce(client_of_a, data).json()['id']}"
    client_of_a.put(f"{path}/parts/0", data, content_type="application/octet-stream")
    answer = client_of_a.post(f"{path}/start", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_file")


def test_an_analyst_may_look_but_not_import(client_of_analyst: Any, group_a: Organization) -> None:
    assert announce(client_of_analyst).status_code == 403
    with tenant_scope(group_a.pk):
        assert Import.objects.count() == 0
    assert client_of_analyst.get(IMPORTS).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_rows(
    client_of_a: Any, group_a: Organization, count: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(group_a.pk):
        ImportFactory.create_batch(count)
    client_of_a.get(IMPORTS)
    with django_assert_num_queries(6):
        assert len(client_of_a.get(IMPORTS).json()["results"]) == count


def test_another_groups_import_is_not_there(
    client_of_b: Any, group_a: Organization, group_b: Organization
) -> None:
    with tenant_scope(group_a.pk):
        rejection = ImportRejectionFactory()
    for path in (f"imports/{rejection.batch_id}", f"imports/{rejection.batch_id}/rejections"):
        assert client_of_b.get(f"/api/v1/orgs/costa-verde/{path}").status_code == 404
        assert client_of_b.get(f"/api/v1/orgs/alpenblick/{path}").status_code == 404
