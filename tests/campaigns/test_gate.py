"""Before each send: what the gate names, at the API, and that the send door refuses by the same list."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.models import Campaign
from campaigns.services.gate import CHECKS
from campaigns.services.sending import campaign_start
from compliance.labels import LABELS
from compliance.services.consent import consent_record
from compliance.types import Basis, Purpose
from contacts.models import Guest
from delivery.models import SendingDomain
from delivery.services.hold import hold_set
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import SendingDomainFactory

CAMPAIGNS = "/api/v1/orgs/alpenblick/campaigns"


def letter(words: str) -> str:
    return f"<mjml><mj-body><mj-section><mj-column><mj-text>{words}</mj-text></mj-column></mj-section></mj-body></mjml>"


def agreed(*, basis: Basis = Basis.CONSENT, **guest: Any) -> Guest:
    """A guest whom marketing mail may reach; inside a scope."""
    made: Guest = GuestFactory(**guest)
    consent_record(
        address=made.email, purpose=Purpose.MARKETING, granted=True, basis=basis, source="form",
        evidence={"form": "newsletter"}, occurred_at=made.created_at, now=made.created_at,
    )  # fmt: skip
    return made


@pytest.fixture
def ready(group_a: Organization, hotel_a: Hotel) -> Campaign:
    """A campaign with which all is well."""
    with tenant_scope(group_a.pk):
        SendingDomainFactory()
        agreed(email="ada@example.com", country="AT")
        return CampaignFactory(hotel=hotel_a, preview_text="The lake is warm")


def problems(client: Any, campaign: Campaign) -> dict[str, str]:
    rows = client.get(f"{CAMPAIGNS}/{campaign.pk}/gate").json()["checks"]
    return {row["code"]: row["problem"] for row in rows if not row["ok"]}


def send(client: Any, campaign: Campaign, acknowledged: int = 1) -> Any:
    facts = {"at": None, "acknowledged": acknowledged}
    return client.post(f"{CAMPAIGNS}/{campaign.pk}/send", facts, format="json")


def change(campaign: Campaign, **fields: Any) -> Campaign:
    with tenant_scope(campaign.organization_id):
        Campaign.objects.filter(pk=campaign.pk).update(**fields)
    return campaign


def change_hotel(hotel: Hotel, **fields: Any) -> None:
    with tenant_scope(hotel.organization_id):
        Hotel.objects.filter(pk=hotel.pk).update(**fields)


def test_a_campaign_with_which_all_is_well_passes_every_check(client_of_a: Any, ready: Campaign) -> None:
    answer = client_of_a.get(f"{CAMPAIGNS}/{ready.pk}/gate").json()
    assert answer["ready"] is True
    assert [row["code"] for row in answer["checks"]] == [check.code for check in CHECKS]
    assert {row["problem"] + row["mend"] for row in answer["checks"]} == {""}
    assert send(client_of_a, ready).status_code == 200


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"subject": " "}, "subject", "subject"),
        ({"subject": "Re: your stay"}, "subject_honest", "subject"),
        ({"subject": "FWD : Offer"}, "subject_honest", "subject"),
        ({"subject": "AW: Angebot"}, "subject_honest", "subject"),
        ({"subject": "Undelivered mail returned"}, "subject_honest", "subject"),
        ({"subject": "{{ guest.first_name }}"}, "subject_always", "subject"),
        ({"mjml": " "}, "letter", "mjml"),
        ({"mjml": "<mjml><mj-body>{{ guest.first_name </mj-body></mjml>"}, "letter_compiles", "mjml"),
        ({"mjml": letter("You stay from {{ stay.arrival }}")}, "fields_known", "mjml"),
        ({"mjml": letter("{{ guest.custom.shoe_size }}")}, "fields_known", "mjml"),
    ],
)
def test_c2_what_the_letter_lacks_is_named_and_refused(
    client_of_a: Any, ready: Campaign, fields: dict[str, str], code: str, field: str
) -> None:
    change(ready, **fields)
    assert list(problems(client_of_a, ready)) == [code]
    answer = send(client_of_a, ready)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert problems(client_of_a, ready)[code] in answer.json()["message"]


@pytest.mark.parametrize(
    "subject",
    [
        "Relax by the lake",
        "Reopening: the spa",
        "Award for our kitchen",
        "{{ guest.first_name | default: 'Dear guest' }}",
    ],
)
def test_c2_an_honest_subject_passes(client_of_a: Any, ready: Campaign, subject: str) -> None:
    assert problems(client_of_a, change(ready, subject=subject)) == {}


def test_a_stay_field_in_a_condition_or_with_a_default_passes(client_of_a: Any, ready: Campaign) -> None:
    words = "{% if stay.arrival %}{{ stay.arrival }}{% endif %} {{ stay.room_name | default: 'your room' }}"
    assert problems(client_of_a, change(ready, mjml=letter(words))) == {}


def test_a_missing_preview_text_is_advice_and_stops_nothing(client_of_a: Any, ready: Campaign) -> None:
    assert list(problems(client_of_a, change(ready, preview_text=""))) == ["preview_text"]
    assert client_of_a.get(f"{CAMPAIGNS}/{ready.pk}/gate").json()["ready"] is True
    assert send(client_of_a, ready).status_code == 200


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"street": ""}, "postal_address"),
        ({"city": " "}, "postal_address"),
        ({"country": ""}, "postal_address"),
        ({"from_name": ""}, "sender_named"),
        ({"from_name": "info@booking.example"}, "sender_true"),
    ],
)
def test_c1_c4_a_hotel_that_does_not_say_who_and_where_it_is_sends_nothing(
    client_of_a: Any, ready: Campaign, hotel_a: Hotel, fields: dict[str, str], code: str
) -> None:
    change_hotel(hotel_a, **fields)
    assert list(problems(client_of_a, ready)) == [code]
    answer = send(client_of_a, ready).json()
    assert (answer["code"], list(answer["fields"])) == ("not_ready", ["hotel_id"])


def test_s10_mail_from_a_free_mailbox_is_refused(client_of_a: Any, ready: Campaign, hotel_a: Hotel) -> None:
    change_hotel(hotel_a, from_email="seehof@gmail.com")
    assert set(problems(client_of_a, ready)) == {"sender_true", "domain_verified"}


def test_s1_s3_a_domain_that_is_not_verified_keeps_the_campaign_back(
    client_of_a: Any, ready: Campaign, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        SendingDomain.objects.update(verified_at=None, checked_at=None)
    assert list(problems(client_of_a, ready)) == ["domain_verified"]
    assert send(client_of_a, ready).json()["code"] == "domain_not_verified"


def test_s5_a_hold_keeps_the_campaign_back(
    client_of_a: Any, ready: Campaign, group_a: Organization, now: Any
) -> None:
    with tenant_scope(group_a.pk):
        hold_set(reason="Too many complaints.", now=now)
    assert problems(client_of_a, ready) == {"sending_held": "Too many complaints."}
    assert send(client_of_a, ready).json()["code"] == "sending_held"


def test_c3_guests_without_own_consent_must_be_told_that_it_is_advertising(
    client_of_a: Any, ready: Campaign, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        agreed(email="own.consent@example.com", country="US")
    assert problems(client_of_a, ready) == {}
    with tenant_scope(group_a.pk):
        GuestFactory(email="never.asked@example.com", country="US")
    assert "US" in problems(client_of_a, ready)["advertisement_label"]
    assert send(client_of_a, ready, acknowledged=3).status_code == 400
    assert problems(client_of_a, change(ready, mjml=letter("This is an advertisement of Seehof."))) == {}
    assert send(client_of_a, ready, acknowledged=3).status_code == 200


def test_c3_korea_wants_its_word_before_the_subject_also_after_consent(
    client_of_a: Any, ready: Campaign, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        agreed(email="minji@example.com", country="KR")
    assert list(problems(client_of_a, change(ready, subject="News (광고)"))) == ["advertisement_label"]
    assert problems(client_of_a, change(ready, subject="(광고) News")) == {}


def test_each_label_names_its_law() -> None:
    assert len({label.country for label in LABELS}) == len(LABELS)
    assert all(label.marks and label.source and label.checked for label in LABELS)


def test_an_audience_nobody_of_which_may_be_written_to_is_refused(
    client_of_a: Any, ready: Campaign, group_a: Organization
) -> None:
    change(ready, audience={"countries": ["JP"]})
    assert list(problems(client_of_a, ready)) == ["lawful_audience"]
    assert send(client_of_a, ready, acknowledged=0).status_code == 400


def test_all_that_is_wrong_is_said_at_once(client_of_a: Any, ready: Campaign, hotel_a: Hotel) -> None:
    change_hotel(hotel_a, street="")
    change(ready, subject="Re: hello")
    answer = send(client_of_a, ready).json()
    assert sorted(answer["fields"]) == ["hotel_id", "subject"]
    assert answer["message"].startswith("2 things keep this campaign from being sent.")


def test_what_went_wrong_after_send_was_pressed_stops_the_start(
    client_of_a: Any, ready: Campaign, hotel_a: Hotel
) -> None:
    assert send(client_of_a, ready).status_code == 200
    change_hotel(hotel_a, street="")
    with tenant_scope(ready.organization_id):
        ready.refresh_from_db()
        assert ready.send_at is not None
        assert campaign_start(campaign_id=ready.pk, now=ready.send_at + timedelta(seconds=1)) is None
        ready.refresh_from_db()
    assert (ready.status, ready.mailing_id) == ("failed", None)
    assert "has no street in its postal address" in ready.failure


def test_the_gate_of_another_group_is_not_found(client_of_b: Any, ready: Campaign) -> None:
    assert client_of_b.get(f"{CAMPAIGNS}/{ready.pk}/gate").status_code == 404
    assert client_of_b.get(f"/api/v1/orgs/costa-verde/campaigns/{ready.pk}/gate").status_code == 404
