from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.importing.decode import LetterUnreadable
from campaigns.importing.letter import ImportedLetter, letter_import
from campaigns.models import Template
from campaigns.types import TemplateFormat
from delivery.content.page import is_page
from delivery.services.content import content_check

FIELDS = ("name", "subject", "preview_text", "mjml")


@transaction.atomic
def template_save(
    *, template: Template | None, facts: dict[str, str], actor: User | None, now: datetime
) -> Template:
    """Create a template (None) or change one; `facts` holds any of name, subject, preview_text, mjml.

    Raises InvalidInput for a broken tag or a name that is taken.
    """
    target = template or Template(created_at=now)
    for name in FIELDS:
        if name in facts:
            setattr(target, name, facts[name])
    content_check(subject=target.subject or "-", preview_text=target.preview_text, mjml=target.mjml)
    if Template.objects.filter(name=target.name).exclude(pk=target.pk).exists():
        raise InvalidInput("Another template has this name.", fields={"name": ["Choose another name."]})
    target.format = (TemplateFormat.HTML if is_page(target.mjml) else TemplateFormat.MJML).value
    target.updated_at = now
    target.save()
    action = "template.changed" if template else "template.created"
    audit_record(actor=actor, action=action, target=target, now=now, name=target.name)
    return target


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
