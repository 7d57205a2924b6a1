"""Shapes of the API of connections."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.models import ChannelIssue, Connection
from integrations_ota.types import ISSUE_TEXTS, ConnectionStatus, IssueKind


class ConnectionHotel(serializers.Serializer[Any]):
    """The hotel of a connection."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ConnectionRow(serializers.Serializer[Connection]):
    """A connection with its state and numbers. Credentials are never shown."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=list(CHANNELS))
    channel_name = serializers.SerializerMethodField()
    certified = serializers.SerializerMethodField()
    base_url = serializers.CharField()
    remote_hotel_id = serializers.CharField()
    hotel = ConnectionHotel()
    status = serializers.ChoiceField(choices=[status.value for status in ConnectionStatus])
    last_pull_at = serializers.DateTimeField(allow_null=True)
    last_success_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    reservations = serializers.IntegerField(source="reservations_count")
    stays = serializers.IntegerField(source="stays_count")
    open_issues = serializers.IntegerField()
    pending_acknowledgements = serializers.IntegerField(source="pending_acks")

    def get_channel_name(self, connection: Connection) -> str:
        return CHANNELS[connection.channel].name

    def get_certified(self, connection: Connection) -> bool:
        return CHANNELS[connection.channel].certified


class ConnectionInput(serializers.Serializer[Any]):
    """What is needed to connect a hotel to a channel."""

    hotel_id = serializers.IntegerField()
    channel = serializers.ChoiceField(choices=list(CHANNELS))
    name = serializers.CharField(max_length=200, allow_blank=True, default="")
    base_url = serializers.CharField(max_length=500)
    remote_hotel_id = serializers.CharField(max_length=128)
    credentials = serializers.DictField(child=serializers.CharField(max_length=500))


class ConnectionChange(serializers.Serializer[Any]):
    """What to change. A credential that is left out or empty stays as it is stored."""

    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    base_url = serializers.CharField(max_length=500, allow_blank=True, required=False)
    remote_hotel_id = serializers.CharField(max_length=128, required=False)
    credentials = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), required=False
    )
    paused = serializers.BooleanField(required=False)


class IssueRow(serializers.Serializer[ChannelIssue]):
    """Something to look at. `text` says what it means, `detail` which reservation it is about.

    `replayable`: its message is set aside and can be read again.
    """

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in IssueKind])
    text = serializers.SerializerMethodField()
    detail = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    replayable = serializers.BooleanField()

    def get_text(self, issue: ChannelIssue) -> str:
        return ISSUE_TEXTS[IssueKind(issue.kind)]
