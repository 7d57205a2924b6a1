"""Requests of people about their data: opened once, verified, carried out or refused, each step in the audit log."""

import logging
from calendar import monthrange
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from compliance.errors import IdentityUnknown, MailboxShared, RequestAnswered
from compliance.models import DataExport, DataRequest
from compliance.models.request import UNANSWERED
from compliance.personal import Person, person_complete
from compliance.services.erasure import person_erase
from compliance.services.person_export import person_export
from compliance.services.suppression import suppressions_add
from compliance.types import RequestKind, RequestState, SuppressionEntry, SuppressionReason

logger = logging.getLogger(__name__)

# Days after which whoever is responsible is told that a request waits (of the month that the law gives).
ALERT_AFTER = timedelta(days=20)
EXPORT_KEPT = timedelta(days=7)
# A letter that nobody answers was asked for by somebody else.
UNVERIFIED_KEPT = timedelta(days=7)
# Both are lawful without a reason and take effect at once; the others are for staff to look at.
AT_ONCE = frozenset(
    {RequestKind.OBJECTION, RequestKind.RESTRICTION, RequestKind.ACCESS, RequestKind.PORTABILITY}
)
_REASONS = {
    RequestKind.OBJECTION: SuppressionReason.UNSUBSCRIBED,
    RequestKind.RESTRICTION: SuppressionReason.OTHER,
}


def month_later(moment: datetime) -> datetime:
    """One calendar month later, the last day where the next month is shorter (Regulation 1182/71, 3(2)(c))."""
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def request_open(
    *, kind: RequestKind, now: datetime, actor: User | None = None, **facts: Any
) -> tuple[DataRequest, bool]:
    """Open a request, or return the unanswered one of this person and kind; and whether it is new.

    `facts`: source, address_hash, guest_id, payload, language, verified_by. With `verified_by` it is OPEN, else
    UNVERIFIED.
    """
    made = {
        "state": RequestState.OPEN.value if facts.get("verified_by") else RequestState.UNVERIFIED.value,
        "verified_at": now if facts.get("verified_by") else None,
        "received_at": now,
        "due_at": month_later(now),
        "handled_by": actor,
    }
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(kind=kind.value, **made, **facts)
            _note(request, "opened", actor, now)
    except IntegrityError as taken:
        same = Q(address_hash=facts.get("address_hash"), address_hash__isnull=False)
        same |= Q(guest_id=facts.get("guest_id"), guest_id__isnull=False)
        known = DataRequest.objects.filter(same, kind=kind.value, state__in=UNANSWERED).order_by("pk").first()
        if known is None:
            raise RequestAnswered from taken
        return known, False
    return request, True


@transaction.atomic
def request_verify(*, request_id: int, by: str, actor: User | None, now: datetime) -> DataRequest:
    """Note how we know who asks. What needs nobody's look is then carried out. Raises NotFound, RequestAnswered."""
    request = _locked(request_id)
    if request.state != RequestState.UNVERIFIED:
        return request
    request.state, request.verified_at, request.verified_by = RequestState.OPEN.value, now, by[:200]
    request.save(update_fields=["state", "verified_at", "verified_by"])
    _note(request, "verified", actor, now)
    if by == "mail" and RequestKind(request.kind) in AT_ONCE:
        return request_carry_out(request_id=request.pk, outcome="", actor=actor, now=now)
    return request


@transaction.atomic
def request_carry_out(*, request_id: int, outcome: str, actor: User | None, now: datetime) -> DataRequest:
    """Do what was asked for; a file for access and portability is made by a worker (`export_make`).

    A rectification is made by editing the guest; here staff say in `outcome` what was changed. Raises NotFound,
    RequestAnswered, IdentityUnknown, MailboxShared, InvalidInput.
    """
    request = _locked(request_id)
    if request.state == RequestState.UNVERIFIED:
        raise IdentityUnknown
    if request.state == RequestState.PREPARING:
        return request
    kind = RequestKind(request.kind)
    if kind in {RequestKind.ACCESS, RequestKind.PORTABILITY}:
        request.state, request.handled_by = RequestState.PREPARING.value, actor or request.handled_by
        request.save(update_fields=["state", "handled_by"])
        return request
    if kind is RequestKind.RECTIFICATION and not outcome.strip():
        raise InvalidInput("Say what was corrected.", fields={"outcome": ["Say what was corrected."]})
    if kind is RequestKind.ERASURE:
        person_erase(person=person_of(request), actor=actor, now=now, request=request.pk)
        request.refresh_from_db()
    elif kind in _REASONS:
        _suppress(request, _REASONS[kind], now)
    return _close(request, RequestState.DONE, outcome or _DONE[kind], actor, now)


