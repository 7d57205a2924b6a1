"""Claimed letters in one worker's hands: built one by one as connections ask for them, results collected.

Two threads meet here. The worker's own adds batches and takes results to the database; the event loop's
builds letters and sends them. What they share are deques, whose ends are safe to use from both.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from delivery.content.address import AddressRefused
from delivery.content.errors import MergeFailed
from delivery.content.message import HeaderRefused
from delivery.services.claim import ClaimedMessage
from delivery.services.letters import MailingLetters
from delivery.services.outcome import (
    Attempted,
    Outcome,
    outcome_failed,
    outcome_handed,
    outcome_refused,
    outcome_skipped,
    outcome_unknown,
)
from delivery.services.pace import ProviderResult
from delivery.smtp.dispatch import Dispatch, Result
from delivery.smtp.errors import SendFailed
from delivery.smtp.journal import Journal
from delivery.smtp.relay import SendResult

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
T = TypeVar("T")
# Results wait this long at most before they are written to the database.
FLUSH_EVERY = 100


class Desk:
    """The `Feed` of one run. `ask_log_after` says when a letter in doubt is looked for in the server's log."""

    def __init__(
        self, letters: MailingLetters, journal: Journal, clock: Clock, *, ask_log_after: timedelta | None
    ) -> None:
        self.news = Event()
        self.low_water = 0
        self.unsettled = 0
        self._letters = letters
        self._journal = journal
        self._clock = clock
        self._ask_log_after = ask_log_after
        self._waiting: deque[ClaimedMessage] = deque()
        self._returned: deque[Dispatch] = deque()
        self._withdrawn: dict[int, str] = {}
        self._results: deque[Outcome] = deque()
        self._second, self._now = 0, clock()
        self._accepted: Counter[str] = Counter()
        self._pushed_back: Counter[str] = Counter()

    # --- The worker's side -------------------------------------------------------------------------

    def add(self, messages: Sequence[ClaimedMessage]) -> None:
        """Put claimed letters on the desk."""
        self.unsettled += len(messages)
        self._waiting.extend(messages)

    @property
    def waiting(self) -> int:
        """How many letters nobody has taken yet."""
        return len(self._waiting) + len(self._returned)

    def waiting_numbers(self) -> list[int]:
        """The ids of the letters nobody has taken yet."""
        return [message.id for message in self._waiting.copy()]

    def withdraw(self, reasons: dict[int, str]) -> None:
        """Lay these letters aside when their turn comes."""
        self._withdrawn = reasons

    def clear(self) -> list[ClaimedMessage]:
        """Take back what is not on its way."""
        left = [*_emptied(self._waiting), *(dispatch.key for dispatch in _emptied(self._returned))]
        self.unsettled -= len(left)
        return left

    def results(self) -> list[Outcome]:
        """Take what has become of letters since the last call."""
        taken = list(_emptied(self._results))
        self.unsettled -= len(taken)
        return taken

    def provider_results(self) -> dict[str, ProviderResult]:
        """What each provider answered since the last call."""
        accepted, self._accepted = self._accepted, Counter()
        pushed_back, self._pushed_back = self._pushed_back, Counter()
        return {
            provider: ProviderResult(accepted[provider], pushed_back[provider])
            for provider in accepted.keys() | pushed_back.keys()
        }

    # --- The event loop's side: delivery.smtp.dispatch.Feed -------------------------------------------

    def take(self) -> Dispatch | None:
        """Build the next letter. One that cannot be built fails alone, with its reason."""
        # The worker may clear the desk between a look at it and the taking.
        with suppress(IndexError):
            if self._returned:
                return self._returned.popleft()
            while self._waiting:
                message = self._waiting.popleft()
                if len(self._waiting) == self.low_water:
                    self.news.set()
                if reason := self._withdrawn.get(message.id):
                    self._note(outcome_skipped(message, reason))
                elif (dispatch := self._built(message)) is not None:
                    return dispatch
        return None

    def give_back(self, dispatch: Dispatch) -> None:
        """The next connection that asks gets it."""
        self._returned.append(dispatch)

    def started(self, dispatch: Dispatch) -> None:
        """Write it down before the letter leaves."""
        self._journal.started(dispatch.key.id)

    def settled(self, dispatch: Dispatch, result: Result) -> None:
        """Write it down, and keep it for the database."""
        message: ClaimedMessage = dispatch.key
        self._journal.settled(message.id, result)
        if isinstance(result, SendResult):
            self._accepted[message.provider] += 1
        elif isinstance(result, SendFailed) and result.is_push_back:
            self._pushed_back[message.provider] += 1
        self._note(outcome_of(message, result, self._clock(), self._ask_log_after))

    def _note(self, outcome: Outcome) -> None:
        self._results.append(outcome)
        if len(self._results) >= FLUSH_EVERY:
            self.news.set()

    def _built(self, message: ClaimedMessage) -> Dispatch | None:
        try:
            return Dispatch.of(message, self._letters.build(message, now=self._time(), track=message.track))
        except (MergeFailed, AddressRefused, HeaderRefused) as refused:
            self._note(outcome_failed(message, refused.reason))
        except Exception:
            # One recipient's data must not stop the others, whatever is wrong with it.
            logger.exception("A letter could not be built", extra={"message_row": message.id})
            self._note(outcome_failed(message, "The letter could not be built; the log says why."))
        return None

    def _time(self) -> datetime:
        """The clock's time, asked once a second: a letter's Date has no finer measure."""
        if (second := int(time.monotonic())) != self._second:
            self._second, self._now = second, self._clock()
        return self._now


def _emptied(queue: deque[T]) -> Iterator[T]:
    with suppress(IndexError):
        while True:
            yield queue.popleft()


def outcome_of(message: Attempted, result: Result, now: datetime, ask_log_after: timedelta | None) -> Outcome:
    """What a result means for a row."""
    if isinstance(result, SendResult):
        return outcome_handed(message, result.response, now)
    if isinstance(result, SendFailed):
        return outcome_refused(message, result, now)
    return outcome_unknown(message, result, None if ask_log_after is None else now + ask_log_after)
