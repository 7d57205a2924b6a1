"""Each fault against the whole stack of real processes, in short; `make faults` runs them in full.

R17, the storm of bounces, stands with the mail that comes back: tests/delivery/inbound.
"""

from collections.abc import Iterator

import pytest

from tests.faults.matrix import MATRIX, Fault
from tests.faults.postfix import why_not
from tests.faults.stack import Stack, stack_running

NEEDS_POSTFIX = {"R1", "R2", "R2 memory", "R3", "R7", "R8 relay", "R9 relay"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with stack_running() as running:
        yield running


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize("fault", MATRIX, ids=lambda fault: fault.name)
def test_nothing_is_lost_or_doubled(
    fault: Fault, stack: Stack, django_db_blocker: pytest.MonkeyPatch
) -> None:
    if fault.name in NEEDS_POSTFIX and (reason := why_not()):
        pytest.skip(f"NOT RUN without a real Postfix: {reason}")
    with django_db_blocker.unblock(), stack.django():  # type: ignore[attr-defined]
        report = fault.short(stack)
    assert report.failures == ()
    assert report.verdict.lost == 0
