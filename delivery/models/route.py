from django.db import models

from accounts.tenancy import TenantModel
from delivery.types import RelaySecurity, RelayStreams

SECURITIES = [(value.value, value.value) for value in RelaySecurity]
STREAMS = [(value.value, value.value) for value in RelayStreams]


class Relay(TenantModel):
    """A server the organisation hands its letters to, instead of the installation's own.

    Of the enabled relays of a stream the one with the lowest `priority` that is not down is used; equals
    share the load. `password` is sealed. Numbers of 0 mean no limit. `source_address` is the address of this
    host to call from (a dedicated IP), `log_path` the log of a Postfix on this host; both are the operator's
    to give. `signs`: the relay adds the DKIM signature itself. `down_until`, `failures` and `last_error` tell
    of the failures since it worked last.
    """

    name = models.CharField(max_length=100, default="", db_default="")
    streams = models.CharField(
        max_length=16,
        choices=STREAMS,
        default=RelayStreams.BOTH.value,
        db_default=RelayStreams.BOTH.value,
    )
    priority = models.PositiveSmallIntegerField(default=10, db_default=10)
    enabled = models.BooleanField(default=True, db_default=True)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    username = models.CharField(max_length=254, blank=True)
    password = models.TextField(blank=True)
    security = models.CharField(max_length=8, choices=SECURITIES, default=RelaySecurity.STARTTLS.value)
    helo = models.CharField(max_length=253, blank=True, default="", db_default="")
    source_address = models.CharField(max_length=45, blank=True, default="", db_default="")
    connections = models.PositiveSmallIntegerField(default=4, db_default=4)
    letters_per_connection = models.PositiveIntegerField(default=0, db_default=0)
    letters_per_hour = models.PositiveIntegerField(default=0, db_default=0)
    log_path = models.CharField(max_length=500, blank=True, default="", db_default="")
    signs = models.BooleanField(default=False, db_default=False)
    warm_up_plan = models.CharField(max_length=16, blank=True, default="", db_default="")
    warm_up_started_on = models.DateField(null=True, blank=True)
    down_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, db_default=0)
    last_error = models.CharField(max_length=300, blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="relay_name_uniq"),
        ]

    def __str__(self) -> str:
        return self.name
