from django.db import models

from accounts.tenancy import TenantModel
from delivery.types import RelaySecurity

SECURITIES = [(value.value, value.value) for value in RelaySecurity]


class Relay(TenantModel):
    """The server an organisation hands its letters to, instead of the installation's own.

    `password` is sealed.
    """

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    username = models.CharField(max_length=254, blank=True)
    password = models.TextField(blank=True)
    security = models.CharField(max_length=8, choices=SECURITIES, default=RelaySecurity.STARTTLS.value)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "host", "port"], name="relay_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
