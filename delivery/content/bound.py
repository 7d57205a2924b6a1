"""Compiled content bound to one mailing: constants folded in, text encoded, one join per letter."""

import html as html_escape
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from quopri import decodestring
from typing import TypeAlias

from delivery.content.compiled import CompiledContent
from delivery.content.errors import MergeFailed
from delivery.content.links import target_resolve
from delivery.content.merge import OUTPUT_LIMIT, template_render
from delivery.content.quoted import QP_LINE, SOFT_BREAK, qp_piece
from delivery.content.segments import Segment
from delivery.content.values import MergeValue, MergeValues, value_lookup, value_normalise, value_text

_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*")
# The recipient's own pages, by the field that leads there.
_PERSONAL = {"unsubscribe_url": "/u/", "preferences_url": "/m/"}
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's letter. The bodies are quoted-printable with CRLF line ends."""

    subject: str
    text: bytes
    html: bytes

    def page(self) -> str:
        """The HTML as a reader sees it."""
        return decodestring(self.html).decode()

    def plain(self) -> str:
        """The text part as a reader sees it."""
        return decodestring(self.text).decode().replace("\r\n", "\n")


class _Merge:
    """One recipient's values; each distinct slot is worked out once."""

    __slots__ = ("context", "encoded_token", "token", "values")

    def __init__(self, values: MergeValues, token: str) -> None:
        self.values = values
        self.token = token
        self.encoded_token = qp_piece(token)
        self.context: dict[str, MergeValue] | None = None


_Slot: TypeAlias = Callable[[_Merge], str]


_EncodedSlot: TypeAlias = Callable[[_Merge], bytes]


@dataclass(frozen=True, slots=True)
class _Program:
    """Encoded pieces with a gap for each slot, and which slot stands where."""

    pieces: list[bytes]
    slots: list[tuple[int, int]]

    def join(self, filled: list[bytes]) -> bytes:
        pieces = self.pieces.copy()
        for position, slot in self.slots:
            pieces[position] = filled[slot]
        return b"".join(pieces)


