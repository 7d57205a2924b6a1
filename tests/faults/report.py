"""What a fault did: our ledger held against the sink's."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from delivery.keys import message_of_return_token
from delivery.types import MessageState
from tests.faults.campaign import Row, Run
from tests.faults.sink import Accepted

_UNFINISHED = {MessageState.QUEUED, MessageState.CLAIMED, MessageState.DEFERRED}
_NOT_SENT = {MessageState.BOUNCED, MessageState.FAILED, MessageState.SKIPPED, *_UNFINISHED}


@dataclass(frozen=True)
class Verdict:
    """`lost`: handed in our ledger and nowhere else, or never sent though it was allowed. `doubled`: copies
    too many. `unknown`: shown to a person. `untrue`: the sink has it and our ledger says it was not sent."""

    size: int
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    untrue: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Verdict") -> "Verdict":
        states = Counter(self.states) + Counter(other.states)
        return Verdict(
            self.size + other.size, self.lost + other.lost, self.doubled + other.doubled,
            self.unknown + other.unknown, self.untrue + other.untrue, dict(states),
        )  # fmt: skip


@dataclass(frozen=True)
class FaultReport:
    """One fault's line in the table. `notes` holds what else was measured; `failures` the bars not met."""

    fault: str
    title: str
    verdict: Verdict
    seconds: float
    notes: dict[str, Any] = field(default_factory=dict)
    failures: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        facts = asdict(self.verdict)
        return {
            "title": self.title, "seconds": round(self.seconds, 1), **facts, **self.notes,
            "failures": list(self.failures),
        }  # fmt: skip


def copies(accepted: list[Accepted], organization_id: int) -> Counter[int]:
    """Row id → how often the sink has taken its letter."""
    found: Counter[int] = Counter()
    for letter in accepted:
        token = message_of_return_token(letter.message_id[1:].partition("@")[0])
        if token is not None and token.organization_id == organization_id:
            found[token.message_id] += 1
    return found


def judge(
    run: Run,
    accepted: list[Accepted],
    *,
    may_wait: Callable[[Row], bool] = lambda _row: False,
    returned: Callable[[Row], bool] = lambda _row: False,
) -> Verdict:
    """Hold each row against the sink.

    `may_wait` names rows that are rightly not finished, `returned` those that the mail server on the way
    took and could not deliver: a bounce says so.
    """
    taken = copies(accepted, run.organization.pk)
    lost = doubled = unknown = untrue = 0
    rows = run.rows()
    for row in rows:
        count = taken[row.id]
        state = MessageState(row.state)
        never = state in _UNFINISHED and not may_wait(row)
        gone = state is MessageState.HANDED and not returned(row)
        lost += count == 0 and (gone or never)
        doubled += max(0, count - 1)
        unknown += state is MessageState.UNKNOWN
        untrue += count > 0 and state in _NOT_SENT
    lost += run.size - len(rows)
    states = Counter(row.state for row in rows)
    return Verdict(run.size, lost, doubled, unknown, untrue, dict(states))
