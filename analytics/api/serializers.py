from typing import Any

from rest_framework import serializers

from campaigns.api.serializers import CampaignRow
from compliance.types import TrackingMode


class DailyStat(serializers.Serializer[Any]):
    date = serializers.DateField()
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField()
    bounced = serializers.IntegerField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()


class EmailStats(serializers.Serializer[Any]):
    period_days = serializers.IntegerField()
    sent = serializers.IntegerField()
    rate_per_minute = serializers.FloatField()
    queue_length = serializers.IntegerField()
    delivered = serializers.IntegerField()
    bounced = serializers.IntegerField()
    complained = serializers.IntegerField()
    opened = serializers.IntegerField()
    machine_opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()
    daily = DailyStat(many=True)


class EmailStatsQuery(serializers.Serializer[Any]):
    organization = serializers.SlugField(
        required=False, help_text="needed by members of several organisations"
    )
    days = serializers.IntegerField(min_value=1, max_value=400, default=30)


class Attention(serializers.Serializer[Any]):
    kind = serializers.CharField()
    message = serializers.CharField()
    count = serializers.IntegerField(help_text="how many there are of it")
    name = serializers.CharField(help_text="of the hotel or connection it is about; empty: of none")
    link = serializers.CharField()


class Revenue(serializers.Serializer[Any]):
    currency = serializers.CharField(allow_blank=True, help_text='"" where the channel gave no price')
    stays = serializers.IntegerField()
    nights = serializers.IntegerField()
    revenue_minor = serializers.IntegerField()


class DomainLight(serializers.Serializer[Any]):
    domain = serializers.CharField()
    light = serializers.ChoiceField(choices=["green", "amber", "red"])


class Direct(serializers.Serializer[Any]):
    guests = serializers.IntegerField(help_text="who came without an address of their own")
    confirmed = serializers.IntegerField(help_text="of them, who confirmed one themselves")


class Home(serializers.Serializer[Any]):
    period_days = serializers.IntegerField()
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()
    bounced = serializers.IntegerField()
    guests = serializers.IntegerField()
    mailable_guests = serializers.IntegerField()
    alias_guests = serializers.IntegerField()
    arrivals_next_7 = serializers.IntegerField()
    departures_next_7 = serializers.IntegerField()
    due_today = serializers.IntegerField(help_text="campaigns that go out within a day")
    letters_waiting = serializers.IntegerField()
    domains = DomainLight(many=True)
    direct = Direct(help_text="of the arrivals of the last 90 days")
    earned = Revenue(many=True, help_text="stays booked within 30 days of a campaign's letter")
    daily = DailyStat(many=True)
    needs_attention = Attention(many=True)
    recent_campaigns = CampaignRow(many=True)


class LinkResult(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    url = serializers.CharField(help_text="as it was written, with its merge fields")
    guests = serializers.IntegerField(help_text="letters in which a person followed it")
    machines = serializers.IntegerField(help_text="letters in which only a program followed it")


class HourResult(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()


class Earned(Revenue):
    clicked_stays = serializers.IntegerField(help_text="of them, those after a click")
    clicked_nights = serializers.IntegerField()
    clicked_revenue_minor = serializers.IntegerField()
    lost = serializers.IntegerField(help_text="cancelled, or nobody came")


class CampaignResults(serializers.Serializer[Any]):
    tracking = serializers.ChoiceField(choices=[mode.value for mode in TrackingMode])
    links = LinkResult(many=True)
    hours = HourResult(many=True)
    earned_days = serializers.IntegerField()
    earned = Earned(many=True)
