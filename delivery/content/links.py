"""Each http(s) link of a page found once, numbered, and left as a slot to fill per recipient.

A click leads only to the address stored under its number, so no address ever travels in a
link and there is nothing to redirect to that the author did not write.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from delivery.content.characters import BLANK_OR_CONTROL
from delivery.content.protect import TOKEN
from delivery.content.values import MergeValues, value_lookup, value_text

LINK_SLOT = re.compile(r"xbl(\d{4})x")
_ANCHOR = re.compile(r"""<(?:a|area|v:(?:round)?rect)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>""", re.IGNORECASE)
_HREF = re.compile(r'(\shref=")([^"]*)(")', re.IGNORECASE)
_SIMPLE = re.compile(r"{{-?\s*([a-z_]+(?:\.[a-zA-Z_]\w*)*)\s*-?}}")
# What stands before the first merge tag must already fix scheme and host.
_FIXED_HOST = re.compile(r"https?://[^/?#\s]+[/?#]", re.IGNORECASE)


@dataclass(slots=True)
class Links:
    """The page with link slots, and the address of each number: text, or a template of simple tags."""

    page: str
    targets: list[str]


def links_rewrite(page: str, tags: list[str]) -> Links:
    """Swap every trackable address for its slot. `tags`: what the Liquid tokens stand for."""
    targets: list[str] = []

    def attribute(match: re.Match[str]) -> str:
        target = _target(html.unescape(match[2]), tags)
        if target is None:
            return match[0]
        if target not in targets:
            targets.append(target)
        return f"{match[1]}xbl{targets.index(target):04d}x{match[3]}"

    def anchor(match: re.Match[str]) -> str:
        return _HREF.sub(attribute, match[0], count=1)

    return Links(_ANCHOR.sub(anchor, page), targets)


def _target(href: str, tags: list[str]) -> str | None:
    """The address to store, or None where a link is not tracked."""
    href = href.strip()
    first = TOKEN.search(href)
    if first is None:
        return href if is_web_address(href) else None
    if not _FIXED_HOST.match(href[: first.start()]):
        return None
    used = [tags[int(match[1])] for match in TOKEN.finditer(href)]
    if not all(_SIMPLE.fullmatch(tag) for tag in used):
        return None
    return TOKEN.sub(lambda match: tags[int(match[1])], href)


def is_web_address(url: str) -> bool:
    """Say whether this is a whole http(s) address with a host and no control characters."""
    if BLANK_OR_CONTROL.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def target_resolve(target: str, values: MergeValues) -> str:
    """The address a click leads to: merge values are quoted, so they cannot leave their place."""

    def fill(match: re.Match[str]) -> str:
        return quote(value_text(value_lookup(values, tuple(match[1].split(".")))), safe="")

    return _SIMPLE.sub(fill, target)
