from django.db import models
from django.db.models import Q

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from delivery.models.content import Content
from delivery.types import WAITING, MailingState, MessageState, Stream

STREAMS = [(value.value, value.value) for value in Stream]
MAILING_STATES = [(value.value, value.value) for value in MailingState]
MESSAGE_STATES = [(value.value, value.value) for value in MessageState]
_WAITING = Q(state__in=[state.value for state in WAITING])


class Mailing(TenantModel):
    """One content on its way to many; who and why is known to whoever made it."""

    content = TenantForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=16, choices=STREAMS)
    from_name = models.CharField(max_length=100)
    from_email = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=16, choices=MAILING_STATES, default=MailingState.READY.value)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "id"],
                name="mailing_sending_idx",
                condition=Q(state=MailingState.SENDING.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_name} #{self.pk}"


class Message(TenantModel):
    """One recipient's row of the ledger; frozen with the audience, one state at a time.

    `recipient_ref` is the caller's own id of the recipient. `merge` is empty for a skipped row.
    `attempts` counts the times the letter itself was tried. `message_id` is the Message-ID
    header, `response` the server's last words.
    """

    mailing = TenantForeignKey(Mailing, on_delete=models.CASCADE, related_name="+")
    recipient_ref = models.BigIntegerField()
    address = models.CharField(max_length=320, blank=True)
    address_hash = models.BinaryField(max_length=32, null=True, blank=True)
    language = models.CharField(max_length=16, blank=True)
    merge = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=MESSAGE_STATES)
    reason = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=32, blank=True)
    evidence_id = models.BigIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    response = models.CharField(max_length=500, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mailing", "recipient_ref"], name="message_recipient_uniq"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "mailing", "next_attempt_at", "id"],
                name="message_due_idx",
                condition=_WAITING,
            ),
            models.Index(
                fields=["organization", "address_hash"], name="message_waiting_hash_idx", condition=_WAITING
            ),
            models.Index(
                fields=["organization", "lease_until"],
                name="message_leased_idx",
                condition=Q(state=MessageState.CLAIMED.value),
            ),
            models.Index(fields=["organization", "mailing", "state", "id"], name="message_state_idx"),
            models.Index(fields=["organization", "recipient_ref", "id"], name="message_recipient_idx"),
            models.Index(
                fields=["organization", "handed_at"],
                name="message_handed_idx",
                condition=Q(handed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} #{self.pk}"
