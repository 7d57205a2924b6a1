"""Mail that a machine or a person wrote, and that reports no failure (RFC 3834)."""

import re

from delivery.inbound.addresses import addresses_in, is_system
from delivery.inbound.mime import Mail

_DAEMON = re.compile(
    r"mailer-?daemon|post_?master|mail delivery (?:sub)?system|mail deliver system|mail delivery service|"
    r"delivery subsystem|mail\.?delivery|system administrator|mail administrator|internet mail delivery|"
    r"administrator@|mailsystem|^<>$|bounces?@|mail-?daemon",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|failure notice|returned mail|returned message|mail (?:delivery )?fail|delivery (?:status|fail|report|"
    r"notification|problem|delayed|error)|(?:not|un)(?: be)? deliver|returning (?:message|to sender)|return to sender|"
    r"mail system error|message (?:delivery|status|you sent)|delivery has failed|could not (?:be )?(?:deliver|send)|"
    r"failure delivery|mail (?:failed|error|could not)|error sending|warning: could not send|loop alert|"
    r"dsn:|nondeliver|non-deliver|unzustellbar|échec|non remis|mail status|delivery: fail|warning: message|\bbounced?\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:could|can|was|were|is|has|have)(?: ?not|n.t) (?:been |be )?(?:delivered|sent)|unable to deliver|"
    r"delivery (?:to .{0,80})?(?:has )?failed|undeliverable|not delivered to|delivery failure|"
    r"delivery problems|delivery errors|permanent fatal errors|(?:not|n.t) able to deliver|returned to sender|"
    r"rejected by|did not reach|trouble delivering|failed to deliver|duplicated message-id",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^(?:re: ?|fwd?: ?)*(?:auto(?:matic|mated|matisch\w*)?[ -]?(?:reply|response|repl|antwort)|auto:|"
    r"out of (?:the )?office|"
    r"away from|vacation|on (?:vacation|holiday|leave)|abwesen|absence|réponse automatique|risposta automatica|"
    r"respuesta autom|i am (?:away|out)|ooo:|autoreply|abwesenheits)",
    re.IGNORECASE,
)


def is_auto_reply(mail: Mail) -> bool:
    """A vacation notice, a ticket's receipt or another reply by a program."""
    top = mail.top
    if _AWAY.search(top.header("Subject").strip()):
        return True
    if _from_system(mail):
        return False
    submitted = top.header("Auto-Submitted").lower()
    return (
        submitted.startswith("auto-replied")
        or top.header("X-Autoreply").strip().lower() in {"yes", "true"}
        or any(top.header(name) for name in ("X-Autorespond", "X-Autoresponder", "X-Vacation"))
        or "vacation" in top.header("X-Apple-Action").lower()
        or top.header("Precedence").strip().lower() == "auto_reply"
    )


def is_system_report(mail: Mail) -> bool:
    """Whether a mail system, by its name or its subject, claims to have written this."""
    return _from_system(mail) or _FAILED.search(mail.top.header("Subject")) is not None


def tells_failure(words: str) -> bool:
    """Whether the words themselves say that something was not delivered."""
    return _TOLD.search(words[:8_000]) is not None


def _from_system(mail: Mail) -> bool:
    sender = mail.top.header("From")
    named = addresses_in(sender)
    return (
        _DAEMON.search(sender) is not None
        or any(is_system(address) for address in named)
        or bool(mail.top.header("X-Failed-Recipients"))
    )
