"""Bounces that say in words what failed: qmail, Exim, Sendmail, Domino, Exchange, Gmail and many more.

All of them name an address and then say what happened, or say it and then name the address; what
follows a copy of the letter is not read.
"""

import re

from delivery.inbound.addresses import addresses_in, is_system
from delivery.inbound.mime import Mail, Part
from delivery.inbound.types import Failure

TEXT_CAP = 32 * 1024
LINES_CAP = 2_000
RECIPIENTS_CAP = 100

# From here on it is the letter itself.
_COPY = re.compile(
    r"^[\s>|*=_-]*(?:below (?:this line )?is a copy|(?:this is |here is |enclosed is )?(?:a )?copy of (?:the|your)|"
    r"(?:the )?(?:original|returned|undelivered|unsent|failed|your) message(?: text| headers?| header)?"
    r"(?: follows?| attached| below| is (?:included|attached|below)|:?\s*[|*=_-]+\s*$|[ .:]*$)|"
    r"message (?:text |headers? |header )follows?|"
    r"the headers? of the original|original (?:mail|e-?mail) (?:as )?follows|"
    r"(?:start of|begin) (?:returned|original|forwarded) message|returned mail follows)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:Received: (?:from|by|\()|Return-Path: ?<|DKIM-Signature: |Reporting-MTA: |Message-ID: ?<)"
)
# `<guest@example.com>:`, `guest@example.com: 550 …`, or an address alone on its line.
# `550 5.1.1 <guest@example.com>... User unknown` ends what Sendmail tells of one recipient.
_ENDS = re.compile(r"^(?:[45]\d\d )?(?:[45]\.\d\.\d )?<?[^\s<>]{1,64}@[\w.-]{1,253}>?\.\.\. ")
_TRANSCRIPT = "transcript of session follows"
_LEADS = re.compile(
    r"^[\s*>\-\"']*(?:<[^<>\s]{3,320}>|[^\s<>:;,()\"']{1,64}@[\w.-]{1,253})(?:[\s:(\[\"',]|$|\.{3})"
)
_NOTED = re.compile(
    r"(?:<<<|>>>)?.{0,40}(?:[45]\d\d|to|recipients?|address|following|rcpt|(?:message|mail) for|user)\b.{0,40}@",
    re.IGNORECASE,
)


def words_of(mail: Mail) -> str:
    """The human part of a report, without the letter that came back."""
    for kind in ("text/plain", "text/html"):
        texts = [_until_copy(part.text()) for part in mail.parts if _is_words(part, kind)]
        joined = "\n".join(text for text in texts if text.strip())
        if joined:
            return joined[:TEXT_CAP]
    return ""


def failures_told(mail: Mail, own: set[str]) -> list[Failure]:
    """One Failure for each recipient that the words name. `own`: addresses of ours, never recipients."""
    words = words_of(mail)
    named = addresses_in(mail.top.header("X-Failed-Recipients"))
    sections = sections_of(words, own) or sections_of(words, set())
    if named:
        rest = words if len(named) == 1 else ""
        return [
            Failure(address, prose=sections.get(address) or words, words=rest)
            for address in named[:RECIPIENTS_CAP]
        ]
    if not sections:
        named = addresses_in(words)
        loose = [address for address in named if _is_recipient(address, own)] or named
        sections = dict.fromkeys(loose[:1], words)
    rest = words if len(sections) == 1 else ""
    return [Failure(address, prose=section, words=rest) for address, section in sections.items()]


def sections_of(words: str, own: set[str]) -> dict[str, str]:
    """What the words say of each recipient, in the order in which they are named."""
    if _TRANSCRIPT in words.lower():
        found = _transcript(words)
        if found:
            return found
    return _led(words, own)


def _transcript(words: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    said: list[str] = []
    for line in words.split("\n")[:LINES_CAP]:
        said.append(line)
        if _ENDS.match(line):
            found.setdefault(addresses_in(line)[0], []).extend(said)
            said = []
        elif _TRANSCRIPT in line.lower() or line.lower().startswith("while talking to"):
            said = []
    return {address: "\n".join(lines) for address, lines in found.items()}


def _led(words: str, own: set[str]) -> dict[str, str]:
    """The text from each line that leads with an address up to the next one."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in words.split("\n")[:LINES_CAP]:
        if _LEADS.match(line) or (not found and _NOTED.search(line)):
            for address in addresses_in(line)[:1]:
                if _is_recipient(address, own) and len(found) < RECIPIENTS_CAP:
                    current = found.setdefault(address, [])
        current.append(line)
    return {address: "\n".join(lines) for address, lines in found.items()}


def _is_recipient(address: str, own: set[str]) -> bool:
    return address not in own and not is_system(address)


def _is_words(part: Part, kind: str) -> bool:
    attached = part.header("Content-Disposition").lower().startswith("attachment")
    return part.kind == kind and not (attached and "headers" in part.header("Content-Disposition").lower())


def _until_copy(text: str) -> str:
    lines = text[: TEXT_CAP * 2].split("\n")
    for number, line in enumerate(lines[:LINES_CAP]):
        if _HEADER.match(line.lstrip()) or (_COPY.match(line) and _more_follows(lines, number)):
            return "\n".join(lines[:number])
    return "\n".join(lines[:LINES_CAP])


def _more_follows(lines: list[str], number: int) -> bool:
    """Some reports speak of the copy first, and bring the words after it."""
    return any(lines[:number]) and number > 0
