"""Letters that may or may not have left: shown as what they are, sent again only at a person's word."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.models import Campaign
from campaigns.services.sending import campaigns_follow
from campaigns.types import CampaignStatus
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from delivery import tasks
from delivery.models import Mailing, Message
from delivery.services.claim import messages_claim
from delivery.services.hold import hold_set
from delivery.services.mailing import mailing_finish_if_done
from delivery.types import REASON_LEASE_EXPIRED, MailingState, MessageState
from tests.factories.campaigns import CampaignFactory
from tests.factories.delivery import MessageFactory, SendingDomainFactory, guest_with_consent, mailing_made

CAMPAIGNS = "/api/v1/orgs/alpenblick/campaigns"
CUT_OFF = "No answer after the last dot: the connection was cut."


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The wake-ups of workers."""
    calls: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.send_mailing, "delay", lambda **kwargs: calls.append(kwargs))
    return calls


@pytest.fixture
def sent(group_a: Organization, hotel_a: Hotel) -> Campaign:
    """Sent but for three letters in doubt, and a fourth about which the log is still asked."""
    with tenant_scope(group_a.pk):
        SendingDomainFactory()
        mailing = mailing_made(hotel=hotel_a)
        Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.DONE, started_at=mailing.created_at)
        doubtful = {"mailing": mailing, "state": MessageState.UNKNOWN, "handed_at": None, "attempts": 1}
        for number, reason in enumerate((CUT_OFF, CUT_OFF, REASON_LEASE_EXPIRED)):
            guest = guest_with_consent(email=f"ada{number}@example.com")
            MessageFactory(
                **doubtful, reason=reason, address=guest.email, address_hash=guest.address_hash, due_at=None
            )
        MessageFactory(**doubtful, reason=CUT_OFF, due_at=timezone.now() + timedelta(hours=1))
        MessageFactory(mailing=mailing)
        return CampaignFactory(hotel=hotel_a, mailing=mailing, status=CampaignStatus.SENT, audience_size=5)


def again(client: Any, campaign: Campaign, *, acknowledged: int = 3, key: str = "") -> Any:
    return client.post(
        f"{CAMPAIGNS}/{campaign.pk}/resend-unknown",
        {"acknowledged": acknowledged},
        format="json",
        HTTP_IDEMPOTENCY_KEY=key,
    )


def progress(client: Any, campaign: Campaign) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{CAMPAIGNS}/{campaign.pk}/progress").json()
    return found


def test_what_is_in_doubt_is_told_with_its_reasons_and_apart_from_what_the_log_may_settle(
    client_of_a: Any, sent: Campaign
) -> None:
    shown = progress(client_of_a, sent)
    assert (shown["counts"]["unknown"], shown["in_doubt"], shown["being_settled"]) == (4, 3, 1)
    assert [reason["letters"] for reason in shown["doubt_reasons"]] == [2, 1]
    assert shown["doubt_reasons"][0]["text"].startswith("The connection ended before the mail server said")
    assert "may or may not have left" in shown["doubt_reasons"][1]["text"]
    assert (shown["audience"], sum(shown["counts"].values())) == (5, 5)


