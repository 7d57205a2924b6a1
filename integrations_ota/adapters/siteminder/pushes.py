"""What SiteMinder says of a push: its success, its warnings, its errors, for each change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from integrations_ota.adapters.ari import PushOutcome, PushReport, PushResult
from integrations_ota.adapters.errors import ContractViolation, Unavailable
from integrations_ota.adapters.ota2003 import attribute
from integrations_ota.adapters.siteminder.parser import raise_for_errors
from integrations_ota.adapters.text import one_line

_AUTHENTICATION: Final = "4"
_BUSY: Final = frozenset({"187", "448", "450"})  # OTA ERR: unavailable, system error, unable to process
_WORST: Final = (PushOutcome.ACCEPTED, PushOutcome.WARNED, PushOutcome.RETRY, PushOutcome.REJECTED)


def report(keys: Sequence[str], answer: etree._Element) -> PushReport:
    """Give each change its result. A change is named by `RecordID`, its `LocatorID` in our message.

    Raises `AuthFailed`, and `Unavailable` where the channel has a fault of its own.
    """
    errors = list(answer.iterfind("{*}Errors/{*}Error"))
    for error in errors:
        if error.get("Type") == _AUTHENTICATION:
            raise_for_errors(answer)
        if error.get("Code") in _BUSY:
            raise Unavailable(
                "The channel cannot take rates and availability now; we try again.", detail=_said(error)
            )
    if errors:
        return _spread(keys, errors, PushOutcome.REJECTED, otherwise=PushOutcome.RETRY)
    if answer.find("{*}Success") is None:
        raise ContractViolation("The channel did not say what became of the changes.", detail="no Success")
    warnings = list(answer.iterfind("{*}Warnings/{*}Warning"))
    return _spread(keys, warnings, PushOutcome.WARNED, otherwise=PushOutcome.ACCEPTED)


def _spread(
    keys: Sequence[str], said: Sequence[etree._Element], outcome: PushOutcome, *, otherwise: PushOutcome
) -> PushReport:
    """Give what is said of one change to that one, and what names none to all of them."""
    named = {attribute(e, "RecordID"): _said(e) for e in said if attribute(e, "RecordID")}
    general = next((_said(e) for e in said if not attribute(e, "RecordID")), None)
    results = []
    for number, key in enumerate(keys, start=1):
        words = named.get(str(number), general)
        results.append(PushResult(key, otherwise) if words is None else PushResult(key, outcome, words))
    return PushReport(tuple(results))


def _said(element: etree._Element) -> str:
    words = one_line(element.text) or one_line(element.get("ShortText"))
    return words or f"code {element.get('Code', 'unknown')}"


def worse(first: PushReport, second: PushReport) -> PushReport:
    """Join two reports; a change that both name keeps the worse result."""
    others = {result.key: result for result in second.results}
    return PushReport(
        tuple(
            max((result, others.get(result.key, result)), key=lambda one: _WORST.index(one.outcome))
            for result in first.results
        )
    )
