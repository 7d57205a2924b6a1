"""What a campaign brought, at the door: links, hours, stays booked after it, the click map, the list as a file."""

import csv
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.models import Campaign
from contacts.models import Guest
from delivery.models import Mailing, Message
from tests.factories.accounts import HotelFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import GuestFactory, StayFactory
from tests.factories.delivery import (
    EngagementEventFactory,
    MessageFactory,
    SendingDomainFactory,
    mailing_made,
)

LETTER = """<mjml><mj-body><mj-section><mj-column>
<mj-text>Dear {{ guest.first_name }}, <a href="https://seehotel.example/spring">spring</a> is here.</mj-text>
<mj-button href="https://seehotel.example/book?who={{ guest.first_name }}">Book</mj-button>
</mj-column></mj-section></mj-body></mjml>"""
DAY = timedelta(days=1)


def url(campaign: Campaign, what: str = "results", org: str = "alpenblick") -> str:
    return f"/api/v1/orgs/{org}/campaigns/{campaign.pk}/{what}"


def mailed(hotel: Hotel, at: datetime) -> Mailing:
    mailing = mailing_made(hotel=hotel, mjml=LETTER, now=at)
    Mailing.objects.filter(pk=mailing.pk).update(started_at=at, finished_at=at, state="done")
    mailing.refresh_from_db()
    return mailing


def letter(mailing: Mailing, guest: Guest, at: datetime, state: str = "handed") -> Message:
    message: Message = MessageFactory(
        mailing=mailing, recipient_ref=guest.pk, address=guest.email, handed_at=at, state=state
    )
    return message


def click(message: Message, at: datetime, link: int = 0, *, machine: bool = False) -> None:
    EngagementEventFactory(
        message=message, kind="click", link_no=link, first_at=at, last_at=at, machine=machine
    )


@pytest.fixture
def campaign(in_a: Organization, hotel_a: Hotel, now: datetime) -> Campaign:
    made: Campaign = CampaignFactory(
        name="Spring", hotel=hotel_a, mailing=mailed(hotel_a, now - 10 * DAY), status="sent"
    )
    return made


@pytest.fixture
def letters(campaign: Campaign, now: datetime) -> list[Message]:
    assert campaign.mailing is not None
    return [letter(campaign.mailing, GuestFactory(), now - 10 * DAY) for _ in range(3)]


def booked(message: Message, hotel: Hotel, at: datetime, **fields: Any) -> None:
    guest = Guest.objects.get(pk=message.recipient_ref)
    StayFactory(guest=guest, hotel=hotel, booked_at=at, **fields)


def test_links_tell_people_from_machines(
    client_of_a: Any, campaign: Campaign, letters: list[Message], now: datetime
) -> None:
    click(letters[0], now - 9 * DAY)
    click(letters[1], now - 9 * DAY)
    click(letters[2], now - 9 * DAY, machine=True)
    links = client_of_a.get(url(campaign)).json()["links"]
    assert links == [
        {"number": 0, "url": "https://seehotel.example/spring", "guests": 2, "machines": 1},
        {"number": 1, "url": "https://seehotel.example/book?who={{ guest.first_name }}", "guests": 0, "machines": 0},
    ]  # fmt: skip


def test_the_first_two_days_are_told_by_the_hour_and_a_letter_counts_at_its_first_click(
    client_of_a: Any, campaign: Campaign, letters: list[Message], now: datetime
) -> None:
    start = now - 10 * DAY
    EngagementEventFactory(message=letters[0], kind="open", first_at=start, last_at=start)
    click(letters[0], start + timedelta(hours=1), 0)
    click(letters[0], start + timedelta(hours=3), 1)
    click(letters[1], start + timedelta(hours=60))
    hours = client_of_a.get(url(campaign)).json()["hours"]
    assert len(hours) == 48
    assert [(hour["opened"], hour["clicked"]) for hour in hours[:4]] == [(1, 0), (0, 1), (0, 0), (0, 0)]
    assert sum(hour["clicked"] for hour in hours) == 1


