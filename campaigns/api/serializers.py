from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.letter_serializers import DocumentField
from campaigns.models.campaign import STATUSES
from campaigns.selectors.figures import outcome_text
from campaigns.services.gate import PLACES as GATE_PLACES
from compliance.selectors.texts import basis_text, reason_text
from contacts.api.segment_serializers import SegmentVerdict
from contacts.api.serializers import HotelRef
from delivery.models.ledger import MESSAGE_STATES
from delivery.types import MessageState


class Counts(serializers.Serializer[Any]):
    """The eight states of the ledger; their sum is the audience."""

    queued = serializers.IntegerField()
    claimed = serializers.IntegerField()
    handed = serializers.IntegerField()
    deferred = serializers.IntegerField()
    bounced = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    unknown = serializers.IntegerField()


class Number(serializers.IntegerField):
    """The number of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**62, **kwargs)


class AudienceFilter(serializers.Serializer[Any]):
    hotel_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500)
    countries = serializers.ListField(child=serializers.RegexField(r"^[A-Za-z]{2}$"), max_length=250)
    languages = serializers.ListField(child=serializers.RegexField(r"^[A-Za-z]{2,3}$"), max_length=200)
    include_segments = serializers.ListField(child=Number(), max_length=50, default=list)
    include_lists = serializers.ListField(child=Number(), max_length=50, default=list)
    exclude_segments = serializers.ListField(child=Number(), max_length=50, default=list)
    exclude_lists = serializers.ListField(child=Number(), max_length=50, default=list)


class CampaignRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    hotel = HotelRef()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    send_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    audience_size = serializers.IntegerField()
    counts = Counts()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()


class Campaign(CampaignRow):
    updated_at = serializers.DateTimeField(help_text="names this state: give it as If-Match when changing it")
    preview_text = serializers.CharField()
    document = DocumentField(allow_null=True)
    mjml = serializers.CharField()
    template_id = serializers.IntegerField(allow_null=True)
    topic_id = serializers.IntegerField(allow_null=True)
    audience = AudienceFilter()
    failure = serializers.CharField()


class CampaignWrite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    hotel_id = serializers.IntegerField(required=False)
    template_id = serializers.IntegerField(required=False, allow_null=True)
    topic_id = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="null: no single topic"
    )
    subject = serializers.CharField(max_length=500, required=False, allow_blank=True)
    preview_text = serializers.CharField(max_length=500, required=False, allow_blank=True)
    mjml = serializers.CharField(max_length=500_000, required=False, allow_blank=True, trim_whitespace=False)
    document = DocumentField(required=False, help_text="makes it a letter of blocks, whatever `mjml` says")
    audience = AudienceFilter(required=False)


class CampaignCreate(CampaignWrite):
    name = serializers.CharField(max_length=200)
    hotel_id = serializers.IntegerField()


class Audience(serializers.Serializer[Any]):
    audience = serializers.IntegerField()
    allowed = serializers.IntegerField()
    excluded = serializers.DictField(child=serializers.IntegerField())
    bases = serializers.DictField(child=serializers.IntegerField())
    texts = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_texts(self, count: Any) -> dict[str, str]:
        reasons = {reason: reason_text(reason) for reason in count.excluded}
        return reasons | {basis: basis_text(basis) for basis in count.bases}


class AudiencePart(serializers.Serializer[Any]):
    """What one segment or list says of a guest; with `include` false it keeps its members out."""

    name = serializers.CharField()
    include = serializers.BooleanField()
    member = serializers.BooleanField()
    verdict = SegmentVerdict()


class AudienceGuest(serializers.Serializer[Any]):
    """`meant`: the guest is in the audience. `reason` says why the letter would still not go to them."""

    meant = serializers.BooleanField()
    filters = serializers.BooleanField(help_text="hotel, country and language fit")
    parts = AudiencePart(many=True)
    reason = serializers.CharField()
    text = serializers.SerializerMethodField()

    def get_text(self, answer: Any) -> str:
        return reason_text(answer.reason)


class GateCheck(serializers.Serializer[Any]):
    """One condition of a send. `place`: the page of the dashboard on which it is mended."""

    code = serializers.CharField()
    ok = serializers.BooleanField()
    blocks = serializers.BooleanField(help_text="false: advice, which keeps nothing back")
    problem = serializers.CharField(help_text="empty where all is well")
    mend = serializers.CharField(help_text="what to do about it")
    place = serializers.ChoiceField(choices=GATE_PLACES)
    field = serializers.CharField(help_text="the campaign's field, where one is to be changed")


class Gate(serializers.Serializer[Any]):
    ready = serializers.BooleanField(help_text="whether the campaign would be accepted now")
    checks = GateCheck(many=True)


class Preview(serializers.Serializer[Any]):
    subject = serializers.CharField()
    preview_text = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(source="path")


class TestSend(serializers.Serializer[Any]):
    to = serializers.EmailField()


class Send(serializers.Serializer[Any]):
    at = serializers.DateTimeField(allow_null=True)
    acknowledged = serializers.IntegerField(min_value=0)


class ResendUnknown(serializers.Serializer[Any]):
    acknowledged = serializers.IntegerField(min_value=1, help_text="`in_doubt`, as the progress showed it")


class DoubtReason(serializers.Serializer[Any]):
    text = serializers.CharField()
    letters = serializers.IntegerField()


class Progress(serializers.Serializer[Any]):
    """Where a campaign stands; `counts.unknown` is `in_doubt` and `being_settled` together."""

    status = serializers.ChoiceField(choices=STATUSES)
    audience = serializers.IntegerField()
    counts = Counts()
    excluded = serializers.DictField(child=serializers.IntegerField())
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()
    complained = serializers.IntegerField(help_text="guests who marked the letter as spam")
    machine_opened = serializers.IntegerField(help_text="letters that only machines opened")
    machine_clicked = serializers.IntegerField(help_text="letters whose links only machines followed")
    rate_per_minute = serializers.FloatField()
    eta_seconds = serializers.IntegerField(allow_null=True)
    next_try_at = serializers.DateTimeField(allow_null=True, help_text="of the first deferred letter")
    in_doubt = serializers.IntegerField(help_text="letters that only a person can decide about")
    being_settled = serializers.IntegerField(help_text="the mail server's log is asked about them first")
    doubt_reasons = DoubtReason(many=True)
    pause_reason = serializers.CharField(
        allow_blank=True, help_text="why the system itself paused it; empty when a person did"
    )
    hold_reason = serializers.CharField(
        allow_blank=True, help_text="why no marketing mail of the organisation leaves, if so"
    )
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class Recipient(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    guest_id = serializers.IntegerField(source="recipient_ref", allow_null=True)
    address = serializers.CharField()
    state = serializers.ChoiceField(choices=MESSAGE_STATES)
    reason = serializers.CharField()
    reason_text = serializers.SerializerMethodField()
    response = serializers.CharField(help_text="the mail server's own words, where it refused")
    attempts = serializers.IntegerField()
    next_try_at = serializers.SerializerMethodField()
    basis = serializers.SerializerMethodField()
    handed_at = serializers.DateTimeField(allow_null=True)
    opened = serializers.BooleanField()
    clicked = serializers.BooleanField()

    def get_reason_text(self, message: Any) -> str:
        return outcome_text(message.reason) if message.reason else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_try_at(self, message: Any) -> Any:
        return message.due_at if message.state == MessageState.DEFERRED else None

    def get_basis(self, message: Any) -> str:
        return basis_text(message.basis) if message.basis else ""
