"""Content lines of iCalendar (RFC 5545, 3.1): unfolded and cut into events, nothing interpreted yet."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import kept_text

MAX_EVENTS: Final = 5_000
_KEPT_PAGE: Final = 2_000
_WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOLD: Final = re.compile(r"\n[ \t]")
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_BEGIN_EVENT: Final = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)
# Names, telephone digits and attendees are left behind here: nothing of ours needs them.
_WANTED: Final = frozenset(
    {
        "UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS", "SEQUENCE", "RRULE",
        "RDATE", "RECURRENCE-ID", "LAST-MODIFIED", "DTSTAMP", "TRANSP",
    }
)  # fmt: skip
# What of an event may be stored and shown: it says when, never who.
_PLAIN: Final = ("UID", "DTSTART", "DTEND", "DURATION", "STATUS", "SEQUENCE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: parameter names in capitals, the value as it stands."""

    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        r"""The value with `\n`, `\,`, `\;` and `\\` read (RFC 5545, 3.3.11)."""
        return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value).strip()


@dataclass(slots=True)
class Component:
    """One VEVENT. `ended` False: its END is missing, so lines of it may be too."""

    properties: dict[str, Property] = field(default_factory=dict)
    ended: bool = False

    def text(self, name: str) -> str:
        """Return a property's text, '' where absent."""
        found = self.properties.get(name)
        return "" if found is None else found.text

    def plain(self) -> str:
        """Write out the lines that name no person, for the quarantine."""
        lines = (f"{n}:{one_line(self.properties[n].value, 250)}" for n in _PLAIN if n in self.properties)
        return "\n".join(lines)


@dataclass(slots=True)
class Calendar:
    """A whole feed: who wrote it, what it is for (METHOD), and its events in order."""

    product: str = ""
    method: str = ""
    events: list[Component] = field(default_factory=list)


def read_calendar(body: bytes) -> Calendar:
    """Cut a feed into events.

    Raises `Malformed` for anything that is no calendar, is cut off before END:VCALENDAR, or has
    more than `MAX_EVENTS` events. A line that is not `name:value` is passed over.
    """
    text = _decode(body)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise _refuse("it is no calendar" if text.strip() else "it is empty", kept_text(body)[:_KEPT_PAGE])
    if sum(1 for _ in _BEGIN_EVENT.finditer(text)) > MAX_EVENTS:
        raise _refuse(f"it has more than {MAX_EVENTS:,} events")
    calendar, ended = _assemble(_lines(text))
    if not ended:
        raise _refuse("it is cut off before its end")
    return calendar


def _refuse(why: str, raw: str = "") -> Malformed:
    return Malformed(f"The calendar cannot be read: {why}. Nothing was changed.", raw=raw or why, detail=why)


def _decode(body: bytes) -> str:
    """Read bytes as text. What is not valid UTF-8 can only stand in names, which we do not keep."""
    wide = body.startswith(_WIDE_BOMS)
    text = body.decode("utf-16" if wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise _refuse("its bytes are no text", kept_text(body)[:_KEPT_PAGE])
    return _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _lines(text: str) -> Iterator[tuple[str, Property]]:
    for line in text.split("\n"):
        name, params, value = _cut(line)
        if name:
            yield name, Property(params, value)


def _cut(line: str) -> tuple[str, dict[str, str], str]:
    """Cut `NAME;PARAM="a:b":value`; a line without a colon has no name."""
    colon = _outside_quotes(line, ":")
    if colon < 0:
        colon = line.find(":")
    if colon < 0:
        # Some feeds forget the colon of PRODID; who wrote it can be told all the same.
        return ("PRODID", {}, line[6:]) if line.upper().startswith("PRODID") else ("", {}, "")
    name, *rest = line[:colon].split(";")
    pairs = (part.partition("=") for part in rest)
    params = {key.strip().upper(): value.strip().strip('"') for key, _, value in pairs}
    return name.strip().upper(), params, line[colon + 1 :]


def _outside_quotes(line: str, wanted: str) -> int:
    quoted = False
    for position, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == wanted and not quoted:
            return position
    return -1


def _assemble(lines: Iterator[tuple[str, Property]]) -> tuple[Calendar, bool]:
    """Put lines into events. An event inside an unended one, or the calendar's end, ends it."""
    calendar = Calendar()
    event: Component | None = None
    inner = 0
    ended = False
    for name, line in lines:
        part = line.value.strip().upper()
        if name == "BEGIN" and part == "VEVENT":
            event, inner = Component(), 0
            calendar.events.append(event)
        elif name in {"BEGIN", "END"} and part == "VCALENDAR":
            event, ended = None, name == "END"
        elif name == "END" and part == "VEVENT" and event is not None:
            event.ended = True
            event = None
        elif name in {"BEGIN", "END"}:
            inner = max(0, inner + (1 if name == "BEGIN" else -1))
        elif event is None:
            _head(calendar, name, line)
        elif not inner and name in _WANTED:
            event.properties.setdefault(name, line)
    return calendar, ended


def _head(calendar: Calendar, name: str, line: Property) -> None:
    if name == "PRODID":
        calendar.product = calendar.product or one_line(line.value)
    elif name == "METHOD":
        calendar.method = line.value.strip().upper()
