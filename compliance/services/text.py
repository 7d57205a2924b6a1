"""Versions of the wording that guests agree to."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from compliance.models import ConsentText
from compliance.types import Purpose


@transaction.atomic
def consent_text_publish(
    *, purpose: Purpose, language: str, text: str, now: datetime, controller: str = ""
) -> ConsentText:
    """Add the next version of a wording. Earlier versions stay, for the events that name them.

    A wording equal to the newest version returns that one. Two at once: the unique constraint on
    the version lets one through.
    """
    versions = ConsentText.objects.filter(purpose=purpose.value, language=language)
    newest = versions.order_by("-version").first()
    if newest is not None and (newest.text, newest.controller) == (text, controller):
        return newest
    last = versions.aggregate(last=Max("version"))["last"] or 0
    return ConsentText.objects.create(
        purpose=purpose.value,
        language=language,
        version=last + 1,
        text=text,
        controller=controller,
        created_at=now,
    )
