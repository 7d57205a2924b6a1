"""A letter compiled once: MJML, styles, links and text part are settled before anyone is merged."""

import html as html_escape
import re
from dataclasses import asdict, dataclass
from typing import Any, Self

from delivery.content.characters import has_control
from delivery.content.errors import TemplateInvalid
from delivery.content.fields import MERGE_FIELDS
from delivery.content.footer import footer_ensure
from delivery.content.links import links_rewrite
from delivery.content.merge import SOURCE_LIMIT, names_in, template_check
from delivery.content.mjml import mjml_to_html
from delivery.content.page import is_page, page_to_html
from delivery.content.protect import LIQUID, comments_blank, liquid_protect
from delivery.content.sanitise import page_guard
from delivery.content.segments import PIXEL_MARK, Segment, segments_split
from delivery.content.text import text_from_html

_BODY_START = re.compile(r"<body\b[^>]*>")
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_TRAILING = re.compile(r"[ \t]+\n")
# A condition alone on its line would leave that line empty in the text part.
_LONE_TAG = re.compile(r"^({%[^%\n]*%})\n+", re.MULTILINE)
_PREHEADER = (
    '<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;'
    'opacity:0;overflow:hidden">{}</div>'
)
FORMAT = 1


@dataclass(frozen=True, slots=True)
class CompiledContent:
    """All a sender needs. Plain lists and texts: it may be pickled or stored as JSON."""

    subject: list[Segment]
    html: list[Segment]
    text: list[Segment]
    links: list[str]
    fields: list[str]
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """As JSON types; tuples become lists in storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave, as the database returns it."""

        def segments(name: str) -> list[Segment]:
            return [tuple(item) for item in data[name]]

        return cls(
            subject=segments("subject"),
            html=segments("html"),
            text=segments("text"),
            links=list(data["links"]),
            fields=list(data["fields"]),
            format=int(data["format"]),
        )


def content_build(
    *,
    subject: str,
    preview_text: str,
    mjml: str,
    language: str = "en",
    known: frozenset[str] = MERGE_FIELDS,
    leave: bool = True,
) -> CompiledContent:
    """Compile a letter. Raises TemplateInvalid saying what is wrong and on which line.

    `mjml`: the source, which is MJML, or a whole HTML page where it begins with a doctype or <html>.
    `leave`: whether a way to unsubscribe has to stand in it.
    """
    subject_clean = _line(subject, "subject", known)
    preview_clean = _line(preview_text, "preview text", known)
    if not subject_clean.strip():
        raise TemplateInvalid("The subject is empty.")
    if len(mjml) > SOURCE_LIMIT:
        raise TemplateInvalid(f"The template is longer than {SOURCE_LIMIT} characters.")
    source = comments_blank(mjml.replace("\r\n", "\n"))
    template_check(source, html=True, known=known)
    protected = liquid_protect(footer_ensure(source, language=language, leave=leave))
    page = page_to_html(protected.source) if is_page(source) else mjml_to_html(protected.source)
    page_guard(page)
    linked = links_rewrite(_compact(page), protected.tags)
    text = _LONE_TAG.sub(r"\1", protected.restore(text_from_html(linked.page)))
    merged = protected.restore(_with_marks(linked.page, preview_clean))
    return CompiledContent(
        subject=segments_split(subject_clean, html=False),
        html=segments_split(merged, html=True),
        text=segments_split(text, html=False),
        links=linked.targets,
        fields=sorted(names_in([subject_clean, preview_clean, source])),
    )


def _line(source: str, what: str, known: frozenset[str]) -> str:
    if has_control(source):
        raise TemplateInvalid(f"The {what} holds a line break or another control character.")
    clean = comments_blank(source)
    try:
        template_check(clean, html=False, known=known)
    except TemplateInvalid as error:
        raise TemplateInvalid(f"In the {what}: {error.message}") from error
    return clean


def _compact(page: str) -> str:
    """Single blanks only: smaller mail, and DKIM's relaxed body form is then the body itself."""
    return page if "<pre" in page else _TRAILING.sub("\n", _BLANKS.sub(" ", page))


def _with_marks(page: str, preview: str) -> str:
    """Add the preheader at the body's start and the place of the open pixel at its end."""
    if preview.strip():
        hidden = _PREHEADER.format(_escape_around_tags(preview))
        page = _BODY_START.sub(lambda match: match[0] + hidden, page, count=1)
    head, end, tail = page.rpartition("</body>")
    return f"{head}{PIXEL_MARK}{end}{tail}" if end else page + PIXEL_MARK


def _escape_around_tags(text: str) -> str:
    out: list[str] = []
    position = 0
    for match in LIQUID.finditer(text):
        out += [html_escape.escape(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*out, html_escape.escape(text[position:])])
