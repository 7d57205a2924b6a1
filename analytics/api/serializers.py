from typing import Any

from rest_framework import serializers

from campaigns.api.serializers import CampaignRow


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
    link = serializers.CharField()


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
    daily = DailyStat(many=True)
    needs_attention = Attention(many=True)
    recent_campaigns = CampaignRow(many=True)
