"""A letter whose source is a whole HTML page: cleaned, and its styles written on the tags."""

import re

import css_inline

from delivery.content.errors import TemplateInvalid
from delivery.content.mjml import INLINER
from delivery.content.page_clean import page_clean

_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*(?:<!doctype\b|<html\b)", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


def is_page(source: str) -> bool:
    """Say whether a source is an HTML page, not MJML: it begins with its doctype or <html>."""
    return _PAGE.match(source) is not None


def page_to_html(source: str) -> str:
    """Clean a page whose merge tags are protected, and inline its styles. Raises TemplateInvalid."""
    cleaned, _findings = page_clean(source)
    if not re.search(r"<body\b", cleaned):
        raise TemplateInvalid("The page has no <body>.", 1)
    # The inliner would write a short doctype, and other rules of layout would hold.
    doctype = _DOCTYPE.match(cleaned)
    try:
        page = str(INLINER.inline(cleaned[doctype.end() :] if doctype else cleaned))
    except (ValueError, css_inline.InlineError) as error:
        raise TemplateInvalid(f"The styles cannot be read: {error}.") from error
    return f"{doctype[0].strip() if doctype else '<!doctype html>'}\n{page}"
