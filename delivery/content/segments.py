"""A merged template as a flat list of pieces: text, simple values, links, and Liquid blocks.

A piece is a small tuple, storable as JSON:
`("t", text)`, `("v", path, default, kind)`, `("b", liquid, kind)`, `("l", number)`, `("o",)`
where kind is `h` HTML text or attribute, `u` a whole address in HTML, `t` plain text.
"""

import re
from typing import TypeAlias

from delivery.content.links import LINK_SLOT
from delivery.content.protect import LIQUID

Segment: TypeAlias = tuple[str | int | None, ...]

PIXEL_MARK = "xbo0000x"
_VALUE = re.compile(
    r"""{{-?\s*([a-z_]+(?:\.[a-zA-Z_]\w*)*)\s*(?:\|\s*default\s*:\s*(?:'([^'{}]*)'|"([^"{}]*)")\s*)?-?}}"""
)
_OPENER = re.compile(r"{%-?\s*(if|unless|case|for)\b")
_CLOSER = re.compile(r"{%-?\s*end(if|unless|case|for)\b")
_ASSIGN = re.compile(r"{%-?\s*assign\b")
_MARKS = re.compile(rf"({LINK_SLOT.pattern})|({PIXEL_MARK})")
_URL_START = re.compile(r"\b(?:href|src|background)=\"\s*$")


def segments_split(source: str, *, html: bool) -> list[Segment]:
    """Split merged markup. Values read through a filter or a condition stay Liquid blocks."""
    splitter = _Splitter(source, html=html)
    splitter.run()
    return splitter.segments


class _Splitter:
    def __init__(self, source: str, *, html: bool) -> None:
        self.source = source
        self.html = html
        self.segments: list[Segment] = []
        self.position = 0
        self.trim_next = False

    def run(self) -> None:
        while match := LIQUID.search(self.source, self.position):
            if _ASSIGN.match(match[0]):
                # A variable lives on to the end of the template.
                self._block(match, len(self.source))
                return
            self._text(self.source[self.position : match.start()], trim_end=match[0][2] == "-")
            self.position = match.start()
            if value := _VALUE.fullmatch(match[0]):
                default = value[2] if value[2] is not None else value[3]
                self.segments.append(("v", value[1], default, self._kind()))
                self._advance(match.end())
            else:
                self._block(match, self._block_end(match))
        self._text(self.source[self.position :], trim_end=False)

    def _advance(self, end: int) -> None:
        self.position = end
        self.trim_next = self.source[end - 3 : end - 2] == "-"

    def _block_end(self, first: re.Match[str]) -> int:
        if not _OPENER.match(first[0]):
            return first.end()
        depth = 0
        for match in LIQUID.finditer(self.source, first.start()):
            depth += bool(_OPENER.match(match[0])) - bool(_CLOSER.match(match[0]))
            if depth == 0:
                return match.end()
        return len(self.source)

    def _block(self, first: re.Match[str], end: int) -> None:
        if self.position < first.start():
            self._text(self.source[self.position : first.start()], trim_end=first[0][2] == "-")
        liquid = self.source[first.start() : end]
        self.segments.append(("b", _marks_to_liquid(liquid), self._kind()))
        self._advance(end)

    def _kind(self) -> str:
        if not self.html:
            return "t"
        before = self.segments[-1] if self.segments else ("t", "")
        starts_url = before[0] == "t" and _URL_START.search(str(before[1]))
        return "u" if starts_url else "h"

    def _text(self, text: str, *, trim_end: bool) -> None:
        text = text.lstrip() if self.trim_next else text
        text = text.rstrip() if trim_end else text
        self.trim_next = False
        position = 0
        for match in _MARKS.finditer(text):
            self._static(text[position : match.start()])
            self.segments.append(("l", int(match[2])) if match[1] else ("o",))
            position = match.end()
        self._static(text[position:])

    def _static(self, text: str) -> None:
        if text:
            self.segments.append(("t", text))


def _marks_to_liquid(liquid: str) -> str:
    """Links within a condition take the recipient's own prefix as a merge value."""
    linked = LINK_SLOT.sub(lambda match: f"{{{{ bh_link_{int(match[1])} }}}}", liquid)
    return linked.replace(PIXEL_MARK, "{{ bh_pixel }}")


def segments_source(segments: list[Segment], links: list[str]) -> str:
    """Segments written back as a template with merge tags, for people to read."""
    return "".join(_source_of(segment, links) for segment in segments)


def _source_of(segment: Segment, links: list[str]) -> str:
    match segment[0]:
        case "v":
            default = f" | default: '{segment[2]}'" if segment[2] is not None else ""
            return f"{{{{ {segment[1]}{default} }}}}"
        case "l":
            return links[int(segment[1] or 0)]
        case "o":
            return ""
        case _:
            return str(segment[1])
