"""The table of phrases in phrases.txt, compiled once."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from delivery.inbound.types import Class

_TABLE = Path(__file__).with_name("phrases.txt")
_SHORT = {
    "{somebody}": r"(?:user|recipient|mail ?box|account|address|e-?mail|addressee|alias|person|name|destinat\w+)",
    "{closed}": (
        r"(?:disabled|suspended|inactive|inactivated|deactivated|locked|frozen|blocked|not active|not activated|"
        r"expired|terminated|cancell?ed|closed|paused)"
    ),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One group of phrases. `guarded`: the codes must agree; `last`: the codes are asked before it."""

    kind: Class
    reason: str
    words: re.Pattern[str]
    guarded: bool
    last: bool


@cache
def rules() -> tuple[Rule, ...]:
    """All groups in their order."""
    groups: list[tuple[list[str], list[str]]] = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:5] in {kind.value[:4] for kind in Class}:
            groups.append((line[1:-1].split(), []))
        elif line and not line.startswith("#"):
            groups[-1][1].append(_written_out(line))
    return tuple(_rule(head, phrases) for head, phrases in groups)


def _rule(head: list[str], phrases: list[str]) -> Rule:
    kind, reason, *marks = head
    words = re.compile("|".join(phrases))
    return Rule(Class(kind), reason, words, guarded="guarded" in marks, last="last" in marks)


def _written_out(phrase: str) -> str:
    for short, long in _SHORT.items():
        phrase = phrase.replace(short, long)
    return phrase
