from django.db import models
from django.db.models import Q

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from campaigns.models.template import Template
from campaigns.types import CampaignStatus
from compliance.models import Topic
from compliance.scopes import MailScope
from delivery.models import Mailing

STATUSES = [(status.value, status.value) for status in CampaignStatus]


class Campaign(TenantModel):
    """One letter to many guests: who (`audience`), what (`mjml`), when (`send_at`).

    `mailing` is the delivery of it, made when sending starts; `audience_size` is frozen with it.
    `first_round` is the campaign whose letter some inboxes did not get, since they had had enough; this one is for them.
    """

    name = models.CharField(max_length=200)
    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    topic = TenantForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    template = TenantForeignKey(Template, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=500, blank=True)
    preview_text = models.CharField(max_length=500, blank=True)
    mjml = models.TextField(blank=True)
    document = models.JSONField(
        null=True, blank=True, help_text="its blocks, from which `mjml` is written anew for another hotel"
    )
    audience = models.JSONField(default=dict)
    status = models.CharField(max_length=16, choices=STATUSES, default=CampaignStatus.DRAFT.value)
    send_at = models.DateTimeField(null=True, blank=True)
    mailing = TenantForeignKey(Mailing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience_size = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True, help_text="why it could not start, for the hotel")
    send_key = models.CharField(
        max_length=256, blank=True, help_text="Idempotency-Key of the accepted 'send'"
    )
    resend_key = models.CharField(
        max_length=256, blank=True, default="", db_default="",
        help_text="Idempotency-Key of the last accepted 'send again to those in doubt'",
    )  # fmt: skip
    first_round = TenantForeignKey(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="rounds"
    )
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "mailing"], name="campaign_mailing_uniq"),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(send_at__isnull=False),
                name="campaign_scheduled_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "send_at"], name="campaign_due_idx", condition=Q(status="scheduled")
            ),
            models.Index(
                fields=["organization", "mailing"],
                name="campaign_running_idx",
                condition=Q(status__in=["sending", "paused"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def topic_key(self) -> str:
        """The key of its topic, "" if it has none."""
        return self.topic.key if self.topic else ""

    @property
    def scope(self) -> MailScope:
        """What a guest may have left whom its letters concern."""
        return MailScope(topic=self.topic_key, hotel_id=self.hotel_id)
