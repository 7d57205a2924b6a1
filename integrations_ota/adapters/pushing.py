"""Sending many changes in one call, and finding the one at fault where the whole call is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from integrations_ota.adapters.ari import AvailabilityChange, PushOutcome, PushResult, RateChange
from integrations_ota.adapters.errors import ContractViolation

# A hotel that is refused as a whole must not cost a call for each of its changes.
MOST_CALLS: Final = 16

Change = TypeVar("Change", AvailabilityChange, RateChange)

_SEVERITY: Final = (PushOutcome.ACCEPTED, PushOutcome.WARNED, PushOutcome.REJECTED, PushOutcome.RETRY)


def push_by_halves(
    changes: Sequence[Change], send: Callable[[Sequence[Change]], Sequence[PushResult]]
) -> list[PushResult]:
    """Send changes together, in their order; a refused call is cut in halves until the bad one is found.

    After `MOST_CALLS` calls the rest of what is refused bears the last refusal. Raises what `send`
    raises, except `ContractViolation`.
    """
    left = MOST_CALLS

    def attempt(part: Sequence[Change]) -> list[PushResult]:
        nonlocal left
        left -= 1
        try:
            return list(send(part))
        except ContractViolation as error:
            if len(part) == 1 or left < 2:  # noqa: PLR2004 - both halves are sent
                return [PushResult(change.key, PushOutcome.REJECTED, error.message[:500]) for change in part]
        middle = len(part) // 2
        return attempt(part[:middle]) + attempt(part[middle:])

    return attempt(changes) if changes else []


def worst(results: Sequence[PushResult]) -> list[PushResult]:
    """Join results of the same change: the gravest outcome counts, details are kept."""
    found: dict[str, PushResult] = {}
    for result in results:
        known = found.setdefault(result.key, result)
        if known is not result:
            outcome = max(known.outcome, result.outcome, key=_SEVERITY.index)
            details = dict.fromkeys(filter(None, (known.detail, result.detail)))
            found[result.key] = PushResult(result.key, outcome, "; ".join(details)[:500])
    return list(found.values())
