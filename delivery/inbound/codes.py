"""Reply codes (RFC 5321), enhanced status codes (RFC 3463) and the refused command, found in any wording."""

import re

from delivery.inbound.types import Stage

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
_REPLY = re.compile(r"(?<![\d.:/@+-])([45][0-5]\d)(?=[ \-:]|$)")
_GENERIC = re.compile(r"[245]\.0\.0$")

# How mail servers say at which command they were refused; the commands are asked for in this order.
_WORDINGS: dict[Stage, tuple[str, ...]] = {
    Stage.MAIL: (
        "in reply to mail from",
        "after (?:pipelined |sending )?mail from",
        r"\[mail_from\]",
        "our mail from",
        "rejected mail from",
        "does not like sender",
        "smtp:mail",
        "for mail command",
        r"\(mail from\)",
    ),
    Stage.RCPT: (
        "in reply to rcpt to",
        "after (?:pipelined |sending )?rcpt to",
        r"\[rcpt_to\]",
        "our rcpt to",
        "does not like recipient",
        "remote smtp server has rejected address",
        "smtp:rcpt",
        "smtp command -*[ ]?rcpt",
        "(?:for|after) rcpt(?: to)? command",
        "rcpt to generated",
        "sent: rcpt to",
        "rcpt failed",
        r"\(rcpt(?: to)?\)",
        r"\(state 14\)",
    ),
    Stage.DATA: (
        "in reply to (?:end of )?data",
        "after (?:end of |sending )?(?:pipelined )?data",
        "end of data",
        r"\[data\]",
        "our (?:final )?data",
        "failed after i sent the message",
        "smtp transmission failure has occurred",
        "smtp:data",
        "smtp command -*[ ]?data",
        "for (?:text|data) command",
        r"\(data\)",
        r"\(state 1[78]\)",
    ),
    Stage.CONNECT: (
        "in reply to (?:e?helo|lhlo)",
        "after (?:initial connection|e?helo)",
        "refused to talk to me",
        "our e?helo",
        "smtp:(?:conn|e?helo)",
        "during (?:initial )?(?:connect|greeting)",
    ),
}
_STAGES = tuple((stage, re.compile("|".join(words), re.IGNORECASE)) for stage, words in _WORDINGS.items())
# `>>> RCPT To:<guest@example.com>` and the refusal below it, as transcripts show them.
_TALK = re.compile(
    r"(?:>>>|sent <<<) (mail|rcpt|data|e?helo)\b[^\n]*\s*(?:<<<|received >>>) [45]\d\d", re.IGNORECASE
)
_TALKED = {"mail": Stage.MAIL, "rcpt": Stage.RCPT, "data": Stage.DATA}


def best_status(*texts: str) -> str:
    """The first enhanced status that says more than x.0.0; else the first at all; else ""."""
    found = [code for text in texts for code in _ENHANCED.findall(text)]
    return next((code for code in found if not _GENERIC.match(code)), found[0] if found else "")


def best_refusal(*texts: str) -> str:
    """As best_status, for texts that also show what went well."""
    found = [code for text in texts for code in _ENHANCED.findall(text) if not code.startswith("2")]
    return best_status(" ".join(found))


def reply_code(text: str) -> str:
    """The first reply code of a refusal, or ""."""
    found = _REPLY.search(text)
    return found[1] if found else ""


def refused_stage(*texts: str) -> Stage:
    """At which command the letter was refused, by the first text that tells."""
    for text in texts:
        talked = _TALK.search(text)
        if talked:
            return _TALKED.get(talked[1].lower(), Stage.CONNECT)
        line = " ".join(text.split())
        for stage, words in _STAGES:
            if words.search(line):
                return stage
    return Stage.UNKNOWN
