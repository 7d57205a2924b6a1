"""Guests, and what is known about their addresses."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.tenancy import TenantForeignKey, TenantModel
from contacts.types import EmailKind

EMAIL_KINDS = [(kind.value, kind.value) for kind in EmailKind]


class Guest(TenantModel):
    """A person who stayed, will stay, or signed up.

    ``email`` holds an address that leads to the guest, normalised; an OTA alias is never put
    here but on its stay. ``address_hash`` is null exactly where ``email`` is empty.
    ``provenance`` maps a field's name to the source it came from (contacts.types.Provenance).
    """

    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_kind = models.CharField(max_length=16, choices=EMAIL_KINDS, default=EmailKind.NONE.value)
    address_hash = models.BinaryField(max_length=32, null=True, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    provenance = models.JSONField(default=dict, blank=True)
    imported_in = TenantForeignKey(
        "contacts.Import", null=True, blank=True, on_delete=models.SET_NULL, related_name="guests"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(email="", address_hash=None) | ~Q(email="") & ~Q(address_hash=None),
                name="guest_address_has_hash",
            ),
            models.CheckConstraint(
                condition=~Q(email_kind=EmailKind.REAL.value) | ~Q(email=""),
                name="guest_real_has_address",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "last_name", "first_name", "id"], name="guest_by_name"),
            models.Index(
                fields=["organization", "address_hash"],
                name="guest_by_address",
                condition=Q(address_hash__isnull=False),
            ),
            models.Index(fields=["organization", "phone"], name="guest_by_phone", condition=~Q(phone="")),
            models.Index(
                fields=["organization", "birth_date"],
                name="guest_by_birth_date",
                condition=Q(birth_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email or f"guest {self.pk}"


class MergeSuggestion(TenantModel):
    """Two guests who may be one person, for a human to decide. ``guest`` is the newer one."""

    REASONS = [
        ("same_address", "same address, other surname"),
        ("same_phone", "same phone number and surname"),
        ("same_birth_date", "same name and birth date"),
    ]
    STATES = [("open", "open"), ("merged", "merged"), ("dismissed", "dismissed")]

    guest = TenantForeignKey(Guest, on_delete=models.CASCADE, related_name="suggestions")
    other = TenantForeignKey(Guest, on_delete=models.CASCADE, related_name="suggested_by")
    reason = models.CharField(max_length=32, choices=REASONS)
    state = models.CharField(max_length=16, choices=STATES, default="open")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "guest", "other"], name="merge_suggestion_unique"
            ),
            models.CheckConstraint(condition=~Q(guest=F("other")), name="merge_suggestion_two_guests"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.guest_id} {self.other_id}"


class AddressRule(TenantModel):
    """An organisation's own word on a domain, over the lists that come with Bellhop.

    ``disposable`` says that the domain lends mailboxes for minutes, whatever kind its addresses are.
    """

    KINDS = [
        (EmailKind.ALIAS.value, "an OTA's alias"),
        (EmailKind.AGENCY_SHARED.value, "an agency's mailbox"),
        (EmailKind.REAL.value, "guests' own addresses"),
    ]

    domain = models.CharField(max_length=253)
    kind = models.CharField(max_length=16, choices=KINDS)
    disposable = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "domain"], name="address_rule_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.kind}"
