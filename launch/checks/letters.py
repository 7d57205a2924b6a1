"""EM2, EM4, EM5, CS2, CS4, CS6: real letters, built again from the ledger without being sent."""

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import chain

from django.db.models import Count

from accounts.models import Hotel
from delivery.models import Mailing, Message
from delivery.services.claim import ClaimedMessage, messages_claim
from delivery.services.domain_use import signers_for
from delivery.services.letters import MailingLetters
from delivery.services.outcome import outcome_refused
from delivery.smtp.errors import SendFailed
from delivery.types import MessageState, Stream
from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

BATCH = 50
ATTEMPTS = 3
DRAWS = 20
# Of each organisation the letters of its newest mailings are built again.
NEWEST = 20
OK = 200
_PREFERENCES = re.compile(r"/m/[\w.~:=-]+")
NO_LETTER = "no letter has been handed to a mail server yet"


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest handed letter of one mailing as it stands on the wire."""

    mailing: str
    stream: str
    street: str
    letter: EmailMessage

    @property
    def texts(self) -> list[str]:
        return [
            str(part.get_content()) for part in self.letter.iter_parts() if isinstance(part, EmailMessage)
        ]


def samples(probe: Probe) -> list[Sample]:
    def read() -> list[Sample]:
        mailings = Mailing.objects.filter(started_at__isnull=False).select_related("hotel", "content")
        built = (sample_of(mailing, probe.now) for mailing in mailings.order_by("-id")[:NEWEST])
        return [sample for sample in built if sample is not None]

    return list(chain.from_iterable(probe.each_organization(read).values()))


def sample_of(mailing: Mailing, now: datetime) -> Sample | None:
    row = Message.objects.filter(mailing=mailing, state=MessageState.HANDED).order_by("-id").first()
    if row is None:
        return None
    email = MailingLetters(mailing).build(row, now=now, track=True)
    letter = message_from_bytes(email.as_bytes(), policy=policy.default)
    return Sample(f"mailing {mailing.pk}", mailing.stream, mailing.hotel.street, letter)


def batches_of_fifty(_probe: Probe) -> Finding:
    size = inspect.signature(messages_claim).parameters["size"].default
    return judged(size == BATCH, f"a worker claims {size} letters at a time")


def retried_three_times(probe: Probe) -> Finding:
    """The product's own decision on a refusal 'for now', asked for each attempt."""
    waits: list[list[float]] = []
    states = []
    for attempt in range(1, ATTEMPTS + 1):
        message = ClaimedMessage(0, "guest@example.com", "example.com", "", {}, attempt, track=True)
        outcomes = [outcome_refused(message, refused_for_now(), probe.now) for _ in range(DRAWS)]
        states.append(outcomes[0].state)
        times = [outcome.due_at for outcome in outcomes if outcome.due_at is not None]
        waits.append([(at - probe.now).total_seconds() / 60 for at in times])
    jitter = all(len(set(wait)) > 1 for wait in waits[:-1])
    growing = bool(waits[0] and waits[1]) and min(waits[1]) >= 2 * min(waits[0])
    ends = states == [MessageState.DEFERRED] * (ATTEMPTS - 1) + [MessageState.FAILED]
    spans = ", then ".join(f"{min(wait):.1f} to {max(wait):.1f} min" for wait in waits if wait)
    return judged(
        ends and growing and jitter, f"attempts end as {', '.join(states)}; waits {spans or 'none'}"
    )


def refused_for_now() -> SendFailed:
    return SendFailed("The mailbox is busy.", code=450, permanent=False, about_recipient=True)


