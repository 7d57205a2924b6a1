"""How long personal data is kept, for what, and by which rule (GDPR 5(1)(e)): one table, which nobody exceeds.

Defaults of an engineer, not advice of a lawyer. An organisation may shorten a period, never prolong it. Each
room registers the handlers of its tables when the apps are ready; a test holds the two lists together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Period:
    """One kind of data and the days it is kept; `by_country` holds for organisations of that country."""

    key: str
    what: str
    ends: str
    days: int
    source: str
    by_country: Mapping[str, int] = field(default_factory=dict)

    def days_in(self, country: str) -> int:
        """The days that hold for an organisation of a country (ISO 3166-1 alpha-2)."""
        return self.by_country.get(country.upper(), self.days)


PERIODS: tuple[Period, ...] = (
    Period(
        "evidence_ips", "IP addresses in proofs of consent: the network stays (IPv4 /24, IPv6 /48)",
        "after it was recorded", 1, "GDPR 5(1)(c), 25: the network shows as much as a proof needs",
    ),
    Period(
        "prospects", "People who never stayed: profile, consent's state, letters' addresses",
        "after the last sign of life: entry, consent, open, click", 3 * 365,
        "CNIL, NS-048 and its successor of 2022: prospects three years after the last contact",
    ),
    Period(
        "engagement", "Who opened and clicked which letter", "after the first time", 25 * 30 + 10,
        "CNIL guidelines on trackers of 2020: 25 months; 13 in France, as for consented trackers",
        {"FR": 13 * 30 + 5},
    ),
    Period(
        "last_opens", "The day of an address's last open", "after that day", 3 * 365,
        "As people who never stayed: it shows that somebody still reads",
    ),
    Period(
        "letters", "Address, filled-in values and server's answer of each letter", "after its month", 25 * 30 + 10,
        "Proof of what was sent, as long as opens and clicks of it",
    ),
    Period(
        "returned_mail", "Bytes of bounces, complaints and answers", "after they came", 30,
        "GDPR 5(1)(e): needed to settle disputes about a bounce only",
    ),
    Period(
        "channel_messages", "Reservations' messages as OTAs sent them", "after they came", 90,
        "GDPR 5(1)(e): needed to process them again after a fault only",
    ),
    Period(
        "import_rejections", "Rows of imported files that were refused", "after the import's end", 90,
        "GDPR 5(1)(e): needed to mend the file only",
    ),
    Period(
        "import_changes", "Guests as they were before an import, for its undo", "after the import's end", 90,
        "GDPR 5(1)(e)",
    ),
    Period(
        "merges", "Guests as they were before a merge, for its undo", "after the merge", 365, "GDPR 5(1)(e)"
    ),
    Period(
        "check_ins", "Pre-check-ins that are over", "after they ended", 30,
        "GDPR 5(1)(e): the answers stand with guest and stay",
    ),
    Period(
        "sign_ups", "Sign-ups, confirmed or not", "after they ended", 30,
        "GDPR 5(1)(e): proof of a confirmed one stands in the consent ledger",
        {"DE": 7, "AT": 7},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of data goes. `due` finds the rows that ended before a time; `end` lets these ids go."""

    due: Callable[[datetime], QuerySet[Any]]
    end: Callable[[list[int], datetime], object]


_handlers: dict[str, Handler] = {}


def retention_register(
    key: str,
    due: Callable[[datetime], QuerySet[Any]],
    end: Callable[[list[int], datetime], object] | None = None,
) -> None:
    """Say how a kind of data goes; without `end` its rows are deleted."""

    def delete(numbers: list[int], now: datetime) -> object:
        return due(now).filter(pk__in=numbers).delete()

    _handlers[key] = Handler(due, end or delete)


def retention_handlers() -> Mapping[str, Handler]:
    """The handlers by key."""
    return _handlers
