"""How many of some guests may be written to, and on what basis, from the projection.

The answer for each guest stands there already (`services.facts`); what a letter's scope adds concerns few
guests. Joining the ledger with a million guests instead would take seconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, Value, When

from accounts.models import Hotel
from compliance.models import Suppression
from compliance.rules import RULE_SETS
from compliance.scopes import MailScope, hotel_scope, topic_scope
from compliance.selectors.permission import EVERYTHING
from compliance.types import Purpose, Reason
from contacts.models import Guest, GuestFacts
from contacts.models.answer_code import REFUSED, Answer

_RULES = RULE_SETS[Purpose.MARKETING]
_CODE_BITS = 4  # of a guest who may be written to


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
    """Count rows of the projection by answer, for letters of the scope. Two queries, within ``bounded``.

    ``capped`` holds for guests whose inbox has had its letters. The projection must be up to date. Shared
    inboxes are few, and have an index: grouped with all the others they would cost a hash of every guest.
    """
    rows: Any = facts.order_by().annotate(given=_given(scope, capped))
    groups = rows.values("given").annotate(guests=Count("*"))
    found, sharing = _summed(groups.values_list("given", "guests"))
    if sharing:
        _add_shared(found, rows.filter(inbox_shared=True, answer__lt=REFUSED, given__lt=REFUSED))
    return found


def _given(scope: MailScope, capped: Q | None) -> Case:
    """The code of each row's answer, given what the scope adds."""
    whens = []
    for reason, left in _left(scope):
        stronger = Q(reason__in=_RULES.stronger_than(reason))
        whens.append(When(left & ~stronger, then=Value(Answer(reason).code)))
    if capped is not None:
        capped &= Q(reason=Reason.ALLOWED.value)
        whens.append(When(capped, then=Value(Answer(Reason.FREQUENCY_CAP).code)))
    return Case(*whens, default=F("answer"), output_field=models.SmallIntegerField())


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


def _summed(groups: Iterable[tuple[int, int]]) -> tuple[Answers, bool]:
    """Sum up all but the guests who may be written to and share their inbox; say whether there are any."""
    found, sharing = Answers(), False
    for code, guests in groups:
        answer = Answer.of(code)
        if answer.reason != Reason.ALLOWED.value:
            found.excluded[answer.reason] += guests
        elif answer.shared:
            sharing = True
        else:
            found.people += guests
            found.bases[answer.basis] += guests
    return found, sharing


def _add_shared(found: Answers, rows: Any) -> None:
    """Add the shared inboxes: the first guest of each gets the letter, on their own basis."""
    number: Any = F("id").bitleftshift(_CODE_BITS)
    inboxes = rows.values("inbox").annotate(first=Min(number.bitor(F("given"))), guests=Count("*"))
    inboxes = inboxes.annotate(code=F("first").bitand(2**_CODE_BITS - 1))
    by_code = {f"code_{code}": Count("inbox", filter=Q(code=code)) for code in range(1, REFUSED, 2)}
    counted = inboxes.aggregate(people=Sum("guests"), **by_code)
    found.people += counted.pop("people") or 0
    for name, number in counted.items():
        if number:
            found.bases[Answer.of(int(name.removeprefix("code_"))).basis] += number
