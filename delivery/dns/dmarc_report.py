"""DMARC aggregate reports (RFC 7489 appendix C, RFC 9990) from strangers: packed, bounded, without entities."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from lxml import etree

MAX_PACKED: Final = 10 * 1024 * 1024
MAX_XML: Final = 50 * 1024 * 1024
MAX_ROWS: Final = 50_000
_MAX_COUNT: Final = 10**12
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
# Window bits that let zlib read a gzip header.
_GZIP_BITS: Final = 31


class ReportUnreadable(Exception):
    """Not an aggregate report; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Letters that came from one address and fared alike. `*_aligned`: the check passed for `header_from`."""

    source_ip: str
    count: int
    disposition: str
    dkim_aligned: bool
    spf_aligned: bool
    dkim_domain: str
    dkim_selector: str
    dkim_result: str
    spf_domain: str
    spf_result: str
    header_from: str


@dataclass(frozen=True, slots=True)
class Report:
    """One reporter's words on one domain over one period. `unreadable` counts rows that made no sense."""

    reporter: str
    report_id: str
    domain: str
    policy: str
    begins_at: datetime
    ends_at: datetime
    rows: tuple[ReportRow, ...]
    unreadable: int


def report_read(raw: bytes) -> Report:
    """Read a report as XML, gzip or zip. Raises ReportUnreadable, also for one larger than the caps."""
    root = _parse(_unpack(raw))
    metadata, policy = _child(root, "report_metadata"), _child(root, "policy_published")
    if metadata is None or policy is None:
        raise ReportUnreadable("This is no DMARC report: it names no reporter or no domain.")
    period = _child(metadata, "date_range")
    report_id, domain = _text(metadata, "report_id"), _text(policy, "domain").lower().rstrip(".")
    if not report_id or not domain or period is None:
        raise ReportUnreadable("The DMARC report lacks its id, its domain or its period.")
    records = [element for element in root if element.tag == "record"]
    if len(records) > MAX_ROWS:
        raise ReportUnreadable(f"The DMARC report has more than {MAX_ROWS:,} rows.")
    rows = [row for row in map(_row, records) if row is not None]
    return Report(
        reporter=_text(metadata, "org_name")[:253] or _text(metadata, "email")[:253] or "unknown",
        report_id=report_id[:255],
        domain=domain[:253],
        policy=_text(policy, "p")[:16].lower(),
        begins_at=_time(_text(period, "begin")),
        ends_at=_time(_text(period, "end")),
        rows=tuple(rows),
        unreadable=len(records) - len(rows),
    )


def _unpack(raw: bytes) -> bytes:
    if len(raw) > MAX_PACKED:
        raise ReportUnreadable("The DMARC report is too large.")
    try:
        if raw.startswith(_GZIP):
            unpacked = zlib.decompressobj(_GZIP_BITS).decompress(raw, MAX_XML + 1)
        elif raw.startswith(_ZIP):
            unpacked = _unzip(raw)
        else:
            unpacked = raw
    except (zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as broken:
        raise ReportUnreadable("The DMARC report cannot be unpacked.") from broken
    if len(unpacked) > MAX_XML:
        raise ReportUnreadable("The DMARC report is too large once unpacked.")
    return unpacked


def _unzip(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for entry in archive.infolist()[:10]:
            if entry.filename.lower().endswith(".xml"):
                with archive.open(entry) as file:
                    return file.read(MAX_XML + 1)
    raise ReportUnreadable("The archive holds no DMARC report.")


def _parse(xml: bytes) -> etree._Element:
    # Without its zero bytes a document in UTF-16 cannot hide the declaration.
    if b"<!DOCTYPE" in xml.replace(b"\0", b"").upper():
        raise ReportUnreadable("The DMARC report declares a document type, which is refused for security.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise ReportUnreadable("This is no DMARC report: it cannot be read as XML.") from broken
    for element in root.iter():
        # RFC 9990 gives the elements a namespace, RFC 7489 gave them none.
        element.tag = str(element.tag).rpartition("}")[2]
    if root.tag != "feedback":
        raise ReportUnreadable("This is no DMARC report.")
    return root


def _row(record: etree._Element) -> ReportRow | None:
    row, identifiers = _child(record, "row"), _child(record, "identifiers")
    evaluated = _child(row, "policy_evaluated")
    try:
        address, count = str(ip_address(_text(row, "source_ip"))), int(_text(row, "count"))
    except ValueError:
        return None
    if not 0 < count < _MAX_COUNT:
        return None
    results = _child(record, "auth_results")
    dkim, spf = _best(results, "dkim"), _best(results, "spf")
    return ReportRow(
        source_ip=address,
        count=count,
        disposition=_text(evaluated, "disposition")[:16].lower() or "none",
        dkim_aligned=_text(evaluated, "dkim").lower() == "pass",
        spf_aligned=_text(evaluated, "spf").lower() == "pass",
        dkim_domain=_text(dkim, "domain")[:253].lower(),
        dkim_selector=_text(dkim, "selector")[:63],
        dkim_result=_text(dkim, "result")[:16].lower(),
        spf_domain=_text(spf, "domain")[:253].lower(),
        spf_result=_text(spf, "result")[:16].lower(),
        header_from=_text(identifiers, "header_from")[:253].lower(),
    )


def _best(results: etree._Element | None, name: str) -> etree._Element | None:
    """The result that passed, else the first one: a letter may carry several signatures."""
    found = list(_children(results, name))
    return next(
        (each for each in found if _text(each, "result").lower() == "pass"), found[0] if found else None
    )


def _children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return (child for child in (() if element is None else element) if child.tag == name)


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _text(element: etree._Element | None, name: str) -> str:
    child = _child(element, name)
    text = "" if child is None else child.text or ""
    return text.strip().replace("\0", "")


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as bad:
        raise ReportUnreadable("The DMARC report's period is no time.") from bad
