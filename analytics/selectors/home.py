"""The numbers of the home page."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Hotel
from analytics.selectors.campaign_results import campaigns_earned
from analytics.selectors.email_stats import email_stats
from campaigns.models import Campaign
from campaigns.selectors.campaigns import campaign_list
from campaigns.selectors.figures import campaigns_figure
from campaigns.types import CampaignStatus
from contacts.selectors.direct_rates import direct_total
from contacts.selectors.guests import arrivals_count, departures_count, guest_counts
from delivery.models import Message, SendingDomain
from delivery.selectors.domains import sending_domain_list
from delivery.selectors.mailings import messages_unfinished
from delivery.types import MessageState
from integrations_ota.models import ChannelIssue, Connection

DAYS, AHEAD, RECENT = 30, 7, 5
# Guests are won while they stay, so a month of arrivals would tell little.
DIRECT_DAYS = 90


def home_figures(*, now: datetime, today: date) -> dict[str, Any]:
    """E-mail of the last 30 days, guests, the week to come, and what needs somebody's attention."""
    stats = email_stats(days=DAYS, now=now)
    counts = guest_counts(now=now)
    return {
        **{name: stats[name] for name in ("period_days", "sent", "delivered", "bounced", "daily")},
        **{name: stats[name] for name in ("opened", "clicked", "unsubscribed")},
        "guests": counts.guests,
        "mailable_guests": counts.mailable,
        "alias_guests": counts.alias,
        "arrivals_next_7": arrivals_count(start=today, days=AHEAD),
        "departures_next_7": departures_count(start=today, days=AHEAD),
        "due_today": campaigns_due(now=now),
        "letters_waiting": messages_unfinished(),
        "domains": [domain_light(domain) for domain in sending_domain_list()],
        "direct": direct_total(start=today - timedelta(days=DIRECT_DAYS), end=today),
        "earned": campaigns_earned(since=now - timedelta(days=DAYS)),
        "needs_attention": needs_attention(),
        "recent_campaigns": recent_campaigns(),
    }


def campaigns_due(*, now: datetime) -> int:
    """Count campaigns that go out within a day, or should have gone."""
    due = Campaign.objects.filter(status=CampaignStatus.SCHEDULED.value, send_at__lte=now + timedelta(days=1))
    return due.count()


def domain_light(domain: SendingDomain) -> dict[str, str]:
    """Green: letters may be sent in its name. Amber: they may, but its last check found a record missing."""
    light = "red" if domain.verified_at is None else "amber" if domain.failed_checks else "green"
    return {"domain": domain.domain, "light": light}


def recent_campaigns() -> list[Campaign]:
    return campaigns_figure(list(campaign_list().order_by("-id")[:RECENT]))


def needs_attention() -> list[dict[str, Any]]:
    found = []
    unknown = Message.objects.filter(state=MessageState.UNKNOWN, mailing__kind="").count()
    if unknown:
        text = f"{unknown:,} mails may or may not have left; decide whether to send them again."
        found.append(attention("unknown_mail", text, "/campaigns", count=unknown))
    issues = ChannelIssue.objects.filter(resolved_at=None).count()
    if issues:
        text = f"{issues:,} reservations from your channels need a look."
        found.append(attention("channel_issues", text, "/connections", count=issues))
    for connection in Connection.objects.exclude(last_error="").order_by("id")[:RECENT]:
        text = f"{connection.name}: {connection.last_error}"
        found.append(attention("connection", text, f"/connections/{connection.pk}", name=connection.name))
    for hotel in Hotel.objects.filter(street="").order_by("id")[:RECENT]:
        text = f"{hotel.name} has no postal address, so no campaign can leave in its name."
        found.append(attention("postal_address", text, "/", name=hotel.name))
    return found


def attention(kind: str, message: str, link: str, *, count: int = 1, name: str = "") -> dict[str, Any]:
    """`message` in English; `kind`, `count` and `name` let a reader say it in another language."""
    return {"kind": kind, "message": message, "link": link, "count": count, "name": name}
