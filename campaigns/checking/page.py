"""Links, alternative texts, contrast and size of a compiled letter."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override

from campaigns.blocks.colour import ENOUGH, contrast, is_colour

CLIP_BYTES = 102 * 1024
# WCAG 2.2, 1.4.3: large words need less.
_LARGE_PX = 24
_LARGE_ENOUGH = 3.0
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_UNSEEN = frozenset({"head", "style", "title", "script"})
_WHOLE = re.compile(r"(?:https?://[^/\s]+|mailto:.|tel:.|\{\{|\{%)", re.IGNORECASE)
_INVENTED = re.compile(r"https?://(?:[\w-]+\.)*(?:example\.(?:com|org|net))(?:[/:?#]|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|max-height\s*:\s*0(?![.\d])", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "gray": "#808080", "grey": "#808080"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `code`: link, alt, contrast or size."""

    code: str
    message: str


@dataclass(slots=True)
class _Look:
    """How words look at one place of the page; `ground` is None above a picture."""

    tag: str
    colour: str = "#000000"
    ground: str | None = "#ffffff"
    size: float = 16
    hidden: bool = False


@dataclass(slots=True)
class _Link:
    href: str
    words: list[str] = field(default_factory=list)


def page_problems(page: str) -> list[Problem]:
    """Look a compiled letter through, each problem told once."""
    walk = _Walk(convert_charrefs=True)
    walk.feed(page)
    walk.close()
    size = len(page.encode())
    if size > CLIP_BYTES:
        message = (
            f"The letter has {size // 1024} KB. Gmail shows the first 102 KB, and hides the way out below."
        )
        walk.problems.append(Problem("size", message))
    return list(dict.fromkeys(walk.problems))


class _Walk(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.problems: list[Problem] = []
        self.stack: list[_Look] = [_Look("")]
        self.link: _Link | None = None

    def found(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, message))

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        look = _look(tag, facts, self.stack[-1])
        if tag == "img":
            self._picture(facts, look)
        if tag == "a":
            self.link = _Link(facts.get("href", "").strip())
        if tag not in _VOID:
            self.stack.append(look)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link is not None:
            self._link(self.link)
            self.link = None
        if any(look.tag == tag for look in self.stack[1:]):
            while self.stack.pop().tag != tag:
                pass

    @override
    def handle_data(self, data: str) -> None:
        look, text = self.stack[-1], " ".join(data.split())
        if not text or look.hidden:
            return
        if self.link is not None:
            self.link.words.append(text)
        if look.ground is None or not is_colour(look.colour) or not is_colour(look.ground):
            return
        ratio = contrast(look.colour, look.ground)
        if ratio < (_LARGE_ENOUGH if look.size >= _LARGE_PX else ENOUGH):
            shown = f"'{text[:40]}'"
            self.found(
                "contrast", f"{shown} is hard to read: {look.colour} on {look.ground} has {ratio:.1f} : 1."
            )

    def _picture(self, facts: dict[str, str], look: _Look) -> None:
        pixel = facts.get("width") == "1" or look.hidden
        source = facts.get("src", "")
        if "alt" not in facts and not pixel:
            self.found(
                "alt", f"The picture {_short(source)} has no alternative text, for those who do not see it."
            )
        if self.link is not None and facts.get("alt", "").strip():
            self.link.words.append(facts["alt"])
        if not _WHOLE.match(source) and not source.startswith("data:"):
            self.found("link", f"The picture {_short(source)} has no whole address and is not shown.")

    def _link(self, link: _Link) -> None:
        words = " ".join(link.words)[:40]
        if not link.href or link.href == "#":
            self.found("link", f"The link '{words}' leads nowhere.")
        elif _INVENTED.match(link.href):
            self.found("link", f"The link '{words}' leads to an invented address: {_short(link.href)}.")
        elif not _WHOLE.match(link.href) and not link.href.startswith("#"):
            self.found("link", f"The link '{words}' leads to {_short(link.href)}, which is no whole address.")
        if not link.words:
            self.found(
                "alt", f"The link to {_short(link.href)} has no words: nobody can tell where it leads."
            )


def _look(tag: str, facts: dict[str, str], above: _Look) -> _Look:
    style = _declarations(facts.get("style", ""))
    colour = _colour(style.get("color", "") or (facts.get("color", "") if tag == "font" else ""))
    ground = _colour(
        style.get("background-color", "") or style.get("background", "") or facts.get("bgcolor", "")
    )
    pictured = (
        "url(" in style.get("background", "") + style.get("background-image", "") or "background" in facts
    )
    size = _NUMBER.match(style.get("font-size", "")) if "px" in style.get("font-size", "") else None
    return _Look(
        tag,
        colour or above.colour,
        None if pictured else ground or above.ground,
        float(size[0]) if size else above.size,
        above.hidden or tag in _UNSEEN or bool(_HIDDEN.search(facts.get("style", ""))),
    )


def _declarations(style: str) -> dict[str, str]:
    pairs = (declaration.partition(":")[::2] for declaration in style.split(";"))
    return {name.strip().lower(): value.strip() for name, value in pairs if value.strip()}


def _colour(value: str) -> str:
    """A colour as #rrggbb, or "" where there is none that can be compared."""
    for word in value.lower().replace("!important", "").split():
        if is_colour(word):
            return word
        if word in _NAMED:
            return _NAMED[word]
    return ""


def _short(address: str) -> str:
    return address[:60] or "without address"
