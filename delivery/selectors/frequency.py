"""How many marketing letters an inbox may get: the group's cap, and each person's own wish.

Letters are counted over all hotels and campaigns of the group, by address hash, as they stand in the ledger.
Of the cap and the wish the stricter holds. Where neither is set nothing is joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from compliance.models import MailPreference
from compliance.selectors.joins import address_join, joined_column
from compliance.types import Frequency, Reason
from delivery.models import Mailing, Message, SendingPolicy
from delivery.selectors.recent_join import recent_column, recent_join
from delivery.types import MessageState, Stream

M = TypeVar("M", bound=models.Model)

# Half a day less than a week and than the shortest month, so that Tuesday's letter is no hindrance to next Tuesday's.
WISHES = {
    Frequency.WEEKLY: timedelta(days=6, hours=12),
    Frequency.MONTHLY: timedelta(days=27, hours=12),
}
GROUP = "group"


@dataclass(frozen=True, slots=True)
class FrequencyLimit:
    """At most `letters` within `window`; `of` everybody (GROUP), or of those who wished it (a Frequency)."""

    of: str
    letters: int
    window: timedelta

    @property
    def column(self) -> str:
        """Where the letters within the window are counted."""
        return f"letters_{self.of}"


def frequency_limits() -> list[FrequencyLimit]:
    """The limits in force for the organisation; empty where nobody set one."""
    policy = SendingPolicy.objects.exclude(cap_letters=0).first()
    limits = [FrequencyLimit(GROUP, policy.cap_letters, timedelta(days=policy.cap_days))] if policy else []
    wished = MailPreference.objects.exclude(frequency=Frequency.ALL.value).order_by("frequency")
    wishes = wished.values_list("frequency", flat=True).distinct()
    return limits + [FrequencyLimit(wish, 1, WISHES[Frequency(wish)]) for wish in wishes]


def frequency_annotate(rows: QuerySet[M], *, now: datetime) -> QuerySet[M]:
    """Let `permission_reason` of an audience say `frequency_cap` where the inbox has had its letters.

    One join with the letters of the longest window, counted once by inbox. `rows` come from
    compliance's `permission_annotate`; their basis and evidence stay as they are.
    """
    limits = frequency_limits()
    if not limits:
        return rows
    since = now - max(limit.window for limit in limits)
    handed = _marketing_letters().filter(state=MessageState.HANDED, handed_at__gt=since)
    recent = handed.values("organization_id", "address_hash").annotate(
        **{limit.column: Count("id", filter=Q(handed_at__gt=now - limit.window)) for limit in limits}
    )
    joined, alias = recent_join(rows, recent=recent)
    counts = {limit.of: Coalesce(recent_column(alias, limit.column), Value(0)) for limit in limits}
    return _capped(joined, limits, counts)


def frequency_annotate_due(
    rows: QuerySet[Message], *, limits: list[FrequencyLimit], mailing: Mailing, now: datetime
) -> QuerySet[Message]:
    """The same for a batch of letters that are about to leave, by an index for each of them.

    Letters of other mailings that are in a worker's hands count as if they had left.
    """
    counts = {limit.of: _letters_beside(mailing, since=now - limit.window) for limit in limits}
    return _capped(rows, limits, counts)


def inbox_is_capped(*, rows: QuerySet[M], now: datetime) -> bool:
    """Whether the one row of `rows`, a guest, has had the letters of its inbox."""
    allowed = rows.annotate(permission_reason=Value(Reason.ALLOWED.value))
    capped: Any = frequency_annotate(allowed, now=now).values_list("permission_reason", flat=True)
    return Reason.FREQUENCY_CAP.value in capped


def _marketing_letters() -> QuerySet[Message]:
    return Message.objects.filter(
        mailing__stream=Stream.MARKETING.value, mailing__kind="", address_hash__isnull=False
    ).order_by()


def _letters_beside(mailing: Mailing, *, since: datetime) -> Coalesce:
    left = Q(state=MessageState.HANDED, handed_at__gt=since)
    leaving = Q(state__in=(MessageState.CLAIMED, MessageState.UNKNOWN), due_at__isnull=False)
    letters = (
        _marketing_letters()
        .filter(left | leaving, address_hash=OuterRef("address_hash"))
        .exclude(mailing_id=mailing.pk)
        .values("address_hash")
        .annotate(letters=Count("id"))
    )
    return Coalesce(Subquery(letters.values("letters")), Value(0))


def _capped(
    rows: QuerySet[M], limits: list[FrequencyLimit], counts: Mapping[str, models.expressions.Combinable]
) -> QuerySet[M]:
    capped, found = Q(), cast("Any", rows)
    for limit in limits:
        found = found.alias(**{limit.column: counts[limit.of]})
        over = Q(**{f"{limit.column}__gte": limit.letters})
        if limit.of != GROUP:
            found, wish = address_join(found, far=MailPreference, column="frequency", value=limit.of)
            wants = IsNull(joined_column(wish, MailPreference, "frequency"), False)
            found = found.alias(**{f"wants_{limit.of}": wants})
            over &= Q(**{f"wants_{limit.of}": True})
        capped |= over
    answered: QuerySet[M] = found.annotate(
        permission_reason=Case(
            When(capped & Q(permission_reason=Reason.ALLOWED.value), then=Value(Reason.FREQUENCY_CAP.value)),
            default=F("permission_reason"),
            output_field=models.CharField(),
        )
    )
    return answered