def test_sending_them_again_leaves_the_rest_to_the_log(
    client_of_a: Any,
    sent: Campaign,
    group_a: Organization,
    woken: list[dict[str, int]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = again(client_of_a, sent)
    assert (answer.status_code, answer.json()["status"]) == (200, "sending")
    assert woken == [{"organization_id": group_a.pk, "mailing_id": sent.mailing_id}]
    shown = progress(client_of_a, sent)
    assert (shown["counts"]["queued"], shown["in_doubt"], shown["being_settled"]) == (3, 0, 1)
    with tenant_scope(group_a.pk):
        assert Mailing.objects.get().state == MailingState.SENDING
        entry = AuditEvent.objects.get(action="campaign.resent_unknown")
        assert entry.detail["letters"] == 3


def test_the_campaign_is_sent_again_once_they_have_left(
    client_of_a: Any, sent: Campaign, group_a: Organization
) -> None:
    again(client_of_a, sent)
    now = timezone.now()
    with tenant_scope(group_a.pk):
        mailing_id = sent.mailing_id or 0
        assert not mailing_finish_if_done(mailing_id=mailing_id, now=now)
        assert campaigns_follow(now=now) == 0
        Message.objects.filter(due_at__isnull=False).update(state=MessageState.HANDED, due_at=None)
        assert mailing_finish_if_done(mailing_id=mailing_id, now=now)
        assert campaigns_follow(now=now) == 1
    assert progress(client_of_a, sent)["status"] == "sent"


@pytest.mark.parametrize("acknowledged", [2, 4])
def test_another_number_than_is_in_doubt_now_sends_nothing(
    client_of_a: Any, sent: Campaign, acknowledged: int
) -> None:
    answer = again(client_of_a, sent, acknowledged=acknowledged)
    assert (answer.status_code, answer.json()["code"]) == (409, "doubt_changed")
    assert "there are 3 now" in answer.json()["message"]
    shown = progress(client_of_a, sent)
    assert (shown["status"], shown["in_doubt"], shown["counts"]["queued"]) == ("sent", 3, 0)


def test_the_same_key_answers_again_and_queues_nothing_twice(client_of_a: Any, sent: Campaign) -> None:
    first, repeated = again(client_of_a, sent, key="k1"), again(client_of_a, sent, key="k1")
    assert [first.status_code, repeated.status_code] == [200, 200]
    assert repeated.json() == first.json()
    assert again(client_of_a, sent, key="k2").json()["code"] == "doubt_changed"


def test_a_guest_who_left_meanwhile_is_not_written_to_again(
    client_of_a: Any, sent: Campaign, group_a: Organization
) -> None:
    again(client_of_a, sent)
    now = timezone.now()
    with tenant_scope(group_a.pk):
        left = Message.objects.filter(state=MessageState.QUEUED).earliest("id")
        suppression_add(
            address_hash=bytes(left.address_hash or b""),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=now,
            source="one_click",
        )
        claim = messages_claim(mailing_id=sent.mailing_id or 0, worker="w1", now=timezone.now())
        left.refresh_from_db()
    assert (len(claim.messages), left.state) == (2, MessageState.SKIPPED)


def test_a_paused_campaign_stays_paused(client_of_a: Any, sent: Campaign, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        Mailing.objects.update(state=MailingState.PAUSED)
        Campaign.objects.update(status=CampaignStatus.PAUSED)
    assert again(client_of_a, sent).json()["status"] == "paused"
    with tenant_scope(group_a.pk):
        assert Mailing.objects.get().state == MailingState.PAUSED


def test_a_cancelled_campaign_stays_as_it_is(client_of_a: Any, sent: Campaign, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        Campaign.objects.update(status=CampaignStatus.CANCELLED)
    assert again(client_of_a, sent).json()["code"] == "wrong_status"


def test_a_held_organisation_sends_nothing_again(
    client_of_a: Any, sent: Campaign, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        hold_set(reason="Too many complaints.", now=timezone.now())
    assert again(client_of_a, sent).json()["code"] == "sending_held"
    shown = progress(client_of_a, sent)
    assert (shown["hold_reason"], shown["in_doubt"]) == ("Too many complaints.", 3)


def test_who_may_not_send_may_not_send_again(
    client_of_analyst: Any, client_of_b: Any, sent: Campaign
) -> None:
    assert again(client_of_analyst, sent).status_code == 403
    assert again(client_of_b, sent).status_code == 404


def test_a_campaign_that_paused_itself_says_why_and_one_a_person_paused_does_not(
    client_of_a: Any, sent: Campaign, group_a: Organization
) -> None:
    reason = "Paused by itself: 1 of 500 guests marked this mail as spam."
    with tenant_scope(group_a.pk):
        Mailing.objects.update(state=MailingState.PAUSED, pause_reason=reason)
        Campaign.objects.update(status=CampaignStatus.PAUSED)
    assert progress(client_of_a, sent)["pause_reason"] == reason
    for act in ("resume", "pause"):
        assert client_of_a.post(f"{CAMPAIGNS}/{sent.pk}/{act}").status_code == 200
    assert progress(client_of_a, sent)["pause_reason"] == ""


def test_a_letter_put_off_says_when_it_is_tried_next(
    client_of_a: Any, sent: Campaign, group_a: Organization
) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(minutes=5)
    with tenant_scope(group_a.pk):
        for minutes in (20, 0):
            MessageFactory(
                mailing=Mailing.objects.get(), state=MessageState.DEFERRED, handed_at=None,
                reason="4.2.2 Quota exceeded", response="452 4.2.2 Quota exceeded", attempts=1,
                due_at=at + timedelta(minutes=minutes),
            )  # fmt: skip
    stamp = at.isoformat().replace("+00:00", "Z")
    assert progress(client_of_a, sent)["next_try_at"] == stamp
    rows = client_of_a.get(f"{CAMPAIGNS}/{sent.pk}/recipients?state=deferred").json()["results"]
    row = next(row for row in rows if row["next_try_at"] == stamp)
    assert (row["reason_text"], row["response"]) == ("The mailbox is full.", "452 4.2.2 Quota exceeded")
