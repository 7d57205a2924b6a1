"""The plain-text part, made from the finished HTML: words, lists, and each link with its address."""

import re
from typing import cast

from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import html as lxml_html
from lxml.html import HtmlElement

from delivery.content.protect import comments_as_text

_CONFIG = ParserConfig(display_links=False, display_images=False)
_HIDDEN = re.compile(r"display:\s*none")
_BLANK_LINES = re.compile(r"\n{3,}")
# Not the form that shows its content to all but Outlook, which is two comments around it.
_CONDITIONAL = re.compile(r"<!--\[if\b(?![^>]*>\s*(?:<!)?-->).*?<!\[endif\]-->", re.DOTALL)


def text_from_html(page: str) -> str:
    """Write a page as text. Tokens and link slots pass through untouched."""
    tree = lxml_html.document_fromstring(_CONDITIONAL.sub("", comments_as_text(page)))
    for element in list(tree.iter("*")):
        if _HIDDEN.search(element.get("style") or "") and element.getparent() is not None:
            cast("HtmlElement", element).drop_tree()
    for anchor in list(tree.iter("a")):
        _append_address(anchor)
    text: str = Inscriptis(tree, _CONFIG).get_text()
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


def _append_address(anchor: HtmlElement) -> None:
    href = (anchor.get("href") or "").strip()
    label = (anchor.text_content() or "").strip()
    if not label and (alt := " ".join(str(image.get("alt") or "") for image in anchor.iter("img")).strip()):
        # A picture that is a link speaks by its alternative text.
        anchor.text, label = alt, alt
    if not href or href.startswith("#"):
        return
    address = href.removeprefix("mailto:").removeprefix("tel:")
    if address == label:
        return
    anchor.tail = f"{': ' if label else ''}{address} {anchor.tail or ''}".rstrip(" ") + (
        " " if (anchor.tail or "").strip() else ""
    )
