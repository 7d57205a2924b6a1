"""An audience counted from the projection is the audience counted from guests and the ledger themselves."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from campaigns.selectors.audience import audience_count, audience_count_joined
from campaigns.services.audience import audience_answer
from campaigns.types import AudienceSpec
from compliance.models import ConsentStatus, MailPreference
from compliance.scopes import MailScope, hotel_scope, topic_scope
from contacts.services.facts import facts_refresh
from delivery.models import SendingPolicy
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import ConsentStatusFactory, SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory, StayFactory
from tests.factories.delivery import MessageFactory

GOLF = "golf"
ADDRESSES = [f"inbox{number}@example.com" for number in range(9)]


def crowd(random: Random, group: Organization, hotels: Sequence[Hotel]) -> None:
    """Some guests of shared inboxes, with all that may decide about a letter."""
    for _ in range(14):
        guest = GuestFactory(
            email=random.choice(ADDRESSES),
            email_kind=random.choice(["real", "real", "real", "real", "role"]),
            country=random.choice(["AT", "US", "GB", "CA", ""]),
            language=random.choice(["de", "de-AT", "en"]),
        )
        if random.random() < 0.6:
            departure = NOW.date() - timedelta(days=random.choice([5, 200, 900]))
            StayFactory(
                guest=guest, hotel=random.choice(hotels), arrival=departure - timedelta(days=2),
                departure=departure, objection_offered=random.random() < 0.7,
            )  # fmt: skip
    for address, scope in (
        ("t@example.com", topic_scope(GOLF)),
        ("h@example.com", hotel_scope(hotels[0].pk)),
    ):
        GuestFactory(email=address, email_kind="real", country="US")
        SuppressionFactory(address_hash=hash_of(group, address), scope=scope)
    for country in ("US", "AT", "AT"):
        GuestFactory(email=f"{country}@example.com", email_kind="real", country=country)
    ConsentStatusFactory(address_hash=hash_of(group, "AT@example.com"))
    for address in random.sample(ADDRESSES, 6):
        ConsentStatusFactory(address_hash=hash_of(group, address), granted=random.random() < 0.8)
    for scope in ("all", topic_scope(GOLF), hotel_scope(hotels[0].pk)):
        for address in random.sample(ADDRESSES, random.randrange(3)):
            SuppressionFactory(address_hash=hash_of(group, address), scope=scope)


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_of_counting_agree(in_a: Organization, seed: int) -> None:
    random = Random(seed)
    hotels = [HotelFactory(country=random.choice(["AT", "DE", "GB"])) for _ in range(2)]
    crowd(random, in_a, hotels)
    if seed % 3 == 0:
        SendingPolicy.objects.create(cap_letters=1, cap_days=7)
        for address in ADDRESSES[:3]:
            MessageFactory(address_hash=hash_of(in_a, address), address=address, handed_at=NOW - timedelta(1))
    facts_refresh(now=NOW, bound=None)
    specs = [
        AudienceSpec(),
        AudienceSpec(languages=["de"]),
        AudienceSpec(hotel_ids=[hotels[1].pk], countries=["US"]),
    ]
    scopes = [MailScope(), MailScope(topic=GOLF), MailScope(topic=GOLF, hotel_id=hotels[0].pk)]
    for spec in specs:
        for scope in scopes:
            counted = audience_count(spec=spec, now=NOW, scope=scope)
            assert counted == audience_count_joined(spec=spec, now=NOW, scope=scope)
    everybody = audience_count(spec=specs[0], now=NOW, scope=scopes[2])
    assert {"left_topic", "left_hotel", "same_inbox"} <= {*everybody.excluded}
    assert {"opt_out"} <= {*everybody.bases}


def test_where_hotels_of_two_companies_send_each_counts_its_own_sales(in_a: Organization) -> None:
    own, sister = HotelFactory(legal_entity="Seehof GmbH"), HotelFactory(legal_entity="Berghof AG")
    left = NOW.date() - timedelta(days=30)
    guest = GuestFactory(email=ADDRESSES[0], email_kind="real", country="AT")
    StayFactory(
        guest=guest, hotel=sister, arrival=left, departure=left + timedelta(1), objection_offered=True
    )

    def count(hotel: Hotel) -> Any:
        return audience_answer(spec=AudienceSpec(), now=NOW, scope=MailScope(hotel_id=hotel.pk))

    assert (count(sister).bases, count(own).bases) == ({"soft_opt_in": 1}, {})
    assert count(own).excluded == {"sister_entity": 1}
    assert (ConsentStatus.objects.count(), MailPreference.objects.count()) == (0, 0)
