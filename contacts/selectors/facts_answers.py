"""How many of some guests may be written to, and on what basis, from the projection.

The answer for each guest stands there already (`services.facts`); what a letter's scope adds concerns few
guests. Joining the ledger with a million guests instead would take seconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When

from accounts.models import Hotel
from compliance.models import Suppression
from compliance.rules import RULE_SETS
from compliance.scopes import MailScope, hotel_scope, topic_scope
from compliance.selectors.permission import EVERYTHING
from compliance.types import Purpose, Reason
from contacts.models import Guest, GuestFacts
from contacts.selectors.bounded import bounded

_RULES = RULE_SETS[Purpose.MARKETING]


@dataclass(slots=True)
class Answers:
    """Guests by the reason why they get no letter, and inboxes that get one by its basis.

    ``people`` are the guests behind those inboxes.
    """

    excluded: Counter[str] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    people: int = 0

    @property
    def members(self) -> int:
        """Return how many guests were counted."""
        return self.people + self.excluded.total()

    @property
    def allowed(self) -> int:
        """Return how many letters would go out."""
        return self.bases.total()

    @property
    def refused(self) -> dict[str, int]:
        """Return the guests who get no letter by reason; of those who share an inbox one gets it."""
        same = self.people - self.allowed
        return dict(self.excluded) | ({Reason.SAME_INBOX.value: same} if same else {})


def projection_answers(scope: MailScope) -> bool:
    """Say whether the projection answers for a scope: it knows the group's best sender, not each hotel's own company."""
    entities = Hotel.objects.order_by().values("legal_entity").distinct()
    return scope.hotel_id is None or entities[:2].count() <= 1


def facts_answers(
    facts: QuerySet[GuestFacts], *, scope: MailScope = EVERYTHING, capped: Q | None = None
) -> Answers:
    """Count rows of the projection by answer, for letters of the scope. Two queries.

    ``capped`` holds for guests whose inbox has had its letters. The projection must be up to date. Shared
    inboxes are few, and have an index: grouped with all the others they would cost a hash of every guest.
    """
    rows: Any = facts.order_by().annotate(answer=_answer(scope, capped))
    shared = Q(answer=Reason.ALLOWED.value, inbox_shared=True)
    counts = {"guests": Count("id"), "sharing": Count("id", filter=shared)}
    groups = rows.values("answer", "basis").annotate(**counts)
    inboxes = rows.filter(shared).values("inbox", "basis").annotate(first=Min("id"))
    with bounded():
        return _summed(
            groups.values_list("answer", "basis", *counts), inboxes.values_list("inbox", "first", "basis")
        )


def _answer(scope: MailScope, capped: Q | None) -> Case:
    whens = []
    for reason, left in _left(scope):
        stronger = Q(reason__in=_RULES.stronger_than(reason))
        whens.append(When(left & ~stronger, then=Value(reason.value)))
    if capped is not None:
        whens.append(When(capped & Q(reason=Reason.ALLOWED.value), then=Value(Reason.FREQUENCY_CAP.value)))
    return Case(*whens, default=F("reason"), output_field=models.CharField())


def _left(scope: MailScope) -> Iterable[tuple[Reason, Q]]:
    """Who left the letter's topic or hotel, where anybody did."""
    asked = [(Reason.LEFT_TOPIC, topic_scope(scope.topic))] if scope.topic else []
    if scope.hotel_id is not None:
        asked.append((Reason.LEFT_HOTEL, hotel_scope(scope.hotel_id)))
    for reason, name in asked:
        left = Suppression.objects.order_by().filter(scope=name)
        if left.exists():
            yield reason, _guests_of(left)


def _guests_of(suppressions: QuerySet[Suppression]) -> Q:
    guests = Guest.objects.order_by().filter(address_hash__in=suppressions.values("address_hash"))
    return Q(id__in=guests.values("pk"))


def _summed(groups: Iterable[tuple[str, str, int, int]], inboxes: Iterable[tuple[int, int, str]]) -> Answers:
    found, firsts, shared = Answers(), dict[int, tuple[int, str]](), 0
    for answer, basis, guests, sharing in groups:
        if answer != Reason.ALLOWED.value:
            found.excluded[answer] += guests
            continue
        found.people += guests
        found.bases[basis] += guests - sharing
        shared += sharing
    if shared:
        for inbox, guest, basis in inboxes:
            # The first guest of an inbox gets the letter, on their own basis.
            firsts[inbox] = min(firsts.get(inbox, (guest, basis)), (guest, basis))
        found.bases.update(basis for _number, basis in firsts.values())
    found.bases = +found.bases
    return found
