"""The judgement on one recipient, from what a server said of it.

Codes are asked before words where a server uses them for one thing only. "Unknown user" is the one
that suppresses a guest for good, and content filters say it too: it is believed when the server said
it at RCPT or under an enhanced status for bad addresses, else it counts as a block.
"""

import re

from delivery.inbound.codes import best_refusal, best_status, refused_stage, reply_code
from delivery.inbound.phrases import Rule, rules
from delivery.inbound.types import Class, Failure, Record, Stage

WORDS_CAP = 3_000
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[\w.-]{1,253}>?")
_FILLER = re.compile(r"giving up on [\d.:a-f]+\.?|i've given up\.? ?|this is a permanent error[.;]?")
_HOST = re.compile(r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\.?\s?(?=\[\d)")
_CERTAIN = next(rule.words for rule in rules() if rule.reason == "unknown_recipient")
_MILDER = {"mailbox_full", "suspended"}
_DELIVERED = {"delivered", "relayed", "expanded"}
_BAD_ADDRESS = re.compile(r"[45]\.1\.(?:0|1|3|10|351)$|5\.5\.0$")

Verdict = tuple[Class, str]

# Enhanced statuses, most exact first, for when no words were understood.
_STATUSES: tuple[tuple[str, Class, str], ...] = (
    (r"5\.1\.(?:1|3|10)", Class.HARD, "unknown_user"),
    (r"5\.1\.(?:2|4)", Class.HARD, "unknown_host"),
    (r"5\.1\.6", Class.HARD, "moved"),
    (r"[45]\.1\.[78]", Class.BLOCK, "sender_refused"),
    (r"4\.1\.\d+", Class.SOFT, "address_deferred"),
    (r"5\.4\.4", Class.HARD, "unknown_host"),
    (r"[45]\.2\.2", Class.SOFT, "mailbox_full"),
    (r"5\.2\.[014]", Class.BLOCK, "filtered"),
    (r"4\.2\.1", Class.SOFT, "suspended"),
    (r"[45]\.2\.3|[45]\.3\.4", Class.SOFT, "too_big"),
    (r"[45]\.7\.\d+", Class.BLOCK, "policy"),
    (r"5\.6\.\d+", Class.BLOCK, "content"),
    (r"[45]\.[2345]\.\d+", Class.SOFT, "system_error"),
)


def judge(failure: Failure) -> Record:
    """The judgement on one recipient."""
    diagnostic, prose, words = (
        text[:WORDS_CAP] for text in (failure.diagnostic, failure.prose, failure.words)
    )
    status = best_status(diagnostic, failure.status)
    if failure.action in _DELIVERED or status.startswith("2."):
        return _record(failure, Class.NOTBOUNCE, status, "delivered")
    status = status or best_refusal(prose, words)
    stage = failure.stage or refused_stage(prose, diagnostic, words)
    told = plain(words)
    texts = [text for text in (plain(diagnostic), plain(prose), told) if text]
    kind, reason = (
        _by_words(texts, failure, status, stage, last=False)
        or _by_status(failure, status)
        or _by_words(texts, failure, status, stage, last=True)
        or _by_stage(texts, stage)
    )
    if kind is Class.HARD and reason != "unknown_recipient":
        kind, reason = _milder(told) or (kind, reason)
    return _record(failure, kind, status, reason)


def _milder(told: str) -> Verdict | None:
    """Nobody is suppressed while any part of a report speaks of a full or a closed mailbox."""
    for rule in rules():
        if rule.reason in _MILDER and rule.words.search(told):
            return rule.kind, rule.reason
    return None


def _by_words(texts: list[str], failure: Failure, status: str, stage: Stage, *, last: bool) -> Verdict | None:
    for text in texts:
        for rule in rules():
            if rule.last is last and rule.words.search(text):
                return _weighed(rule, text, failure, status, stage)
    return None


def _weighed(rule: Rule, text: str, failure: Failure, status: str, stage: Stage) -> Verdict:
    """What a rule's class becomes beside the codes."""
    if rule.kind is not Class.HARD:
        return rule.kind, rule.reason
    if stage is Stage.MAIL:
        return Class.BLOCK, "sender_refused"
    passing = _is_passing(text, failure, status)
    if rule.guarded:
        if _BAD_ADDRESS.match(status) and failure.action != "delayed":
            return Class.HARD, rule.reason
        if passing:
            return Class.SOFT, "address_deferred"
        believed = stage is Stage.RCPT or _CERTAIN.search(plain(failure.words))
        return (Class.HARD, rule.reason) if believed else (Class.BLOCK, "filtered")
    if passing:
        return Class.SOFT, rule.reason
    return Class.HARD, rule.reason


def _is_passing(text: str, failure: Failure, status: str) -> bool:
    """Whether the codes say 'not now'."""
    code = reply_code(text)
    if code:
        return code.startswith("4")
    return failure.action == "delayed" or status.startswith("4.")


def _by_status(failure: Failure, status: str) -> Verdict | None:
    for pattern, kind, reason in _STATUSES:
        if re.fullmatch(pattern, status):
            not_yet = kind is Class.HARD and failure.action == "delayed"
            return (Class.SOFT if not_yet else kind), reason
    return None


def _by_stage(texts: list[str], stage: Stage) -> Verdict:
    """A refusal in silence: before RCPT and after DATA it is we who are refused."""
    refused = any(reply_code(text).startswith("5") for text in texts)
    if refused and stage in {Stage.MAIL, Stage.CONNECT, Stage.DATA}:
        return Class.BLOCK, "refused"
    return Class.SOFT, "not_understood"


def _record(failure: Failure, kind: Class, status: str, reason: str) -> Record:
    words = " ".join((failure.diagnostic or failure.prose).split())[:500]
    return Record(kind, failure.recipient, status, reason, words, failure.context)


def plain(text: str) -> str:
    """Words as the rules expect them: lower case, single spaces, no addresses and no hosts' names."""
    line = " ".join(text[: WORDS_CAP * 2].split()).lower()
    return _FILLER.sub("", _HOST.sub("", _ADDRESS.sub("<>", line)))
