"""One worker on one mailing by one route: claims ahead, sends without pause, records as it goes."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

from delivery.models import Mailing
from delivery.services.claim import BATCH, LARGEST_BATCH, ClaimedMessage, messages_claim
from delivery.services.desk import Clock, Desk
from delivery.services.letters import MailingLetters
from delivery.services.outcome import RELAY_WAIT, Outcome, outcome_left, outcomes_record
from delivery.services.pace import pace_learn, pace_return, pace_take
from delivery.services.refusals import refusals_suppress
from delivery.services.routing import Route
from delivery.services.withdrawal import letters_withdrawn
from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.journal import Journal
from delivery.smtp.thread import SenderThread
from delivery.types import MailingState, MessageState, SendTotals, Stream

# Results reach the database this soon, a pause the worker.
FLUSH_SECONDS = 0.2
LOOK_SECONDS = 1.0
# A batch that lasts longer goes back, so that no lease runs out under a slow server.
STALE_SECONDS = 30.0
_QUICK = 0.5
# Waits are spread so far at most: what is slower than this is asked about again.
_FURTHEST = timedelta(minutes=15)


class Run:
    """Sends until nothing is due, the mailing stops, time is up or the relay is lost (see `failure`)."""

    def __init__(self, mailing: Mailing, route: Route, *, worker: str, clock: Clock, journals: Path) -> None:
        self.mailing = mailing
        self.route = route
        self.worker = worker
        self.totals = SendTotals()
        self.failure: RelayUnavailable | None = None
        self._clock = clock
        self._journals = journals
        self._stream = Stream(mailing.stream)
        self._domain = mailing.from_email.rpartition("@")[2].lower()
        self._size = BATCH
        self._claimed_at = self._looked_at = 0.0

    def go(self, *, until: float, ask_log_after: timedelta | None) -> None:
        """Work until `until` on the monotonic clock. Must be called outside a transaction.

        Claims are committed before anything is said by SMTP. If this raises, the journal stays for
        whoever settles it.
        """
        letters = MailingLetters(self.mailing, sign=not self.route.signs)
        about = {"mailing": self.mailing.pk, "month": self.mailing.month, "worker": self.worker}
        name = journal_name(self.mailing.organization_id, self.worker)
        with Journal(self._journals, name=name, about=about) as journal:
            desk = Desk(letters, journal, self._clock, ask_log_after=ask_log_after)
            with SenderThread(
                self.route.address, desk, size=self.route.connections, on_end=desk.news.set
            ) as sender:
                self._work(desk, sender, until)
                # Only what is on its way is waited for: a pause must not last as long as a batch.
                self._put_back(desk)
            self.failure = self.failure or sender.failure
            self._record(desk.results())
            self._put_back(desk)

    def _work(self, desk: Desk, sender: SenderThread, until: float) -> None:
        while time.monotonic() < until and self._is_wanted(desk):
            self._record(desk.results())
            self._learn(desk)
            self.failure = sender.failure
            if self.failure is not None:
                return
            if desk.waiting <= desk.low_water:
                if not self._claim(desk) and not desk.unsettled:
                    return
                sender.wake()
            elif time.monotonic() - self._claimed_at > STALE_SECONDS:
                self._put_back(desk)
                self._size, desk.low_water = BATCH, 0
            desk.news.wait(FLUSH_SECONDS)
            desk.news.clear()

    def _is_wanted(self, desk: Desk) -> bool:
        """Look now and then whether somebody paused or cancelled the mailing, or withdrew from it."""
        if (now := time.monotonic()) - self._looked_at > LOOK_SECONDS:
            self._looked_at = now
            if numbers := desk.waiting_numbers():
                desk.withdraw(letters_withdrawn(numbers=numbers, month=self.mailing.month))
            return Mailing.objects.filter(pk=self.mailing.pk, state=MailingState.SENDING).exists()
        return True

    def _claim(self, desk: Desk) -> bool:
        """Put the next batch on the desk; False if nothing is due. Batches grow as long as they go quickly."""
        now, moment = self._clock(), time.monotonic()
        if moment - self._claimed_at < _QUICK:
            self._size = min(self._size * 2, LARGEST_BATCH)
        self._claimed_at = moment
        claim = messages_claim(mailing_id=self.mailing.pk, worker=self.worker, now=now, size=self._size)
        self.totals.claimed += len(claim.messages)
        self.totals.skipped += claim.skipped
        granted = self._granted(claim.messages, now)
        desk.low_water = len(granted) // 2
        desk.add(granted)
        return bool(claim.messages or claim.skipped)

    def _granted(self, messages: list[ClaimedMessage], now: datetime) -> list[ClaimedMessage]:
        """What may go at this pace; the rest goes back, each letter with a time of its own."""
        wanted = Counter(message.provider for message in messages)
        allowed = pace_take(
            route_key=self.route.key, stream=self._stream, wanted=wanted, now=now, from_domain=self._domain
        )
        if all(allowed[provider].count >= letters for provider, letters in wanted.items()):
            return messages
        granted: list[ClaimedMessage] = []
        left: list[Outcome] = []
        taken: Counter[str] = Counter()
        for message in messages:
            allowance, place = allowed[message.provider], taken[message.provider]
            taken[message.provider] += 1
            if place < allowance.count:
                granted.append(message)
                continue
            behind = 0.0 if allowance.rate == inf else (place - allowance.count) / max(allowance.rate, 1e-6)
            wait = min(timedelta(seconds=max(allowance.wait, 0.1)), timedelta(days=1))
            spread = min(timedelta(seconds=min(behind, 1e6)), _FURTHEST)
            left.append(outcome_left(message, now + wait + spread, allowance.reason))
        self._record(left)
        return granted

    def _put_back(self, desk: Desk) -> None:
        """Return what is not on its way, and its leave to go."""
        if not (messages := desk.clear()):
            return
        now, reason = self._clock(), self.failure.reason if self.failure else ""
        at = now + RELAY_WAIT if self.failure else now
        self._record([outcome_left(message, at, reason) for message in messages])
        pace_return(
            route_key=self.route.key, stream=self._stream, now=now, from_domain=self._domain,
            unused=Counter(message.provider for message in messages),
        )  # fmt: skip

    def _record(self, outcomes: Sequence[Outcome]) -> None:
        for start in range(0, len(outcomes), LARGEST_BATCH):
            some = outcomes[start : start + LARGEST_BATCH]
            outcomes_record(
                outcomes=some, mailing_id=self.mailing.pk, month=self.mailing.month, worker=self.worker
            )
            self.totals.add(outcome.state if _is_settled(outcome) else None for outcome in some)
            bounced = [outcome for outcome in some if outcome.state == MessageState.BOUNCED]
            if bounced:
                refusals_suppress(outcomes=bounced, month=self.mailing.month, now=self._clock())

    def _learn(self, desk: Desk) -> None:
        if results := desk.provider_results():
            pace_learn(route_key=self.route.key, stream=self._stream, results=results)


def _is_settled(outcome: Outcome) -> bool:
    return outcome.tried or outcome.state is MessageState.SKIPPED


def journal_name(organization_id: int, worker: str) -> str:
    """The journal's name: its organisation first, so that each finds its own."""
    return f"{organization_id}-{worker}"
