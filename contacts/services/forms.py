"""Sign-up forms made, changed, taken away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Hotel, Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy.scope import required_organization_id
from compliance.models import ConsentText
from compliance.selectors.policy import policy_versions
from compliance.services.text import consent_text_publish
from compliance.types import Purpose
from contacts.forms.definition import CUSTOM, MOST_FIELDS, MOST_ORIGINS, field_is_known, origin_normalise
from contacts.forms.words import LANGUAGES
from contacts.models import SignupForm, SignupWords
from delivery.services.domain_use import require_domain_ready

Words = Mapping[str, Mapping[str, Any]]
_PLAIN = ("name", "privacy_url", "active")


@transaction.atomic
def form_save(
    *, form: SignupForm | None, facts: Mapping[str, Any], actor: User | None, now: datetime
) -> SignupForm:
    """Make a form (None) or change one.

    `facts` holds any of name, hotel_id, active, fields, words, privacy_url, origins. `words` replaces all
    languages; the first is for whoever prefers none of them. A changed consent text becomes a new version;
    earlier ones stay as evidence. Raises InvalidInput, and DomainNotVerified where an active form could send
    no letter.
    """
    target = form or SignupForm(created_at=now)
    for name in _PLAIN:
        if name in facts:
            setattr(target, name, facts[name])
    if "hotel_id" in facts:
        target.hotel = _hotel(facts["hotel_id"])
    if "fields" in facts:
        target.fields = _fields(facts["fields"])
    if "origins" in facts:
        target.origins = _origins(facts["origins"])
    words: Words | None = facts.get("words")
    if words is not None:
        target.languages = _languages(words)
    target.privacy_url = target.privacy_url or _own_policy()
    _require_whole(target)
    _require_free_name(target)
    target.updated_at = now
    target.save()
    if words is not None:
        _words_write(target, words, now)
    action = "form.changed" if form else "form.created"
    audit_record(actor=actor, action=action, target=target, now=now, name=target.name, active=target.active)
    return target


@transaction.atomic
def form_delete(*, form: SignupForm, actor: User | None, now: datetime) -> None:
    """Take a form away with its counts. Consent given through it stays. Raises InvalidInput while active."""
    if form.active:
        raise InvalidInput(
            "This form is still active, so nothing was deleted. Switch it off first: guests who have a letter "
            "of confirmation can answer it for three days."
        )
    audit_record(actor=actor, action="form.deleted", target=form, now=now, name=form.name)
    form.delete()


def _hotel(hotel_id: int) -> Hotel:
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise _refused("hotel_id", "There is no such hotel in your group.")
    return hotel


def _fields(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = [str(field["name"]) for field in given]
    unknown = [name for name in names if not field_is_known(name)]
    if unknown:
        raise _refused("fields", f"A form cannot ask for {', '.join(unknown)}.")
    if len(set(names)) != len(names) or len(names) > MOST_FIELDS:
        raise _refused("fields", f"Ask each thing once, and at most {MOST_FIELDS} in all.")
    return [{"name": str(field["name"]), "required": bool(field["required"])} for field in given]


def _origins(given: list[str]) -> list[str]:
    found = {text: origin_normalise(text) for text in given}
    wrong = [text for text, origin in found.items() if origin is None]
    if wrong or len(found) > MOST_ORIGINS:
        raise _refused(
            "origins",
            f"Give sites as https://www.hotel.example, without a path, at most {MOST_ORIGINS}: {', '.join(wrong)}",
        )
    return sorted({origin for origin in found.values() if origin})


def _languages(words: Words) -> list[str]:
    unknown = [language for language in words if language not in LANGUAGES]
    if unknown:
        known = ", ".join(LANGUAGES)
        raise _refused("words", f"Forms speak {known}, not {', '.join(unknown)}.")
    for language, own in words.items():
        if not str(own.get("title", "")).strip() or not str(own.get("consent", "")).strip():
            raise _refused(f"words.{language}", "Write a title and what people agree to.")
    return list(words)


def _own_policy() -> str:
    """The page of the group's own privacy policy, once one is published."""
    if not policy_versions().exists():
        return ""
    organization = Organization.objects.get(pk=required_organization_id("PrivacyPolicy"))
    return f"{settings.PUBLIC_URL}/privacy/{organization.slug}"


def _require_whole(form: SignupForm) -> None:
    """What the law and the post need of an active form (GDPR 13: who, why, and where to read more)."""
    if form.privacy_url and urlsplit(form.privacy_url).scheme not in ("http", "https"):
        raise _refused("privacy_url", "Give the address of your privacy notice, beginning with https://.")
    if not form.active:
        return
    if not form.languages:
        raise _refused("words", "Write the form in one language at least before you switch it on.")
    if not form.privacy_url:
        raise _refused(
            "privacy_url",
            "Say where your privacy notice stands before you switch the form on, or publish one here.",
        )
    require_domain_ready(from_email=form.hotel.from_email, now=form.created_at)


def _require_free_name(form: SignupForm) -> None:
    others = SignupForm.objects.filter(hotel=form.hotel, name=form.name).exclude(pk=form.pk)
    if others.exists():
        raise _refused("name", "Another form of this hotel has this name. Choose another.")


def _words_write(form: SignupForm, words: Words, now: datetime) -> None:
    held = {row.language: row for row in SignupWords.objects.filter(form=form).select_related("consent_text")}
    for language, row in held.items():
        if language not in words:
            row.delete()
    custom = [field["name"].removeprefix(CUSTOM) for field in form.fields if field["name"].startswith(CUSTOM)]
    for language, own in words.items():
        row = held.get(language) or SignupWords(form=form, language=language)
        for name in ("title", "intro", "button", "thanks"):
            setattr(row, name, str(own.get(name, "")).strip())
        labels = own.get("labels") or {}
        row.labels = {key: str(labels[key])[:200] for key in custom if labels.get(key)}
        row.consent_text = _text(form, row, language, str(own["consent"]).strip(), now)
        row.save()


def _text(form: SignupForm, row: SignupWords, language: str, text: str, now: datetime) -> ConsentText:
    """The version that says this: the form's own if it has not changed, else a new one."""
    controller = _controller(form)
    held: ConsentText | None = row.consent_text if row.consent_text_id else None
    if held is not None and (held.text, held.controller) == (text, controller):
        return held
    return consent_text_publish(
        purpose=Purpose.MARKETING, language=language, text=text, controller=controller, now=now
    )


def _controller(form: SignupForm) -> str:
    organization: Organization = form.organization
    return organization.legal_name or organization.name


def _refused(field: str, text: str) -> InvalidInput:
    return InvalidInput(text, fields={field: [text]})
