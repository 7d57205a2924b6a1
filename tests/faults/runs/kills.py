"""R1 to R3: workers, their children and everything else killed with SIGKILL."""

import signal
import time
from collections.abc import Callable

import psutil
from django.db import connections

from config.services import postgres, valkey
from tests.faults.report import FaultReport
from tests.faults.scene import Scene, kept_all, report, scene_set
from tests.faults.stack import Stack
from tests.faults.waiting import wait_until

# What Postfix's log may leave undecided, over a whole run.
MOST_DOUBLED_WITH_LOG = 5
_CONNECTIONS = 4
# A Postfix killed in the midst of deliveries makes them again: as many as it makes at once.
_POSTFIX_DELIVERIES = 20


def _at_each_step(scene: Scene, times: int, strike: Callable[[int], bool]) -> int:
    """Strike `times` times, evenly over the run; returns how often it hit while letters were leaving."""
    hits = 0
    for number in range(times):
        if not scene.reach((number + 0.5) / (times + 1)):
            break
        hits += strike(number)
    return hits


def worker_killed(stack: Stack, *, size: int, times: int, postfix: bool = True) -> FaultReport:
    """R1: `kill -9` of a random worker's process group, again and again; each is started anew."""
    scene = scene_set(stack, size=size, postfix=postfix, connections=_CONNECTIONS)
    scene.begin_work()

    def strike(_number: int) -> bool:
        if (victim := scene.busy()) is None:
            return False
        victim.kill()
        victim.start()
        return True

    hits = _at_each_step(scene, times, strike)
    ended = scene.finish()
    verdict = scene.verdict()
    if scene.postfix:
        bars = kept_all(verdict, doubled=MOST_DOUBLED_WITH_LOG, unknown=0)
    else:
        # Without a log what was in doubt is shown, not sent again: one for each connection that was open.
        bars = kept_all(verdict, doubled=0, unknown=hits * _CONNECTIONS)
    bars |= {"ends by itself": ended}
    title = "kill -9 of a worker" + ("" if scene.postfix else ", no mail log")
    return report("R1" if scene.postfix else "R1 no log", title, scene, verdict, bars=bars, kills=hits)


def child_killed(stack: Stack, *, size: int, times: int) -> FaultReport:
    """R2: `kill -9` of one process of the pool, again and again; the worker itself lives on."""
    scene = scene_set(stack, size=size, postfix=True)
    scene.begin_work(workers=1, concurrency=2)

    def strike(_number: int) -> bool:
        victim = scene.busy()
        return victim is not None and victim.kill_a_child(scene.choice, scene.run.holders())

    hits = _at_each_step(scene, times, strike)
    ended = scene.finish()
    verdict = scene.verdict()
    stuck = scene.run.counts()["claimed"]
    doubled = MOST_DOUBLED_WITH_LOG if scene.postfix else 0
    bars = kept_all(verdict, doubled=doubled) | {"ends by itself": ended, "0 stuck claimed": stuck == 0}
    return report("R2", "kill -9 of a pool process", scene, verdict, bars=bars, kills=hits)


def out_of_memory(stack: Stack, *, size: int, times: int) -> FaultReport:
    """R2: a pool process may have no more memory than it has now, until it dies of it or is relieved."""
    scene = scene_set(stack, size=size, postfix=True)
    scene.begin_work(workers=1, concurrency=2)

    def strike(_number: int) -> bool:
        starved = [child for child in scene.crew[0].children() if _starve(child)]
        time.sleep(0.5)
        for child in starved:
            _relieve(child)
        return bool(starved)

    hits = _at_each_step(scene, times, strike)
    ended = scene.finish()
    verdict = scene.verdict()
    stuck = scene.run.counts()["claimed"]
    doubled = MOST_DOUBLED_WITH_LOG if scene.postfix else 0
    bars = kept_all(verdict, doubled=doubled) | {"ends by itself": ended, "0 stuck claimed": stuck == 0}
    return report("R2 memory", "pool processes out of memory", scene, verdict, bars=bars, starved=hits)


def _starve(child: psutil.Process) -> bool:
    try:
        taken = child.memory_info().vms
        child.rlimit(psutil.RLIMIT_AS, (taken, psutil.RLIM_INFINITY))
    except psutil.NoSuchProcess:
        return False
    return True


def _relieve(child: psutil.Process) -> None:
    try:
        child.rlimit(psutil.RLIMIT_AS, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    except psutil.NoSuchProcess:
        return


def everything_killed(stack: Stack, *, size: int) -> FaultReport:
    """R3: workers, beat, Valkey, Postfix and PostgreSQL die at the same moment and are started again."""
    scene = scene_set(stack, size=size, postfix=True, connections=_CONNECTIONS)
    scene.begin_work()
    hit = scene.reach(0.3)
    for child in (*scene.crew, stack.children.beat()):
        child.kill()
    if stack.postfix is not None:
        stack.postfix.kill()
    for server in (valkey.NAME, postgres.NAME):
        stack.servers.signal(server, signal.SIGKILL)
    connections.close_all()
    sent = scene.progress()
    back = time.monotonic()
    stack.servers.start()
    if stack.postfix is not None:
        stack.postfix.start()
    for child in (*scene.crew, stack.children.beat()):
        child.start()
    if hit:
        wait_until(lambda: scene.progress() > sent or scene.over(), "mail after the restart", seconds=120)
    recovered = time.monotonic() - back
    ended = scene.finish()
    verdict, ours = scene.verdict(), scene.handed_twice()
    bars = kept_all(verdict, doubled=_POSTFIX_DELIVERIES) | {
        "ends by itself": ended,
        "none handed over twice": ours == 0,
        "first new mail within 2 min": recovered < 120,
    }
    notes = {"first_mail_after_s": round(recovered, 1), "struck_at": sent, "handed_twice": ours}
    return report("R3", "kill -9 of everything", scene, verdict, bars=bars, **notes)
