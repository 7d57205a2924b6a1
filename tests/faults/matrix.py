"""Every fault by its name, and how hard it strikes: briefly in the suite, in full by `make faults`."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.report import FaultReport
from tests.faults.runs import kills, people, refusals, servers
from tests.faults.stack import Stack


@dataclass(frozen=True, slots=True)
class Fault:
    """`short` for each run of the suite; `full` takes the number of recipients."""

    name: str
    short: Callable[[Stack], FaultReport]
    full: Callable[[Stack, int], FaultReport]


MATRIX = (
    Fault(
        "R1", lambda stack: kills.worker_killed(stack, size=2000, times=10),
        lambda stack, size: kills.worker_killed(stack, size=size, times=100),
    ),
    Fault(
        "R1 no log", lambda stack: kills.worker_killed(stack, size=1000, times=5, postfix=False),
        lambda stack, size: kills.worker_killed(stack, size=size, times=100, postfix=False),
    ),
    Fault(
        "R2", lambda stack: kills.child_killed(stack, size=600, times=4),
        lambda stack, size: kills.child_killed(stack, size=size, times=40),
    ),
    Fault(
        "R2 memory", lambda stack: kills.out_of_memory(stack, size=400, times=2),
        lambda stack, size: kills.out_of_memory(stack, size=size, times=10),
    ),
    Fault(
        "R3", lambda stack: kills.everything_killed(stack, size=1000),
        lambda stack, size: kills.everything_killed(stack, size=size),
    ),
    Fault(
        "R4", lambda stack: servers.valkey_troubled(stack, size=400, lasting=8, restarts=2, away=3),
        lambda stack, size: servers.valkey_troubled(stack, size=size, lasting=120, restarts=20, away=60),
    ),
    Fault(
        "R5", lambda stack: servers.servers_frozen(stack, size=300, lasting=6, frozen=4),
        lambda stack, size: servers.servers_frozen(stack, size=size, lasting=60, frozen=60),
    ),
    Fault(
        "R6", lambda stack: servers.postgres_broken(stack, size=400, lasting=8, times=2),
        lambda stack, size: servers.postgres_broken(stack, size=size, lasting=60, times=10),
    ),
    Fault(
        "R7", lambda stack: servers.postfix_troubled(stack, size=400, away=3),
        lambda stack, size: servers.postfix_troubled(stack, size=size, away=60),
    ),
    Fault(
        "R8", lambda stack: refusals.refusals(stack, size=400),
        lambda stack, size: refusals.refusals(stack, size=size),
    ),
    Fault(
        "R8 relay", lambda stack: refusals.refusals(stack, size=300, postfix=True),
        lambda stack, size: refusals.refusals(stack, size=size // 10, postfix=True),
    ),
    Fault(
        "R9", lambda stack: refusals.breaks(stack, size=300),
        lambda stack, size: refusals.breaks(stack, size=size // 10),
    ),
    Fault(
        "R9 dripped", lambda stack: refusals.breaks(stack, size=100, answers="dripped"),
        lambda stack, size: refusals.breaks(stack, size=size // 50, answers="dripped"),
    ),
    Fault(
        "R9 merged", lambda stack: refusals.breaks(stack, size=100, answers="merged"),
        lambda stack, size: refusals.breaks(stack, size=size // 50, answers="merged"),
    ),
    Fault(
        "R9 one by one", lambda stack: refusals.breaks(stack, size=100, pipelining=False),
        lambda stack, size: refusals.breaks(stack, size=size // 50, pipelining=False),
    ),
    Fault(
        "R9 relay", lambda stack: refusals.breaks_behind_postfix(stack, size=100),
        lambda stack, size: refusals.breaks_behind_postfix(stack, size=size // 50),
    ),
    Fault(
        "R9 TLS", lambda stack: refusals.encryption_broken(stack, size=100),
        lambda stack, size: refusals.encryption_broken(stack, size=size // 50),
    ),
    Fault(
        "R13", lambda stack: people.clicked_twice(stack, size=100, clicks=20, same_key=30),
        lambda stack, size: people.clicked_twice(stack, size=size, clicks=20, same_key=100),
    ),
    Fault(
        "R14", lambda stack: people.left_in_the_midst(stack, size=1500, lasting=20, leavers=10),
        lambda stack, size: people.left_in_the_midst(stack, size=size, lasting=60, leavers=100),
    ),
    Fault(
        "R15", lambda stack: people.poisoned(stack, size=400), lambda stack, size: people.poisoned(stack, size=size)
    ),
    Fault(
        "R15 provider", lambda stack: people.provider_defers(stack, size=600, others=200),
        lambda stack, size: people.provider_defers(stack, size=2 * size, others=size // 10),
    ),
)  # fmt: skip
