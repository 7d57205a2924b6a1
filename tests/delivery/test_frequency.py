"""No inbox gets more marketing letters than the group's cap, or the person's own wish, allows."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent, Organization, User
from campaigns.models import Campaign
from campaigns.selectors.audience import audience_guests
from campaigns.services.audience import audience_explain
from campaigns.services.sending import campaign_send, campaign_start
from campaigns.types import AudienceSpec
from compliance.services.preferences import preferences_set
from compliance.types import Frequency, Preferences
from delivery.models import Message, SendingPolicy
from delivery.services.claim import messages_claim
from tests.compliance.borders import made_in
from tests.delivery.sink import Sink
from tests.delivery.test_sending import send
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.compliance import hash_of
from tests.factories.delivery import (
    MessageFactory,
    SendingDomainFactory,
    guest_with_consent,
    mailing_made,
    mailing_started,
)

POLICY = "/api/v1/orgs/alpenblick/sending-policy"
ADA, BEN = "ada@example.com", "ben@example.com"
DAY = timedelta(days=1)


def cap(client: Any, letters: int, days: int = 7) -> Any:
    return client.patch(POLICY, {"cap_letters": letters, "cap_days": days}, format="json")


def had(group: Organization, address: str, *, ago: timedelta, **fields: Any) -> None:
    """A letter that left some time ago, for a hotel of its own."""
    MessageFactory(address_hash=hash_of(group, address), address=address, handed_at=NOW - ago, **fields)


def audience(client: Any, campaign: Campaign) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/orgs/alpenblick/campaigns/{campaign.pk}/audience").json()
    return answer


@pytest.fixture
def campaign(in_a: Organization, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """A campaign to Ada and Ben, both of whom agreed; the API's clock stands at NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    SendingDomainFactory()
    for address in (ADA, BEN):
        guest_with_consent(email=address)
    made: Campaign = CampaignFactory(hotel=HotelFactory())
    return made


def test_the_cap_is_off_set_by_a_manager_and_audited(client_of_a: Any, in_a: Organization) -> None:
    before = client_of_a.get(POLICY).json()
    assert (before["cap_letters"], before["cap_days"]) == (0, 7)
    after = cap(client_of_a, 2, 30).json()
    assert (after["cap_letters"], after["cap_days"]) == (2, 30)
    detail = AuditEvent.objects.get(action="sending_policy.changed").detail
    assert (detail["cap_letters"], detail["cap_days"]) == (2, 30)


