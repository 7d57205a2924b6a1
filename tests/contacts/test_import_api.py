from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from contacts.api import views
from contacts.models import Import
from tests.factories.contacts import ImportFactory, ImportRejectionFactory

IMPORTS = "/api/v1/orgs/alpenblick/imports"
FIXTURES = Path(__file__).parent / "fixtures"


def post(client: Any, name: str = "hostile.csv", **changes: Any) -> Any:
    upload = SimpleUploadedFile(name, (FIXTURES / name).read_bytes(), content_type="text/csv")
    form = {"file": upload, "source": "mailchimp", "basis": "consent"} | changes
    return client.post(IMPORTS, form, format="multipart")


def test_an_upload_is_imported_and_answered_with_its_counts(client_of_a: Any) -> None:
    answer = post(client_of_a)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["state"], body["total"], body["imported"], body["duplicate"], body["rejected"]) == (
        "done", 8, 3, 1, 4,
    )  # fmt: skip
    assert client_of_a.get(f"{IMPORTS}/{body['id']}").json() == body


def test_rejections_are_downloaded_as_csv(client_of_a: Any) -> None:
    answer = client_of_a.get(post(client_of_a).json()["rejections_url"])
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[:2] == [
        "line,reason,row",
        "2,The e-mail address is not written as one.,not an address,A,B,subscribed",
    ]


@pytest.mark.parametrize("change", [{"basis": "because"}, {"source": ""}, {"file": ""}])
def test_what_is_missing_is_named(client_of_a: Any, change: dict[str, str]) -> None:
    answer = post(client_of_a, **change)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(change))


def test_an_unreadable_file_is_explained(client_of_a: Any) -> None:
    answer = post(client_of_a, file=SimpleUploadedFile("rooms.csv", b"Room,Price\n12,80\n"))
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_file")


def test_a_file_too_large_for_the_browser_is_refused(client_of_a: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "BROWSER_LIMIT", 10)
    assert post(client_of_a).status_code == 413


def test_an_analyst_may_look_but_not_import(client_of_analyst: Any, group_a: Organization) -> None:
    assert post(client_of_analyst).status_code == 403
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
