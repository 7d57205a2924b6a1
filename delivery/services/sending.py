"""Batches sent: claimed, committed, handed over by SMTP with no transaction open, recorded."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from delivery.content.address import AddressRefused
from delivery.content.errors import MergeFailed
from delivery.content.message import HeaderRefused
from delivery.models import Mailing
from delivery.services.claim import BATCH, LEASE, Claim, ClaimedMessage, messages_claim
from delivery.services.letters import MailingLetters
from delivery.services.mailing import mailing_finish_if_done
from delivery.services.outcome import (
    RELAY_WAIT,
    Outcome,
    outcome_failed,
    outcome_handed,
    outcome_left,
    outcome_refused,
    outcome_unknown,
    outcomes_record,
)
from delivery.smtp.errors import OutcomeUnknown, RelayUnavailable, SendFailed
from delivery.smtp.transport import SmtpTransport, Transport, TransportFactory
from delivery.types import BatchResult, MailingState, MessageState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# A batch stops in good time, so that no lease runs out under a slow server.
_BATCH_SECONDS = LEASE.total_seconds() / 2


class MailingSender:
    """One worker's way of sending one mailing: its letters and its open connection."""

    def __init__(self, letters: MailingLetters, transport: Transport) -> None:
        self.letters = letters
        self.transport = transport

    def send(self, message: ClaimedMessage, *, now: datetime) -> Outcome:
        """Try one letter. Raises RelayUnavailable only; all else is the letter's own outcome."""
        try:
            email = self.letters.build(message, now=now)
        except (MergeFailed, AddressRefused, HeaderRefused) as refused:
            return outcome_failed(message, refused.reason)
        except Exception:
            # One recipient's data must not stop the others, whatever is wrong with it.
            logger.exception("A letter could not be built", extra={"message_row": message.id})
            return outcome_failed(message, "The letter could not be built; the log says why.")
        header = email.message_id
        try:
            result = self.transport.send(email)
        except RelayUnavailable:
            raise
        except SendFailed as failed:
            return outcome_refused(message, header, failed, now)
        except OutcomeUnknown as unknown:
            return outcome_unknown(message, header, unknown)
        return outcome_handed(message, header, result.response, now)


@contextmanager
def mailing_sender(
    *, mailing_id: int, transport_factory: TransportFactory = SmtpTransport
) -> Iterator[MailingSender]:
    """Load what a mailing's letters share and keep one connection for as long as it is open."""
    mailing = Mailing.objects.select_related("content", "hotel").get(pk=mailing_id)
    letters = MailingLetters(mailing)
    transport = transport_factory(letters.relay)
    try:
        yield MailingSender(letters, transport)
    finally:
        transport.close()


def batch_send(*, sender: MailingSender, worker: str, now: datetime, size: int = BATCH) -> BatchResult:
    """Send one batch of a mailing. Never raises for a letter or a relay; see BatchResult.

    Must be called outside a transaction: claims are committed before anything is said by SMTP.
    """
    claim = messages_claim(mailing_id=sender.letters.mailing_id, worker=worker, now=now, size=size)
    outcomes = list(_tried(sender, claim, now))
    outcomes_record(outcomes=outcomes, worker=worker)
    return _summary(claim, outcomes)


def _tried(sender: MailingSender, claim: Claim, now: datetime) -> Iterator[Outcome]:
    stop = time.monotonic() + _BATCH_SECONDS
    unavailable: RelayUnavailable | None = None
    for message in claim.messages:
        if unavailable is None and time.monotonic() < stop:
            try:
                yield sender.send(message, now=now)
                continue
            except RelayUnavailable as error:
                unavailable = error
                logger.warning("The relay is not there: %s", error.reason)
        if unavailable is None:
            yield outcome_left(message, now)
        else:
            yield outcome_left(message, now + RELAY_WAIT, unavailable.reason)


def _summary(claim: Claim, outcomes: list[Outcome]) -> BatchResult:
    count = Counter(outcome.state for outcome in outcomes if outcome.tried)
    return BatchResult(
        claimed=len(claim.messages),
        skipped=claim.skipped,
        handed=count[MessageState.HANDED],
        deferred=count[MessageState.DEFERRED],
        bounced=count[MessageState.BOUNCED],
        failed=count[MessageState.FAILED],
        unknown=count[MessageState.UNKNOWN],
        left=sum(not outcome.tried for outcome in outcomes),
    )


def mailing_send(
    *,
    mailing_id: int,
    worker: str,
    clock: Clock,
    seconds: float = 60.0,
    size: int = BATCH,
    transport_factory: TransportFactory = SmtpTransport,
) -> list[BatchResult]:
    """Send batch after batch until nothing is due, the mailing stops, or `seconds` have passed.

    `clock` gives the time of each batch. Ends the mailing when its last letter is settled.
    """
    results: list[BatchResult] = []
    if not Mailing.objects.filter(pk=mailing_id, state=MailingState.SENDING).exists():
        return results
    stop = time.monotonic() + seconds
    with mailing_sender(mailing_id=mailing_id, transport_factory=transport_factory) as sender:
        while time.monotonic() < stop:
            result = batch_send(sender=sender, worker=worker, now=clock(), size=size)
            if result.idle:
                break
            results.append(result)
            if result.left:
                break
    mailing_finish_if_done(mailing_id=mailing_id, now=clock())
    return results
