from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.blocks.reading import document_schema
from campaigns.models.brand import FONT_CHOICES
from campaigns.models.template import FORMATS

COLOUR = r"^#[0-9a-fA-F]{6}$"


@extend_schema_field(document_schema(), component_name="LetterDocument")
class DocumentField(serializers.JSONField):
    """A letter of blocks; the service checks it by the same classes that its schema comes from."""


class Template(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    subject = serializers.CharField()
    preview_text = serializers.CharField()
    format = serializers.ChoiceField(choices=FORMATS)
    document = DocumentField(allow_null=True)
    mjml = serializers.CharField(help_text="the source: MJML, or an HTML page as `format` says")
    updated_at = serializers.DateTimeField()


class LetterWarning(serializers.Serializer[Any]):
    """One kind of change that an import had to make."""

    code = serializers.CharField()
    message = serializers.CharField()
    count = serializers.IntegerField()
    lines = serializers.ListField(child=serializers.IntegerField(), help_text="the first ten, from 1")


class TemplateImported(serializers.Serializer[Any]):
    template = Template()
    warnings = LetterWarning(many=True)


class TemplateWrite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    subject = serializers.CharField(max_length=500, required=False, allow_blank=True)
    preview_text = serializers.CharField(max_length=500, required=False, allow_blank=True)
    document = DocumentField(required=False, help_text="makes it a letter of blocks")
    mjml = serializers.CharField(max_length=500_000, required=False, trim_whitespace=False)


class TemplateCreate(TemplateWrite):
    name = serializers.CharField(max_length=200)


class TemplateStart(serializers.Serializer[Any]):
    gallery = serializers.CharField(max_length=60, help_text="the key of a letter of the gallery")
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class LetterProblem(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=["link", "alt", "contrast", "size"])
    message = serializers.CharField()


class Brand(serializers.Serializer[Any]):
    """How a hotel looks in its letters."""

    logo_url = serializers.URLField(max_length=500, allow_blank=True)
    logo_width = serializers.IntegerField(min_value=40, max_value=536, help_text="in pixels")
    primary = serializers.RegexField(COLOUR, help_text="of buttons and bands")
    ground = serializers.RegexField(COLOUR, help_text="around the letter")
    paper = serializers.RegexField(COLOUR, help_text="of the letter")
    ink = serializers.RegexField(COLOUR, help_text="of its words")
    heading_font = serializers.ChoiceField(choices=FONT_CHOICES)
    body_font = serializers.ChoiceField(choices=FONT_CHOICES)
    footer_text = serializers.CharField(max_length=500, allow_blank=True)


class LetterDraft(serializers.Serializer[Any]):
    """A letter that need not be saved: a document, or a source."""

    subject = serializers.CharField(max_length=500, allow_blank=True, default="")
    preview_text = serializers.CharField(max_length=500, allow_blank=True, default="")
    document = DocumentField(required=False, allow_null=True, default=None)
    mjml = serializers.CharField(max_length=500_000, allow_blank=True, default="", trim_whitespace=False)
    hotel_id = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="in whose brand; without it the first hotel's"
    )

    brand = Brand(required=False, allow_null=True, help_text="tried on, not kept")


class LetterView(serializers.Serializer[Any]):
    subject = serializers.CharField()
    preview_text = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(source="path")
    size = serializers.IntegerField(help_text="of the HTML part, in bytes")
    problems = LetterProblem(many=True)


class GalleryLetter(serializers.Serializer[Any]):
    key = serializers.CharField(source="letter.key")
    name = serializers.CharField(source="letter.name")
    summary = serializers.CharField(source="letter.summary")
    kind = serializers.ChoiceField(source="letter.kind", choices=["stay", "offer", "newsletter", "service"])
    subject = serializers.CharField(source="letter.subject")
    url = serializers.CharField(source="path", help_text="of its page, for a quarter of an hour")


class Gallery(serializers.Serializer[Any]):
    results = GalleryLetter(many=True)
