"""What the templates of a form's page show."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from contacts.forms.choices import COUNTRIES, LANGUAGE_NAMES
from contacts.forms.definition import CUSTOM
from contacts.forms.proof import challenge_make
from contacts.forms.tokens import ticket_make
from contacts.forms.words import words_of
from contacts.models import CustomField, SignupForm, SignupWords
from contacts.selectors.form_custom import YES_NO, custom_definitions
from contacts.services.signup import HONEYPOT, Posted
from delivery.keys import token_key

_AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "country": "country",
    "birth_date": "bday",
}
_TYPES = {"date": "date", "number": "number"}
_CHOICES = {"country": COUNTRIES, "language": LANGUAGE_NAMES}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of the page. `choices` are (value, name) pairs of a select; empty: an input of `type`."""

    name: str
    label: str
    required: bool
    value: str
    error: str
    type: str
    autocomplete: str
    choices: list[tuple[str, str]]


def form_context(
    request: HttpRequest, token: str, form: SignupForm, language: str, *, posted: Posted | None = None
) -> dict[str, Any]:
    """The page of a form in one language, with what was entered and what is wrong of it."""
    words, own, now = words_of(language), words_in(form, language), timezone.now()
    posted = posted or Posted()
    told = {name: words[key] for name, key in posted.errors.items()}
    task = challenge_make(key=token_key(), form_id=form.pk, now=now, work=settings.BELLHOP_FORM_WORK)
    own_fields = custom_definitions([field["name"] for field in form.fields])
    frame = {"frame": "1"} if "frame" in request.GET else {}
    return {
        "w": words,
        "language": language,
        "own": own,
        "button": own.button or words["button"],
        "action": f"/f/{token}?{urlencode({'lang': language} | frame)}",
        "framed": bool(frame),
        "fields": [_shown(field, own, words, posted, told, own_fields) for field in form.fields],
        "email": posted.values.get("email", ""),
        "agreed": bool(posted.values.get("consent")),
        "told": told,
        "whole": told.get("") or (words["fix"] if told else ""),
        "privacy_url": form.privacy_url,
        "organization": form.organization.slug,
        "honeypot": HONEYPOT,
        "ticket": ticket_make(key=token_key(), form_id=form.pk, now=now),
        "challenge": orjson.dumps(asdict(task)).decode(),
        "others": [
            (each, LANGUAGE_NAMES[each], f"?{urlencode({'lang': each} | frame)}")
            for each in form.languages
            if each != language
        ],
    }


def thanks_context(request: HttpRequest, form: SignupForm, language: str) -> dict[str, Any]:
    """What is said after any accepted post."""
    words, own = words_of(language), words_in(form, language)
    return {
        "w": words,
        "language": language,
        "title": words["thanks_title"],
        "text": own.thanks or words["thanks"],
        "hint": words["thanks_hint"],
        "framed": "frame" in request.GET,
    }


def words_in(form: SignupForm, language: str) -> SignupWords:
    """The form's own words in one of its languages."""
    return next(row for row in form.words.all() if row.language == language)


def _shown(
    field: dict[str, Any],
    own: SignupWords,
    words: dict[str, str],
    posted: Posted,
    told: dict[str, str],
    own_fields: dict[str, CustomField],
) -> FieldShown:
    name = str(field["name"])
    key = name.removeprefix(CUSTOM)
    defined = own_fields.get(key) if name != key else None
    spare = defined.label if defined else key.replace("_", " ").capitalize()
    kind = defined.type if defined else "date" if name == "birth_date" else "text"
    return FieldShown(
        name=name,
        label=words[name] if name in words else own.labels.get(key) or spare,
        required=bool(field["required"]),
        value=posted.values.get(name, ""),
        error=told.get(name, ""),
        type=_TYPES.get(kind, "text"),
        autocomplete=_AUTOCOMPLETE.get(name, "off"),
        choices=_choices(name, defined),
    )


def _choices(name: str, defined: CustomField | None) -> list[tuple[str, str]]:
    if defined is None:
        return list(_CHOICES.get(name, {}).items())
    if defined.type == "boolean":
        return YES_NO
    return [(str(choice), str(choice)) for choice in defined.choices]
