from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.models import Template
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
    target.updated_at = now
    target.save()
    action = "template.changed" if template else "template.created"
    audit_record(actor=actor, action=action, target=target, now=now, name=target.name)
    return target
