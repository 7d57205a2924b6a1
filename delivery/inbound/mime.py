"""A reader of hostile MIME (RFC 2045, 2046): bounded in size, parts, depth and time, and never failing.

`email` splits headers only, under `compat32` and in small blocks: its newer policies need seconds for a
hostile mail of three megabytes, and its body parser follows boundaries to any depth.
"""

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from html import unescape
from time import monotonic

SIZE_CAP = 1024 * 1024
HEADER_CAP = 64 * 1024
VALUE_CAP = 4_000
TEXT_CAP = 128 * 1024
PART_CAP = 64
DEPTH_CAP = 8
SECONDS = 1.0
MAILS_CAP = 100

REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))

_PARSER = HeaderParser(policy=compat32)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FROM_LINE = re.compile(rb"\A(?:>?From [^\n]*\n)+")
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S{1,320} [^\n]{10,60}\n(?=[\w-]{1,76}:)")
_TYPE = re.compile(r"\s*([\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,60})")
_PARAMETER = r"""(?:^|[;\s]){}\s*=\s*("[^"\n]{{0,200}}"|[^\s;"]{{1,200}})"""
_BOUNDARY = re.compile(_PARAMETER.format("boundary"), re.IGNORECASE)
_GUESS = re.compile(rb"^--([^\s][^\r\n]{1,90}?)[ \t]*\r?\n(?:[Cc]ontent-|\r?\n)", re.MULTILINE)
_CHARSET = re.compile(_PARAMETER.format("charset"), re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSHOWN = ("head", "style", "script")


@dataclass(slots=True)
class Part:
    """One leaf of a mail: its headers and its still encoded body."""

    headers: "Message[str, str]"
    kind: str
    body: bytes

    def header(self, name: str) -> str:
        """The first header of this name, unfolded and decoded; "" when there is none."""
        return next(self.headers_all(name), "")

    def headers_all(self, name: str) -> Iterator[str]:
        """Every header of this name."""
        return (_decoded(value) for value in self.headers.get_all(name, []))

    def data(self, cap: int = SIZE_CAP) -> bytes:
        """The body decoded; at most `cap` encoded bytes of it are looked at."""
        encoding = str(self.headers.get("content-transfer-encoding", "")).strip().lower()
        return _decode_body(self.body[:cap], encoding)

    def text(self) -> str:
        """The body as text, at most TEXT_CAP characters of it; HTML without its tags."""
        raw = self.data(TEXT_CAP * 2)
        text = _to_text(raw, _parameter(_CHARSET, _header_of(self.headers, "content-type")))[:TEXT_CAP]
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return _without_tags(text) if self.kind == "text/html" else text


@dataclass(slots=True)
class Mail:
    """A mail as far as it was read; `cut` says that a cap or the time ran out on the way."""

    top: Part
    parts: list[Part] = field(default_factory=list)
    cut: bool = False


@dataclass(slots=True)
class _Budget:
    clock: Callable[[], float]
    ends: float
    cut: bool = False

    def spent(self, parts: int, depth: int) -> bool:
        if parts >= PART_CAP or depth > DEPTH_CAP or self.clock() > self.ends:
            self.cut = True
        return self.cut


def mails_in(raw: bytes) -> list[bytes]:
    """The mails of an mbox file; a file that is none is one mail."""
    if not raw.startswith(b"From "):
        return [raw]
    starts = [found.start() for found in _MBOX_LINE.finditer(raw)][:MAILS_CAP]
    return [raw[begin:end] for begin, end in zip(starts, [*starts[1:], len(raw)], strict=True)] or [raw]


def mail_read(raw: bytes, *, clock: Callable[[], float] = monotonic) -> Mail:
    """Read at most SIZE_CAP bytes. A broken mail gives what can be made of it; nothing is raised."""
    budget = _Budget(clock, clock() + SECONDS, cut=False)
    top = _part(_FROM_LINE.sub(b"", raw[:SIZE_CAP], count=1))
    parts: list[Part] = []
    _walk(top, parts, 0, budget)
    return Mail(top=top, parts=parts, cut=budget.cut or len(raw) > SIZE_CAP)


def _walk(part: Part, found: list[Part], depth: int, budget: _Budget) -> None:
    if budget.spent(len(found), depth):
        return
    if part.kind == "message/rfc822" and not any(each.kind in REPORTS for each in found):
        # A report that somebody forwarded; any other letter inside a mail is left as it is.
        inner = _part(part.body)
        if inner.kind == "multipart/report":
            part = inner
    boundary = _boundary_of(part)
    if boundary:
        for piece in _split(part.body, boundary, budget):
            _walk(_part(piece), found, depth + 1, budget)
        return
    if part.kind.startswith("multipart/"):
        part.kind = "text/plain"
    found.append(part)


def _boundary_of(part: Part) -> bytes:
    """The boundary that really parts the body: reports lose or change the declared one on their way."""
    declared = _parameter(_BOUNDARY, _header_of(part.headers, "content-type")).encode("utf-8", "replace")
    if declared and b"--" + declared in part.body:
        return declared
    guessed = _GUESS.search(part.body, 0, HEADER_CAP) if part.kind.startswith("multipart/") else None
    return guessed[1] if guessed else b""


def _part(raw: bytes) -> Part:
    raw = raw.lstrip(b"\r\n") if raw[:2] in (b"\r\n", b"\n\n") else raw
    if raw[:1] == b"\n":
        head, body = b"", raw[1:]
    else:
        gap = _BLANK_LINE.search(raw, 0, HEADER_CAP)
        head, body = (raw[: gap.start()], raw[gap.end() :]) if gap else (raw[:HEADER_CAP], raw)
        body = body if gap or not _looks_like_headers(head) else b""
    headers = _PARSER.parsestr(head.decode("utf-8", "replace"))
    named = _TYPE.match(_header_of(headers, "content-type"))
    return Part(headers, named[1].lower() if named else "text/plain", body)


def _looks_like_headers(head: bytes) -> bool:
    return re.match(rb"[\w-]{1,76}:", head) is not None


def _split(body: bytes, boundary: bytes, budget: _Budget) -> Iterator[bytes]:
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", re.MULTILINE)
    begin: int | None = None
    for count, found in enumerate(line.finditer(body)):
        if budget.spent(count, 0):
            return
        if begin is not None:
            yield body[begin : found.start()]
        begin = None if found[1] else found.end()
        if found[1]:
            return
    if begin is not None:
        yield body[begin:]


def _header_of(headers: "Message[str, str]", name: str) -> str:
    return str(headers.get(name, ""))[:VALUE_CAP]


def _parameter(pattern: re.Pattern[str], value: str) -> str:
    found = pattern.search(value)
    return found[1].strip('"') if found else ""


def _decoded(value: object) -> str:
    text = re.sub(r"\s*[\r\n]+\s*", " ", str(value)[:VALUE_CAP])
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return text
    return "".join(
        _to_text(piece, charset or "ascii") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def _decode_body(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        letters = letters[: len(letters) // 4 * 4] if len(letters) % 4 == 1 else letters
        return b64decode(letters + b"=" * (-len(letters) % 4))
    return body


def _to_text(raw: bytes, charset: str) -> str:
    """Only codecs that turn bytes into text, and no stateful one that could be made to explode."""
    name = charset.lower().strip()
    if not re.fullmatch(r"(?:utf-?8|us-ascii|ascii|iso-?(?:8859|2022)-[\w-]+|windows-\d+|koi8-[ru]|"
                        r"shift[_-]?jis|euc-\w+|gb\w+|big5)", name):  # fmt: skip
        name = "utf-8"
    try:
        return raw.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        return raw.decode("utf-8", "replace")


def _without_tags(text: str) -> str:
    for name in _UNSHOWN:
        text = " ".join(_outside(text, name))
    return unescape(_TAG.sub(" ", text))


def _outside(text: str, name: str) -> Iterator[str]:
    lower, at = text.lower(), 0
    while (begin := lower.find(f"<{name}", at)) >= 0:
        end = lower.find(f"</{name}", begin)
        if end < 0:
            break
        yield text[at:begin]
        at = end
    yield text[at:]
