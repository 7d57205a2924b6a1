"""MJML to HTML by mrml, then styles inlined by css-inline. Nothing is ever fetched.

mrml tells no line for most mistakes, so the tags are checked here first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import css_inline
import mrml

from delivery.content.errors import TemplateInvalid
from delivery.content.merge import line_at
from delivery.content.sanitise import fragment_sanitise

_HTML_INSIDE = frozenset(
    {
        "mj-accordion-text",
        "mj-accordion-title",
        "mj-button",
        "mj-navbar-link",
        "mj-raw",
        "mj-social-element",
        "mj-table",
        "mj-text",
    }
)
_TEXT_INSIDE = frozenset({"mj-preview", "mj-style", "mj-title"})
COMPONENTS = (
    _HTML_INSIDE
    | _TEXT_INSIDE
    | {
        "mjml",
        "mj-accordion",
        "mj-accordion-element",
        "mj-all",
        "mj-attributes",
        "mj-body",
        "mj-breakpoint",
        "mj-carousel",
        "mj-carousel-image",
        "mj-class",
        "mj-column",
        "mj-divider",
        "mj-font",
        "mj-group",
        "mj-head",
        "mj-hero",
        "mj-html-attribute",
        "mj-html-attributes",
        "mj-image",
        "mj-navbar",
        "mj-section",
        "mj-selector",
        "mj-social",
        "mj-spacer",
        "mj-wrapper",
    }
)
_OPEN = re.compile(r"<!--.*?-->|<!\[CDATA\[|<[!?][^>]*>|<(/?)([A-Za-z][\w:-]*)|<", re.DOTALL)
_ATTRIBUTES = re.compile(r"""(?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(/?)>""")
_BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]*|#\d+|#x[0-9A-Fa-f]+);)")
_RESET = '<style type="text/css">\n#outlook a'
_IGNORED = 'data-css-inline="ignore"'
_POSITION = re.compile(r"position (\d+):")
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_link_tags=True)
# No web fonts: opening a letter must not call a font service.
_OPTIONS = mrml.RenderOptions(fonts={})


@dataclass(slots=True)
class _Element:
    name: str
    start: int


def mjml_to_html(source: str) -> str:
    """Turn checked MJML into one HTML page with inline styles. Raises TemplateInvalid."""
    cleaned = "".join(_pieces(source))
    try:
        page = mrml.to_html(cleaned, None, _OPTIONS).content
    except OSError as error:
        raise _from_mrml(error, cleaned) from error
    # mrml's own reset needs no inlining: repeated on every cell it would double the letter.
    page = page.replace(_RESET, f"<style {_IGNORED} " + _RESET.removeprefix("<style "), 1)
    try:
        return str(INLINER.inline(page)).replace(f" {_IGNORED}", "", 1)
    except (ValueError, css_inline.InlineError) as error:
        raise TemplateInvalid(f"The styles cannot be read: {error}.") from error


def _from_mrml(error: OSError, source: str) -> TemplateInvalid:
    found = _POSITION.search(str(error))
    line = line_at(source, int(found[1])) if found else None
    return TemplateInvalid(f"The layout cannot be read: {str(error).replace(' in root template', '')}.", line)


def _pieces(source: str) -> Iterator[str]:
    """Walk the tags, yield the source with the HTML inside components cleaned."""
    stack: list[_Element] = []
    position = 0
    seen_root = False
    while match := _OPEN.search(source, position):
        _require_blank(source, position, match.start(), stack)
        if match[2] is None:
            if match[0] in ("<", "<![CDATA["):
                raise TemplateInvalid(
                    "A < stands alone; write &lt; for the sign.", line_at(source, match.start())
                )
            yield source[position : match.end()]
            position = match.end()
            continue
        seen_root = _require_component(match, source, stack) or seen_root
        yield source[position : match.start()]
        position = match.start()
        for piece, end in _element(match, source, stack):
            yield piece
            position = end
    _require_closed(source, position, stack, seen_root=seen_root)
    yield source[position:]


def _element(match: re.Match[str], source: str, stack: list[_Element]) -> Iterator[tuple[str, int]]:
    name, start = match[2], match.start()
    attributes = _ATTRIBUTES.match(source, match.end())
    if attributes is None:
        raise TemplateInvalid(
            f'The attributes of <{name}> are not written as name="value", or its > is missing.',
            line_at(source, start),
        )
    tag = _BARE_AMPERSAND.sub("&amp;", source[start : attributes.end()])
    if match[1]:
        _close(name, start, source, stack)
        yield tag, attributes.end()
    elif attributes[1]:
        yield tag, attributes.end()
    elif name in _HTML_INSIDE or name in _TEXT_INSIDE:
        inner, end = _inner(name, start, attributes.end(), source)
        yield f"{tag}{inner}</{name}>", end
    else:
        stack.append(_Element(name, start))
        yield tag, attributes.end()


def _inner(name: str, start: int, begin: int, source: str) -> tuple[str, int]:
    close = re.compile(rf"</{re.escape(name)}\s*>").search(source, begin)
    inner = source[begin : close.start()] if close else source[begin:]
    if close is None or re.search(r"</?mj-(?!raw)", inner):
        raise TemplateInvalid(f"<{name}> is not closed.", line_at(source, start))
    if name in _TEXT_INSIDE:
        if "<" in inner:
            raise TemplateInvalid(f"<{name}> can hold text only.", line_at(source, begin + inner.index("<")))
        inner = inner if name == "mj-style" else _BARE_AMPERSAND.sub("&amp;", inner)
    else:
        inner = fragment_sanitise(inner, table_rows=name == "mj-table")
    return inner, close.end()


def _require_component(match: re.Match[str], source: str, stack: list[_Element]) -> bool:
    name, line = match[2], line_at(source, match.start())
    if name == "mj-include":
        raise TemplateInvalid("A template cannot include a file.", line)
    if name not in COMPONENTS:
        where = "inside mj-text, mj-table or mj-raw" if not name.startswith("mj") else "in no e-mail"
        raise TemplateInvalid(f"<{name}> is not known here; it can stand {where}.", line)
    if not stack and name != "mjml" and not match[1]:
        raise TemplateInvalid("The template must start with <mjml>.", line)
    return True


def _require_blank(source: str, start: int, end: int, stack: list[_Element]) -> None:
    text = source[start:end]
    if not text.strip():
        return
    line = line_at(source, start + len(text) - len(text.lstrip()))
    where = f"directly inside <{stack[-1].name}>" if stack else "outside <mjml>"
    raise TemplateInvalid(f"Text stands {where}; put it in an mj-text.", line)


def _close(name: str, start: int, source: str, stack: list[_Element]) -> None:
    if stack and stack[-1].name == name:
        stack.pop()
        return
    if stack:
        raise TemplateInvalid(
            f"<{stack[-1].name}> is not closed before </{name}>.", line_at(source, stack[-1].start)
        )
    raise TemplateInvalid(f"</{name}> closes nothing.", line_at(source, start))


def _require_closed(source: str, position: int, stack: list[_Element], *, seen_root: bool) -> None:
    if stack:
        raise TemplateInvalid(f"<{stack[-1].name}> is not closed.", line_at(source, stack[-1].start))
    _require_blank(source, position, len(source), stack)
    if not seen_root:
        raise TemplateInvalid("The template is empty; it must hold <mjml> with an <mj-body>.", 1)
