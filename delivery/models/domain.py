from django.db import models
from django.db.models import Q, Value

from accounts.tenancy import TenantForeignKey, TenantModel
from delivery.types import DkimAlgorithm, DkimKeyState

ALGORITHMS = [(value.value, value.value) for value in DkimAlgorithm]
KEY_STATES = [(value.value, value.value) for value in DkimKeyState]


class SendingDomain(TenantModel):
    """A hotel's domain, what DNS said of it last, and whether letters may be sent in its name.

    `verified_at` is empty as long as nothing may be sent. `failed_checks` counts the days in a row on
    which a needed record was missing, `failed_at` is the last of them. `results` holds the last check, one
    object for each record (delivery.dns.checks.Checked). `return_path` and `tracking_host` are in use only
    while their `_ok`.
    """

    domain = models.CharField(max_length=253)
    return_path = models.CharField(max_length=253, blank=True, default="", db_default="")
    tracking_host = models.CharField(max_length=253, blank=True, default="", db_default="")
    dmarc_rua = models.EmailField(max_length=254, blank=True, default="", db_default="")
    dual_sign = models.BooleanField(default=False, db_default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failed_checks = models.PositiveSmallIntegerField(default=0, db_default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    return_path_ok = models.BooleanField(default=False, db_default=False)
    tracking_ok = models.BooleanField(default=False, db_default=False)
    results = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "domain"], name="sending_domain_name_uniq"),
        ]

    def __str__(self) -> str:
        return self.domain


class DkimKey(TenantModel):
    """One key of a domain under one selector. `private_key` is sealed, and empty once destroyed."""

    domain = TenantForeignKey(SendingDomain, on_delete=models.CASCADE, related_name="keys")
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=8, choices=ALGORITHMS)
    private_key = models.TextField(blank=True)
    public_key = models.TextField(help_text="base64, as in the DNS record's p=")
    state = models.CharField(max_length=8, choices=KEY_STATES)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "domain", "selector"],
                name="dkim_key_selector_uniq",
                condition=~Q(state=DkimKeyState.RETIRED.value),
            ),
            models.UniqueConstraint(
                fields=["organization", "domain", "algorithm"],
                name="dkim_key_active_uniq",
                condition=Q(state=DkimKeyState.ACTIVE.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selector} ({self.algorithm}, {self.state})"
