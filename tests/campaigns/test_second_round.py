"""Guests who had had enough letters get the campaign in a second round, when a person says so."""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import AuditEvent, Organization
from campaigns.models import Campaign
from campaigns.services.sending import campaign_start, campaigns_follow
from contacts.models import GuestList
from delivery.services.claim import messages_claim
from delivery.services.finish import mailing_finish_if_done
from delivery.types import MessageState
from tests.compliance.borders import made_in
from tests.factories.accounts import HotelFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.compliance import hash_of
from tests.factories.delivery import MessageFactory, SendingDomainFactory, guest_with_consent

ADA = "ada@example.com"


def url(campaign: Campaign, org: str = "alpenblick") -> str:
    return f"/api/v1/orgs/{org}/campaigns/{campaign.pk}/second-round"


def sent(now: datetime, **fields: Any) -> Campaign:
    """A campaign that kept Ada back, since her inbox had a letter yesterday."""
    campaign: Campaign = CampaignFactory(
        name="Spring", hotel=HotelFactory(), status="scheduled", send_at=now, **fields
    )
    campaign_start(campaign_id=campaign.pk, now=now)
    campaign.refresh_from_db()
    assert campaign.mailing_id is not None
    messages_claim(mailing_id=campaign.mailing_id, worker="w", now=now)
    mailing_finish_if_done(mailing_id=campaign.mailing_id, now=now)
    campaigns_follow(now=now)
    campaign.refresh_from_db()
    return campaign


@pytest.fixture
def ada(client_of_a: Any, in_a: Organization, now: datetime) -> Any:
    SendingDomainFactory()
    client_of_a.patch(
        "/api/v1/orgs/alpenblick/sending-policy", {"cap_letters": 1, "cap_days": 7}, format="json"
    )
    MessageFactory(
        address_hash=hash_of(in_a, ADA), address=ADA, handed_at=now, state=MessageState.HANDED.value
    )
    return guest_with_consent(email=ADA)


def test_a_second_round_is_a_draft_to_those_who_had_enough(client_of_a: Any, ada: Any, now: datetime) -> None:
    campaign = sent(now, subject="The lake", preview_text="Come")
    draft = client_of_a.post(url(campaign)).json()
    assert (draft["status"], draft["name"], draft["subject"]) == ("draft", "Spring, second round", "The lake")
    kept = GuestList.objects.get(pk=draft["audience"]["include_lists"][0])
    assert [member.guest_id for member in kept.members.all()] == [ada.pk]
    assert AuditEvent.objects.get(action="campaign.second_round").detail == {
        "first": campaign.pk,
        "guests": 1,
    }
    # Who they are is a question that the list's page can tell.
    shown = client_of_a.get(f"/api/v1/orgs/alpenblick/lists/{kept.pk}").json()
    assert (shown["size"], shown["tree"]["rule"]["field"]) == (1, "consent.reason")


def test_asked_again_it_is_the_same_draft(client_of_a: Any, ada: Any, now: datetime) -> None:
    campaign = sent(now)
    first, again = client_of_a.post(url(campaign)).json(), client_of_a.post(url(campaign)).json()
    assert (first["id"], Campaign.objects.count()) == (again["id"], 2)


def test_there_is_none_before_it_is_sent_or_where_nobody_was_kept_back(
    client_of_a: Any, in_a: Organization, now: datetime
) -> None:
    waiting = client_of_a.post(url(CampaignFactory()))
    SendingDomainFactory()
    nobody = client_of_a.post(url(sent(now)))
    assert [answer.status_code for answer in (waiting, nobody)] == [409, 409]
    assert "nobody to write to" in nobody.json()["message"]


def test_another_group_makes_none_of_ours(
    client_of_a: Any, group_b: Organization, in_a: Organization, now: datetime
) -> None:
    theirs = made_in(group_b, CampaignFactory)
    assert client_of_a.post(url(theirs)).status_code == 404
