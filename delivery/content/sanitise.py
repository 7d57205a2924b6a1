"""An author's own HTML, cleaned: layout, style blocks and media queries stay, scripts do not."""

import re
from html.parser import HTMLParser

import nh3
from typing_extensions import override

from delivery.content.errors import TemplateInvalid

URL_SCHEMES = {"http", "https", "mailto", "tel"}
TAGS = nh3.ALLOWED_TAGS | {
    "address",
    "big",
    "center",
    "figure",
    "figcaption",
    "font",
    "footer",
    "header",
    "main",
    "section",
    "style",
    "u",
}
LAYOUT = {
    "align",
    "aria-hidden",
    "aria-label",
    "background",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "dir",
    "face",
    "height",
    "hidden",
    "id",
    "lang",
    "role",
    "rowspan",
    "size",
    "style",
    "title",
    "valign",
    "vertical-align",
    "width",
}
_ATTRIBUTES = {
    "*": LAYOUT,
    "a": {"href", "hreflang", "name", "target"},
    "img": {"alt", "src", "srcset", "sizes"},
    "style": {"media", "type"},
    "td": {"headers", "scope"},
    "th": {"headers", "scope"},
    "table": {"summary"},
}
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "noscript", "iframe", "object", "template"},
    attributes=_ATTRIBUTES,
    strip_comments=False,
    link_rel=None,
    url_schemes=URL_SCHEMES,
)
_FORBIDDEN = frozenset(
    {
        "applet",
        "audio",
        "base",
        "button",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "math",
        "object",
        "script",
        "select",
        "svg",
        "template",
        "textarea",
        "video",
    }
)
_ROW_GROUP = re.compile(r"<t(?:body|head|foot)\b", re.IGNORECASE)
_TABLE = re.compile(r"\A\s*<table[^>]*>(.*)</table>\s*\Z", re.DOTALL | re.IGNORECASE)
_URL_ATTRIBUTES = frozenset({"href", "src", "background", "action", "formaction", "poster", "data"})
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\-]*)\s*:")


def fragment_sanitise(html: str, *, table_rows: bool = False) -> str:
    """Clean a piece of HTML. `table_rows`: it holds the rows of a table, without the table."""
    if not table_rows:
        return _CLEANER.clean(html)
    # A parser would add the row group itself, but after the tag of a loop that stands before the rows.
    rows = html if _ROW_GROUP.search(html) else f"<tbody>{html}</tbody>"
    cleaned = _CLEANER.clean(f"<table>{rows}</table>")
    match = _TABLE.match(cleaned)
    return match[1] if match else cleaned


class _Guard(HTMLParser):
    """Reads the finished page and refuses what no e-mail may carry, wherever it came from."""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _FORBIDDEN:
            raise TemplateInvalid(f"An e-mail cannot hold <{tag}>.")
        for name, value in attrs:
            _refuse_attribute(tag, name, value or "")

    handle_startendtag = handle_starttag


def _refuse_attribute(tag: str, name: str, value: str) -> None:
    if name.startswith("on") or (name == "http-equiv" and value.strip().lower() == "refresh"):
        raise TemplateInvalid(f"An e-mail cannot hold the attribute {name} on <{tag}>.")
    if name not in _URL_ATTRIBUTES:
        return
    # Browsers ignore tabs and line ends inside a scheme.
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]+", "", value))
    allowed = URL_SCHEMES | ({"data"} if tag == "img" and value.startswith("data:image/") else set())
    if scheme and scheme[1].lower() not in allowed:
        raise TemplateInvalid(f"A link of <{tag}> starts with {scheme[1]}:, which an e-mail cannot hold.")


def page_guard(html: str) -> None:
    """Raise TemplateInvalid if a finished page holds anything that could run or load a form."""
    guard = _Guard(convert_charrefs=True)
    guard.feed(html)
    guard.close()
