"""The few marks of a block's text written as HTML: **bold**, *italic*, [links](…), lists of dashes, paragraphs."""

import html
import re

from delivery.content.protect import LIQUID

_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(((?:https?://|mailto:|tel:)[^\s()<>\"']+|\{\{\s*[\w.]+\s*\}\})\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
_ITEM = re.compile(r"^[-•]\s+", re.MULTILINE)


def line_html(text: str) -> str:
    """One line: escaped, merge tags left as they are."""
    return "".join(
        piece if LIQUID.fullmatch(piece) else html.escape(piece, quote=True)
        for piece in re.split(f"({LIQUID.pattern})", text)
    )


def words_html(text: str, *, link_colour: str) -> str:
    """Paragraphs and lists. Nothing of the author's own HTML passes."""
    parts = [part for part in _PARAGRAPHS.split(text.strip()) if part.strip()]
    return "".join(_part(part.strip(), link_colour, last=part is parts[-1]) for part in parts)


def _part(part: str, colour: str, *, last: bool) -> str:
    margin = "0" if last else "0 0 14px"
    lines = part.split("\n")
    if all(_ITEM.match(line) for line in lines):
        items = "".join(
            f'<li style="margin:0 0 6px">{_inline(_ITEM.sub("", line), colour)}</li>' for line in lines
        )
        return f'<ul style="margin:{margin};padding:0 0 0 22px">{items}</ul>'
    return f'<p style="margin:{margin}">{"<br />".join(_inline(line, colour) for line in lines)}</p>'


def _inline(line: str, colour: str) -> str:
    def link(match: re.Match[str]) -> str:
        return f'<a href="{match[2]}" style="color:{colour};text-decoration:underline">{match[1]}</a>'

    written = _LINK.sub(link, line_html(line))
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", written))
