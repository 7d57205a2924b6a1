"""Merges of guests, with all that is needed to undo each."""

from django.conf import settings
from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel
from contacts.models.guest import Guest, MergeSuggestion


class GuestMerge(TenantModel):
    """One guest who was merged into another, the survivor; the absorbed guest's own row is gone.

    ``rows`` are the rows that went (the guest and what hung on it), as Django's JSON serializer
    writes them. ``before`` and ``after`` hold the survivor's fields that the merge changed, ``moved``
    the ids of what was moved to the survivor, by kind. ``kept`` says, once undone, what could not go back.
    ``absorbed_hash`` and ``absorbed_surname`` find the survivor for a booking in the absorbed guest's name.
    """

    REASONS = [
        *MergeSuggestion.REASONS,
        ("by_hand", "chosen by hand"),
        ("pre_check_in", "the guest confirmed the same address"),
    ]

    survivor = TenantForeignKey(Guest, on_delete=models.CASCADE, related_name="merges")
    absorbed_id = models.BigIntegerField()
    absorbed_name = models.CharField(max_length=401, blank=True)
    absorbed_surname = models.CharField(max_length=200, blank=True, default="", db_default="")
    absorbed_hash = models.BinaryField(max_length=32, null=True, blank=True)
    reason = models.CharField(max_length=32, choices=REASONS)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "absorbed_id"],
                condition=models.Q(undone_at=None),
                name="guest_merge_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "survivor"], name="guest_merge_survivor"),
            models.Index(
                fields=["organization", "absorbed_hash"],
                name="guest_merge_heir",
                condition=models.Q(absorbed_hash__isnull=False, undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.survivor_id}"
