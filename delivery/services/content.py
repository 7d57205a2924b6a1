"""Letters compiled and kept."""

from datetime import datetime
from hashlib import sha256

import orjson

from delivery.content.compiled import CompiledContent, content_build
from delivery.content.errors import TemplateInvalid
from delivery.content.segments import segments_source
from delivery.errors import ContentInvalid
from delivery.models import Content


def content_check(*, subject: str, preview_text: str, mjml: str) -> None:
    """Raise ContentInvalid, saying what is wrong and where, if the letter could not be sent."""
    compile_letter(subject=subject, preview_text=preview_text, mjml=mjml)


def content_compile(
    *, subject: str, preview_text: str, mjml: str, now: datetime, language: str = "en"
) -> Content:
    """Compile a letter and keep it; the same letter is kept once. Raises ContentInvalid."""
    compiled = compile_letter(subject=subject, preview_text=preview_text, mjml=mjml, language=language)
    data = compiled.to_json()
    digest = sha256(orjson.dumps([subject, preview_text, data], option=orjson.OPT_SORT_KEYS)).hexdigest()
    content, _created = Content.objects.get_or_create(
        sha256=digest,
        defaults={
            "subject": subject,
            "preview_text": preview_text,
            "html": segments_source(compiled.html, compiled.links),
            "text": segments_source(compiled.text, compiled.links),
            "compiled": data,
            "links": compiled.links,
            "created_at": now,
        },
    )
    return content


def compile_letter(*, subject: str, preview_text: str, mjml: str, language: str = "en") -> CompiledContent:
    """`content_build` with the refusal in the room's own words. Raises ContentInvalid."""
    try:
        return content_build(subject=subject, preview_text=preview_text, mjml=mjml, language=language)
    except TemplateInvalid as wrong:
        where = "subject" if "subject" in wrong.message[:20] else "mjml"
        raise ContentInvalid(str(wrong), fields={where: [str(wrong)]}) from wrong
