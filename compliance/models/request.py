"""What people asked for about their own data, and the files that were made for them."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantForeignKey, TenantModel
from compliance.types import RequestKind, RequestState

KINDS = [(kind.value, kind.value) for kind in RequestKind]
STATES = [(state.value, state.value) for state in RequestState]
UNANSWERED = [state.value for state in RequestState if not state.is_answered]


class DataRequest(TenantModel):
    """One request under GDPR 15 to 21, to be answered by `due_at`: a month after it came in (GDPR 12(3)).

    Whose it is, is said by `address_hash`, `guest_id` or both. `payload` holds address and wish, sealed, until the
    answer. `token_hash` is all that is kept of the secret in the letter that proves the mailbox, and then lets the
    person fetch their file. `verified_by` says how we know who asks: "mail" or what staff looked at.
    """

    kind = models.CharField(max_length=16, choices=KINDS)
    state = models.CharField(max_length=16, choices=STATES)
    source = models.CharField(max_length=16, help_text="self_service or staff")
    address_hash = models.BinaryField(max_length=32, null=True)
    guest_id = models.BigIntegerField(null=True)
    payload = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    token_hash = models.BinaryField(max_length=32, null=True)
    message_number = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=200, blank=True)
    alerted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=1000, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta(TenantModel.Meta):
        constraints = [
            # One unanswered request of a kind for each person, however often and by whom it is asked.
            models.UniqueConstraint(
                fields=["organization", "kind", "address_hash"],
                name="data_request_address_once",
                condition=Q(state__in=UNANSWERED, address_hash__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "guest_id"],
                name="data_request_guest_once",
                condition=Q(state__in=UNANSWERED, guest_id__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["organization", "state", "due_at"], name="data_request_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} #{self.pk}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether somebody waits longer than the law allows."""
        return self.state in {RequestState.OPEN, RequestState.PREPARING} and self.due_at <= now


class DataExport(TenantModel):
    """The file made for one request, kept for a week: in the database, which all nodes share."""

    request = TenantForeignKey(DataRequest, on_delete=models.CASCADE, related_name="exports")
    data = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "request"], name="data_export_once"),
        ]

    def __str__(self) -> str:
        return f"file of request {self.request_id}"
