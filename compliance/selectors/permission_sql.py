"""May the addresses of an audience get this kind of mail, and why (not): the rules as SQL.

Each fact of `permission.facts_known` has its expression here; a property test holds the two together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, Count, Exists, F, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Least
from django.db.models.lookups import Exact, GreaterThan, IsNull

from accounts.models import Hotel
from compliance.models import ConsentStatus, Suppression
from compliance.rules import RULE_SETS, Ground, Rule, RuleSet
from compliance.rules.countries import CONFIRMED, IMPLIED_ENQUIRY, IMPLIED_STAY, KNOWN, SOFT_OPT_IN
from compliance.scopes import ALL, PAUSE, MailScope, hotel_scope, topic_scope
from compliance.selectors.joins import address_join, joined_column
from compliance.types import Basis, ConsentState, Evidence, Purpose, Reason, Relation

M = TypeVar("M", bound=models.Model)

EVERYTHING = MailScope()
# Purposes that a person can leave for one topic or one hotel.
_CHOSEN = {Purpose.MARKETING, Purpose.NEWSLETTER}
_TEXT: dict[str, Any] = {"output_field": models.CharField()}
_BOOLEAN: dict[str, Any] = {"output_field": models.BooleanField()}
_MOMENT = models.DateTimeField()
_BIGINT = models.BigIntegerField()


class _MonthsAfter(models.Func):
    """Midnight UTC, some months after a date; the 31st of a short month is its last day."""

    output_field = _MOMENT

    def __init__(self, day: Combinable, months: int, days: int = 0) -> None:
        super().__init__(day)
        self.template = (
            f"((%(expressions)s + make_interval(months => {months}, days => {days})) AT TIME ZONE 'UTC')"
        )


class _DayOf(models.Func):
    """The date of a moment, in UTC."""

    template = "(%(expressions)s AT TIME ZONE 'UTC')::date"
    output_field = models.DateField()


def permission_annotate(
    queryset: QuerySet[M],
    *,
    purpose: Purpose,
    now: datetime,
    email_kind: str = "email_kind",
    country: str = "",
    relation: Mapping[str, Combinable] | None = None,
    scope: MailScope = EVERYTHING,
) -> QuerySet[M]:
    """Add ``permission_reason``, ``_basis``, ``_evidence``, ``_evidence_id`` and ``_expires_at``.

    ``permission_reason`` is ``""`` when allowed, else a Reason code; the others are ``""`` and null
    unless allowed. The queryset's model needs the columns ``organization`` and ``address_hash``
    (null: no address); ``email_kind`` and ``country`` name the columns or annotations that hold them
    (``""``: the country is unknown). ``relation`` gives expressions for the fields of types.Relation that
    the caller knows, ``scope`` says what the letter is about. Stays one query: left joins on unique keys
    and a CASE.
    """
    rows = permission_facts(
        queryset, purpose=purpose, now=now, email_kind=email_kind, country=country, relation=relation,
        scope=scope,
    )  # fmt: skip
    answered: QuerySet[M] = _answered(rows, RULE_SETS[purpose])
    return answered


def permission_recheck(
    queryset: QuerySet[M],
    *,
    purpose: Purpose,
    now: datetime,
    basis: str,
    evidence: str,
    until: str,
    scope: MailScope = EVERYTHING,
) -> QuerySet[M]:
    """Add ``permission_reason`` to letters that were allowed once, as it stands at ``now``.

    What was stamped on the letter then is read from the named columns. All that may have been said since
    then counts: suppressions and withdrawals; a basis that rests on the ledger must still stand there,
    and one that ends must not have ended.
    """
    rows: Any = permission_facts(
        queryset.alias(email_kind=Value("real")), purpose=purpose, now=now, scope=scope
    )
    rule_set = RULE_SETS[purpose]
    dated = Q(**{f"{evidence}__in": [Evidence.STAY.value, Evidence.ENQUIRY.value]}) | Q(
        **{f"{basis}__in": [Basis.OPT_OUT.value, Basis.CONTRACT.value, Basis.LEGITIMATE_INTEREST.value]}
    )
    expired = Q(**{f"{until}__lte": now})
    stands = Q(consent_state=ConsentState.GRANTED.value)
    needs_ledger = any(ground.evidence is Evidence.CONSENT for ground in rule_set.grounds)
    whens = [When(rule.holds, then=Value(rule.reason.value)) for rule in rule_set.blocks]
    whens.append(When(expired, then=Value(Reason.BASIS_EXPIRED.value)))
    if needs_ledger:
        whens.append(When(~dated & ~stands, then=Value(Reason.NO_CONSENT.value)))
    checked: QuerySet[M] = rows.annotate(
        permission_reason=Case(*whens, default=Value(Reason.ALLOWED.value), **_TEXT)
    )
    return checked


def permission_facts(
    queryset: QuerySet[M],
    *,
    purpose: Purpose,
    now: datetime,
    email_kind: str = "email_kind",
    country: str = "",
    relation: Mapping[str, Combinable] | None = None,
    scope: MailScope = EVERYTHING,
) -> QuerySet[M]:
    """Join the ledger and the suppressions, and name all facts that the rules speak of."""
    rows: Any
    rows, consent = address_join(queryset, far=ConsentStatus, column="purpose", value=purpose.value)
    rows, suppression = address_join(rows, far=Suppression, column="scope", value=ALL)
    rows = _scopes_alias(rows, scope if purpose in _CHOSEN else EVERYTHING, now)
    if email_kind != "email_kind":
        rows = rows.alias(email_kind=F(email_kind))
    rows = rows.alias(
        has_address=_HAS_ADDRESS,
        suppression_reason=Coalesce(joined_column(suppression, Suppression, "reason"), Value(""), **_TEXT),
        consent_granted=joined_column(consent, ConsentStatus, "granted"),
        consent_expires_at=joined_column(consent, ConsentStatus, "expires_at"),
        consent_basis=Coalesce(joined_column(consent, ConsentStatus, "basis"), Value(""), **_TEXT),
        consent_event_id=Cast(joined_column(consent, ConsentStatus, "event"), _BIGINT),
        consent_confirmed=Coalesce(
            joined_column(consent, ConsentStatus, "confirmed"), Value(False), **_BOOLEAN
        ),
        consent_at=joined_column(consent, ConsentStatus, "at"),
        law_country=F(country) if country else Value("", **_TEXT),
        **_relation(relation or {}),
    )
    rows = rows.alias(
        consent_state=_consent_state(now),
        confirm_asked=_confirm_asked(),
        one_entity=_one_entity(),
        soft_until=_until("offered_on", SOFT_OPT_IN),
        implied_stay_until=_until("stayed_on", IMPLIED_STAY),
        implied_enquiry_until=_until("enquired_on", IMPLIED_ENQUIRY),
        alias_end=_MonthsAfter(F("alias_until"), 0, days=1),
    )
    rows = rows.alias(ledger_until=_ledger_until())
    named: QuerySet[M] = rows.alias(
        ledger_sale=_valid("ledger_until", now),
        own_sale=_own_sale(now),
        implied=_implied(now),
        alias=_valid("alias_end", now),
    )
    return named


def _scopes_alias(rows: Any, scope: MailScope, now: datetime) -> Any:
    """Say what the person chose for letters of this scope; a join for each thing that can be chosen."""
    chosen: dict[str, Any] = {"left_topic": _FALSE, "left_hotel": _FALSE}
    if scope.topic:
        rows, topic = address_join(rows, far=Suppression, column="scope", value=topic_scope(scope.topic))
        chosen["left_topic"] = IsNull(joined_column(topic, Suppression, "reason"), False)
    if scope.hotel_id is not None:
        rows, hotel = address_join(rows, far=Suppression, column="scope", value=hotel_scope(scope.hotel_id))
        chosen["left_hotel"] = IsNull(joined_column(hotel, Suppression, "reason"), False)
    rows, pause = address_join(rows, far=Suppression, column="scope", value=PAUSE)
    lasts = GreaterThan(joined_column(pause, Suppression, "until"), Value(now))
    chosen["paused"] = Coalesce(lasts, _FALSE)
    return rows.alias(**chosen)


_FALSE = Value(False, **_BOOLEAN)


def _relation(given: Mapping[str, Combinable]) -> dict[str, Combinable]:
    known = {field.name for field in fields(Relation)}
    if unknown := given.keys() - known:
        raise ValueError(f"A relation has no {sorted(unknown)}.")
    return {name: given.get(name) or _absent(name) for name in known}


def _absent(name: str) -> Combinable:
    if name == "sister":
        return Value(False, **_BOOLEAN)
    return Cast(Value(None), _BIGINT if name.endswith("_id") else models.DateField())


_TRUE = Q(Exact(Value(1), 1))
_HAS_ADDRESS = Case(When(address_hash__isnull=False, then=Value(True)), default=Value(False), **_BOOLEAN)


def _confirm_asked() -> Case:
    # Asked once for the whole query, not for each guest.
    at_home = Exists(Hotel.objects.order_by().filter(country__in=CONFIRMED))
    return Case(
        When(law_country__in=CONFIRMED, then=Value(True)),
        When(law_country__in=KNOWN, then=Value(False)),
        default=at_home,
        **_BOOLEAN,
    )


def _one_entity() -> Case:
    hotels = Hotel.objects.order_by().values("organization")
    entities = Subquery(hotels.annotate(n=Count("legal_entity", distinct=True)).values("n"))
    return Case(
        When(GreaterThan(Coalesce(entities, 0), 1), then=Value(False)), default=Value(True), **_BOOLEAN
    )


def _consent_state(now: datetime) -> Case:
    return Case(
        When(consent_granted=False, then=Value(ConsentState.WITHDRAWN.value)),
        When(
            Q(consent_granted=True) & Q(consent_expires_at__lte=now),
            then=Value(ConsentState.EXPIRED.value),
        ),
        When(consent_granted=True, then=Value(ConsentState.GRANTED.value)),
        default=Value(ConsentState.NONE.value),
        **_TEXT,
    )


def _until(day: str, spans: Mapping[int, tuple[str, ...]]) -> Case:
    """When a span that began on a day is over, by the number of months in the guest's country."""
    return Case(
        *(
            When(law_country__in=countries, then=_MonthsAfter(F(day), months))
            for months, countries in spans.items()
        ),
        default=Value(None),
        output_field=_MOMENT,
    )