@transaction.atomic
def request_refuse(*, request_id: int, reason: str, actor: User | None, now: datetime) -> DataRequest:
    """Say no, with the reason that the person is told (GDPR 12(4)). Raises NotFound, RequestAnswered, InvalidInput."""
    request = _locked(request_id)
    if not reason.strip():
        raise InvalidInput("Give the reason.", fields={"reason": ["The person has a right to know why."]})
    return _close(request, RequestState.REFUSED, reason, actor, now)


@transaction.atomic
def export_make(*, request_id: int, now: datetime) -> DataExport | None:
    """Make the file of a request that waits for it, and answer the request; None where none waits."""
    rows = DataRequest.objects.select_for_update().filter(pk=request_id, state=RequestState.PREPARING.value)
    request = rows.first()
    if request is None:
        return None
    made = DataExport.objects.create(
        request=request,
        data=person_export(person=person_of(request), now=now),
        made_at=now,
        expires_at=now + EXPORT_KEPT,
    )
    _close(request, RequestState.DONE, _DONE[RequestKind(request.kind)], request.handled_by, now)
    return made


@transaction.atomic
def file_take(*, request_id: int, actor: User | None, now: datetime) -> DataExport | None:
    """Return a request's file for staff to hand over, and note who took it; None where there is none any more."""
    made = (
        DataExport.objects.filter(request_id=request_id, expires_at__gt=now).select_related("request").first()
    )
    if made is not None:
        _note(made.request, "file_taken", actor, now)
    return made


def exports_due() -> list[int]:
    """Requests whose file is to be made."""
    waiting = DataRequest.objects.filter(state=RequestState.PREPARING.value).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


@transaction.atomic
def requests_follow(*, now: datetime) -> int:
    """Tell of requests that wait since twenty days, once each; let go of letters nobody answered and old files."""
    late = DataRequest.objects.select_for_update().filter(
        state__in=[RequestState.OPEN.value, RequestState.PREPARING.value], received_at__lte=now - ALERT_AFTER,
        alerted_at=None,
    )  # fmt: skip
    for request in late:
        logger.warning(
            "Data request %d of organisation %d (%s) must be answered by %s.",
            request.pk, request.organization_id, request.kind, request.due_at.date(),
        )  # fmt: skip
    told = DataRequest.objects.filter(pk__in=[request.pk for request in late]).update(alerted_at=now)
    unanswered = DataRequest.objects.filter(
        state=RequestState.UNVERIFIED.value, source="self_service", received_at__lte=now - UNVERIFIED_KEPT
    )
    unanswered.update(state=RequestState.EXPIRED.value, payload="", closed_at=now)
    DataExport.objects.filter(expires_at__lte=now).delete()
    return told


def person_of(request: DataRequest) -> Person:
    """Whom a request is about."""
    return Person(
        guest_ids=frozenset([request.guest_id] if request.guest_id is not None else []),
        hashes=frozenset([bytes(request.address_hash)] if request.address_hash is not None else []),
    )


_DONE = {
    RequestKind.ACCESS: "The file was made.",
    RequestKind.PORTABILITY: "The file was made.",
    RequestKind.ERASURE: "All that named the person was erased; a hash keeps them from being written to.",
    RequestKind.OBJECTION: "No more marketing mail.",
    RequestKind.RESTRICTION: "No mail at all; the data is kept as it is.",
}


def _suppress(request: DataRequest, reason: SuppressionReason, now: datetime) -> None:
    hashes = person_complete(person_of(request)).hashes
    if not hashes:
        raise MailboxShared
    source = f"request:{request.kind}"
    suppressions_add(
        entries=[
            SuppressionEntry(address_hash=key, reason=reason, scope="all", source=source)
            for key in sorted(hashes)
        ],
        now=now,
    )


def _close(
    request: DataRequest, state: RequestState, outcome: str, actor: User | None, now: datetime
) -> DataRequest:
    request.state, request.outcome, request.closed_at = state.value, outcome[:1000], now
    request.payload, request.handled_by = "", actor
    request.save(update_fields=["state", "outcome", "closed_at", "payload", "handled_by"])
    _note(request, state.value, actor, now)
    return request


def _locked(request_id: int) -> DataRequest:
    request = DataRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound("There is no such request.")
    if RequestState(request.state).is_answered:
        raise RequestAnswered
    return request


def _note(request: DataRequest, step: str, actor: User | None, now: datetime) -> None:
    audit_record(actor=actor, action=f"request.{step}", target=request, now=now, kind=request.kind)
