"""A run going on in a stack: its workers, how far it is, its end, and the verdict."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.utils import Error as DatabaseProblem

from tests.faults.campaign import Row, Run, address_of, run_made
from tests.faults.processes import Child
from tests.faults.report import FaultReport, Verdict, judge
from tests.faults.rules import Rule
from tests.faults.stack import Stack
from tests.faults.waiting import NeverHappened, wait_until

PATIENCE = 900.0


@dataclass
class Scene:
    """One fault being tried. Everything random comes from `choice`, so that a run can be repeated."""

    stack: Stack
    run: Run
    postfix: bool
    crew: list[Child] = field(default_factory=list)
    choice: random.Random = field(default_factory=lambda: random.Random(20260504))
    started: float = field(default_factory=time.monotonic)
    revived: list[str] = field(default_factory=list)
    _log_start: int = 0

    def begin_work(self, *, workers: int = 2, concurrency: int = 1) -> None:
        """The beat and the workers; those of an earlier run go on where they are fit."""
        if self.postfix and self.stack.postfix is not None:
            self._log_start = self.stack.postfix.log_path.stat().st_size
        self.crew = self.stack.children.crew(workers=workers, concurrency=concurrency)
        self.started = time.monotonic()

    def progress(self) -> int:
        """How many letters have left us, as the next server saw it."""
        if not self.postfix or self.stack.postfix is None:
            return self.stack.sink.count()
        with self.stack.postfix.log_path.open("rb") as log:
            log.seek(self._log_start)
            return sum(block.count(b": message-id=") for block in iter(lambda: log.read(1 << 20), b""))

    def reach(self, share: float, *, seconds: float = PATIENCE) -> bool:
        """Wait until this share of the letters has left; False if the run was over sooner."""
        wanted = int(self.run.size * share)
        done = self._hurrying(lambda: self.progress() >= wanted or self.over())
        wait_until(done, f"{share:.0%} of the letters", seconds=seconds)
        return not self.over()

    def moves_on(self, *, seconds: float = 120) -> float:
        """Seconds until the next letter leaves; the run's end counts as one."""
        begun, before = time.monotonic(), self.progress()
        done = self._hurrying(lambda: self.progress() > before or self.over())
        wait_until(done, "letters to leave again", seconds=seconds)
        return round(time.monotonic() - begun, 1)

    def waits_in_vain(self, *, tries: int) -> bool:
        """Let the letters' next try come at once, so many times; whether they wait on, and none was given up."""
        wait_until(lambda: self.run.waiting_later() > 0, "a first try", seconds=PATIENCE)
        for _ in range(tries):
            self.run.hurry()
            time.sleep(2)
        counts = self.run.counts()
        return counts["queued"] + counts["deferred"] + counts["claimed"] == self.run.size

    def _hurrying(self, done: Callable[[], bool]) -> Callable[[], bool]:
        """The same question, asked while a supervisor is at work and nothing need wait for its time."""
        looked = time.monotonic()

        def asked() -> bool:
            nonlocal looked
            if time.monotonic() - looked > 1:
                looked = time.monotonic()
                self.revived += self.stack.children.revive()
                with suppress(DatabaseProblem):
                    self.run.hurry()
            return done()

        return asked

    def busy(self) -> Child | None:
        """A worker that holds letters right now, at random; None if the run is over before there is one."""
        found: list[Child] = []

        def look() -> bool:
            holders = self.run.holders()
            found[:] = [one for one in self.crew if holders & {child.pid for child in one.children()}]
            return bool(found) or self.over()

        wait_until(look, "a worker with letters in its hands", seconds=PATIENCE, step=0.01)
        return self.choice.choice(found) if found else None

    def over(self) -> bool:
        try:
            return self.run.finished()
        except DatabaseProblem:
            connections.close_all()
            return False

    def finish(self, *, seconds: float = PATIENCE, until: Callable[[], bool] | None = None) -> bool:
        """Wait for the end of the run, and for Postfix's queue to empty. False if it never came."""
        try:
            wait_until(self._hurrying(until or self.over), "the end of the run", seconds=seconds, step=0.2)
            if self.postfix and self.stack.postfix is not None:
                self.stack.postfix.wait_until_empty(seconds)
        except NeverHappened:
            return False
        return True

    def stop(self) -> None:
        """What is left of the run is over."""
        if not self.over():
            self.run.cancel()

    def verdict(self, **rightly: Callable[[Row], bool]) -> Verdict:
        """See `judge`."""
        return judge(self.run, self.stack.sink.accepted(), **rightly)

    def handed_twice(self) -> int:
        """Copies that we handed to Postfix; it makes some of its own when it is killed in mid-delivery."""
        if not self.postfix or self.stack.postfix is None:
            return 0
        return sum(times - 1 for times in self.stack.postfix.taken(start=self._log_start).values())

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def scene_set(
    stack: Stack,
    *rules: Rule,
    size: int,
    postfix: bool = False,
    connections: int = 4,
    address: Callable[[int], str] = address_of,
    way: dict[str, Any] | None = None,
    spoil: Callable[[list[int]], None] | None = None,
    **manners: Any,
) -> Scene:
    """Servers up, sink scripted, audience frozen; nothing is sent yet."""
    through = postfix and stack.postfix is not None
    stack.begin(*rules, **manners)
    where = stack.way(postfix=through, connections=connections, **(way or {}))
    return Scene(stack, run_made(size=size, way=where, address=address, spoil=spoil), through)


def report(
    fault: str, title: str, scene: Scene, verdict: Verdict, *, bars: dict[str, bool], **notes: Any
) -> FaultReport:
    """The line of the table; `bars` says of each bar whether it was met."""
    failures = tuple(bar for bar, met in bars.items() if not met)
    if scene.revived:
        notes["ended_by_themselves"] = len(scene.revived)
    return FaultReport(fault, title, verdict, scene.seconds, notes, failures)


def kept_all(verdict: Verdict, *, doubled: int = 0, unknown: int | None = None) -> dict[str, bool]:
    """The bars of every fault: nothing lost, nothing untrue, no more copies than allowed."""
    bars = {
        "0 lost": verdict.lost == 0,
        "0 untrue": verdict.untrue == 0,
        f"at most {doubled} doubled": verdict.doubled <= doubled,
    }
    if unknown is not None:
        bars[f"at most {unknown} unknown"] = verdict.unknown <= unknown
    return bars
