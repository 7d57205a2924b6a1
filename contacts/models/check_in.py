"""Pre-check-in: what a guest entered for a stay until its code comes back, and how often codes were asked for."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantForeignKey, TenantModel
from compliance.models import ConsentText
from contacts.models.stay import Stay


class PreCheckIn(TenantModel):
    """An address that a guest left for a stay, waiting for its code, or confirmed by it.

    Address, language and evidence are sealed in `payload` until the code comes back, and deleted some time after
    `expires_at` if it does not. `code_hash` is all that is kept of the code, bound to stay and address. `text` is
    the wording that was agreed to; None: the box was left unticked.
    """

    PENDING, CONFIRMED = "pending", "confirmed"
    STATES = [(PENDING, PENDING), (CONFIRMED, CONFIRMED)]
    TRIES = 5

    stay = TenantForeignKey(Stay, on_delete=models.CASCADE, related_name="check_ins")
    text = TenantForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    address_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    payload = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=16, choices=STATES, default=PENDING)
    message_number = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # A new code for a stay takes the place of the older one.
            models.UniqueConstraint(
                fields=["organization", "stay"],
                name="pre_check_in_pending_uniq",
                condition=Q(state="pending"),
            ),
        ]
        indexes = [models.Index(fields=["organization", "stay", "state"], name="pre_check_in_stay")]

    def __str__(self) -> str:
        return f"{self.state} {self.stay_id}"

    def is_spent(self, now: datetime) -> bool:
        """Whether the code is no longer taken: its time is over, or it was guessed at too often."""
        return now >= self.expires_at or self.tries >= self.TRIES


class CodeLimit(TenantModel):
    """How many codes one stay, address or network asked for since a window began, which ends at `until`.

    `digest` names which; it stands in PostgreSQL so that no flush of a cache opens anything.
    """

    digest = models.BinaryField(max_length=16)
    number = models.PositiveIntegerField(default=1)
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="code_limit_uniq"),
        ]