def _ledger_until() -> Case:
    day = _DayOf(F("consent_at"))
    soft = Q(consent_state=ConsentState.GRANTED.value, consent_basis=Basis.SOFT_OPT_IN.value)
    return Case(
        *(
            When(
                soft & Q(law_country__in=countries),
                then=Least(_MonthsAfter(day, months), F("consent_expires_at")),
            )
            for months, countries in SOFT_OPT_IN.items()
        ),
        default=Value(None),
        output_field=_MOMENT,
    )


def _valid(until: str, now: datetime) -> Case:
    return Case(
        When(**{f"{until}__gt": now}, then=Value("valid")),
        When(**{f"{until}__lte": now}, then=Value("expired")),
        default=Value(""),
        **_TEXT,
    )


def _all(spans: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(country for countries in spans.values() for country in countries)


def _own_sale(now: datetime) -> Case:
    counts = Q(law_country__in=_all(SOFT_OPT_IN))
    return Case(
        When(soft_until__gt=now, then=Value("valid")),
        When(soft_until__lte=now, then=Value("expired")),
        When(counts & Q(stayed_on__isnull=False), then=Value("unasked")),
        When(counts & Q(sister=True), then=Value("sister")),
        default=Value(""),
        **_TEXT,
    )


def _implied(now: datetime) -> Case:
    return Case(
        When(implied_stay_until__gt=now, then=Value("stay")),
        When(implied_enquiry_until__gt=now, then=Value("enquiry")),
        When(Q(implied_stay_until__lte=now) | Q(implied_enquiry_until__lte=now), then=Value("expired")),
        When(Q(law_country__in=_all(IMPLIED_STAY)) & Q(sister=True), then=Value("sister")),
        default=Value(""),
        **_TEXT,
    )


def _answered(rows: Any, rule_set: RuleSet) -> Any:
    grounds = rule_set.grounds
    rows = rows.annotate(
        permission_reason=Case(
            *(When(rule.holds, then=Value(rule.reason.value)) for rule in rule_set.blocks),
            *(_when(ground, Value(Reason.ALLOWED.value)) for ground in grounds),
            *(_when(rule, Value(rule.reason.value)) for rule in rule_set.shortfalls),
            default=Value(Reason.NO_CONSENT.value),
            **_TEXT,
        )
    )
    return rows.annotate(
        permission_basis=_of_ground(grounds, lambda ground: Value(ground.basis.value), Value(""), **_TEXT),
        permission_evidence=_of_ground(
            grounds, lambda ground: Value(ground.evidence.value), Value(""), **_TEXT
        ),
        permission_evidence_id=_of_ground(
            grounds, lambda ground: _named(ground.evidence_id), Value(None), output_field=_BIGINT
        ),
        permission_expires_at=_of_ground(
            grounds, lambda ground: _named(ground.until), Value(None), output_field=_MOMENT
        ),
    )


def _named(fact: str) -> Combinable:
    return F(fact) if fact else Value(None)


def _when(row: Rule | Ground, then: Combinable) -> When:
    # An empty condition holds always; Django takes none.
    return When(row.holds or _TRUE, then=then)


def _of_ground(
    grounds: Sequence[Ground], value: Callable[[Ground], Combinable], otherwise: Value, **output: Any
) -> Case:
    """What the ground that allows brings; where nothing is allowed, `otherwise`."""
    return Case(
        When(~Q(permission_reason=Reason.ALLOWED.value), then=otherwise),
        *(_when(ground, value(ground)) for ground in grounds),
        default=otherwise,
        **output,
    )
