from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.gallery.shelf import gallery_letter
from campaigns.importing.decode import LetterUnreadable
from campaigns.importing.letter import ImportedLetter, letter_import
from campaigns.models import Template
from campaigns.selectors.brand import first_hotel
from campaigns.services.letters import letter_write
from campaigns.services.seen import unchanged_require
from campaigns.types import TemplateFormat
from delivery.content.page import is_page
from delivery.services.content import content_check

FIELDS = ("name", "subject", "preview_text")


@transaction.atomic
def template_save(
    *,
    template: Template | None,
    facts: dict[str, Any],
    actor: User | None,
    now: datetime,
    seen: datetime | None = None,
) -> Template:
    """Create a template (None) or change one; `facts` holds any of name, subject, preview_text, mjml, document.

    A document makes it a letter of blocks, `mjml` one of source; `seen` is the `updated_at` it was changed upon.
    Raises InvalidInput for a broken tag or document, or a name that is taken, and ChangedMeanwhile.
    """
    target = Template(created_at=now)
    if template:
        target = Template.objects.select_for_update().get(pk=template.pk)
        unchanged_require(target, seen=seen)
    for name in FIELDS:
        if name in facts:
            setattr(target, name, facts[name])
    _take_letter(target, facts)
    content_check(subject=target.subject or "-", preview_text=target.preview_text, mjml=target.mjml)
    if Template.objects.filter(name=target.name).exclude(pk=target.pk).exists():
        raise InvalidInput("Another template has this name.", fields={"name": ["Choose another name."]})
    target.updated_at = now
    target.save()
    action = "template.changed" if template else "template.created"
    audit_record(actor=actor, action=action, target=target, now=now, name=target.name)
    return target


def _take_letter(target: Template, facts: dict[str, Any]) -> None:
    if facts.get("document") is not None:
        target.document, target.mjml = letter_write(document=facts["document"], hotel=first_hotel())
        target.format = TemplateFormat.BLOCKS.value
    elif "mjml" in facts:
        target.document, target.mjml = None, facts["mjml"]
        target.format = (TemplateFormat.HTML if is_page(target.mjml) else TemplateFormat.MJML).value
    if not target.mjml.strip():
        raise InvalidInput(
            "The template has no letter yet.", fields={"document": ["Write the letter first."]}
        )


def template_from_gallery(*, key: str, name: str, actor: User | None, now: datetime) -> Template:
    """A template of its own from one of the gallery; without a `name`, under the first that is free.

    Raises InvalidInput for a letter that the gallery does not have, or a name that is taken.
    """
    letter = gallery_letter(key)
    if letter is None:
        raise InvalidInput("The gallery has no such letter.", fields={"gallery": ["Choose another letter."]})
    facts = {
        "name": name.strip() or _free_name(letter.name),
        "subject": letter.subject,
        "preview_text": letter.preview_text,
        "document": letter.document.to_json(),
    }
    return template_save(template=None, facts=facts, actor=actor, now=now)


def _free_name(wanted: str) -> str:
    taken = set(Template.objects.filter(name__startswith=wanted).values_list("name", flat=True))
    numbered = (f"{wanted} {number}" for number in count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


@transaction.atomic
def template_import(
    *, data: bytes, name: str, actor: User | None, now: datetime
) -> tuple[Template, ImportedLetter]:
    """Make a template of a foreign HTML page, MJML or ZIP archive; the letter says what had to be changed.

    Raises InvalidInput for a file that holds no letter, or a name that is taken.
    """
    try:
        letter = letter_import(data, now=now)
    except LetterUnreadable as refused:
        raise InvalidInput(refused.reason, fields={"file": [refused.reason]}) from refused
    facts = {
        "name": name.strip() or letter.subject[:200] or "Imported letter",
        "subject": letter.subject,
        "preview_text": letter.preview_text,
        "mjml": letter.source,
    }
    return template_save(template=None, facts=facts, actor=actor, now=now), letter
