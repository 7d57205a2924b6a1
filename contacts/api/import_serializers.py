"""Shapes of the API: uploads, what is in them, and fields of an organisation's own."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from contacts.models import CustomField, Import


class UploadForm(serializers.Serializer[Any]):
    """A file that is about to come in parts; `size` in bytes."""

    file_name = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1)
    source = serializers.CharField(max_length=64)  # type: ignore[assignment]
    basis = serializers.ChoiceField(choices=Import.BASES)


@extend_schema_serializer(component_name="ImportColumn")
class ColumnRow(serializers.Serializer[Any]):
    """A column with samples; `field` is what it seems to hold, `confidence` from 0 to 1."""

    number = serializers.IntegerField()
    header = serializers.CharField()
    samples = serializers.ListField(child=serializers.CharField())
    field = serializers.CharField()
    confidence = serializers.FloatField()


@extend_schema_serializer(component_name="ImportAnalysis")
class AnalysisRow(serializers.Serializer[Any]):
    """How a file would be read, and the fields that a column can be given; `format` is csv, xlsx or zip."""

    format = serializers.CharField(source="shape.format")
    encoding = serializers.CharField(source="shape.encoding")
    delimiter = serializers.CharField(source="shape.delimiter")
    has_header = serializers.BooleanField()
    sample_rows = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())
    columns = ColumnRow(many=True)
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


@extend_schema_serializer(component_name="ImportStart")
class StartForm(serializers.Serializer[Any]):
    """Column numbers and their fields (`custom:KEY` for one's own, `""` for none); empty: by headers."""

    mapping = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=60), required=False, default=dict
    )
    has_header = serializers.BooleanField(required=False, default=True)
    dry_run = serializers.BooleanField(required=False, default=False)


@extend_schema_serializer(component_name="CustomField")
class CustomFieldRow(serializers.ModelSerializer[CustomField]):
    """A field of the organisation's own."""

    choices = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = CustomField
        fields = ["id", "key", "label", "type", "choices", "created_at"]
        read_only_fields = fields


@extend_schema_serializer(component_name="CustomFieldCreate")
class CustomFieldForm(serializers.Serializer[Any]):
    """A new field; `choices` for the type choice only."""

    key = serializers.CharField(max_length=50)
    label = serializers.CharField(max_length=100)  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=CustomField.TYPES)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, default=list, max_length=200
    )


@extend_schema_serializer(component_name="CustomFieldChange")
class CustomFieldChange(serializers.Serializer[Any]):
    """What of a field may change."""

    label = serializers.CharField(max_length=100, required=False)  # type: ignore[assignment]
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=200
    )
