"""Delivery status notifications (RFC 3464, RFC 6533), also where they stand in plain text or are half made."""

import re
from collections.abc import Iterator
from dataclasses import replace

from delivery.inbound.addresses import address_of_field
from delivery.inbound.codes import best_status
from delivery.inbound.mime import REPORTS, Mail, Part
from delivery.inbound.types import Failure

RECIPIENTS_CAP = 500
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)")
_IN_TEXT = re.compile(r"^(>[ >]*)?(?:Final|Original)-Recipient:", re.IGNORECASE | re.MULTILINE)
_QUOTE = re.compile(r"^>[ >]*", re.MULTILINE)
_OWN_WORDS = re.compile(r"^\s*[\w-]+\s*;\s*")
# IronPort tells the class of an error before the words of the other server.
_RELAYED = re.compile(r"^\d\.\d\.\d - [A-Za-z ]{3,60} (\d{3})-'", re.DOTALL)

Fields = dict[str, str]


def failures_reported(mail: Mail) -> list[Failure]:
    """One Failure for each recipient of each report in the mail; [] when there is no report."""
    failures: list[Failure] = []
    for part in mail.parts:
        for fields in _blocks(_report_text(part)):
            failure = _failure(fields)
            if failure is not None and len(failures) < RECIPIENTS_CAP:
                failures.append(failure)
    return failures


def _report_text(part: Part) -> str:
    """A report's fields, also those that a person forwarded inside a text; "" for other parts."""
    if part.kind in REPORTS:
        return part.text()
    if part.kind != "text/plain":
        return ""
    text = part.text()
    found = _IN_TEXT.search(text)
    return (_QUOTE.sub("", text) if found[1] else text) if found else ""


def has_report(mail: Mail) -> bool:
    """Whether the mail carries a report's part, even an empty one."""
    return any(part.kind in REPORTS for part in mail.parts)


def _blocks(text: str) -> Iterator[Fields]:
    """Groups of fields, parted by blank lines or by the next recipient."""
    fields: Fields = {}
    name = ""
    for line in [*text.split("\n"), ""]:
        found = _FIELD.match(line)
        if found and not line[:1].isspace():
            name = found[1].lower()
            if name in fields and name == "final-recipient":
                yield fields
                fields = {}
            fields.setdefault(name, found[2].strip())
        elif line.strip() and name:
            fields[name] = f"{fields[name]}\n{line.strip()}"[:4_000]
        elif not line.strip():
            if fields:
                yield fields
            fields, name = {}, ""


def _failure(fields: Fields) -> Failure | None:
    if not {"final-recipient", "original-recipient", "x-actual-recipient"} & fields.keys():
        return None
    final, original = fields.get("final-recipient", ""), fields.get("original-recipient", "")
    actual = fields.get("x-actual-recipient", "")
    recipient = address_of_field(final) or address_of_field(original) or address_of_field(actual)
    words = _OWN_WORDS.sub("", fields.get("diagnostic-code", ""), count=1)
    local = "x-unix" if fields.get("diagnostic-code", "").lower().startswith("x-unix") else ""
    piped = next((value for value in (final, actual) if "|" in value), "")
    status = fields.get("status", "")
    comment = status.partition("(")[2].rstrip(") \n")
    diagnostic = " ".join(filter(None, (local, _RELAYED.sub(r"\1 ", words), comment, piped)))
    return Failure(
        recipient=recipient,
        action=fields.get("action", "").strip().lower().split(" ")[0],
        status=best_status(status),
        diagnostic=diagnostic,
        context="\n".join(fields.values()),
    )


def with_recipient(failure: Failure, recipient: str) -> Failure:
    """The failure of a report that named nobody, for a recipient known from elsewhere."""
    return failure if failure.recipient else replace(failure, recipient=recipient)
