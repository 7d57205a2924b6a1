"""Sign-up forms, what they ask in which words, who has not confirmed yet, and counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from compliance.models import ConsentText


class SignupForm(TenantModel):
    """A hotel's form for its newsletter. Whoever fills it in is asked by mail, always.

    `fields` holds `{"name", "required"}` in the order shown: first_name, last_name, language, country,
    birth_date, or `custom.KEY`; the address is asked in any case. `languages` are those of `words`, the
    first for whoever prefers none of them. `origins` are the sites that may show it in a frame.
    """

    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    privacy_url = models.URLField(max_length=500, blank=True)
    origins = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "hotel", "name"], name="signup_form_name_uniq"),
        ]

    def __str__(self) -> str:
        return self.name


class SignupWords(TenantModel):
    """What a form says in one language. `consent_text` is the version that people agree to now.

    `labels` names the custom fields: key to label.
    """

    form = TenantForeignKey(SignupForm, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    intro = models.CharField(max_length=1000, blank=True)
    button = models.CharField(max_length=60, blank=True)
    thanks = models.CharField(max_length=1000, blank=True)
    labels = models.JSONField(default=dict, blank=True)
    consent_text = TenantForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "form", "language"], name="signup_words_uniq"),
        ]


class SignupRequest(TenantModel):
    """Somebody entered an address; the owner of the mailbox has not answered yet, or has.

    All that was entered, and from where, is sealed in `payload` until the answer, and deleted unanswered
    after `expires_at`. `token_hash` is all that is kept of the letter's secret, bound to address, form and text.
    `network_hash` names the sender's network, `proven` says that work was proved.
    """

    PENDING, CONFIRMED, DISOWNED = "pending", "confirmed", "disowned"
    STATES = [(PENDING, PENDING), (CONFIRMED, CONFIRMED), (DISOWNED, DISOWNED)]

    form = TenantForeignKey(SignupForm, on_delete=models.CASCADE, related_name="+")
    text = TenantForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    address_hash = models.BinaryField(max_length=32)
    network_hash = models.BinaryField(max_length=16)
    token_hash = models.BinaryField(max_length=32)
    payload = models.TextField(blank=True)
    proven = models.BooleanField()
    state = models.CharField(max_length=16, choices=STATES, default=PENDING)
    message_number = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # With SignupHold: one open question to a mailbox at a time, however many ask.
            models.UniqueConstraint(
                fields=["organization", "address_hash"],
                name="signup_request_pending_uniq",
                condition=Q(state="pending"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "network_hash", "created_at"], name="signup_request_network"
            ),
            models.Index(fields=["organization", "expires_at"], name="signup_request_expiry"),
        ]


class SignupHold(TenantModel):
    """No letter of confirmation to this address before `until`, whoever asks.

    `letters` counts those in a row that nobody answered: each doubles the wait.
    """

    address_hash = models.BinaryField(max_length=32)
    letters = models.PositiveSmallIntegerField(default=1)
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "address_hash"], name="signup_hold_uniq"),
        ]


class SpentProof(TenantModel):
    """A solved challenge, or a page's ticket, that was used; kept until it would expire anyway."""

    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="spent_proof_uniq"),
        ]


class SignupCount(TenantModel):
    """How often a form was shown, posted, confirmed, or refused for a reason, on one day (UTC)."""

    form = TenantForeignKey(SignupForm, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    outcome = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "form", "day", "outcome"], name="signup_count_uniq"
            ),
        ]
