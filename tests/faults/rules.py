"""What a mail server may do wrong, as data: a script of rules that travels to the sink as JSON. Pure."""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Stage = Literal["connect", "ehlo", "starttls", "mail", "rcpt", "data", "content", "accepted"]
Act = Literal["reply", "reset", "hang", "half_close", "garbage", "abort_tls"]


@dataclass(frozen=True)
class Rule:
    """At `stage` do `act` instead of what is right.

    `to` is searched for in the recipient; `every` k-th case only; `first` tries of each recipient only
    (greylisting); `times` in all. A `reply` whose code is 421 ends the connection. `reset`: at "data"
    in the midst of the content, at "content" after the last dot and before the answer (`taken`: the
    letter was kept all the same), at "accepted" after the 250. `seconds` is how long a hang lasts.
    """

    stage: Stage
    act: Act = "reply"
    text: str = ""
    to: str = ""
    every: int = 1
    first: int = 0
    times: int = 0
    seconds: float = 0.0
    taken: bool = False


@dataclass(frozen=True)
class Manners:
    """What the server offers, and how its answers travel.

    `merged` answers to several commands come in one segment and late, `split` in pieces, `dripped` byte
    by byte. `strict` refuses commands sent ahead to a server that did not offer PIPELINING.
    `pause` delays each letter's last answer by so many seconds.
    """

    pipelining: bool = True
    eight_bit: bool = True
    smtputf8: bool = True
    starttls: bool = False
    login: tuple[str, str] | None = None
    answers: Literal["plain", "merged", "split", "dripped"] = "plain"
    strict: bool = True
    pause: float = 0.0


@dataclass
class Script:
    """The rules and manners of one run; counts what happened."""

    rules: list[Rule] = field(default_factory=list)
    manners: Manners = field(default_factory=Manners)
    _seen: Counter[Any] = field(default_factory=Counter)

    def to_json(self) -> str:
        return json.dumps({"rules": [asdict(rule) for rule in self.rules], "manners": asdict(self.manners)})

    @classmethod
    def from_json(cls, text: str) -> "Script":
        data = json.loads(text)
        return cls([Rule(**rule) for rule in data["rules"]], Manners(**data["manners"]))

    def meets(self, stage: Stage, recipient: str = "") -> Rule | None:
        """The first rule that applies to this case; each asking counts as a case."""
        for number, rule in enumerate(self.rules):
            if rule.stage == stage and re.search(rule.to, recipient) and self._due(number, rule, recipient):
                return rule
        return None

    def _due(self, number: int, rule: Rule, recipient: str) -> bool:
        if rule.times and self._seen[number, "done"] >= rule.times:
            return False
        if rule.first:
            self._seen[number, recipient] += 1
            if self._seen[number, recipient] > rule.first:
                return False
        self._seen[number, "cases"] += 1
        if self._seen[number, "cases"] % rule.every:
            return False
        self._seen[number, "done"] += 1
        return True
