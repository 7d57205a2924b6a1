"""A page's own styles, rid of what loads, runs or hides a program; all else stays as it was written."""

import re
import sys

from delivery.content.findings import Finding

_IMPORT = re.compile(r"@import\b[^;]*(?:;|$)", re.IGNORECASE)
_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}", re.IGNORECASE)
_CHARSET = re.compile(r"@charset\b[^;]*;", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_WRAPPER = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|</")
_DECLARATION = re.compile(r"[^;{}]+")
# Outlook's drawings are switched on by this one behaviour, which is built in.
_VML = re.compile(r"behavior\s*:\s*url\(\s*['\"]?#default#vml['\"]?\s*\)", re.IGNORECASE)
_RUNS = re.compile(r"expression\s*\(|behavior\s*:|-moz-binding|(?:java|vb)script\s*:", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.IGNORECASE)
_SAFE_URL = re.compile(r"https?:|//|data:image/|cid:|#|xbh\d{6}x|[^:]*\Z", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


def style_clean(css: str, line: int, findings: list[Finding]) -> str:
    """Clean a style block. What was taken out is added to `findings`."""
    css = _WRAPPER.sub("", css)
    css, imports = _IMPORT.subn("", css)
    css, fonts = _FONT_FACE.subn("", css)
    if imports:
        findings.append(
            Finding(
                "external_css", "A file of styles was left out: a letter loads nothing but pictures.", line
            )
        )
    if fonts:
        findings.append(
            Finding("web_font", "A web font was left out: the next font of the list is used.", line)
        )
    return declarations_clean(_CHARSET.sub("", css), line, findings)


def declarations_clean(css: str, line: int, findings: list[Finding]) -> str:
    """Clean declarations, as a style attribute holds them."""

    def keep(match: re.Match[str]) -> str:
        plain = _ESCAPE.sub(_decoded, _COMMENT.sub("", match[0]))
        if _safe(plain):
            return match[0]
        findings.append(Finding("css_removed", f"A style was removed: {plain.strip()[:60]}", line))
        return ""

    return _DECLARATION.sub(keep, css)


def _safe(declaration: str) -> bool:
    without = _VML.sub("", declaration)
    return not _RUNS.search(without) and all(_SAFE_URL.match(url) for url in _URL.findall(without))


def _decoded(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if 0 < number <= sys.maxunicode else ""