def test_stays_booked_after_the_letter_are_earned_and_those_after_a_click_among_them(
    client_of_a: Any, campaign: Campaign, letters: list[Message], hotel_a: Hotel, now: datetime
) -> None:
    click(letters[0], now - 9 * DAY)
    click(letters[1], now - 9 * DAY, machine=True)
    booked(letters[0], hotel_a, now - 8 * DAY, total_minor=24_000)
    booked(letters[1], hotel_a, now - 8 * DAY, total_minor=10_000)
    booked(letters[1], hotel_a, now - 8 * DAY, status="cancelled", total_minor=99_000)
    booked(letters[2], hotel_a, now - 11 * DAY, total_minor=50_000)
    booked(letters[2], hotel_a, now + 21 * DAY, total_minor=50_000)
    StayFactory(guest=GuestFactory(), hotel=hotel_a, booked_at=now - 8 * DAY)
    assert client_of_a.get(url(campaign)).json()["earned"] == [
        {
            "currency": "EUR", "stays": 2, "nights": 4, "revenue_minor": 34_000,
            "clicked_stays": 1, "clicked_nights": 2, "clicked_revenue_minor": 24_000, "lost": 1,
        }
    ]  # fmt: skip


def test_a_stay_counts_for_the_newest_letter_before_it_only(
    client_of_a: Any, campaign: Campaign, letters: list[Message], hotel_a: Hotel, now: datetime
) -> None:
    second = CampaignFactory(name="May", hotel=hotel_a, mailing=mailed(hotel_a, now - 5 * DAY), status="sent")
    guest = Guest.objects.get(pk=letters[0].recipient_ref)
    letter(second.mailing, guest, now - 5 * DAY)
    booked(letters[0], hotel_a, now - 7 * DAY, total_minor=100)
    booked(letters[0], hotel_a, now - 3 * DAY, total_minor=1)
    found = [client_of_a.get(url(each)).json()["earned"][0]["revenue_minor"] for each in (campaign, second)]
    assert found == [100, 1]


def test_the_home_page_sums_up_what_all_campaigns_earned_each_stay_once(
    client_of_a: Any, campaign: Campaign, letters: list[Message], hotel_a: Hotel
) -> None:
    moment = timezone.now()
    for message in letters[:2]:
        Message.objects.filter(pk=message.pk).update(handed_at=moment - 10 * DAY)
    assert campaign.mailing is not None
    Mailing.objects.filter(pk=campaign.mailing.pk).update(started_at=moment - 10 * DAY)
    again = mailed(hotel_a, moment - 9 * DAY)
    letter(again, Guest.objects.get(pk=letters[0].recipient_ref), moment - 9 * DAY)
    booked(letters[0], hotel_a, moment - 8 * DAY, total_minor=24_000)
    booked(letters[1], hotel_a, moment - 8 * DAY, status="no_show")
    booked(letters[1], hotel_a, moment - 11 * DAY)
    home = client_of_a.get("/api/v1/orgs/alpenblick/home").json()
    assert home["earned"] == [{"currency": "EUR", "stays": 1, "nights": 2, "revenue_minor": 24_000}]


def test_the_home_page_has_a_light_for_each_domain_and_counts_what_goes_out_today(
    client_of_a: Any, in_a: Organization
) -> None:
    moment = timezone.now()
    SendingDomainFactory(domain="a.example", verified_at=moment)
    SendingDomainFactory(domain="b.example", verified_at=moment, failed_checks=1)
    SendingDomainFactory(domain="c.example", verified_at=None)
    CampaignFactory(hotel=HotelFactory(), status="scheduled", send_at=moment + timedelta(hours=3))
    CampaignFactory(hotel=HotelFactory(), status="scheduled", send_at=moment + timedelta(hours=30))
    StayFactory(email_kind="alias", arrival=moment.date(), departure=moment.date(), guest=GuestFactory())
    home = client_of_a.get("/api/v1/orgs/alpenblick/home").json()
    assert [light["light"] for light in home["domains"]] == ["green", "amber", "red"]
    assert (home["due_today"], home["letters_waiting"]) == (1, 0)
    assert home["direct"] == {"guests": 1, "confirmed": 0}


