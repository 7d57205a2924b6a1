"""The subjects a group writes about, kept over the API, and letters that honour who left one."""

from typing import Any

import pytest

from accounts.errors import InvalidInput
from accounts.models import AuditEvent, Organization, User
from campaigns.models import Campaign
from campaigns.services.campaigns import campaign_update
from campaigns.services.sending import campaign_send, campaign_start
from compliance.models import Suppression
from compliance.services.suppression import suppression_add, suppression_lift
from compliance.types import SuppressionReason
from delivery.models import Message
from delivery.services.claim import messages_claim
from tests.compliance.borders import made_in
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.compliance import SuppressionFactory, TopicFactory, hash_of
from tests.factories.delivery import SendingDomainFactory, guest_with_consent, mailing_started

SPA = {"key": "spa", "names": {"en": "Wellness", "de": "Wellness & Spa"}}


def url(organization: Organization, topic_id: int | None = None) -> str:
    return f"/api/v1/orgs/{organization.slug}/topics" + (f"/{topic_id}" if topic_id else "")


@pytest.fixture
def editor(client_of_a: Any) -> Any:
    return client_of_a


def test_a_topic_is_made_changed_retired_and_deleted_and_each_is_audited(
    editor: Any, group_a: Organization, in_a: Organization
) -> None:
    made = editor.post(url(group_a), SPA, content_type="application/json")
    assert made.status_code == 201
    topic = made.json()
    assert topic == {"id": topic["id"], "hotel_id": None, "position": 0, "retired": False} | SPA
    place = url(group_a, topic["id"])
    changed = editor.patch(place, {"position": 3, "retired": True}, content_type="application/json")
    assert changed.json() == topic | {"position": 3, "retired": True}
    assert editor.get(url(group_a)).json()["results"] == [changed.json()]
    assert editor.delete(place).status_code == 204
    assert editor.get(place).status_code == 404
    acts = AuditEvent.objects.filter(action__startswith="topic.").order_by("pk")
    assert [act.action for act in acts] == ["topic.created", "topic.changed", "topic.deleted"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "Spa & more"}, "key"),
        ({"names": {}}, "names"),
        ({"names": {"english": "Spa"}}, "names"),
        ({"hotel_id": 10**9}, "hotel_id"),
        ({"position": -1}, "position"),
    ],
)
def test_a_wrong_topic_is_refused_with_its_field(
    editor: Any, group_a: Organization, wrong: dict[str, Any], field: str
) -> None:
    answer = editor.post(url(group_a), SPA | wrong, content_type="application/json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_key_is_given_once(editor: Any, group_a: Organization) -> None:
    editor.post(url(group_a), SPA, content_type="application/json")
    again = editor.post(url(group_a), SPA, content_type="application/json")
    assert (again.status_code, list(again.json()["fields"])) == (400, ["key"])


def test_a_topic_that_a_campaign_carries_cannot_be_deleted(editor: Any, in_a: Organization) -> None:
    campaign = CampaignFactory(topic=TopicFactory(key="spa"))
    answer = editor.delete(url(in_a, campaign.topic_id))
    assert (answer.status_code, answer.json()["code"]) == (409, "topic_in_use")


def test_a_campaign_takes_a_topic_and_loses_it_again(editor: Any, in_a: Organization) -> None:
    campaign, topic = CampaignFactory(), TopicFactory(key="spa")
    place = f"/api/v1/orgs/{in_a.slug}/campaigns/{campaign.pk}"
    for value in (topic.pk, None):
        answer = editor.patch(place, {"topic_id": value}, content_type="application/json")
        assert answer.json()["topic_id"] == value
    foreign = editor.patch(place, {"topic_id": 10**9}, content_type="application/json")
    assert (foreign.status_code, list(foreign.json()["fields"])) == (400, ["topic_id"])


def campaign_of(owner: User, **fields: Any) -> Campaign:
    campaign: Campaign = CampaignFactory(**fields)
    campaign_send(campaign_id=campaign.pk, at=None, acknowledged=1, key="", actor=owner, now=NOW)
    campaign_start(campaign_id=campaign.pk, now=NOW)
    campaign.refresh_from_db()
    return campaign


def test_a_campaign_leaves_out_who_left_its_topic_or_its_hotel_and_says_why(
    editor: Any, in_a: Organization, owner_a: User
) -> None:
    SendingDomainFactory()
    hotel, topic = HotelFactory(), TopicFactory(key="spa")
    guest_with_consent(email="stays@example.com")
    for address, scope in (("topic@example.com", "topic:spa"), ("hotel@example.com", f"hotel:{hotel.pk}")):
        SuppressionFactory(address_hash=guest_with_consent(email=address).address_hash, scope=scope)
    campaign = campaign_of(owner_a, hotel=hotel, topic=topic)
    audience = editor.get(f"/api/v1/orgs/{in_a.slug}/campaigns/{campaign.pk}/audience").json()
    assert (audience["allowed"], audience["excluded"]) == (1, {"left_topic": 1, "left_hotel": 1})
    assert audience["texts"]["left_topic"] == "The guest chose to get no more letters on this topic."
    assert dict(Message.objects.values_list("address", "reason")) == {
        "stays@example.com": "",
        "topic@example.com": "left_topic",
        "hotel@example.com": "left_hotel",
    }


def test_leaving_a_topic_takes_out_its_queued_letters_and_no_others(in_a: Organization) -> None:
    guest_with_consent(email="ada@example.com")
    about_spa, about_golf = mailing_started(topic="spa"), mailing_started(topic="golf")
    suppression_add(
        address_hash=hash_of(in_a, "ada@example.com"), reason=SuppressionReason.UNSUBSCRIBED, now=NOW,
        scope="topic:spa",
    )  # fmt: skip
    assert dict(Message.objects.values_list("mailing_id", "reason")) == {
        about_spa.pk: "left_topic",
        about_golf.pk: "",
    }


def test_the_claim_before_sending_honours_scopes_too(
    in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.receivers.messages_withdraw", lambda **_: 0)
    guest_with_consent(email="ada@example.com")
    mailing = mailing_started(topic="spa")
    for scope, reason in ((f"hotel:{mailing.hotel_id}", "left_hotel"), ("topic:spa", "left_topic")):
        Message.objects.update(state="queued", due_at=NOW, reason="")
        SuppressionFactory(address_hash=hash_of(in_a, "ada@example.com"), scope=scope)
        claim = messages_claim(mailing_id=mailing.pk, worker="w", now=NOW)
        assert (claim.messages, claim.skipped) == ([], 1)
        assert Message.objects.get().reason == reason


def test_a_new_sign_up_brings_back_its_own_hotel_and_leaves_other_choices_alone(in_a: Organization) -> None:
    address = "ada@example.com"
    for scope in ("all", "pause", "hotel:1", "hotel:2", "topic:spa"):
        SuppressionFactory(address_hash=hash_of(in_a, address), scope=scope)
    suppression_lift(address=address, evidence={}, occurred_at=NOW, now=NOW, hotel_id=1)
    assert set(Suppression.objects.values_list("scope", flat=True)) == {"hotel:2", "topic:spa"}


def test_another_groups_topic_cannot_be_taken(
    in_a: Organization, owner_a: User, group_b: Organization, editor: Any
) -> None:
    campaign, topic_of_b = CampaignFactory(), made_in(group_b, TopicFactory, key="spa").pk
    with pytest.raises(InvalidInput):
        campaign_update(campaign_id=campaign.pk, facts={"topic_id": topic_of_b}, actor=owner_a, now=NOW)
    assert editor.get(url(in_a, topic_of_b)).status_code == 404
