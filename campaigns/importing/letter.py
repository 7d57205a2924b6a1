"""A foreign letter as Bellhop keeps it: cleaned, with its own merge tags, and proven to compile."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from campaigns.importing.decode import LetterUnreadable, Upload, upload_read
from campaigns.importing.merge_tags import Translator
from delivery.content.characters import CONTROL
from delivery.content.compiled import CompiledContent, content_build
from delivery.content.errors import TemplateInvalid
from delivery.content.findings import Finding, findings_merge
from delivery.content.footer import footer_ensure
from delivery.content.merge import line_at
from delivery.content.page import is_page
from delivery.content.page_clean import page_clean
from delivery.content.protect import comments_blank, liquid_protect
from delivery.content.segments import segments_source

CLIP_BYTES = 102 * 1024
_MJML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<mjml\b", re.IGNORECASE)
_TITLE = re.compile(r"<(title|mj-title)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_PREVIEW = re.compile(r"<mj-preview\b[^>]*>(.*?)</mj-preview\s*>", re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>(.*)", re.DOTALL | re.IGNORECASE)
_BASE = re.compile(r"""<base\b[^>]*\bhref\s*=\s*["']?\s*(https?://[^"'\s>]+)""", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""(\s(?:src|href|background|background-url)\s*=\s*)(["'])\s*([^"']*?)\s*\2""", re.IGNORECASE
)
_WHOLE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|#|\{\{|\{%|$)", re.IGNORECASE)
_SEEN = re.compile(r"<(?:img|v:image|v:fill)\b|<!--\[if", re.IGNORECASE)
_TAGS = re.compile(r"<style\b.*?</style\s*>|<title\b.*?</title\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImportedLetter:
    """What an import gives. `html` and `text` are the compiled parts, with their merge tags."""

    format: str
    subject: str
    preview_text: str
    source: str
    html: str
    text: str
    fields: list[str]
    links: list[str]
    warnings: list[dict[str, object]]
    pictures: dict[str, bytes] = field(default_factory=dict)

    def stored(self) -> dict[str, object]:
        """The form in which a template keeps it."""
        return {
            "format": self.format,
            "subject": self.subject,
            "preview_text": self.preview_text,
            "source": self.source,
        }


def letter_import(data: bytes, *, now: datetime, language: str = "en") -> ImportedLetter:
    """Read a page, MJML or a ZIP archive of another program. Raises LetterUnreadable, saying why."""
    upload = upload_read(data)
    try:
        return _import(upload, now, language)
    except TemplateInvalid as wrong:
        raise LetterUnreadable(f"The letter cannot be read. {wrong}") from wrong
    except RecursionError as error:
        raise LetterUnreadable("The letter nests its tags too deeply.") from error


def _import(upload: Upload, now: datetime, language: str) -> ImportedLetter:
    findings: list[Finding] = []
    mjml = _MJML.match(comments_blank(upload.source)) is not None
    source = comments_blank(upload.source) if mjml else _page_of(comments_blank(upload.source), findings)
    translator = Translator(now)
    source = translator.run(_based(source))
    protected = liquid_protect(source)
    cleaned, changes = page_clean(protected.source, mjml=mjml)
    source = protected.restore(cleaned).strip() + "\n"
    _require_content(source, mjml=mjml)
    findings += [*translator.findings, *changes, *_relative(source, upload.pictures)]
    subject, preview = _line(_TITLE, 2, source), _line(_PREVIEW, 1, source) if mjml else ""
    compiled = content_build(subject=subject or "-", preview_text="", mjml=source, language=language)
    page = segments_source(compiled.html, compiled.links)
    findings += _finished(source, page)
    return ImportedLetter(
        format="mjml" if mjml else "html", subject=subject, preview_text=preview, source=source, html=page,
        text=segments_source(compiled.text, compiled.links), fields=_fields(compiled), links=compiled.links,
        warnings=findings_merge(findings), pictures=upload.pictures,
    )  # fmt: skip


def _fields(compiled: CompiledContent) -> list[str]:
    return sorted(name for name in compiled.fields if "." in name or name.endswith("_url"))


def _page_of(source: str, findings: list[Finding]) -> str:
    """A whole page, whatever part of one was brought."""
    if not re.search(r"<[a-zA-Z]", source):
        raise LetterUnreadable(
            "The file holds no HTML: bring an HTML page, MJML, or a ZIP archive with one of them."
        )
    if not is_page(source):
        start = re.search(r"<!doctype\b|<html\b", source, re.IGNORECASE)
        if start:
            return _page_of(source[start.start() :], findings)
        findings.append(Finding("page_wrapped", "The file was a part of a page; it was made a whole one."))
        body = source if re.search(r"<body\b", source, re.IGNORECASE) else f"<body>\n{source}\n</body>"
        return f"<!doctype html>\n<html>\n{body}\n</html>"
    if re.search(r"<body\b", source, re.IGNORECASE):
        return source
    head = re.search(r"</head\s*>", source, re.IGNORECASE) or re.search(
        r"<html\b[^>]*>", source, re.IGNORECASE
    )
    if head is None:
        raise LetterUnreadable("The page has no body, so there is no letter in it.")
    findings.append(Finding("page_wrapped", "The page had no <body>; one was put around its content."))
    rest = re.sub(r"</html\s*>\s*\Z", "", source[head.end() :].rstrip(), flags=re.IGNORECASE)
    return f"{source[: head.end()]}\n<body>{rest}\n</body>\n</html>"


def _require_content(source: str, *, mjml: bool) -> None:
    if mjml:
        if "<mj-body" not in source:
            raise LetterUnreadable("The template has no <mj-body>, so there is no letter in it.")
        return
    body = _BODY.search(source)
    inner = body[1] if body else ""
    if not _SEEN.search(inner) and not html.unescape(_TAGS.sub(" ", inner)).strip():
        raise LetterUnreadable("The page's body is empty, so there is no letter in it.")


def _based(source: str) -> str:
    """Addresses completed by the page's own <base>."""
    base = _BASE.search(source)
    if base is None:
        return source

    def whole(match: re.Match[str]) -> str:
        if _WHOLE.match(match[3]):
            return match[0]
        return f"{match[1]}{match[2]}{urljoin(base[1], match[3])}{match[2]}"

    return _ADDRESS.sub(whole, source)


def _relative(source: str, pictures: dict[str, bytes]) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(source):
        address, line = match[3], line_at(source, match.start())
        kind = match[1].strip().partition("=")[0].strip().lower()
        if address.lower().startswith("data:"):
            message = "A picture lies in the letter itself; Gmail and Outlook do not show such pictures."
            yield Finding("picture_embedded", message, line)
        elif not _WHOLE.match(address):
            yield _incomplete(kind, address, pictures, line)


def _incomplete(kind: str, address: str, pictures: dict[str, bytes], line: int) -> Finding:
    if kind == "href":
        return Finding("link_relative", f"A link leads to '{address[:80]}', which is no whole address.", line)
    if urlsplit(address).path.removeprefix("./") in pictures:
        message = f"The picture '{address[:80]}' came with the archive: put it on your website and enter its address."
        return Finding("picture_unhosted", message, line)
    return Finding(
        "picture_relative", f"The picture '{address[:80]}' has no whole address and would not be shown.", line
    )


def _line(pattern: re.Pattern[str], group: int, source: str) -> str:
    found = pattern.search(source)
    if found is None:
        return ""
    return CONTROL.sub("", " ".join(html.unescape(found[group]).split()))[:500]


def _finished(source: str, page: str) -> Iterator[Finding]:
    if footer_ensure(source) != source:
        message = (
            "A footer with the hotel's address or the link to unsubscribe was added: the letter had none."
        )
        yield Finding("footer_added", message)
    size = len(page.encode())
    if size > CLIP_BYTES:
        yield Finding("size_clipped", f"The letter has {size // 1024} KB; Gmail shows the first 102 KB only.")
