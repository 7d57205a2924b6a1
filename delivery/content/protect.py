"""Liquid tags swapped for inert tokens while MJML and CSS tools work on the markup around them.

An HTML parser moves text that stands between table rows, and a quote within a tag ends an
attribute. A token has neither trouble: a plain word inside an attribute or text, a comment
where a logic tag stands between elements.
"""

import re
from dataclasses import dataclass, field

from delivery.content.errors import TemplateInvalid
from delivery.content.merge import line_at

LIQUID = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
TOKEN = re.compile(r"xbh(\d{6})x")
_COMMENT_TOKEN = re.compile(r"<!--(xbh\d{6}x)-->")
_LIQUID_COMMENT = re.compile(r"{%-?\s*comment\s*-?%}.*?{%-?\s*endcomment\s*-?%}", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--(?!-?>|\[if\b|<!\[endif\]|\[endif\]).*?-->", re.DOTALL)
_TEXT_ONLY = re.compile(r"<(mj-preview|mj-title|title)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<(mj-style|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
# A comment cannot stand within Outlook's: there a token is a plain word.
_OUTLOOK = re.compile(r"<!--\[if\b(?![^>]*>\s*(?:<!)?-->).*?<!\[endif\]-->", re.DOTALL)
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(slots=True)
class Protected:
    """A source without Liquid, and what each token stands for, in order of appearance."""

    source: str
    tags: list[str] = field(default_factory=list)

    def restore(self, text: str) -> str:
        """Put the Liquid back."""
        return TOKEN.sub(lambda match: self.tags[int(match[1])], _COMMENT_TOKEN.sub(r"\1", text))


def comments_as_text(html: str) -> str:
    """Turn the comment form of tokens into plain words, for tools that drop comments."""
    return _COMMENT_TOKEN.sub(r"\1", html)


def comments_blank(source: str) -> str:
    """Drop Liquid and HTML comments but Outlook's conditional ones; line numbers stay."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    return _HTML_COMMENT.sub(blank, _LIQUID_COMMENT.sub(blank, source))


def liquid_protect(source: str) -> Protected:
    """Swap each Liquid tag for a token that keeps the line count. Raises TemplateInvalid."""
    if "xbh0" in source:
        raise TemplateInvalid("The text xbh0 is reserved.", line_at(source, source.index("xbh0")))
    _refuse_in_style(source)
    plain = [match.span() for match in (*_TEXT_ONLY.finditer(source), *_OUTLOOK.finditer(source))]
    out = Protected("")
    pieces: list[str] = []
    end = 0
    inside_tag = False
    for match in LIQUID.finditer(source):
        between = source[end : match.start()]
        inside_tag = _inside_tag(between, inside_tag)
        pieces.append(between)
        pieces.append(_token(out, match, source, words=inside_tag or _within(match.start(), plain)))
        end = match.end()
    out.source = "".join([*pieces, source[end:]])
    return out


def _token(out: Protected, match: re.Match[str], source: str, *, words: bool) -> str:
    tag = match[0]
    _refuse_markup(tag, line_at(source, match.start()))
    name = f"xbh{len(out.tags):06d}x"
    out.tags.append(" ".join(tag.split("\n")))
    name = name if words or tag.startswith("{{") else f"<!--{name}-->"
    # The line count of the source is what error messages quote.
    return name + "\n" * tag.count("\n")


def _inside_tag(text: str, inside: bool) -> bool:  # noqa: FBT001
    opened, closed = text.rfind("<"), text.rfind(">")
    return inside if opened == closed else opened > closed


def _within(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _refuse_in_style(source: str) -> None:
    for match in _STYLE.finditer(source):
        if found := LIQUID.search(match[0]):
            line = line_at(source, match.start() + found.start())
            raise TemplateInvalid("A merge tag cannot stand inside a style block.", line)


def _refuse_markup(tag: str, line: int) -> None:
    """A literal in a tag is written out as the author typed it, so it may not hold markup."""
    for match in _LITERAL.finditer(tag):
        if set(match[1] or match[2] or "") & set('<>"&'):
            raise TemplateInvalid(
                'A text inside a merge tag cannot hold <, >, & or ". Write it outside the tag.', line
            )
