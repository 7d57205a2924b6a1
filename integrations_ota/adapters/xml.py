"""XML from strangers: no document type, no entities, no network, bounded size and depth."""

from __future__ import annotations

import codecs
import re
from typing import Final

from lxml import etree

from integrations_ota.adapters.cards import strip_raw
from integrations_ota.adapters.errors import Malformed

MAX_NODES: Final = 400_000
MAX_DEPTH: Final = 64
MAX_KEPT: Final = 1_000_000

_ENCODINGS: Final = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"}
)
_WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"'][^>]*\?>")
_TOO_DEEP: Final = etree.XPath("boolean(/" + "/".join(["*"] * (MAX_DEPTH + 1)) + ")")
_SENTENCE: Final = "The channel sent a document that cannot be read as XML"


def kept_text(body: bytes) -> str:
    """Return a readable, card-stripped copy of a bad document, cut at `MAX_KEPT` characters."""
    encoding = "utf-16" if body.startswith(_WIDE_BOMS) else "utf-8"
    return strip_raw(body[: MAX_KEPT * 2].decode(encoding, "replace").replace("\0", "\ufffd"))[:MAX_KEPT]


def _refuse(body: bytes, why: str) -> Malformed:
    return Malformed(f"{_SENTENCE}: {why}.", raw=kept_text(body), detail=why)


def _as_utf8(body: bytes) -> bytes:
    """Bring any allowed encoding to UTF-8, so that one check of the text holds for all."""
    head = body[:200].decode("utf-16" if body.startswith(_WIDE_BOMS) else "latin-1", "replace")
    declared = _DECLARED.match(head.lstrip("\ufeff\u00ef\u00bb\u00bf"))
    encoding = declared.group(1).lower() if declared else "utf-8"
    if body.startswith(_WIDE_BOMS):
        encoding = "utf-16"
    if encoding not in _ENCODINGS:
        raise _refuse(body, f"its character set {encoding[:40]!r} is not supported")
    try:
        text = body.decode("utf-8-sig" if encoding in {"utf-8", "utf8"} else encoding)
    except UnicodeDecodeError as error:
        raise _refuse(body, f"its bytes are not valid {encoding}") from error
    text = text.lstrip()
    if text.startswith("<?xml"):
        text = text[text.find("?>") + 2 :]
    return text.encode()


def parse_xml(body: bytes) -> etree._Element:
    """Parse a document and return its root.

    Raises `Malformed` (with the card-stripped text) for a document type declaration,
    more than `MAX_NODES` nodes, more than `MAX_DEPTH` levels, or anything not well formed.
    Comments and processing instructions are dropped.
    """
    text = _as_utf8(body)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise _refuse(body, "it declares a document type, which is refused for security")
    # Every node costs at least one '<', so this bounds memory before the tree is built.
    if text.count(b"<") > MAX_NODES:
        raise _refuse(body, f"it has more than {MAX_NODES:,} nodes")
    # A parser object must not be shared between threads, so each document gets its own.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise _refuse(body, str(error.msg)[:200]) from error
    if _TOO_DEEP(root):
        raise _refuse(body, f"it is nested deeper than {MAX_DEPTH} levels")
    return root
