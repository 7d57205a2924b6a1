"""A campaign to segments and lists: counted, explained and frozen alike."""

from datetime import datetime
from typing import Any

from accounts.models import Hotel, Organization
from campaigns.services.sending import campaign_start
from delivery.models import Message
from tests.contacts.segments import LISTS, SEGMENTS, condition, post, tree
from tests.factories.campaigns import CampaignFactory
from tests.factories.delivery import SendingDomainFactory, guest_with_consent

CAMPAIGNS = "/api/v1/orgs/alpenblick/campaigns"
GERMAN = tree(condition("profile.language", "is_any_of", ["de"]))
VIP = tree(condition("profile.tags", "has_any", ["vip"]))


def saved(client: Any, name: str, asked: dict[str, Any]) -> int:
    made: int = post(client, SEGMENTS, name=name, tree=asked).json()["id"]
    return made


def drafted(client: Any, hotel: Hotel, **audience: Any) -> Any:
    everybody: dict[str, Any] = {"hotel_ids": [], "countries": [], "languages": []}
    return post(client, CAMPAIGNS, name="Spring", hotel_id=hotel.pk, audience=everybody | audience)


def test_included_and_excluded_segments_and_lists_are_counted(
    client_of_a: Any, in_a: Organization, hotel_a: Hotel
) -> None:
    meant = guest_with_consent(language="de")
    guest_with_consent(language="de", tags=["vip"])
    guest_with_consent(language="en")
    german, vip = saved(client_of_a, "German", GERMAN), saved(client_of_a, "VIP", VIP)
    campaign = drafted(client_of_a, hotel_a, include_segments=[german], exclude_segments=[vip])
    assert campaign.status_code == 201, campaign.json()
    assert campaign.json()["audience"]["include_segments"] == [german]
    path = f"{CAMPAIGNS}/{campaign.json()['id']}/audience"
    assert client_of_a.get(path).json() | {"texts": {}} == {
        "audience": 1, "allowed": 1, "excluded": {}, "texts": {}, "bases": {"consent": 1}
    }  # fmt: skip
    kept = post(client_of_a, LISTS, name="All Germans", segment_id=german).json()["id"]
    by_list = drafted(client_of_a, hotel_a, include_lists=[kept]).json()["id"]
    assert client_of_a.get(f"{CAMPAIGNS}/{by_list}/audience").json()["audience"] == 2
    but_list = drafted(client_of_a, hotel_a, exclude_lists=[kept]).json()["id"]
    assert client_of_a.get(f"{CAMPAIGNS}/{but_list}/audience").json()["audience"] == 1
    answer = client_of_a.get(f"{path}/{meant.pk}").json()
    assert (answer["meant"], answer["reason"]) == (True, "")
    assert [(part["name"], part["include"], part["member"]) for part in answer["parts"]] == [
        ("German", True, True),
        ("VIP", False, False),
    ]


def test_a_segment_is_frozen_as_it_was_counted(in_a: Organization, client_of_a: Any, now: datetime) -> None:
    SendingDomainFactory()
    german = [guest_with_consent(language="de").pk for _ in range(2)]
    guest_with_consent(language="en")
    audience = {"include_segments": [saved(client_of_a, "German", GERMAN)]}
    campaign = CampaignFactory(audience=audience, status="scheduled", send_at=now)
    started = campaign_start(campaign_id=campaign.pk, now=now)
    campaign.refresh_from_db()
    assert (started is not None, campaign.failure) == (True, "")
    assert sorted(Message.objects.values_list("recipient_ref", flat=True)) == german


def test_a_segment_that_a_campaign_goes_by_is_not_deleted(
    client_of_a: Any, in_a: Organization, hotel_a: Hotel
) -> None:
    german = saved(client_of_a, "German", GERMAN)
    drafted(client_of_a, hotel_a, include_segments=[german])
    answer = client_of_a.delete(f"{SEGMENTS}/{german}")
    assert (answer.status_code, answer.json()["code"]) == (409, "segment_in_use")
    assert client_of_a.get(f"{SEGMENTS}/{german}").json()["used_by"] == ["the campaign “Spring”"]


def test_a_segment_of_nobody_is_refused(client_of_a: Any, in_a: Organization, hotel_a: Hotel) -> None:
    answer = drafted(client_of_a, hotel_a, exclude_segments=[404])
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["audience.exclude_segments"])
