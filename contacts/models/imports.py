"""Imports of an e-mail service's export, and the rows that were refused."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.tenancy import TenantForeignKey, TenantModel


class Import(TenantModel):
    """One file and what became of its rows."""

    STATES = [("running", "running"), ("done", "done"), ("failed", "failed")]
    BASES = [
        ("consent", "the guests agreed to receive offers"),
        ("soft_opt_in", "own guests who could object when the address was taken"),
        ("none", "no permission is claimed"),
    ]

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    basis = models.CharField(max_length=32, choices=BASES)
    state = models.CharField(max_length=16, choices=STATES, default="running")
    encoding = models.CharField(max_length=16, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    total = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    consented = models.PositiveIntegerField(default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("imported") + F("updated") + F("duplicate") + F("rejected")),
                name="import_every_row_accounted",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="import_newest"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRejection(TenantModel):
    """A row that was not taken, with its line in the file and the reason."""

    batch = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="rejections")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=64)
    cells = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "line"], name="import_rejection_line_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
