"""A mailing's letters sent: by the relay that is up, until nothing is due."""

import time
from datetime import timedelta

from django.conf import settings

from delivery.models import Mailing
from delivery.services.desk import Clock
from delivery.services.journals import journals_directory, journals_settle
from delivery.services.mailing import mailing_finish_if_done
from delivery.services.routing import Route, route_choose, route_failed, route_worked
from delivery.services.run import Run
from delivery.types import MailingState, SendTotals, Stream

MOST_ROUTES = 3


def mailing_send(*, mailing_id: int, worker: str, clock: Clock, seconds: float = 60.0) -> SendTotals:
    """Send until nothing is due, the mailing stops, every relay is down, or `seconds` have passed.

    `worker` must be unique for each call; `clock` gives the time. What an earlier worker of this machine
    left behind is settled first. Ends the mailing when its last letter is settled. Must be called outside
    a transaction.
    """
    totals, until = SendTotals(), time.monotonic() + seconds
    journals_settle(now=clock())
    running = Mailing.objects.select_related("content", "hotel").filter(state=MailingState.SENDING)
    mailing = running.filter(pk=mailing_id).first()
    if mailing is None:
        return totals
    for attempt in range(MOST_ROUTES):
        route = route_choose(stream=Stream(mailing.stream), now=clock())
        if route is None:
            break
        run = Run(mailing, route, worker=f"{worker}.{attempt}", clock=clock, journals=journals_directory())
        run.go(until=until, ask_log_after=log_wait(route))
        totals.merge(run.totals)
        if run.failure is None:
            if run.totals.handed:
                route_worked(route=route, now=clock())
            break
        route_failed(route=route, reason=run.failure.reason, now=clock())
    mailing_finish_if_done(mailing_id=mailing_id, now=clock())
    return totals


def log_wait(route: Route) -> timedelta | None:
    """How long to wait before a letter in doubt is looked for in the relay's log; None if it has none."""
    return timedelta(seconds=settings.BELLHOP_SETTLE_SECONDS) if route.log_path else None
