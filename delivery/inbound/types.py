"""What a returned mail says of one recipient."""

from dataclasses import dataclass
from enum import StrEnum


class Class(StrEnum):
    """HARD and COMPLAINT suppress the guest. SOFT is counted. BLOCK is about us: our address, our content.

    NOTBOUNCE: somebody's auto-reply, a receipt, a loop, or no report at all.
    """

    HARD = "hard"
    SOFT = "soft"
    BLOCK = "block"
    COMPLAINT = "complaint"
    NOTBOUNCE = "notbounce"


class Stage(StrEnum):
    """The SMTP command that was refused. Before RCPT it is the sender who is refused, after DATA the content."""

    UNKNOWN = ""
    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient as a report describes it, before it is judged.

    `diagnostic` is the server's own words with the reporter's comment; `prose` what the report's
    human part says of this recipient, `words` all of it. `status` is an enhanced status (RFC 3463) or "". `context`
    holds the fields of this recipient's own block, in which a token of ours may stand. `stage` is set
    where the refusal was heard, not read.
    """

    recipient: str
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    prose: str = ""
    words: str = ""
    context: str = ""
    stage: Stage = Stage.UNKNOWN


@dataclass(frozen=True, slots=True)
class Record:
    """The judgement on one recipient. `reason` names the rule that spoke, `diagnostic` its evidence."""

    kind: Class
    recipient: str = ""
    status: str = ""
    reason: str = ""
    diagnostic: str = ""
    context: str = ""
    opt_out: bool = False
