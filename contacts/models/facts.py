"""The projection that segments read: one narrow row a guest, and what is to be brought up to date.

Nobody writes these tables but ``services.facts`` and the database's triggers (migration 0002), which
note whose facts a statement may have changed, whoever wrote it.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Lookup

from accounts.tenancy import TenantModel
from contacts.models.answer_code import REFUSED, code_expression


class TermsField(models.BigIntegerField):  # type: ignore[type-arg]
    """Sixty-three yes-or-no answers in one number, asked by ``column__has=mask``."""


@TermsField.register_lookup
class HasTerms(Lookup):
    """True where at least one of the mask's bits is set."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to ``column & mask <> 0``."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"({column} & %s::bigint) <> 0", (*parameters, self.rhs)


class GuestFacts(TenantModel):
    """What segments ask of a guest, at hand; ``id`` is the guest's own.

    Stays count from their arrival on; revenue is in minor units of the organisation's first
    hotel's currency. ``inbox`` stands for the address, ``inbox_shared`` says that another guest
    has the same; ``answer`` is reason, basis and that in one number (``answer_code``). ``due_at`` is
    when the row next changes by time alone. Days are UTC. PostgreSQL reads a row from its start: what
    each question asks stands first, what may be null last.
    """

    # Checked by row-level security; a reference would be looked up for each of a million rows.
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", editable=False,
        db_index=False, db_constraint=False,
    )  # fmt: skip
    id = models.BigIntegerField(primary_key=True)
    answer = models.GeneratedField(
        expression=code_expression(), output_field=models.SmallIntegerField(), db_persist=True
    )
    reason = models.CharField(max_length=32, blank=True, help_text="why no marketing mail; empty: allowed")
    basis = models.CharField(max_length=32, blank=True, default="", db_default="")
    language = models.CharField(max_length=16, blank=True, help_text="without the region")
    country = models.CharField(max_length=2, blank=True)
    terms_0 = TermsField(default=0)
    terms_1 = TermsField(default=0)
    inbox = models.BigIntegerField(null=True)
    revenue = models.BigIntegerField(default=0)
    revenue_12m = models.BigIntegerField(default=0)
    nights = models.IntegerField(default=0)
    stays = models.SmallIntegerField(default=0)
    stays_12m = models.SmallIntegerField(default=0)
    inbox_shared = models.BooleanField(default=False)
    created_on = models.DateField()
    birthday = models.SmallIntegerField(null=True, help_text="month * 100 + day")
    due_at = models.DateTimeField(null=True)
    first_arrival = models.DateField(null=True)
    last_departure = models.DateField(null=True)
    next_arrival = models.DateField(null=True)
    last_mailed = models.DateField(null=True)
    last_opened = models.DateField(null=True)
    last_clicked = models.DateField(null=True)
    last_machine_opened = models.DateField(null=True)
    email_kind = models.CharField(max_length=16)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "inbox"], name="facts_by_inbox", condition=Q(inbox__isnull=False)
            ),
            models.Index(
                fields=["organization", "inbox"],
                name="facts_shared",
                condition=Q(inbox_shared=True, answer__lt=REFUSED),
            ),
            models.Index(
                fields=["organization", "due_at"], name="facts_due", condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"facts of guest {self.pk}"


class GuestSale(TenantModel):
    """What happened between a guest and one legal entity of the group: one row for each two.

    ``entity`` is the hotels' ``legal_entity``. Dates are departures: of the newest stay that was neither
    cancelled nor missed, and of the newest at whose booking the guest was offered to object.
    ``newest`` marks the row that counts best where no sender is named.
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", editable=False,
        db_index=False, db_constraint=False,
    )  # fmt: skip
    guest_id = models.BigIntegerField()
    entity = models.CharField(max_length=200, blank=True)
    newest = models.BooleanField()
    stayed_on = models.DateField(null=True)
    stay_id = models.BigIntegerField(null=True)
    offered_on = models.DateField(null=True)
    offered_stay_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "guest_id", "entity"], name="guest_sale_unique"),
        ]

    def __str__(self) -> str:
        return f"guest {self.guest_id} and {self.entity or 'the organisation'}"


class FactsPending(TenantModel):
    """A note of a trigger: what these ids name may have changed. Only added, and taken in order."""

    KINDS = [("guest", "guest"), ("inbox", "inbox"), ("mailing", "mailing"), ("message", "message")]

    kind = models.CharField(max_length=16, choices=KINDS)
    ids = ArrayField(models.BigIntegerField())

    class Meta(TenantModel.Meta):
        verbose_name_plural = "facts pending"

    def __str__(self) -> str:
        return f"{len(self.ids)} {self.kind}"


class FactsTerm(TenantModel):
    """Which bit of ``terms_0`` and ``terms_1`` stands for a tag (``key`` is "") or an own field's value.

    A row without a bit closes its key: further values of it are looked up in the guests themselves.
    """

    key = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=100, blank=True)
    bit = models.SmallIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key", "value"], name="facts_term_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