@pytest.mark.parametrize(("field", "value"), [("cap_letters", -1), ("cap_days", 0), ("cap_days", 366)])
def test_a_cap_that_makes_no_sense_is_refused(client_of_a: Any, field: str, value: int) -> None:
    answer = client_of_a.patch(POLICY, {field: value}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_who_had_enough_letters_of_any_hotel_is_counted_out_with_a_sentence(
    client_of_a: Any, in_a: Organization, campaign: Campaign
) -> None:
    for days in (1, 6):
        had(in_a, ADA, ago=days * DAY)
    had(in_a, BEN, ago=DAY)
    had(in_a, BEN, ago=8 * DAY)
    cap(client_of_a, 2, 7)
    answer = audience(client_of_a, campaign)
    assert (answer["allowed"], answer["excluded"]) == (1, {"frequency_cap": 1})
    assert answer["texts"]["frequency_cap"].startswith("This inbox has had as many letters as your limit")
    cap(client_of_a, 0)
    assert audience(client_of_a, campaign)["excluded"] == {}


def test_letters_that_did_not_leave_are_not_marketing_or_of_another_group_do_not_count(
    client_of_a: Any, in_a: Organization, group_b: Organization, campaign: Campaign
) -> None:
    cap(client_of_a, 1)
    had(in_a, ADA, ago=DAY, state="bounced")
    service = mailing_made()
    service.stream = "service"
    service.save()
    had(in_a, ADA, ago=DAY, mailing=service)
    made_in(group_b, MessageFactory, address_hash=hash_of(in_a, ADA))
    assert audience(client_of_a, campaign)["allowed"] == 2


def test_a_campaign_leaves_the_capped_out_of_its_ledger(
    client_of_a: Any, in_a: Organization, owner_a: User, campaign: Campaign
) -> None:
    had(in_a, ADA, ago=DAY)
    cap(client_of_a, 1)
    campaign_send(campaign_id=campaign.pk, at=None, acknowledged=1, key="", actor=owner_a, now=NOW)
    campaign_start(campaign_id=campaign.pk, now=NOW)
    campaign.refresh_from_db()
    rows = Message.objects.filter(mailing=campaign.mailing)
    assert set(rows.values_list("address", "state", "reason", "basis")) == {
        (ADA, "skipped", "frequency_cap", ""),
        (BEN, "queued", "", "consent"),
    }


def test_of_two_mailings_on_their_way_at_once_an_inbox_gets_one(
    client_of_a: Any, in_a: Organization, sink: Sink
) -> None:
    cap(client_of_a, 1)
    first, second = mailing_started(guests=2), mailing_started()
    send(first)
    assert send(second).skipped == 2
    assert sink.addresses() == ["guest0@example.com", "guest1@example.com"]
    reasons = Message.objects.filter(mailing=second).values_list("reason", flat=True)
    assert list(reasons) == ["frequency_cap"] * 2


def test_a_letter_in_another_workers_hands_counts(client_of_a: Any, in_a: Organization) -> None:
    cap(client_of_a, 1)
    first, second = mailing_started(guests=1), mailing_started()
    assert len(messages_claim(mailing_id=first.pk, worker="w1", now=NOW).messages) == 1
    claim = messages_claim(mailing_id=second.pk, worker="w2", now=NOW)
    assert (claim.messages, claim.skipped) == ([], 1)


@pytest.mark.parametrize(
    ("wish", "ago", "allowed"),
    [
        (Frequency.WEEKLY, 6 * DAY, 1),
        (Frequency.WEEKLY, 7 * DAY - timedelta(minutes=5), 2),
        (Frequency.MONTHLY, 27 * DAY, 1),
        (Frequency.MONTHLY, 28 * DAY, 2),
        (Frequency.ALL, DAY, 2),
    ],
)
def test_a_persons_own_wish_holds_where_the_group_set_no_cap(
    client_of_a: Any, in_a: Organization, campaign: Campaign, wish: Frequency, ago: timedelta, allowed: int
) -> None:
    preferences_set(
        address_hash=hash_of(in_a, ADA), wanted=Preferences(frequency=wish), evidence={}, now=NOW,
    )  # fmt: skip
    for address in (ADA, BEN):
        had(in_a, address, ago=ago)
    assert audience(client_of_a, campaign)["allowed"] == allowed


def test_the_stricter_of_cap_and_wish_holds(client_of_a: Any, in_a: Organization, campaign: Campaign) -> None:
    preferences_set(
        address_hash=hash_of(in_a, ADA), wanted=Preferences(frequency=Frequency.MONTHLY),
        evidence={}, now=NOW,
    )  # fmt: skip
    for address in (ADA, BEN):
        had(in_a, address, ago=10 * DAY)
    cap(client_of_a, 1, 7)
    assert audience(client_of_a, campaign)["excluded"] == {"frequency_cap": 1}
    cap(client_of_a, 1, 14)
    assert audience(client_of_a, campaign)["excluded"] == {"frequency_cap": 2}


def test_without_a_cap_nothing_is_joined(in_a: Organization, campaign: Campaign) -> None:
    def joins() -> bool:
        return "recent_letters" in str(audience_guests(spec=AudienceSpec(), now=NOW).query)

    assert not joins()
    SendingPolicy.objects.create(cap_letters=1)
    assert joins()


def test_the_look_at_one_guest_agrees(client_of_a: Any, in_a: Organization, campaign: Campaign) -> None:
    guest = guest_with_consent(email="eve@example.com")
    cap(client_of_a, 1)
    assert audience_explain(spec=AudienceSpec(), guest_id=guest.pk, now=NOW).reason == ""
    had(in_a, guest.email, ago=DAY)
    assert audience_explain(spec=AudienceSpec(), guest_id=guest.pk, now=NOW).reason == "frequency_cap"
