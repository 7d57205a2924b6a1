"""Shapes of the API: sign-up forms."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from contacts.api.serializers import HotelRef
from contacts.forms.snippets import snippets_for
from contacts.forms.words import LANGUAGES
from contacts.models import SignupForm, SignupWords
from contacts.selectors.forms import form_url

MOST_PRIVACY = 500


class FormField(serializers.Serializer[Any]):
    """`name` is first_name, last_name, language, country, birth_date, or `custom.KEY`."""

    name = serializers.CharField(max_length=60)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]


class FormWordsWrite(serializers.Serializer[Any]):
    """What the form says in one language; `labels` names custom fields: key to label."""

    title = serializers.CharField(max_length=200)
    intro = serializers.CharField(max_length=1000, allow_blank=True, default="")
    consent = serializers.CharField(max_length=4000)
    button = serializers.CharField(max_length=60, allow_blank=True, default="")
    thanks = serializers.CharField(max_length=1000, allow_blank=True, default="")
    labels = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)


@extend_schema_serializer(component_name="FormWords")
class FormWordsRead(FormWordsWrite):
    """The same, with the version of the consent text that people agree to now."""

    consent_version = serializers.IntegerField()


class FormCounts(serializers.Serializer[Any]):
    """`refused`: reason to number. `pending` have a letter and did not answer yet."""

    shown = serializers.IntegerField()
    posted = serializers.IntegerField()
    sent = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    pending = serializers.IntegerField()
    refused = serializers.DictField(child=serializers.IntegerField())


class FormDay(serializers.Serializer[Any]):
    """One day's counts (UTC)."""

    day = serializers.DateField()
    shown = serializers.IntegerField()
    posted = serializers.IntegerField()
    confirmed = serializers.IntegerField()


class FormSnippets(serializers.Serializer[Any]):
    """HTML for the hotel's own site: our script, a plain frame, a bare form that opens the page."""

    script = serializers.CharField()
    iframe = serializers.CharField()
    form = serializers.CharField()


class FormRow(serializers.ModelSerializer[SignupForm]):
    """A form in a list. `languages`: the first is for whoever prefers none of them."""

    hotel = HotelRef(read_only=True)
    fields = FormField(many=True, read_only=True)  # type: ignore[assignment]
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    counts = FormCounts(read_only=True)
    public_url = serializers.SerializerMethodField()

    class Meta:
        model = SignupForm
        fields = [
            "id",
            "name",
            "hotel",
            "active",
            "fields",
            "languages",
            "privacy_url",
            "origins",
            "public_url",
            "counts",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    def get_public_url(self, form: SignupForm) -> str:
        return form_url(form)


@extend_schema_serializer(component_name="SignupForm")
class FormPage(FormRow):
    """One form whole, with what to paste into a site, and its counts by day."""

    words = serializers.SerializerMethodField()
    snippets = serializers.SerializerMethodField()
    days = FormDay(many=True, read_only=True)

    class Meta(FormRow.Meta):
        fields = [*FormRow.Meta.fields, "words", "snippets", "days"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=FormWordsRead()))
    def get_words(self, form: SignupForm) -> dict[str, Any]:
        rows = {row.language: row for row in form.words.all()}
        return {language: _words(rows[language]) for language in form.languages if language in rows}

    @extend_schema_field(FormSnippets)
    def get_snippets(self, form: SignupForm) -> dict[str, str]:
        return snippets_for(form_url(form), title=form.name)


def _words(row: SignupWords) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("title", "intro", "button", "thanks", "labels")}
    return own | {"consent": row.consent_text.text, "consent_version": row.consent_text.version}


class FormWrite(serializers.Serializer[Any]):
    """What may be changed of a form. `words` replaces all languages."""

    name = serializers.CharField(max_length=200, required=False)
    hotel_id = serializers.IntegerField(required=False)
    active = serializers.BooleanField(required=False)
    fields = FormField(many=True, required=False)  # type: ignore[assignment]
    words = serializers.DictField(child=FormWordsWrite(), required=False)
    privacy_url = serializers.URLField(max_length=MOST_PRIVACY, required=False, allow_blank=True)
    origins = serializers.ListField(child=serializers.CharField(max_length=300), required=False)


class FormCreate(FormWrite):
    """A new form: its name and hotel have to be given."""

    name = serializers.CharField(max_length=200)
    hotel_id = serializers.IntegerField()


class FormQuery(serializers.Serializer[Any]):
    """What the list may be narrowed to."""

    hotel = serializers.IntegerField(required=False, allow_null=True, default=None)


class FormSuggestion(serializers.Serializer[Any]):
    """Words to begin with, in one language."""

    title = serializers.CharField()
    intro = serializers.CharField()
    consent = serializers.CharField()
    button = serializers.CharField()
    thanks = serializers.CharField()


class FormSuggestions(serializers.Serializer[Any]):
    """For each language that forms speak the words to begin with, in the hotel's name."""

    languages = serializers.ListField(child=serializers.ChoiceField(choices=[(x, x) for x in LANGUAGES]))
    words = serializers.DictField(child=FormSuggestion())


class FormSuggestionQuery(serializers.Serializer[Any]):
    """In whose name."""

    hotel = serializers.IntegerField()
