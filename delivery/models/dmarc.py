from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel
from delivery.models.domain import SendingDomain


class DmarcReport(TenantModel):
    """What one mailbox provider says of one domain's mail over one period (RFC 9990)."""

    sending_domain = TenantForeignKey(SendingDomain, on_delete=models.CASCADE, related_name="+")
    reporter = models.CharField(max_length=253)
    report_id = models.CharField(max_length=255)
    domain = models.CharField(max_length=253)
    policy = models.CharField(max_length=16, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reporter", "report_id"], name="dmarc_report_uniq"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "sending_domain", "begins_at"], name="dmarc_report_begins_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} {self.report_id}"


class DmarcRow(TenantModel):
    """Letters of one report that came from one address and fared alike.

    `*_aligned` say whether the check passed for the domain in From; `*_result` what it said by itself.
    """

    report = TenantForeignKey(DmarcReport, on_delete=models.CASCADE, related_name="rows")
    source_ip = models.GenericIPAddressField()
    count = models.PositiveBigIntegerField()
    disposition = models.CharField(max_length=16)
    dkim_aligned = models.BooleanField()
    spf_aligned = models.BooleanField()
    dkim_domain = models.CharField(max_length=253, blank=True)
    dkim_selector = models.CharField(max_length=63, blank=True)
    dkim_result = models.CharField(max_length=16, blank=True)
    spf_domain = models.CharField(max_length=253, blank=True)
    spf_result = models.CharField(max_length=16, blank=True)
    header_from = models.CharField(max_length=253)

    def __str__(self) -> str:
        return f"{self.source_ip} x {self.count}"
