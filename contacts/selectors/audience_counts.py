"""How many of an audience may be written to, and on what basis, from the projection.

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
from compliance.types import Purpose, Reason
from contacts.models import Guest, GuestFacts
from contacts.selectors.segment_answers import bounded

_RULES = RULE_SETS[Purpose.MARKETING]


@dataclass(slots=True)
class Answers:
    """Guests by the reason why they get no letter, and inboxes that get one by its basis.

    ``people`` are the guests behind those inboxes.
    """

    excluded: Counter[str] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    people: int = 0


def projection_answers(scope: MailScope) -> bool:
    """Say whether the projection answers for a scope: it knows the group's best sender, not each hotel's own company."""
    entities = Hotel.objects.order_by().values("legal_entity").distinct()
    return scope.hotel_id is None or entities[:2].count() <= 1


def facts_answers(facts: QuerySet[GuestFacts], *, scope: MailScope, capped: Q | None = None) -> Answers:
    """Count rows of the projection by answer, for letters of the scope. One query over the projection.

    ``capped`` holds for guests whose inbox has had its letters. The projection must be up to date.
    """
    rows: Any = facts.order_by().annotate(answer=_answer(scope, capped))
    allowed = Q(answer=Reason.ALLOWED.value)
    groups = (
        rows.annotate(shared=Case(When(allowed & Q(inbox_shared=True), then=F("inbox"))))
        .values("answer", "shared", "basis")
        .annotate(guests=Count("id"), first=Min("id"))
        .values_list("answer", "shared", "basis", "guests", "first")
    )
    with bounded():
        return _summed(groups)


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


def _summed(groups: Iterable[tuple[str, int | None, str, int, int]]) -> Answers:
    found, shared = Answers(), dict[int, tuple[int, str]]()
    for answer, inbox, basis, guests, first in groups:
        if answer != Reason.ALLOWED.value:
            found.excluded[answer] += guests
            continue
        found.people += guests
        if inbox is None:
            found.bases[basis] += guests
        else:
            # The first guest of an inbox gets the letter, on their own basis.
            shared[inbox] = min(shared.get(inbox, (first, basis)), (first, basis))
    found.bases.update(basis for _first, basis in shared.values())
    return found
