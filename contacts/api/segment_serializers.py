"""Shapes of the API: segments and lists."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from compliance.selectors.texts import reason_text
from contacts.api.serializers import GuestRow
from contacts.models import GuestList, Segment


@extend_schema_serializer(component_name="SegmentTree")
class TreeShape(serializers.Serializer[Any]):
    """A tree: `rule` is `{"all": [rule]}`, `{"any": [rule]}`, `{"not": rule}` or a condition.

    A condition is `{"field", "op", "value"}`; counts and sums of stays may have `where`, an object
    of `{"op", "value"}` by property of the stay, and money a `currency`.
    """

    version = serializers.IntegerField()
    rule = serializers.DictField()


@extend_schema_field(TreeShape)
class TreeField(serializers.JSONField):
    """A tree as it came; the language checks it and names the place of a fault."""


class TreeQuestion(serializers.Serializer[Any]):
    tree = TreeField()


class MembersQuestion(TreeQuestion):
    cursor = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2**62)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class PageQuery(serializers.Serializer[Any]):
    cursor = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2**62)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class ExplainQuestion(TreeQuestion):
    guest_id = serializers.IntegerField(max_value=2**62)


class SegmentCountShape(serializers.Serializer[Any]):
    """`allowed` and all of `excluded` are `members`; guests who share an inbox get one letter."""

    members = serializers.IntegerField(source="count.members")
    allowed = serializers.IntegerField(source="count.allowed")
    excluded = serializers.DictField(child=serializers.IntegerField(), source="count.excluded")
    texts = serializers.SerializerMethodField()
    exact = serializers.BooleanField(
        source="freshness.exact", help_text="false while figures are being brought up to date"
    )
    pending = serializers.IntegerField(
        source="freshness.pending", help_text="guests whose figures are not up to date yet"
    )

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_texts(self, counted: Any) -> dict[str, str]:
        return {reason: reason_text(reason) for reason in counted.count.excluded}


class SegmentEstimate(serializers.Serializer[Any]):
    members = serializers.IntegerField()
    exact = serializers.BooleanField()


class SegmentMembers(serializers.Serializer[Any]):
    results = GuestRow(many=True, source="guests")
    next = serializers.IntegerField(source="following", allow_null=True)


class SegmentVerdict(serializers.Serializer[Any]):
    """Whether a rule holds for the guest, in words, with what was found; groups have `children`."""

    path = serializers.CharField()
    holds = serializers.BooleanField()
    text = serializers.CharField()
    found = serializers.JSONField(allow_null=True)
    children = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/SegmentVerdict"}})
    def get_children(self, verdict: Any) -> list[Any]:
        return list(SegmentVerdict(verdict.children, many=True).data)


class JudgedSegment(serializers.Serializer[Any]):
    """A saved segment; `verdict` is null where its rule cannot be read any more."""

    id = serializers.IntegerField(source="segment.pk")
    name = serializers.CharField(source="segment.name")
    verdict = SegmentVerdict(allow_null=True)


class GuestSegments(serializers.Serializer[Any]):
    """The newest segments as they see one guest, of `total` in all."""

    results = JudgedSegment(many=True, source="judged")
    total = serializers.IntegerField()


class SegmentRow(serializers.ModelSerializer[Segment]):
    tree = TreeField()
    lists = serializers.IntegerField(source="list_count", default=0)
    used_by = serializers.SerializerMethodField()

    class Meta:
        model = Segment
        fields = ["id", "name", "description", "tree", "lists", "used_by", "created_at", "updated_at"]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_used_by(self, segment: Segment) -> list[str]:
        uses: dict[int, list[str]] = self.context.get("uses", {})
        return uses.get(segment.pk, [])


class SegmentWrite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    tree = TreeField(required=False)


class SegmentCreate(SegmentWrite):
    name = serializers.CharField(max_length=200)
    tree = TreeField()


class GuestListRow(serializers.ModelSerializer[GuestList]):
    segment_id = serializers.IntegerField(allow_null=True)
    tree = TreeField()

    class Meta:
        model = GuestList
        fields = ["id", "name", "segment_id", "tree", "size", "created_at"]
        read_only_fields = fields


class GuestListCreate(serializers.Serializer[Any]):
    """From a saved segment, or from a tree."""

    name = serializers.CharField(max_length=200)
    segment_id = serializers.IntegerField(required=False, allow_null=True, default=None)
    tree = TreeField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["segment_id"] is None) == (attrs["tree"] is None):
            raise serializers.ValidationError({"segment_id": ["Choose a segment, or give a tree."]})
        return attrs


class SegmentChoice(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class SegmentField(serializers.Serializer[Any]):
    """`choices` names an entry of the schema's `choices`; `countable` fields take a `where`."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()
    type = serializers.CharField()
    operators = serializers.ListField(child=serializers.CharField())
    choices = serializers.CharField(allow_blank=True)
    countable = serializers.BooleanField()


class SegmentOperator(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class SegmentLimits(serializers.Serializer[Any]):
    depth = serializers.IntegerField()
    rules = serializers.IntegerField()
    cost = serializers.IntegerField()
    values = serializers.IntegerField()


class SegmentSchema(serializers.Serializer[Any]):
    """What the builder draws: fields, operators with words, choices by name, limits."""

    version = serializers.IntegerField()
    currency = serializers.CharField(help_text="of money without a currency")
    fields = SegmentField(many=True)  # type: ignore[assignment]
    stay_fields = SegmentField(many=True)
    operators = SegmentOperator(many=True)
    choices = serializers.DictField(child=SegmentChoice(many=True))
    limits = SegmentLimits()
