"""R4 to R7: Valkey, PostgreSQL and Postfix restarted, emptied, frozen, killed, full."""

import signal
import time
from contextlib import suppress
from typing import Any

import psutil
from django.db import connections

from config.services import postgres, valkey
from tests.faults.processes import DATABASE
from tests.faults.report import FaultReport
from tests.faults.scene import Scene, kept_all, report, scene_set
from tests.faults.stack import Stack
from tests.faults.waiting import wait_until

_CONNECTIONS = 2
_WORKERS = 2
_RECOVERY = 180.0
# A Postfix killed in the midst of deliveries makes them again: as many as it makes at once.
_POSTFIX_DELIVERIES = 20


def _slow_scene(stack: Stack, size: int, lasting: float, **more: Any) -> Scene:
    """Letters straight to a sink that takes its time, so that the run lasts about so many seconds."""
    pause = lasting * _CONNECTIONS * _WORKERS / size
    return scene_set(stack, size=size, connections=_CONNECTIONS, pause=pause, **more)


def valkey_troubled(stack: Stack, *, size: int, lasting: float, restarts: int, away: float) -> FaultReport:
    """R4: Valkey restarted, emptied, gone for a while, and out of memory."""
    scene = _slow_scene(stack, size, lasting)
    scene.begin_work(workers=_WORKERS)
    scene.reach(0.1)
    for _ in range(restarts):
        stack.servers.signal(valkey.NAME, signal.SIGTERM)
        stack.servers.wait_gone(valkey.NAME)
        stack.servers.start_valkey()
    scene.reach(0.3)
    for _ in range(3):
        stack.servers.redis().flushall()
    scene.reach(0.45)
    stack.servers.signal(valkey.NAME, signal.SIGKILL)
    before = scene.progress()
    time.sleep(away)
    meanwhile = scene.progress() - before
    stack.servers.start_valkey()
    resumed = scene.moves_on()
    scene.reach(0.7)
    stack.servers.redis().config_set("maxmemory", 1)
    time.sleep(min(away, 10))
    stack.servers.redis().config_set("maxmemory", 0)
    ended = scene.finish()
    verdict = scene.verdict()
    bars = kept_all(verdict, unknown=0) | {
        "ends by itself": ended,
        "resumes within 60 s": resumed < 60,
    }
    notes = {"resumed_after_s": resumed, "sent_while_away": meanwhile}
    return report("R4", "Valkey restarted, emptied, away, full", scene, verdict, bars=bars, **notes)


def servers_frozen(stack: Stack, *, size: int, lasting: float, frozen: float) -> FaultReport:
    """R5: Valkey, then PostgreSQL, hold the line and say nothing."""
    scene = _slow_scene(stack, size, lasting)
    scene.begin_work(workers=_WORKERS)
    resumed: dict[str, float] = {}
    for name, share in ((valkey.NAME, 0.2), (postgres.NAME, 0.5)):
        scene.reach(share)
        stack.servers.signal(name, signal.SIGSTOP)
        time.sleep(frozen)
        stack.servers.signal(name, signal.SIGCONT)
        resumed[name] = scene.moves_on(seconds=_RECOVERY)
    ended = scene.finish()
    verdict = scene.verdict()
    bars = kept_all(verdict, unknown=0) | {"ends by itself": ended}
    bars |= {f"{name} resumes within 3 min": seconds < _RECOVERY for name, seconds in resumed.items()}
    return report("R5", "Valkey and PostgreSQL frozen", scene, verdict, bars=bars, resumed_after_s=resumed)


def postgres_broken(stack: Stack, *, size: int, lasting: float, times: int) -> FaultReport:
    """R6: a backend killed, which makes PostgreSQL recover; then an immediate shutdown and a start."""
    scene = _slow_scene(stack, size, lasting)
    scene.begin_work(workers=_WORKERS)
    for number in range(times):
        scene.reach(0.1 + 0.4 * number / times)
        _kill_a_backend(stack)
        connections.close_all()
    scene.reach(0.6)
    stack.servers.signal(postgres.NAME, signal.SIGQUIT)
    stack.servers.wait_gone(postgres.NAME)
    connections.close_all()
    stack.servers.start_postgres()
    resumed = scene.moves_on()
    ended = scene.finish()
    verdict = scene.verdict()
    in_flight = _CONNECTIONS * _WORKERS * (times + 1)
    bars = kept_all(verdict, doubled=0, unknown=in_flight) | {
        "ends by itself": ended,
        "goes on within 30 s": resumed < 30,
    }
    notes = {"resumed_after_s": resumed, "backends_killed": times}
    return report("R6", "PostgreSQL backend killed, immediate shutdown", scene, verdict, bars=bars, **notes)


def _kill_a_backend(stack: Stack) -> None:
    """`kill -9` of a connection's server process of the app."""
    found: list[psutil.Process] = []

    def look() -> bool:
        children = psutil.Process(stack.servers.pid(postgres.NAME)).children()
        # A backend may end while it is looked at.
        alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        with suppress(psutil.Error):
            found[:] = [each for each in alive if f"bellhop_app {DATABASE}" in " ".join(each.cmdline())]
        return bool(found)

    wait_until(look, "a backend of the app", seconds=60)
    found[-1].kill()


def postfix_troubled(stack: Stack, *, size: int, away: float) -> FaultReport:
    """R7: Postfix without room for its queue, stopped for a while, and killed."""
    assert stack.postfix is not None
    scene = scene_set(stack, size=size, postfix=True)
    # More than any disk has free: 452 4.3.1 to each MAIL.
    stack.postfix.restart(queue_minfree=str(2**62))
    scene.begin_work()
    waited = scene.waits_in_vain(tries=5)
    stack.postfix.restart()
    struck = {"full": 0}
    for name, share, stop in (("stopped", 0.2, stack.postfix.stop), ("killed", 0.5, stack.postfix.kill)):
        scene.reach(share)
        stop()
        struck[name] = scene.progress()
        time.sleep(away)
        stack.postfix.start()
    resumed = scene.moves_on()
    ended = scene.finish()
    verdict, ours = scene.verdict(), scene.handed_twice()
    bars = kept_all(verdict, doubled=_POSTFIX_DELIVERIES, unknown=0) | {
        "ends by itself": ended,
        "none handed over twice": ours == 0,
        "waits for room": waited,
        "no row failed": not verdict.states.get("failed") and not verdict.states.get("bounced"),
    }
    notes = {"resumed_after_s": resumed, "struck_at": struck, "handed_twice": ours}
    return report("R7", "Postfix full, stopped, killed", scene, verdict, bars=bars, **notes)
