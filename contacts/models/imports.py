"""Imports of an e-mail service's export, and the rows that were refused."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from accounts.tenancy import TenantForeignKey, TenantModel


class Import(TenantModel):
    """One file and what became of its rows.

    Rows are taken in the file's order, so ``total`` is also how many of them are done: an import
    that broke off goes on after that many. ``mapping`` gives columns (numbers as text) their
    fields where they are not to be found by their headers. ``started_at`` is the time that all
    it writes bears, by which an undo knows it again. ``reasons`` gives each reason of a refusal its
    rows and the line of the first: ``{"no_address": [12, 57]}``; ``notes`` does so for what was odd
    about rows that were taken.
    """

    STATES = [
        ("uploading", "parts of the file are still to come"),
        ("ready", "the file is here and may be looked at and started"),
        ("running", "running"),
        ("done", "done"),
        ("cancelled", "stopped by a person; what was done is kept"),
        ("failed", "failed"),
        ("undoing", "being taken back"),
        ("undone", "taken back"),
    ]
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
    message = models.TextField(blank=True, default="", db_default="")
    dry_run = models.BooleanField(default=False, db_default=False)
    mapping = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    has_header = models.BooleanField(default=True, db_default=True)
    size = models.PositiveBigIntegerField(default=0, db_default=0)
    received = models.PositiveBigIntegerField(default=0, db_default=0)
    bytes_done = models.PositiveBigIntegerField(default=0, db_default=0)
    worker = models.CharField(max_length=100, blank=True, default="", db_default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    encoding = models.CharField(max_length=16, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    total = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    notes = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    suppressed = models.PositiveIntegerField(default=0)
    consented = models.PositiveIntegerField(default=0)
    unread_values = models.PositiveIntegerField(default=0, db_default=0)
    removed = models.PositiveIntegerField(default=0, db_default=0)
    restored = models.PositiveIntegerField(default=0, db_default=0)
    kept = models.PositiveIntegerField(default=0, db_default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def percent(self) -> int:
        """How much of the file is read, 0 to 100."""
        if self.state in {"done", "undone"}:
            return 100
        return min(99, self.bytes_done * 100 // self.size) if self.size else 0


class ImportPart(TenantModel):
    """A piece of an uploaded file, kept until the import has ended.

    In the database, since that is what all nodes share already: a web node takes the piece and
    any worker reads it, with no volume to mount and none to forget in a backup or a purge.
    """

    batch = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "number"], name="import_part_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number}"


class ImportChange(TenantModel):
    """What an import changed of a guest: the fields as they were, for an undo."""

    batch = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    guest = TenantForeignKey("contacts.Guest", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "guest"], name="import_change_guest_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"guest {self.guest_id}"


class CustomField(TenantModel):
    """A field of an organisation's own; its values stand in ``Guest.custom`` under ``key``."""

    TYPES = [
        ("text", "text"),
        ("number", "number"),
        ("date", "date"),
        ("boolean", "yes or no"),
        ("choice", "one of a list"),
    ]

    key = models.CharField(max_length=50)
    label = models.CharField(max_length=100)
    type = models.CharField(max_length=16, choices=TYPES)
    choices = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="custom_field_key_unique"),
        ]

    def __str__(self) -> str:
        return self.label


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
