"""From a mail's bytes to one judgement for each recipient."""

import re
from dataclasses import replace

from delivery.inbound.addresses import addresses_in
from delivery.inbound.feedback import complaints_reported
from delivery.inbound.mime import Mail, mail_read
from delivery.inbound.notices import notice_complaints, notice_failures, notice_of
from delivery.inbound.prose import failures_told, sections_of, words_of
from delivery.inbound.replies import is_auto_reply, is_system_report, tells_failure
from delivery.inbound.report import failures_reported, has_report
from delivery.inbound.types import Class, Failure, Record
from delivery.inbound.verdict import judge


def mail_classify(raw: bytes) -> list[Record]:
    """The records of a mail, at least one; a mail that reports no failure gives one NOTBOUNCE."""
    return records_of(mail_read(raw))


def records_of(mail: Mail) -> list[Record]:
    """See mail_classify, for a mail already read."""
    notice = notice_of(mail)
    complaints = notice_complaints(notice) if notice else complaints_reported(mail)
    if complaints:
        return complaints
    noticed = notice_failures(notice) if notice else []
    if noticed:
        return [judge(failure) for failure in noticed]
    words = words_of(mail)
    reported = failures_reported(mail)
    if reported:
        return [judge(failure) for failure in _with_words(reported, mail, words)]
    if is_auto_reply(mail) and not has_report(mail):
        return [Record(Class.NOTBOUNCE, reason="auto_reply")]
    by_system = is_system_report(mail) or has_report(mail)
    if not by_system and not tells_failure(words):
        return [Record(Class.NOTBOUNCE, reason="no_report")]
    told = failures_told(mail, _own(mail)) or [Failure(_first(_of_copy(mail)), prose=words)]
    records = [judge(failure) for failure in told]
    # Anybody can write such words; only a mail system's suppress.
    return records if by_system else [_doubted(record) for record in records]


def _with_words(reported: list[Failure], mail: Mail, words: str) -> list[Failure]:
    sections = sections_of(words, set())
    rest = words if len(reported) == 1 else ""
    filled = []
    for failure in reported:
        recipient = failure.recipient
        if not recipient:
            told = failures_told(mail, _own(mail))
            recipient = _first([each.recipient for each in told]) or _first(_of_copy(mail))
        prose = sections.get(recipient, rest)
        filled.append(replace(failure, recipient=recipient, prose=prose, words=rest))
    return filled


def _doubted(record: Record) -> Record:
    return replace(record, kind=Class.SOFT) if record.kind is Class.HARD else record


def _own(mail: Mail) -> set[str]:
    top = mail.top
    return {address for name in ("From", "To", "Sender", "Cc") for address in addresses_in(top.header(name))}


def _of_copy(mail: Mail) -> list[str]:
    for part in mail.parts:
        if part.kind.startswith(("message/", "text/rfc822")):
            found = re.search(r"^To:[ \t]*(.*(?:\n[ \t].*){0,5})", part.text(), re.IGNORECASE | re.MULTILINE)
            if found:
                return addresses_in(found[1])
    return []


def _first(found: list[str]) -> str:
    return next(iter(found), "")
