"""Connections to channels, and what is wrong with them."""

from django.db import models
from django.db.models import Q, Value

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from integrations_ota.adapters.registry import channel_choices
from integrations_ota.types import ConnectionStatus, IssueKind

STATUSES = [(status.value, status.value) for status in ConnectionStatus]


def issue_kinds() -> list[tuple[str, str]]:
    """Return every kind; a function, so that a new kind needs no migration."""
    return [(kind.value, kind.value) for kind in IssueKind]


class Connection(TenantModel):
    """One hotel at one channel.

    ``credentials`` is sealed JSON. ``lease_until`` is set while somebody talks to the channel:
    one call in flight per connection. ``rooms`` maps the channel's room codes to names, ``rates``
    lists its rate plans. ``push_failures`` counts failed pushes in a row, and ``next_push_at``
    keeps further ones back: the circuit breaker. ``resend``: the channel wants everything anew.
    ``hook_key`` is in the address that the channel calls; '' = it does not.
    """

    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=channel_choices)
    name = models.CharField(max_length=200)
    base_url = models.CharField(max_length=500)
    remote_hotel_id = models.CharField(max_length=128)
    credentials = models.TextField()
    status = models.CharField(max_length=16, choices=STATUSES, default=ConnectionStatus.ACTIVE.value)
    cursor = models.JSONField(default=dict, blank=True)
    rooms = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    last_pull_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    next_pull_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    consecutive_failures = models.PositiveIntegerField(default=0)
    rates = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    last_push_at = models.DateTimeField(null=True, blank=True)
    last_push_success_at = models.DateTimeField(null=True, blank=True)
    next_push_at = models.DateTimeField(null=True, blank=True)
    push_error = models.CharField(max_length=500, blank=True, db_default="")
    push_failures = models.PositiveIntegerField(default=0, db_default=0)
    resend = models.BooleanField(default=False, db_default=False)
    last_compared_at = models.DateTimeField(null=True, blank=True)
    hook_key = models.CharField(max_length=64, blank=True, db_default="")
    last_hook_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "hotel", "channel", "remote_hotel_id"], name="connection_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_pull_at"],
                condition=Q(status=ConnectionStatus.ACTIVE.value),
                name="connection_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChannelIssue(TenantModel):
    """Something for the hotel to look at; ``subject`` is the reservation or document it is about."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="issues")
    kind = models.CharField(max_length=32, choices=issue_kinds)
    subject = models.CharField(max_length=250, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    raw_message = TenantForeignKey(
        "integrations_ota.RawMessage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "kind", "subject"],
                condition=Q(resolved_at=None),
                name="issue_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
