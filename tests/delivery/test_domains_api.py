"""The wizard of sending domains at the API's door, and the campaign that waits for it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.services.sending import campaign_send, campaign_start
from delivery.models import DkimKey, Message, SendingDomain
from delivery.services.dmarc import dmarc_report_store
from delivery.tasks import check_domain, check_domains
from tests.delivery.names import Names, running_names
from tests.delivery.test_dmarc_reports import report, row
from tests.factories.accounts import NOW
from tests.factories.campaigns import CampaignFactory
from tests.factories.delivery import EngagementEventFactory, SendingDomainFactory, guest_with_consent

DOMAINS = "/api/v1/orgs/alpenblick/domains"


@pytest.fixture
def names(settings: Any) -> Iterator[Names]:
    settings.PUBLIC_URL = "https://mail.bellhop.example"
    with running_names() as running:
        settings.BELLHOP_DNS_SERVER = running.address
        running["mail.bellhop.example A"] = ["192.0.2.25"]
        yield running


@pytest.fixture
def made(client_of_a: Any, names: Names) -> dict[str, Any]:
    """The answer to a new domain."""
    answer = client_of_a.post(DOMAINS, {"domain": "Seehof.example"}, format="json")
    assert answer.status_code == 201
    shown: dict[str, Any] = answer.json()
    return shown


def publish(names: Names, shown: dict[str, Any]) -> None:
    """What a hotel does: copy each record into DNS."""
    for record in shown["records"]:
        names[f"{record['name']} {record['kind']}"] = [record["value"]]


def act(client: Any, shown: dict[str, Any], path: str, method: str = "post", **body: Any) -> Any:
    return getattr(client, method)(f"{DOMAINS}/{shown['id']}{path}", body, format="json")


def test_from_a_name_to_a_verified_domain(client_of_a: Any, names: Names, made: dict[str, Any]) -> None:
    assert (made["domain"], made["verified_at"]) == ("seehof.example", None)
    assert made["blocked"].startswith("seehof.example was not checked yet.")
    parts = [(record["part"], record["kind"], record["state"]) for record in made["records"]]
    assert parts == [("spf", "TXT", "unchecked"), ("dkim", "TXT", "unchecked"), ("dmarc", "TXT", "unchecked")]
    before = act(client_of_a, made, "/check").json()
    assert [record["state"] for record in before["records"]] == ["missing"] * 3
    assert "TXT record _dmarc.seehof.example (missing)" in before["blocked"]
    publish(names, made)
    after = act(client_of_a, made, "/check").json()
    assert [(record["state"], record["advice"]) for record in after["records"]] == [("ok", "")] * 3
    assert (after["blocked"], after["verified_at"] is not None) == ("", True)
    shown = client_of_a.get(DOMAINS).json()
    assert (shown["total"], shown["results"][0]["domain"]) == (1, "seehof.example")
    assert client_of_a.get(f"{DOMAINS}/{made['id']}").json() == after


def test_a_return_path_and_a_tracking_host_bring_their_records(
    client_of_a: Any, names: Names, made: dict[str, Any]
) -> None:
    hosts = {"return_path": "bounces.seehof.example", "tracking_host": "links.seehof.example"}
    changed = act(client_of_a, made, "", "patch", **hosts).json()
    added = [(record["part"], record["value"], record["needed"]) for record in changed["records"][3:]]
    assert added == [
        ("return_path_mx", "10 mail.bellhop.example", False),
        ("return_path_spf", "v=spf1 a:mail.bellhop.example ~all", False),
        ("tracking", "mail.bellhop.example", False),
    ]
    publish(names, changed)
    checked = act(client_of_a, made, "/check").json()
    assert (checked["return_path_ok"], checked["tracking_ok"]) == (True, True)
    refused = act(client_of_a, made, "", "patch", return_path="bounces.other.example")
    assert (refused.status_code, refused.json()["code"]) == (400, "domain_invalid")
    assert list(refused.json()["fields"]) == ["return_path"]


def test_a_key_is_rotated_by_publishing_and_activating(
    client_of_a: Any, names: Names, made: dict[str, Any]
) -> None:
    begun = act(client_of_a, made, "/keys")
    assert begun.status_code == 201
    assert [(key["selector"], key["state"]) for key in begun.json()["keys"]] == [
        ("bellhop1", "active"), ("bellhop2", "waiting"),
    ]  # fmt: skip
    activate = f"/keys/{begun.json()['keys'][1]['id']}/activate"
    early = act(client_of_a, made, activate)
    assert (early.status_code, early.json()["code"]) == (409, "dkim_rotation_refused")
    publish(names, begun.json())
    done = act(client_of_a, made, activate).json()
    assert [key["state"] for key in done["keys"]] == ["retiring", "active"]
    assert act(client_of_a, made, "/keys/999999/activate").status_code == 404
    assert "private_key" not in done["keys"][0]


def test_a_second_signature_is_switched_on_and_off(client_of_a: Any, made: dict[str, Any]) -> None:
    on = act(client_of_a, made, "/dual-sign", "put", on=True).json()
    assert (on["dual_sign"], [key["algorithm"] for key in on["keys"]]) == (True, ["rsa2048", "ed25519"])
    assert on["records"][2]["value"].startswith("v=DKIM1; k=ed25519; p=")
    off = act(client_of_a, made, "/dual-sign", "put", on=False).json()
    assert (off["dual_sign"], len(off["keys"])) == (False, 1)
    assert act(client_of_a, made, "/dual-sign", "put").status_code == 400


@pytest.mark.parametrize("name", ["gmail.com", "no domain", ""])
def test_a_name_that_is_no_domain_is_refused(client_of_a: Any, name: str) -> None:
    answer = client_of_a.post(DOMAINS, {"domain": name}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["domain"])


def test_a_second_time_the_domain_is_there(client_of_a: Any, made: dict[str, Any]) -> None:
    answer = client_of_a.post(DOMAINS, {"domain": "seehof.example"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "domain_taken")


def test_an_analyst_may_look_and_change_nothing(client_of_analyst: Any, made: dict[str, Any]) -> None:
    assert act(client_of_analyst, made, "", "get").status_code == 200
    assert client_of_analyst.get(f"{DOMAINS}/{made['id']}/dmarc").status_code == 200
    assert client_of_analyst.post(DOMAINS, {"domain": "x.example"}, format="json").status_code == 403
    for path, method in (("", "patch"), ("/check", "post"), ("/keys", "post"), ("/dual-sign", "put")):
        assert act(client_of_analyst, made, path, method).status_code == 403


def test_another_groups_domain_is_not_there(client_of_a: Any, group_b: Organization) -> None:
    with tenant_scope(group_b.pk):
        foreign = SendingDomainFactory()
    for path, method in (("", "get"), ("/check", "post"), ("/keys", "post"), ("/dmarc", "get")):
        assert act(client_of_a, {"id": foreign.pk}, path, method).status_code == 404
    assert client_of_a.get(DOMAINS).json()["total"] == 0


def test_reports_are_shown_summed_and_one_by_one(
    client_of_a: Any, made: dict[str, Any], group_a: Organization
) -> None:
    begin = int((timezone.now() - timedelta(days=2)).timestamp())
    with tenant_scope(group_a.pk):
        for number in range(3):
            raw = report(
                row(), row("198.51.100.1", 1, dkim="fail", spf="fail"), report_id=f"r-{number}", begin=begin
            )
            dmarc_report_store(raw=raw, now=NOW)
    path = f"{DOMAINS}/{made['id']}/dmarc"
    shown = client_of_a.get(path).json()
    summed = [(source["source_ip"], source["letters"], source["failed"]) for source in shown["sources"]]
    assert (shown["days"], summed) == (30, [("192.0.2.25", 21, 0), ("198.51.100.1", 3, 3)])
    assert client_of_a.get(f"{path}?days=1").json()["sources"] == []
    for days in ("0", "401", "x", "-1"):
        assert client_of_a.get(f"{path}?days={days}").status_code == 400
    reports = client_of_a.get(f"{path}/reports").json()
    assert (reports["total"], [each["letters"] for each in reports["results"]]) == (3, [8, 8, 8])


def test_a_list_of_domains_costs_the_same_for_one_and_for_three(
    client_of_a: Any, group_a: Organization, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        with tenant_scope(group_a.pk):
            SendingDomainFactory(domain=f"d{number}.example")
        with django_assert_max_num_queries(12):
            assert client_of_a.get(DOMAINS).json()["total"] == number + 1


def send(hotel: Hotel, *, verified: bool) -> Any:
    guest_with_consent(email="ada@example.com")
    SendingDomainFactory(verified_at=NOW if verified else None, checked_at=None)
    campaign = CampaignFactory(hotel=hotel)
    return campaign, {
        "campaign_id": campaign.pk,
        "at": None,
        "acknowledged": 1,
        "key": "",
        "actor": None,
        "now": NOW,
    }


def test_a_campaign_of_a_domain_that_is_not_verified_is_not_sent(
    client_of_a: Any, in_a: Organization, hotel_a: Hotel
) -> None:
    campaign, _ = send(hotel_a, verified=False)
    answer = client_of_a.post(
        f"/api/v1/orgs/alpenblick/campaigns/{campaign.pk}/send",
        {"at": None, "acknowledged": 1},
        format="json",
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "domain_not_verified")
    assert "seehof.example was not checked yet" in answer.json()["message"]


def test_a_domain_lost_before_the_time_came_fails_the_campaign_with_its_reason(
    in_a: Organization, hotel_a: Hotel
) -> None:
    campaign, order = send(hotel_a, verified=True)
    campaign_send(**order)
    SendingDomain.objects.update(verified_at=None)
    assert campaign_start(campaign_id=campaign.pk, now=NOW) is None
    campaign.refresh_from_db()
    assert (campaign.status, campaign.failure.split(".")[0]) == ("failed", "seehof")
    assert campaign.mailing_id is None


def test_the_daily_task_looks_at_each_domain_and_destroys_old_keys(
    made: dict[str, Any], names: Names, group_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(names, made)
    monkeypatch.setattr(check_domain, "delay", check_domain)
    with tenant_scope(group_a.pk):
        DkimKey.objects.update(state="retiring", retired_at=NOW - timedelta(days=400))
        extra = DkimKey.objects.get()
        DkimKey.objects.create(
            domain_id=extra.domain_id, selector="bellhop2", algorithm="rsa2048", private_key=extra.private_key,
            public_key=extra.public_key, state="active", created_at=NOW,
        )  # fmt: skip
        names["bellhop2._domainkey.seehof.example TXT"] = [f"v=DKIM1; k=rsa; p={extra.public_key}"]
    check_domains()
    with tenant_scope(group_a.pk):
        assert SendingDomain.objects.get().verified_at is not None
        assert DkimKey.objects.get(state="retired").private_key == ""


def test_the_progress_of_a_campaign_counts_machines_apart(
    client_of_a: Any, in_a: Organization, hotel_a: Hotel
) -> None:
    campaign, order = send(hotel_a, verified=True)
    campaign_send(**order)
    started = campaign_start(campaign_id=campaign.pk, now=NOW)
    assert started is not None
    letter = Message.objects.get()
    EngagementEventFactory(message=letter, machine=True)
    EngagementEventFactory(message=letter, machine=True, kind="click", link_no=1)
    EngagementEventFactory(message=letter, machine=False, kind="click", link_no=2)
    shown = client_of_a.get(f"/api/v1/orgs/alpenblick/campaigns/{campaign.pk}/progress").json()
    names = ("opened", "clicked", "machine_opened", "machine_clicked")
    assert [shown[name] for name in names] == [0, 1, 1, 0]
