"""Complaints of mailbox providers: ARF (RFC 5965, 6650, 6591), and the older form of one provider."""

import re

from delivery.inbound.addresses import address_of_field, addresses_in
from delivery.inbound.mime import Mail
from delivery.inbound.types import Class, Record

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$", re.MULTILINE)
_COMPLAINT = {"abuse", "opt-out", "opt-out-list", "not-spam", "fraud", "virus", "other"}
# What a guest did; the other types tell about our own mail, or say that it was welcome.
_SUPPRESSES = {"abuse": False, "opt-out": True, "opt-out-list": True}
_RECIPIENTS = ("original-rcpt-to", "removal-recipient", "original-recipient")
_RETURNED = re.compile(
    r"^(?:x-hmxmroriginalrecipient|to|x-rcpt-to|x-original-to|delivered-to|x-apparently-to|envelope-to):[ \t]*([^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)


def complaints_reported(mail: Mail) -> list[Record]:
    """The complaints a mail brings, one for each recipient; [] when it is no feedback report."""
    report = next((part for part in mail.parts if part.kind == "message/feedback-report"), None)
    if report is None:
        return _old_form(mail)
    fields = [(name.lower(), value.strip()) for name, value in _FIELD.findall(report.text())]
    kind = next((value.lower() for name, value in fields if name == "feedback-type"), "")
    named = [address_of_field(value) for name, value in fields if name in _RECIPIENTS]
    recipients = [*dict.fromkeys(filter(None, named))] or _of_copy(mail)
    if kind in _SUPPRESSES:
        return [
            Record(Class.COMPLAINT, recipient, reason=kind, opt_out=_SUPPRESSES[kind])
            for recipient in recipients or [""]
        ]
    # auth-failure and dmarc tell of our signatures, fraud and virus of our content: alert, never suppress.
    verdict = Class.NOTBOUNCE if kind == "not-spam" else Class.BLOCK
    return [Record(verdict, recipient, reason=kind or "feedback") for recipient in recipients[:1] or [""]]


def _old_form(mail: Mail) -> list[Record]:
    """Before ARF: the letter attached, with a header that names the recipient, under a fixed subject."""
    if not mail.top.header("Subject").strip().lower().startswith("complaint about message from"):
        return []
    return [Record(Class.COMPLAINT, recipient, reason="abuse") for recipient in _of_copy(mail) or [""]]


def _of_copy(mail: Mail) -> list[str]:
    for part in mail.parts:
        if part.kind in {"message/rfc822", "text/rfc822-headers", "text/rfc822-header"}:
            head = part.text().partition("\n\n")[0]
            for line in _RETURNED.findall(head):
                found = addresses_in(line)
                if found:
                    return found
    return []
