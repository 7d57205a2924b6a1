from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from compliance.scopes import MailScope
from delivery.models.content import Content
from delivery.types import ODD_ENDS, MailingState, MessageState, Stream

STREAMS = [(value.value, value.value) for value in Stream]
MAILING_STATES = [(value.value, value.value) for value in MailingState]
MESSAGE_STATES = [(value.value, value.value) for value in MessageState]


class Mailing(TenantModel):
    """One content on its way to many; who and why is known to whoever made it.

    `month` is the first day of the month it was made in: the partition of its messages.
    `first_message` and `last_message` bound the ids of its messages, which were written one soon after another.
    `topic` is the key of what it is about, where people can leave single topics.
    `pause_reason` says why the system itself paused it; empty when a person did.

    With a `kind` it is no mailing to an audience but where single letters of that kind are entered one by
    one as they are asked for (`services.note`): one for a content, a sender and a month, running all the while.
    """

    content = TenantForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=16, choices=STREAMS)
    kind = models.CharField(max_length=40, blank=True, default="", db_default="")
    topic = models.CharField(max_length=40, blank=True, default="", db_default="")
    from_name = models.CharField(max_length=100)
    from_email = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=16, choices=MAILING_STATES, default=MailingState.READY.value)
    pause_reason = models.CharField(max_length=300, blank=True)
    month = models.DateField(editable=False)
    first_message = models.BigIntegerField(null=True, blank=True, editable=False)
    last_message = models.BigIntegerField(null=True, blank=True, editable=False)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # What the messages' reference leads to; it holds each message in its mailing's month.
            models.UniqueConstraint(fields=["organization", "id", "month"], name="mailing_month_uniq"),
            models.UniqueConstraint(
                fields=["organization", "hotel", "content", "kind", "month", "from_email", "from_name"],
                name="mailing_note_uniq",
                condition=~Q(kind=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "id"],
                name="mailing_sending_idx",
                condition=Q(state=MailingState.SENDING.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_name} #{self.pk}"

    @property
    def scope(self) -> MailScope:
        """What a person may have left whom its letters concern."""
        return MailScope(topic=self.topic, hotel_id=self.hotel_id)


class MailingSlice(TenantModel):
    """A part of a mailing's audience, frozen in a transaction of its own.

    Its guests' address hashes begin with one of `first` up to, not including, `end`: two bytes, as a
    number. `frozen_at` is null while it is still to be written.
    """

    HASHES = 65_536

    mailing = TenantForeignKey(Mailing, on_delete=models.CASCADE, related_name="slices")
    first = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "mailing", "first"], name="mailing_slice_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.end} of mailing {self.mailing_id}"


class Message(TenantModel):
    """One recipient's row of the ledger; frozen with the audience, one state at a time.

    `recipient_ref` is the caller's own id of the recipient, `provider` who keeps the mailbox.
    `basis` is the legal ground it goes by, `evidence` and `evidence_id` name what proves it, `basis_until`
    is when it ends, `rules` the version of the rules that said so; all empty for a skipped row.
    `merge` is empty for a skipped row. `attempts` counts the times the letter itself was tried.
    `due_at` is when the row wants attention: waiting, when to try it; claimed, when the lease
    ends; unknown, when to ask the mail server's log; null once it is settled. `response` are the
    server's last words, `queue_id` the name it gave the letter.

    In the database the table is partitioned by month, and its key is (organization, id, month).
    """

    mailing = TenantForeignKey(Mailing, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(editable=False)
    recipient_ref = models.BigIntegerField()
    address = models.CharField(max_length=320, blank=True)
    address_hash = models.BinaryField(max_length=32, null=True, blank=True)
    provider = models.CharField(max_length=253, blank=True)
    language = models.CharField(max_length=16, blank=True)
    merge = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=MESSAGE_STATES)
    reason = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=32, blank=True)
    evidence = models.CharField(max_length=8, blank=True, default="", db_default="")
    evidence_id = models.BigIntegerField(null=True, blank=True)
    basis_until = models.DateTimeField(null=True, blank=True)
    rules = models.CharField(max_length=16, blank=True, default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    queue_id = models.CharField(max_length=100, blank=True)
    response = models.CharField(max_length=500, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mailing", "month", "recipient_ref"], name="message_recipient_uniq"
            ),
        ]
        # Each index costs a write at each step of each letter, so there is none but for a query.
        indexes = [
            models.Index(
                fields=["organization", "mailing", "due_at", "id"],
                name="message_due_idx",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["organization", "address_hash"],
                name="message_waiting_hash_idx",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["organization", "mailing", "state", "id"],
                name="message_odd_end_idx",
                condition=Q(state__in=[state.value for state in ODD_ENDS]),
            ),
            models.Index(
                fields=["organization", "handed_at"],
                name="message_handed_idx",
                condition=Q(handed_at__isnull=False),
            ),
            models.Index(
                fields=["organization", "address_hash", "handed_at"],
                name="message_inbox_idx",
                condition=Q(handed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if getattr(self, "month", None) is None:
            self.month = self.mailing.month
        super().save(*args, **kwargs)


class MailingTally(TenantModel):
    """How many messages of a mailing entered (+) or left (-) a state, written by a trigger in the same statement.

    Rows are only added, so that workers never wait for one another; `tallies_fold` sums them up now and
    then. The sum for a mailing and state is what a count of its messages would give, in no time.
    """

    mailing = TenantForeignKey(Mailing, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, choices=MESSAGE_STATES)
    messages = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.messages:+} {self.state}"
