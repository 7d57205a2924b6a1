"""Shapes of relays, warm-ups and the sending policy."""

from typing import Any

from rest_framework import serializers

from compliance.types import TrackingMode
from delivery.models.pace import TRACKING
from delivery.models.route import SECURITIES, STREAMS
from delivery.pace.warmup import PLANS

WARM_UP_PLANS = [(name, name) for name in PLANS]
NO_LIMIT = "0 means no limit"
_TRACKING_HELP = (
    "the most that is noted of what guests do with letters: none, the day of the last open, or all"
)


class RelayRow(serializers.Serializer[Any]):
    """A relay as it stands. Its password is never shown; `source_address` is the operator's to give."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    streams = serializers.ChoiceField(choices=STREAMS)
    priority = serializers.IntegerField()
    enabled = serializers.BooleanField()
    host = serializers.CharField()
    port = serializers.IntegerField()
    username = serializers.CharField(allow_blank=True)
    has_password = serializers.SerializerMethodField()
    security = serializers.ChoiceField(choices=SECURITIES)
    helo = serializers.CharField(allow_blank=True)
    source_address = serializers.CharField(allow_blank=True)
    connections = serializers.IntegerField()
    letters_per_connection = serializers.IntegerField()
    letters_per_hour = serializers.IntegerField()
    signs = serializers.BooleanField()
    warm_up_plan = serializers.CharField(allow_blank=True)
    warm_up_started_on = serializers.DateField(allow_null=True)
    down_until = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField()
    last_error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()

    def get_has_password(self, relay: Any) -> bool:
        return bool(relay.password)


class RelayWrite(serializers.Serializer[Any]):
    """What a person may set of a relay; of equal priorities each takes its share."""

    name = serializers.CharField(max_length=100)
    streams = serializers.ChoiceField(choices=STREAMS, required=False)
    priority = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    enabled = serializers.BooleanField(required=False)
    host = serializers.RegexField(r"^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$", max_length=253)
    port = serializers.IntegerField(min_value=1, max_value=65535, required=False)
    username = serializers.CharField(max_length=254, allow_blank=True, required=False)
    password = serializers.CharField(max_length=500, allow_blank=True, required=False, write_only=True)
    security = serializers.ChoiceField(choices=SECURITIES, required=False)
    helo = serializers.RegexField(
        r"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$", max_length=253, allow_blank=True, required=False
    )
    connections = serializers.IntegerField(min_value=1, max_value=100, required=False)
    letters_per_connection = serializers.IntegerField(
        min_value=0, max_value=1_000_000, required=False, help_text=NO_LIMIT
    )
    letters_per_hour = serializers.IntegerField(
        min_value=0, max_value=100_000_000, required=False, help_text=NO_LIMIT
    )
    signs = serializers.BooleanField(required=False, help_text="the relay adds the DKIM signature itself")
    warm_up_plan = serializers.ChoiceField(choices=WARM_UP_PLANS, allow_blank=True, required=False)
    warm_up_started_on = serializers.DateField(allow_null=True, required=False)


class RelayChange(RelayWrite):
    """Only what is given changes; a password left out stays as it is."""

    name = serializers.CharField(max_length=100, required=False)
    host = serializers.RegexField(
        r"^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$", max_length=253, required=False
    )


class RelayTrial(serializers.Serializer[Any]):
    """How a greeting went; `offers` are the server's ESMTP keywords."""

    works = serializers.BooleanField()
    message = serializers.CharField()
    offers = serializers.ListField(child=serializers.CharField())


class SendingPolicy(serializers.Serializer[Any]):
    """The organisation's limits, and why its marketing mail is held, if it is."""

    letters_per_hour = serializers.IntegerField(help_text=NO_LIMIT)
    provider_limits = serializers.DictField(
        child=serializers.IntegerField(), help_text="mailbox provider → letters an hour"
    )
    cap_letters = serializers.IntegerField(
        help_text="marketing letters an inbox gets within cap_days; 0: no limit"
    )
    cap_days = serializers.IntegerField()
    tracking = serializers.ChoiceField(choices=TRACKING, help_text=_TRACKING_HELP)
    hold_reason = serializers.CharField(allow_blank=True)
    held_at = serializers.DateTimeField(allow_null=True)


class SendingPolicyWrite(serializers.Serializer[Any]):
    letters_per_hour = serializers.IntegerField(min_value=0, max_value=100_000_000, required=False)
    provider_limits = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=100_000_000), required=False
    )
    cap_letters = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    cap_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    tracking = serializers.ChoiceField(choices=TRACKING, required=False, help_text=_TRACKING_HELP)

    def validate_tracking(self, value: str) -> TrackingMode:
        return TrackingMode(value)


class DomainWarmUp(serializers.Serializer[Any]):
    """A domain's plan and its first day, in UTC."""

    id = serializers.IntegerField(read_only=True)
    domain = serializers.CharField(max_length=253)
    plan = serializers.ChoiceField(choices=WARM_UP_PLANS)
    started_on = serializers.DateField()
