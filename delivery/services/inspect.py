"""A letter looked at as its least known reader would get it, for the checks before a mailing."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import Hotel
from delivery.content.segments import Segment
from delivery.content.values import MergeValues
from delivery.services.content import compile_letter
from delivery.services.preview import TEST_TOKEN, letter_merge

# A guest of whom nothing is known: what reads well for them reads well for all.
NOBODY: MergeValues = {"guest": {}}


@dataclass(frozen=True, slots=True)
class LetterLook:
    """The merged letter. `bare`: fields that stand outside any condition and have no default.

    `leads_out`: both parts hold the link by which one leaves.
    """

    subject: str
    html: str
    text: str
    bare: list[str]
    fields: list[str]
    leads_out: bool


def letter_look(*, subject: str, preview_text: str, mjml: str, hotel: Hotel) -> LetterLook:
    """Compile and merge a letter without keeping anything. Raises ContentInvalid."""
    language = hotel.languages[0] if hotel.languages else "en"
    compiled = compile_letter(subject=subject, preview_text=preview_text, mjml=mjml, language=language)
    letter, _shown = letter_merge(compiled, preview_text=preview_text, hotel=hotel, values=NOBODY)
    html, text = letter.page(), letter.plain()
    way = f"{settings.PUBLIC_URL}/u/{TEST_TOKEN}"
    return LetterLook(
        subject=letter.subject,
        html=html,
        text=text,
        bare=_bare([*compiled.subject, *compiled.html]),
        fields=compiled.fields,
        leads_out=f'href="{way}"' in html and way in text,
    )


def _bare(segments: list[Segment]) -> list[str]:
    return sorted({str(part[1]) for part in segments if part[0] == "v" and part[2] is None})
