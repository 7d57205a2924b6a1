"""Raw messages, the reservations they describe, and the receipts we owe."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantForeignKey, TenantModel
from contacts.models import Stay
from integrations_ota.models.connection import Connection
from integrations_ota.types import MessageState

STATES = [(state.value, state.value) for state in MessageState]


class RawMessage(TenantModel):
    """One message as received, card data removed; stored once, however often it is delivered."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="messages")
    stream = models.CharField(max_length=32)
    message_key = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    ack_token = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=STATES, default=MessageState.NEW.value)
    error = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "message_key"], name="raw_message_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "connection", "id"],
                condition=Q(state=MessageState.NEW.value),
                name="raw_message_new",
            ),
        ]

    def __str__(self) -> str:
        return self.message_key


class Reservation(TenantModel):
    """A reservation as one connection knows it: its newest version, and the stay it became.

    ``details`` repeats dates, room, people and price of that version, no personal data; {} where
    only a cancellation came so far (a tombstone) or nothing was booked yet.
    """

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="reservations")
    ota_reservation_id = models.CharField(max_length=128)
    status = models.CharField(max_length=16)
    current_version = models.CharField(max_length=40)
    details = models.JSONField(default=dict, blank=True)
    stay = TenantForeignKey(Stay, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "ota_reservation_id"], name="reservation_once"
            ),
        ]

    def __str__(self) -> str:
        return self.ota_reservation_id


class Acknowledgement(TenantModel):
    """A receipt we owe the channel: written with the reservation, sent after the commit."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="acknowledgements")
    raw_message = TenantForeignKey(RawMessage, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=200)
    accepted = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    acked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "raw_message"], name="acknowledgement_once"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "connection", "next_attempt_at"],
                condition=Q(acked_at=None),
                name="acknowledgement_due",
            ),
        ]

    def __str__(self) -> str:
        return self.token