def test_a_letter_that_came_back_earned_nothing(
    client_of_a: Any, campaign: Campaign, hotel_a: Hotel, now: datetime
) -> None:
    assert campaign.mailing is not None
    booked(letter(campaign.mailing, GuestFactory(), now - 10 * DAY, "bounced"), hotel_a, now - 8 * DAY)
    assert client_of_a.get(url(campaign)).json()["earned"] == []


def test_a_campaign_that_has_not_begun_has_brought_nothing(client_of_a: Any, in_a: Organization) -> None:
    draft = CampaignFactory(hotel=HotelFactory())
    brought = client_of_a.get(url(draft)).json()
    assert brought == {"tracking": "hygiene", "links": [], "hours": [], "earned_days": 30, "earned": []}
    assert client_of_a.get(url(draft, "click-map")).status_code == 404


def test_the_click_map_shows_the_letter_with_a_number_at_each_link_and_no_pixel(
    client_of_a: Any, client: Any, campaign: Campaign, letters: list[Message], now: datetime
) -> None:
    click(letters[0], now - 9 * DAY, 1)
    shown = client_of_a.get(url(campaign, "click-map")).json()
    page = client.get(shown["url"]).content.decode()
    assert "Dear Anna" in page
    assert 'href="https://seehotel.example/book?who=Anna"' in page
    assert "click-map.invalid/c/" not in page + shown["text"]
    assert "/o/map.gif" not in page
    spans = [part.split("</span>")[0][-1] for part in page.split("border-radius:9px")[1:]]
    assert spans == ["0", "1"]


def test_the_recipients_are_taken_out_as_a_file_and_that_is_noted(
    client_of_a: Any, campaign: Campaign, letters: list[Message], now: datetime
) -> None:
    click(letters[1], now - 9 * DAY)
    Message.objects.filter(pk=letters[2].pk).update(address="=1+1@example.com", state="bounced")
    answer = client_of_a.post(url(campaign, "recipients/export"))
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert [row[1:3] + row[6:] for row in rows] == [
        ["address", "state", "opened", "clicked"],
        [letters[0].address, "handed", "no", "no"],
        [letters[1].address, "handed", "no", "yes"],
        ["'=1+1@example.com", "bounced", "no", "no"],
    ]
    only = client_of_a.post(url(campaign, "recipients/export") + "?state=bounced")
    assert b"".join(only.streaming_content).count(b"\r\n") == 2
    assert AuditEvent.objects.filter(action="campaign.recipients_exported").count() == 2


def test_an_analyst_may_not_take_recipients_out(client_of_analyst: Any, campaign: Campaign) -> None:
    assert client_of_analyst.post(url(campaign, "recipients/export")).status_code == 403


@pytest.fixture
def foreign(group_b: Organization, hotel_b: Hotel, now: datetime) -> Campaign:
    with tenant_scope(group_b.pk):
        made: Campaign = CampaignFactory(hotel=hotel_b, mailing=mailed(hotel_b, now - DAY), status="sent")
    return made


@pytest.mark.parametrize("org", ["alpenblick", "costa-verde"])
def test_another_organisation_reads_and_takes_nothing_of_it(
    client_of_a: Any, foreign: Campaign, org: str
) -> None:
    assert client_of_a.get(url(foreign, "results", org)).status_code == 404
    assert client_of_a.get(url(foreign, "click-map", org)).status_code == 404
    assert client_of_a.post(url(foreign, "recipients/export", org)).status_code == 404
