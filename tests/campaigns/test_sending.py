"""From 'send' to the ledger, at the API's door."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.models import Campaign
from campaigns.services.sending import campaign_start
from compliance.services.consent import consent_record
from compliance.types import Basis, Purpose
from contacts.types import EmailKind
from delivery.models import Message
from delivery.selectors.mailings import mailing_counts, mailing_excluded
from tests.factories.accounts import HotelFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import GuestFactory, StayFactory
from tests.factories.delivery import SendingDomainFactory

CAMPAIGNS = "/api/v1/orgs/alpenblick/campaigns"


@pytest.fixture
def draft(group_a: Organization, hotel_a: Hotel, now: datetime) -> Campaign:
    """Three guests agreed, two of them with one inbox; one did not; one came through an OTA."""
    with tenant_scope(group_a.pk):
        for email in ("ada@example.com", "ben@example.com", "ben@example.com"):
            GuestFactory(email=email)
            consent_record(
                address=email, purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT, source="form",
                evidence={"form": "newsletter"}, occurred_at=now, now=now,
            )  # fmt: skip
        SendingDomainFactory()
        GuestFactory(email="nobody@example.com")
        GuestFactory(email="", email_kind=EmailKind.ALIAS.value)
        return CampaignFactory(hotel=hotel_a)


def send(
    client: Any, campaign: Campaign, *, acknowledged: int = 2, at: str | None = None, key: str = ""
) -> Any:
    return client.post(
        f"{CAMPAIGNS}/{campaign.pk}/send",
        {"at": at, "acknowledged": acknowledged},
        format="json",
        HTTP_IDEMPOTENCY_KEY=key,
    )


def test_the_audience_adds_up_with_its_reasons(client_of_a: Any, draft: Campaign) -> None:
    answer = client_of_a.get(f"{CAMPAIGNS}/{draft.pk}/audience").json()
    excluded = {"same_inbox": 1, "no_consent": 1, "ota_alias": 1}
    assert (answer["audience"], answer["allowed"], answer["excluded"]) == (5, 2, excluded)
    assert answer["bases"] == {"consent": 2}
    assert set(answer["texts"]) == {*excluded, "consent"}


def test_another_number_than_was_shown_is_not_sent_to(client_of_a: Any, draft: Campaign) -> None:
    answer = send(client_of_a, draft, acknowledged=5)
    assert (answer.status_code, answer.json()["code"]) == (409, "audience_changed")


def test_a_second_send_is_refused_and_the_same_key_answers_again(client_of_a: Any, draft: Campaign) -> None:
    first, again = send(client_of_a, draft, key="k1"), send(client_of_a, draft, key="k1")
    other = send(client_of_a, draft, key="k2")
    assert [first.status_code, again.status_code, other.status_code] == [200, 200, 409]
    assert again.json() == first.json()


def test_a_campaign_without_subject_is_not_ready(
    client_of_a: Any, group_a: Organization, hotel_a: Hotel
) -> None:
    with tenant_scope(group_a.pk):
        campaign = CampaignFactory(hotel=hotel_a, subject="")
    answer = send(client_of_a, campaign).json()
    assert (answer["code"], list(answer["fields"])) == ("not_ready", ["subject"])


def test_a_campaign_of_a_hotel_without_postal_address_is_not_ready(
    client_of_a: Any, group_a: Organization, hotel_a: Hotel
) -> None:
    with tenant_scope(group_a.pk):
        hotel_a.street = ""
        hotel_a.save()
        campaign = CampaignFactory(hotel=hotel_a)
    answer = send(client_of_a, campaign).json()
    assert (answer["code"], list(answer["fields"])) == ("not_ready", ["hotel_id"])


def test_a_time_that_has_passed_is_refused(client_of_a: Any, draft: Campaign) -> None:
    assert send(client_of_a, draft, at="2020-01-01T00:00:00Z").json()["code"] == "not_ready"


def test_a_broken_tag_names_its_field(client_of_a: Any, hotel_a: Hotel, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        campaign = CampaignFactory(hotel=hotel_a, mjml="<mjml><mj-body>{{ guest.first_name </mj-body></mjml>")
    answer = send(client_of_a, campaign)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["mjml"])


def test_starting_freezes_one_row_for_each_guest(
    client_of_a: Any, draft: Campaign, group_a: Organization
) -> None:
    assert send(client_of_a, draft).status_code == 200
    later = later_than_sent(draft, group_a)
    with tenant_scope(group_a.pk):
        started = campaign_start(campaign_id=draft.pk, now=later)
        assert started is not None
        mailing_id = started.mailing_id or 0
        assert started.audience_size == 5
        assert {state: n for state, n in mailing_counts([mailing_id])[mailing_id].items() if n} == {
            "queued": 2,
            "skipped": 3,
        }
        assert mailing_excluded(mailing_id) == {"same_inbox": 1, "no_consent": 1, "ota_alias": 1}


def test_a_guest_of_two_hotels_of_a_group_gets_one_letter(
    client_of_a: Any, hotel_a: Hotel, group_a: Organization, now: datetime
) -> None:
    with tenant_scope(group_a.pk):
        SendingDomainFactory()
        hotels: list[Hotel] = [hotel_a, HotelFactory(name="Berghof")]
        for hotel, name in zip(hotels, ("Moser", "Rossi"), strict=True):
            StayFactory(guest=GuestFactory(email="home@example.com", last_name=name), hotel=hotel)
        consent_record(
            address="home@example.com", purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT,
            source="form", evidence={"form": "newsletter"}, occurred_at=now, now=now,
        )  # fmt: skip
        both = {"hotel_ids": [hotel.pk for hotel in hotels], "countries": [], "languages": []}
        campaign = CampaignFactory(hotel=hotel_a, audience=both)
    shown = client_of_a.get(f"{CAMPAIGNS}/{campaign.pk}/audience").json()
    assert (shown["audience"], shown["allowed"], shown["excluded"]) == (2, 1, {"same_inbox": 1})
    assert send(client_of_a, campaign, acknowledged=1).status_code == 200
    later = later_than_sent(campaign, group_a)
    with tenant_scope(group_a.pk):
        started = campaign_start(campaign_id=campaign.pk, now=later)
        assert started is not None
        assert Message.objects.filter(state="queued").count() == 1


def test_two_workers_start_a_campaign_once(client_of_a: Any, draft: Campaign, group_a: Organization) -> None:
    send(client_of_a, draft)
    later = later_than_sent(draft, group_a)
    with tenant_scope(group_a.pk):
        assert campaign_start(campaign_id=draft.pk, now=later) is not None
        assert campaign_start(campaign_id=draft.pk, now=later) is None


def test_pause_resume_and_cancel_follow_one_another(
    client_of_a: Any, draft: Campaign, group_a: Organization
) -> None:
    send(client_of_a, draft)
    later = later_than_sent(draft, group_a)
    with tenant_scope(group_a.pk):
        campaign_start(campaign_id=draft.pk, now=later)
    acts = ["resume", "pause", "pause", "resume", "cancel", "resume"]
    answers = [client_of_a.post(f"{CAMPAIGNS}/{draft.pk}/{act}") for act in acts]
    assert [answer.status_code for answer in answers] == [409, 200, 409, 200, 200, 409]
    progress = client_of_a.get(f"{CAMPAIGNS}/{draft.pk}/progress").json()
    assert (progress["status"], sum(progress["counts"].values()), progress["audience"]) == ("cancelled", 5, 5)


def test_cancelling_a_schedule_makes_it_a_draft_again(client_of_a: Any, draft: Campaign) -> None:
    send(client_of_a, draft, at="2099-01-01T09:00:00Z")
    assert client_of_a.post(f"{CAMPAIGNS}/{draft.pk}/cancel").json()["status"] == "draft"


def test_an_analyst_may_look_and_not_send(client_of_analyst: Any, draft: Campaign) -> None:
    assert client_of_analyst.get(f"{CAMPAIGNS}/{draft.pk}").status_code == 200
    assert send(client_of_analyst, draft).status_code == 403


def test_a_draft_without_an_audience_is_for_every_guest(client_of_a: Any, hotel_a: Hotel) -> None:
    answer = client_of_a.post(CAMPAIGNS, {"name": "Spring", "hotel_id": hotel_a.pk}, format="json")
    everybody: dict[str, list[str]] = {"hotel_ids": [], "countries": [], "languages": []}
    everybody |= {f"{way}_{kind}": [] for way in ("include", "exclude") for kind in ("segments", "lists")}
    assert (answer.status_code, answer.json()["audience"]) == (201, everybody)


def test_only_a_draft_can_be_changed(client_of_a: Any, draft: Campaign) -> None:
    send(client_of_a, draft)
    answer = client_of_a.patch(f"{CAMPAIGNS}/{draft.pk}", {"subject": "Other"}, format="json")
    assert answer.json()["code"] == "wrong_status"


def test_a_hotel_of_another_group_is_refused(client_of_a: Any, draft: Campaign, hotel_b: Hotel) -> None:
    answer = client_of_a.patch(f"{CAMPAIGNS}/{draft.pk}", {"hotel_id": hotel_b.pk}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["hotel_id"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client_of_a: Any, group_a: Organization, hotel_a: Hotel, count: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(group_a.pk):
        CampaignFactory.create_batch(count, hotel=hotel_a)
    client_of_a.get(CAMPAIGNS)
    with django_assert_num_queries(6):
        assert client_of_a.get(CAMPAIGNS).json()["total"] == count


def later_than_sent(campaign: Campaign, group: Organization) -> datetime:
    with tenant_scope(group.pk):
        campaign.refresh_from_db()
    assert campaign.send_at is not None
    return campaign.send_at + timedelta(seconds=1)
