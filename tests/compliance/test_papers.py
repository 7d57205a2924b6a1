"""GDPR 28, 30, 35: the papers are filled from the organisation's own data alone, by API and by command."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.retention import PERIODS
from compliance.services.retention import retention_shorten
from delivery.models import Relay
from tests.factories.accounts import NOW
from tests.factories.compliance import ConsentStatusFactory, SuppressionFactory
from tests.factories.contacts import GuestFactory

pytestmark = pytest.mark.django_db
PAPERS = "/api/v1/orgs/alpenblick/papers"
PROCESSORS = "/api/v1/orgs/alpenblick/processors"
HOST = {
    "name": "Rechenhalle GmbH",
    "task": "Server, database and backups",
    "categories": "All data on file",
    "country": "at",
}


@pytest.fixture(autouse=True)
def data(group_a: Organization, group_b: Organization, hotel_a: Hotel, hotel_b: Hotel) -> None:
    with tenant_scope(group_a.pk):
        GuestFactory.create_batch(3)
        ConsentStatusFactory.create_batch(2)
        SuppressionFactory()
        retention_shorten(key="merges", days=10, actor=None, now=NOW)
    with tenant_scope(group_b.pk):
        GuestFactory.create_batch(5)
        ConsentStatusFactory(basis="soft_opt_in")


def table(client: Any, kind: str, heading: str) -> list[list[str]]:
    sections = client.get(f"{PAPERS}/{kind}").json()["sections"]
    (rows,) = [section["rows"] for section in sections if section["heading"].startswith(heading)]
    return list(rows)


def test_the_command_writes_all_three_of_the_own_group(tmp_path: Path) -> None:
    call_command("papers", "--org", "alpenblick", "--out", str(tmp_path / "papers"))
    names = ("impact-assessment", "processors", "record-of-processing")
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == sorted(
        [*(f"{name}.{ending}" for name in names for ending in ("html", "md")), "record-of-processing.json"]
    )
    record = json.loads((tmp_path / "papers" / "record-of-processing.json").read_text())
    assert record["purposes"] == [{"purpose": "marketing", "basis": "consent", "people": 2}]
    assert record["establishments"] == ["Seehof Bregenz, Seestrasse 1, 6900 Bregenz, AT"]
    kept = dict(zip((period.key for period in PERIODS), record["retention"], strict=True))
    assert (kept["merges"]["days"], kept["sign_ups"]["days"]) == (10, 7)
    text = (tmp_path / "papers" / "record-of-processing.md").read_text()
    assert "| marketing | consent | 2 |" in text
    assert "Casa Verde" not in text


def test_the_record_names_purposes_and_periods(client_of_a: Any) -> None:
    answer = client_of_a.get(f"{PAPERS}/record").json()
    assert (answer["kind"], answer["organization"]) == ("record", "Alpenblick Hotels")
    assert table(client_of_a, "record", "Purposes") == [["marketing", "consent", "2"]]
    assert len(table(client_of_a, "record", "Retention")) == len(PERIODS)


def test_the_impact_assessment_is_filled_from_the_data(client_of_a: Any) -> None:
    answer = client_of_a.get(f"{PAPERS}/dpia").json()
    text = "\n".join(line for section in answer["sections"] for line in section["paragraphs"])
    assert "3 guests are on file. 2 addresses have a consent or another basis in force, 1 are never" in text
    assert "{" not in text
    assert len(table(client_of_a, "dpia", "Risks")) == 6
    merges = [
        row
        for row in table(client_of_a, "dpia", "How long")
        if row[0].startswith("Guests as they were before a m")
    ]
    assert [row[1] for row in merges] == ["10"]


def test_a_group_adds_its_own_processors_and_takes_them_out(client_of_a: Any, group_a: Organization) -> None:
    open_tasks = [row[0] for row in table(client_of_a, "processors", "Who handles")]
    assert HOST["task"] in open_tasks
    made = client_of_a.post(PROCESSORS, HOST, format="json")
    assert (made.status_code, made.json()["country"]) == (201, "AT")
    rows = {row[0]: row for row in table(client_of_a, "processors", "Who handles")}
    assert rows[HOST["task"]][1:4] == ["Rechenhalle GmbH", "All data on file", "AT"]
    assert len(rows) == len(open_tasks)
    record = client_of_a.get(f"{PAPERS}/record").json()
    assert any("Rechenhalle GmbH" in line for section in record["sections"] for line in section["paragraphs"])
    again = client_of_a.post(PROCESSORS, HOST, format="json")
    assert (again.status_code, list(again.json()["fields"])) == (400, ["name"])
    gone = client_of_a.delete(f"{PROCESSORS}/{made.json()['id']}")
    assert (gone.status_code, client_of_a.get(PROCESSORS).json()["results"]) == (204, [])
    with tenant_scope(group_a.pk):
        actions = AuditEvent.objects.filter(action__startswith="processor.").order_by("pk")
        assert list(actions.values_list("action", flat=True)) == ["processor.added", "processor.removed"]


def test_a_relay_of_the_group_is_named_as_its_processor(client_of_a: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        Relay.objects.create(host="smtp.relay.example", created_at=NOW)
    rows = [row[1] for row in table(client_of_a, "processors", "Who handles") if "relay" in row[0]]
    assert rows == ["smtp.relay.example"]


@pytest.mark.parametrize("kind", ["record", "dpia", "processors"])
def test_each_paper_prints_as_a_page_that_loads_nothing_and_as_markdown(client_of_a: Any, kind: str) -> None:
    client_of_a.post(PROCESSORS, {**HOST, "name": "<script>alert(1)</script> | *x*"}, format="json")
    page = client_of_a.get(f"{PAPERS}/{kind}?as=html")
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in page.content.decode()
    text = client_of_a.get(f"{PAPERS}/{kind}?as=markdown")
    assert (text["Content-Type"], text.content[:2]) == ("text/markdown; charset=utf-8", b"# ")
    assert "<script" not in text.content.decode().replace("\\<", "")


def test_there_are_no_other_papers_and_an_analyst_gets_none(client_of_a: Any, client_of_analyst: Any) -> None:
    assert client_of_a.get(f"{PAPERS}/secrets").status_code == 404
    assert client_of_analyst.get(f"{PAPERS}/record").status_code == 403
    assert client_of_analyst.post(PROCESSORS, HOST, format="json").status_code == 403


def test_another_groups_papers_and_processors_are_out_of_reach(client_of_b: Any, client_of_a: Any) -> None:
    made = client_of_a.post(PROCESSORS, HOST, format="json").json()["id"]
    assert client_of_b.get(f"{PAPERS}/record").status_code == 404
    assert client_of_b.delete(f"/api/v1/orgs/costa-verde/processors/{made}").status_code == 404
    assert client_of_b.get("/api/v1/orgs/costa-verde/processors").json()["results"] == []