class Bound:
    """Merges letters of one mailing.

    `constants` hold for every recipient (`{"hotel": {...}}`); they win over merge values.
    `public_url` has no trailing slash. With `track` False links lead straight to their target
    and there is no pixel.
    """

    def __init__(
        self, content: CompiledContent, *, constants: MergeValues, public_url: str, track: bool = True
    ) -> None:
        self.content = content
        self.constants = {name: value_normalise(value) for name, value in constants.items()}
        self.public_url = public_url
        self.track = track
        self._encoded: list[_EncodedSlot] = []
        self._keys: dict[Segment, int] = {}
        self._html = self._program(content.html, html=True)
        self._text = self._program(content.text, html=False)
        self._subject = [self._resolve(segment) for segment in content.subject]

    def letter(self, values: MergeValues, token: str) -> Letter:
        """Merge one letter. Raises MergeFailed; no merged value is ever read as a template."""
        merge = _Merge(values, token)
        filled = [slot(merge) for slot in self._encoded]
        html, text = self._html.join(filled), self._text.join(filled)
        if len(html) + len(text) > 2 * OUTPUT_LIMIT:
            raise MergeFailed("The letter is larger than 1 MB.")
        subject = "".join(part if isinstance(part, str) else part(merge) for part in self._subject)
        return Letter(" ".join(subject.split()), text, html)

    def line(self, template: str, values: MergeValues) -> str:
        """Merge one line that is no part of the letter, as its preview text. Raises MergeFailed."""
        context = {str(name): value_normalise(value) for name, value in values.items()} | self.constants
        return " ".join(template_render(template, context, html=False).split())

    def link_target(self, number: int, values: MergeValues) -> str | None:
        """Where link `number` leads for one recipient, or None if there is no such link."""
        if not 0 <= number < len(self.content.links):
            return None
        return target_resolve(self.content.links[number], {**values, **self.constants})

    def _program(self, segments: list[Segment], *, html: bool) -> _Program:
        parts: list[str | int] = []
        for segment in segments:
            for part in self._parts(segment, html=html):
                if isinstance(part, str) and parts and isinstance(parts[-1], str):
                    parts[-1] += part
                else:
                    parts.append(part)
        if not parts or not isinstance(parts[-1], str):
            parts.append("\n")
        pieces = [qp_piece(part) if isinstance(part, str) else b"" for part in parts]
        pieces[-1] = pieces[-1].removesuffix(b"=\r\n")
        return _Program(pieces, [(at, part) for at, part in enumerate(parts) if isinstance(part, int)])

    def _parts(self, segment: Segment, *, html: bool) -> list[str | int]:
        """A segment as static text and slot numbers."""
        kind = segment[0]
        if kind == "l":
            return self._link_parts(int(segment[1] or 0), html=html)
        if kind == "o":
            if not self.track:
                return []
            source = html_escape.escape(f"{self.public_url}/o/")
            return [f'<img src="{source}', self._token_slot(), '.gif" width="1" height="1" alt="" />']
        if kind == "v" and (place := _PERSONAL.get(str(segment[1]))):
            return [f"{self.public_url}{place}", self._token_slot()]
        resolved = self._resolve(segment)
        if isinstance(resolved, str):
            return [resolved]
        path = tuple(str(segment[1]).split("."))
        quick = _quick_encoder(path, resolved) if kind == "v" and segment[3] != "u" else None
        return [self._slot(segment, resolved, quick)]

    def _link_parts(self, number: int, *, html: bool) -> list[str | int]:
        if self.track:
            return [f"{self.public_url}/c/", self._token_slot(), f"/{number}"]

        def straight(merge: _Merge) -> str:
            url = self.link_target(number, merge.values) or ""
            return html_escape.escape(url) if html else url

        return [self._slot(("l", number, html), straight)]

    def _token_slot(self) -> int:
        return self._slot(("token",), lambda merge: merge.token, lambda merge: merge.encoded_token)

    def _slot(self, key: Segment, slot: _Slot, encoded: _EncodedSlot | None = None) -> int:
        if key not in self._keys:
            self._keys[key] = len(self._encoded)
            self._encoded.append(encoded if encoded is not None else _encoder(slot))
        return self._keys[key]

    def _resolve(self, segment: Segment) -> str | _Slot:
        """Static text, or how to work a slot out."""
        kind = segment[0]
        if kind == "t":
            return str(segment[1])
        if kind == "b":
            return self._block(str(segment[1]), str(segment[2]))
        path = tuple(str(segment[1]).split("."))
        if place := _PERSONAL.get(path[0]):
            return lambda merge: f"{self.public_url}{place}{merge.token}"
        finish = _finisher(None if segment[2] is None else str(segment[2]), str(segment[3]))
        if path[0] in self.constants:
            return finish(value_lookup(self.constants, path))
        return lambda merge: finish(value_lookup(merge.values, path))

    def _block(self, liquid: str, kind: str) -> _Slot:
        html = kind != "t"

        def render(merge: _Merge) -> str:
            text = template_render(liquid, self._context(merge), html=html)
            return _url_only(text) if kind == "u" else text

        return render

    def _context(self, merge: _Merge) -> Mapping[str, MergeValue]:
        if merge.context is None:
            context = {str(name): value_normalise(value) for name, value in merge.values.items()}
            context |= self.constants
            for name, place in _PERSONAL.items():
                context[name] = f"{self.public_url}{place}{merge.token}"
            for number in range(len(self.content.links)):
                context[f"bh_link_{number}"] = (
                    f"{self.public_url}/c/{merge.token}/{number}"
                    if self.track
                    else self.link_target(number, merge.values)
                )
            merge.context = context
        return merge.context


def _encoder(slot: _Slot) -> _EncodedSlot:
    return lambda merge: qp_piece(slot(merge))


def _quick_encoder(path: tuple[str, ...], slot: _Slot) -> _EncodedSlot:
    """The same as `_encoder`, sooner for what most values are: a short word that needs no escaping at all."""
    *groups, name = path

    def encode(merge: _Merge) -> bytes:
        found: object = merge.values
        for group in groups:
            found = found.get(group) if type(found) is dict else None
        value = found.get(name) if type(found) is dict else None
        if type(value) is int:
            return b"%d=\r\n" % value
        if type(value) is str and len(value) <= QP_LINE and _PLAIN.fullmatch(value):
            return value.encode() + SOFT_BREAK
        return qp_piece(slot(merge))

    return encode


def _finisher(default: str | None, kind: str) -> Callable[[MergeValue], str]:
    """How a simple value is written: its default, then the escaping of the place where it stands."""
    html = kind != "t"

    def finish(value: MergeValue) -> str:
        if default is not None and (value is None or value is False or value in ("", [])):
            text = default
        else:
            text = value_text(value)
        if kind == "u":
            text = _url_only(text)
        return html_escape.escape(text) if html else text

    return finish


def _url_only(text: str) -> str:
    """An address that fills a whole href comes from data: only schemes a letter may hold."""
    return text if text.lower().startswith(_SAFE_SCHEMES) else ""