def letters_signed(probe: Probe) -> Finding:
    """Each domain that letters were handed over for has a key, and the newest letters carry its signature."""

    def read() -> tuple[int, list[str]]:
        handed = Message.objects.filter(state=MessageState.HANDED).order_by().values("mailing__from_email")
        rows = list(handed.annotate(letters=Count("id")))
        unsigned = [
            f"{row['mailing__from_email']} ({row['letters']})"
            for row in rows
            if not signers_for(from_email=row["mailing__from_email"])
        ]
        return sum(row["letters"] for row in rows), unsigned

    found = probe.each_organization(read).values()
    letters, unsigned = sum(count for count, _ in found), list(chain.from_iterable(bad for _, bad in found))
    if not letters:
        return not_shown(NO_LETTER)
    built = samples(probe)
    bare = [sample.mailing for sample in built if not sample.letter["DKIM-Signature"]]
    evidence = (
        f"{counted(letters, 'letter')} handed over; senders without a key: {listed(unsigned) or 'none'}; "
        f"{counted(len(built), 'letter')} built again, {len(bare)} unsigned"
    )
    return judged(built and not unsigned and not bare, evidence)


def ways_out_offered(probe: Probe) -> Finding:
    """RFC 8058 headers over https, and a link in both parts of each marketing letter."""
    built = [sample for sample in samples(probe) if sample.stream == Stream.MARKETING]
    if not built:
        return not_shown(NO_LETTER)
    faults = list(chain.from_iterable(way_out_faults(sample) for sample in built))
    letters = counted(len(built), "marketing letter")
    evidence = f"{letters} built again: {listed(faults) or 'each with link and one-click'}"
    return judged(not faults, evidence)


def way_out_faults(sample: Sample) -> Iterable[str]:
    offered = str(sample.letter["List-Unsubscribe"] or "")
    address = offered.partition("<")[2].partition(">")[0]
    if sample.letter["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
        yield f"{sample.mailing} has no one-click header"
    if not address.startswith("https://"):
        yield f"{sample.mailing} offers {address.partition('/u/')[0] or 'nothing'}, not https"
    if not sample.texts or not all(address and address in text for text in sample.texts):
        yield f"{sample.mailing} has a part without the link"


def preferences_offered(probe: Probe) -> Finding:
    """Each marketing letter leads to a page on which its guest chooses, and the page opens."""
    built = [sample for sample in samples(probe) if sample.stream == Stream.MARKETING]
    if not built:
        return not_shown(NO_LETTER)
    faults = list(chain.from_iterable(preference_faults(sample, probe) for sample in built))
    letters = counted(len(built), "marketing letter")
    return judged(
        not faults, f"{letters} built again: {listed(faults) or 'each leads to a page of choices that opens'}"
    )


def preference_faults(sample: Sample, probe: Probe) -> Iterable[str]:
    links = [_PREFERENCES.search(text) for text in sample.texts]
    found = {link[0] for link in links if link}
    if not found or not all(links):
        yield f"{sample.mailing} has a part without the link"
    for path in found:
        page = probe.get(path)
        if page.status != OK or b"<form" not in page.body:
            yield f"{sample.mailing} leads to a page that answers {page.status} or shows no choices"


def postal_address_shown(probe: Probe) -> Finding:
    """No hotel lacks its postal address, and each built letter shows it in both parts."""

    def read() -> tuple[int, list[str]]:
        hotels = list(Hotel.objects.order_by("id"))
        return len(hotels), [hotel.name for hotel in hotels if not complete(hotel)]

    found = probe.each_organization(read).values()
    hotels, homeless = sum(count for count, _ in found), list(chain.from_iterable(bad for _, bad in found))
    if not hotels:
        return not_shown("there is no hotel yet")
    built = samples(probe)
    lacking = [sample.mailing for sample in built if not shows_street(sample)]
    evidence = (
        f"{counted(hotels, 'hotel')}, without a postal address: {listed(homeless) or 'none'}; "
        f"{counted(len(built), 'letter')} built again, without it: {listed(lacking) or 'none'}"
    )
    if not homeless and not built:
        return not_shown(f"{evidence}; {NO_LETTER}")
    return judged(not homeless and not lacking, evidence)


def complete(hotel: Hotel) -> bool:
    return all(part.strip() for part in (hotel.street, hotel.postal_code, hotel.city, hotel.country))


def shows_street(sample: Sample) -> bool:
    return bool(sample.texts) and all(sample.street in " ".join(text.split()) for text in sample.texts)
