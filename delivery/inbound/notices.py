"""Bounces that a mail service tells as JSON in a mail: Amazon SES through SNS."""

import json
from typing import Any

from delivery.inbound.mime import Mail
from delivery.inbound.types import Class, Failure, Record

RECIPIENTS_CAP = 500


def notice_of(mail: Mail) -> dict[str, Any] | None:
    """The notification in a mail's first text, or None."""
    text = next((part.text() for part in mail.parts if part.kind == "text/plain"), "")
    at = text.find("{")
    if at < 0 or '"notificationType' not in text.replace("\\", ""):
        return None
    try:
        found, _end = json.JSONDecoder(strict=False).raw_decode(text, at)
        inner = found.get("Message") if isinstance(found, dict) else None
        found = json.loads(inner) if isinstance(inner, str) else found
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "notificationType" in found else None


def notice_failures(notice: dict[str, Any]) -> list[Failure]:
    """The recipients of a bounce or delivery notice, to be judged as any others."""
    bounce, delivery = _table(notice.get("bounce")), _table(notice.get("delivery"))
    failures = [
        Failure(
            recipient=str(row.get("emailAddress", "")).lower(),
            action=str(row.get("action", "")),
            status=str(row.get("status", "")),
            diagnostic=str(row.get("diagnosticCode", "")).removeprefix("smtp; "),
        )
        for row in _rows(bounce.get("bouncedRecipients"))
    ]
    words = str(delivery.get("smtpResponse", ""))
    return failures + [
        Failure(str(address).lower(), action="delivered", diagnostic=words)
        for address in list(delivery.get("recipients") or [])[:RECIPIENTS_CAP]
    ]


def notice_complaints(notice: dict[str, Any]) -> list[Record]:
    """The guests who complained."""
    rows = _rows(_table(notice.get("complaint")).get("complainedRecipients"))
    return [Record(Class.COMPLAINT, str(row.get("emailAddress", "")).lower(), reason="abuse") for row in rows]


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)][:RECIPIENTS_CAP] if isinstance(value, list) else []
