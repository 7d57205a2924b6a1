"""What a campaign brought: its links, its first two days, and the stays that guests booked after it.

A stay counts for a campaign if its guest got the letter, booked within thirty days of it, and got no later
campaign's letter before booking, so that no stay counts twice. Cancelled stays and no-shows earn nothing. Opens
are no reason: most of today's are made by programs.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncHour

from campaigns.models import Campaign
from contacts.models import Stay
from contacts.selectors.audience import NOT_STAYING
from delivery.models import Mailing, Message
from delivery.selectors.links import link_letters, mailing_events
from delivery.selectors.tracking import tracking_most
from delivery.types import EngagementKind, MessageState, Stream

EARNED_DAYS = 30
HOURS = 48
_ACTS = {"opened": EngagementKind.OPEN.value, "clicked": EngagementKind.CLICK.value}


def campaign_results(*, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Links with the guests who clicked them, opens and clicks of the first 48 hours, and stays by currency.

    Letters count, not acts; machines' stand apart. Money is in minor units. Empty before the campaign has begun.
    """
    mailing = campaign.mailing
    brought: dict[str, Any] = {"links": [], "hours": [], "earned": []}
    if mailing is not None and mailing.started_at is not None:
        brought = {
            "links": _links(mailing),
            "hours": _hours(mailing, mailing.started_at, now),
            "earned": _earned(mailing, mailing.started_at),
        }
    return {"tracking": tracking_most().value, "earned_days": EARNED_DAYS, **brought}


def _links(mailing: Mailing) -> list[dict[str, Any]]:
    """Every link of the letter in its order, also those that nobody followed."""
    people, machines = (link_letters(mailing, machine=machine) for machine in (False, True))
    return [
        {"number": number, "url": url, "guests": people.get(number, 0), "machines": machines.get(number, 0)}
        for number, url in enumerate(mailing.content.links)
    ]


def _hours(mailing: Mailing, began: datetime, now: datetime) -> list[dict[str, Any]]:
    """One entry an hour since the letters began to leave; a letter counts at its first open, and its first click."""
    first = began.replace(minute=0, second=0, microsecond=0)
    hours = [first + timedelta(hours=n) for n in range(HOURS) if first + timedelta(hours=n) <= now]
    found: dict[str, Counter[datetime]] = {}
    for name, kind in _ACTS.items():
        acts = mailing_events(mailing).filter(
            kind=kind, machine=False, first_at__lt=first + timedelta(hours=HOURS)
        )
        at = TruncHour("first_at")
        if kind == EngagementKind.CLICK.value:
            again = mailing_events(mailing).filter(
                kind=kind, machine=False, message=OuterRef("message"), first_at__lt=OuterRef("first_at")
            )
            acts = acts.exclude(Exists(again))
        rows = acts.values(hour=at).annotate(letters=Count("message", distinct=True))
        found[name] = Counter(dict(rows.values_list("hour", "letters")))
    return [{"at": hour} | {name: found[name][hour] for name in _ACTS} for hour in hours]


def _earned(mailing: Mailing, began: datetime) -> list[dict[str, Any]]:
    """Stays by currency, those after a click among them; "" where the channel gave no price."""
    stays: Any = _booked_after(mailing, began)
    staying = ~Q(status__in=NOT_STAYING)
    clicked = staying & Q(clicked=True)
    groups = stays.order_by("currency").values("currency").annotate(
        stays=Count("id", filter=staying),
        nights=Sum(F("departure") - F("arrival"), filter=staying),
        revenue_minor=Sum("total_minor", filter=staying),
        clicked_stays=Count("id", filter=clicked),
        clicked_nights=Sum(F("departure") - F("arrival"), filter=clicked),
        clicked_revenue_minor=Sum("total_minor", filter=clicked),
        lost=Count("id", filter=~staying),
    )  # fmt: skip
    return [_plain(group) for group in groups]


def _plain(group: dict[str, Any]) -> dict[str, Any]:
    nights = {name: (group[name] or timedelta()).days for name in ("nights", "clicked_nights")}
    money = {name: group[name] or 0 for name in ("revenue_minor", "clicked_revenue_minor")}
    return {**group, **nights, **money}


def campaigns_earned(*, since: datetime) -> list[dict[str, Any]]:
    """Stays booked since then by guests who had got a campaign's letter in the thirty days before, by currency."""
    window = timedelta(days=EARNED_DAYS)
    mailings = _campaign_mailings().filter(started_at__gt=since - 2 * window).values_list("pk", flat=True)
    letters = Message.objects.filter(
        mailing__in=list(mailings), recipient_ref=OuterRef("guest_id"), state=MessageState.HANDED.value,
        handed_at__lt=OuterRef("booked_at"), handed_at__gte=OuterRef("booked_at") - window,
    )  # fmt: skip
    stays: Any = Stay.objects.filter(booked_at__gte=since).exclude(status__in=NOT_STAYING)
    groups = stays.filter(Exists(letters)).order_by("currency").values("currency").annotate(
        stays=Count("id"), nights=Sum(F("departure") - F("arrival")), revenue_minor=Sum("total_minor")
    )  # fmt: skip
    return [
        {**group, "nights": group["nights"].days, "revenue_minor": group["revenue_minor"] or 0}
        for group in groups
    ]


def _campaign_mailings() -> QuerySet[Mailing]:
    return Mailing.objects.filter(stream=Stream.MARKETING.value, kind="")


def _booked_after(mailing: Mailing, began: datetime) -> QuerySet[Stay]:
    """Stays whose guest booked after this letter and before any later one, with ``clicked``."""
    window = timedelta(days=EARNED_DAYS)
    end = (_latest(mailing) or began) + window
    letters = Message.objects.filter(recipient_ref=OuterRef("guest_id"), state=MessageState.HANDED.value)
    ours = letters.filter(mailing=mailing, month=mailing.month)
    later = _campaign_mailings().filter(started_at__gt=began, started_at__lte=end)
    newer = letters.filter(
        mailing__in=list(later.values_list("pk", flat=True)),
        handed_at__gt=OuterRef("letter_at"),
        handed_at__lte=OuterRef("booked_at"),
    )
    clicks = mailing_events(mailing).filter(
        kind=EngagementKind.CLICK.value, machine=False,
        message__recipient_ref=OuterRef("guest_id"), first_at__lte=OuterRef("booked_at"),
    )  # fmt: skip
    stays = Stay.objects.filter(booked_at__gt=began, booked_at__lte=end)
    stays = stays.annotate(letter_at=Subquery(ours.values("handed_at")[:1]))
    after = Q(booked_at__gt=F("letter_at"), booked_at__lte=F("letter_at") + window)
    return stays.filter(after).exclude(Exists(newer)).annotate(clicked=Exists(clicks))


def _latest(mailing: Mailing) -> datetime | None:
    """When the last of its letters so far left."""
    newest = Message.objects.filter(mailing=mailing, month=mailing.month).aggregate(at=Max("handed_at"))
    at: datetime | None = newest["at"]
    return at
