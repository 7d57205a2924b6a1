"""Requests of people about their data."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.errors import NotFound
from compliance.models import DataExport, DataRequest
from compliance.models.request import UNANSWERED
from compliance.types import RequestState


def request_list(*, state: str = "", unanswered: bool = False) -> QuerySet[DataRequest]:
    """Return requests, of one state, those that wait for an answer, or all, with their files' dates.

    The files themselves are not read.
    """
    rows = DataRequest.objects.prefetch_related(Prefetch("exports", DataExport.objects.defer("data")))
    if unanswered:
        rows = rows.filter(state__in=UNANSWERED)
    return rows.filter(state=state) if state else rows


def request_get(*, request_id: int) -> DataRequest:
    """Return one request. Raises NotFound."""
    found = request_list().filter(pk=request_id).first()
    if found is None:
        raise NotFound("There is no such request.")
    return found


def requests_overdue(*, now: datetime) -> QuerySet[DataRequest]:
    """Return the verified requests whose answer is late at `now` (see `DataRequest.is_overdue`)."""
    waiting = [RequestState.OPEN.value, RequestState.PREPARING.value]
    return DataRequest.objects.filter(state__in=waiting, due_at__lte=now)
