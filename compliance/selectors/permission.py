"""May this address get this kind of mail, and why (not): for an audience and for one guest."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThan, IsNull

from compliance.conditions import condition_holds
from compliance.models import ConsentStatus, Suppression
from compliance.rules import RULE_SETS, RuleSet
from compliance.scopes import ALL, PAUSE, MailScope, hotel_scope, topic_scope
from compliance.selectors.joins import address_join, joined_column
from compliance.types import ConsentState, Facts, Permission, Purpose, Reason

M = TypeVar("M", bound=models.Model)

EVERYTHING = MailScope()


def permission_annotate(
    queryset: QuerySet[M],
    *,
    purpose: Purpose,
    now: datetime,
    email_kind: str = "email_kind",
    scope: MailScope = EVERYTHING,
) -> QuerySet[M]:
    """Add ``permission_reason``, ``permission_basis`` and ``permission_evidence_id``.

    ``permission_reason`` is ``""`` when allowed, else a Reason code; the other two are ``""``
    and null unless allowed. The queryset's model needs the columns ``organization`` and
    ``address_hash`` (null: no address); ``email_kind`` names the column or annotation that
    holds the kind, ``scope`` what the letter is about. Stays one query: left joins on unique keys
    and a CASE.
    """
    rule_set = RULE_SETS[purpose]
    rows: Any
    rows, consent = address_join(queryset, far=ConsentStatus, column="purpose", value=purpose.value)
    rows, suppression = address_join(rows, far=Suppression, column="scope", value=ALL)
    rows = _scopes_alias(rows, scope if purpose is Purpose.MARKETING else EVERYTHING, now)
    if email_kind != "email_kind":
        rows = rows.alias(email_kind=F(email_kind))
    rows = rows.alias(
        has_address=_HAS_ADDRESS,
        suppression_reason=Coalesce(joined_column(suppression, Suppression, "reason"), Value(""), **_TEXT),
        consent_granted=joined_column(consent, ConsentStatus, "granted"),
        consent_expires_at=joined_column(consent, ConsentStatus, "expires_at"),
        consent_basis=joined_column(consent, ConsentStatus, "basis"),
        consent_event_id=Cast(joined_column(consent, ConsentStatus, "event"), models.BigIntegerField()),
    )
    rows = rows.alias(consent_state=_consent_state_sql(now)).annotate(permission_reason=_reason_sql(rule_set))
    allowed: QuerySet[M] = rows.annotate(
        permission_basis=_when_allowed(_basis_sql(rule_set), Value(""), models.CharField()),
        permission_evidence_id=_when_allowed(_evidence_sql(rule_set), Value(None), models.BigIntegerField()),
    )
    return allowed


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


_FALSE = Value(False, output_field=models.BooleanField())
_HAS_ADDRESS = Case(
    When(address_hash__isnull=False, then=Value(True)),
    default=Value(False),
    output_field=models.BooleanField(),
)
_TEXT: dict[str, Any] = {"output_field": models.CharField()}


def _consent_state_sql(now: datetime) -> Case:
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


def _reason_sql(rule_set: RuleSet) -> Case:
    return Case(
        *(When(rule.holds, then=Value(rule.reason.value)) for rule in rule_set.rules),
        default=Value(Reason.ALLOWED.value),
        **_TEXT,
    )


def _basis_sql(rule_set: RuleSet) -> Combinable:
    if rule_set.basis is not None:
        return Value(rule_set.basis.value, **_TEXT)
    return Coalesce(F("consent_basis"), Value(""), **_TEXT)


def _evidence_sql(rule_set: RuleSet) -> Combinable:
    if rule_set.basis is not None:
        return Value(None, output_field=models.BigIntegerField())
    return F("consent_event_id")


def _when_allowed(then: Combinable, otherwise: Value, output: models.Field) -> Case:  # type: ignore[type-arg]
    return Case(
        When(permission_reason=Reason.ALLOWED.value, then=then),
        default=otherwise,
        output_field=output,
    )


def permission_of(*, facts: Facts, purpose: Purpose, now: datetime) -> Permission:
    """Answer for one address by the same rules, from facts at hand. Pure; no query."""
    rule_set = RULE_SETS[purpose]
    known: Mapping[str, object] = {
        "email_kind": facts.email_kind,
        "has_address": facts.has_address,
        "suppression_reason": facts.suppression_reason,
        "left_topic": facts.left_topic,
        "left_hotel": facts.left_hotel,
        "paused": facts.paused,
        "consent_state": consent_state_of(facts, now=now).value,
    }
    for rule in rule_set.rules:
        if condition_holds(rule.holds, known):
            return Permission(reason=rule.reason.value)
    if rule_set.basis is not None:
        return Permission(reason=Reason.ALLOWED.value, basis=rule_set.basis.value)
    return Permission(Reason.ALLOWED.value, facts.consent_basis, facts.consent_event_id)


def consent_state_of(facts: Facts, *, now: datetime) -> ConsentState:
    """Return where consent stands at ``now``: an expired grant is no grant."""
    if facts.consent_granted is None:
        return ConsentState.NONE
    if not facts.consent_granted:
        return ConsentState.WITHDRAWN
    if facts.consent_expires_at is not None and facts.consent_expires_at <= now:
        return ConsentState.EXPIRED
    return ConsentState.GRANTED


def facts_of(
    *,
    address_hash: bytes | None,
    email_kind: str,
    purpose: Purpose,
    now: datetime,
    scope: MailScope = EVERYTHING,
) -> Facts:
    """Collect the facts of one address in two queries, for ``permission_of``."""
    if address_hash is None:
        return Facts(email_kind=email_kind, has_address=False)
    kinds = {address_hash: email_kind}
    return facts_by_hash(kinds=kinds, purpose=purpose, now=now, scope=scope)[address_hash]


def facts_by_hash(
    *, kinds: Mapping[bytes, str], purpose: Purpose, now: datetime, scope: MailScope = EVERYTHING
) -> dict[bytes, Facts]:
    """Collect the facts of many addresses (hash to e-mail kind) in two queries, for one kind of letter."""
    statuses = {
        bytes(status.address_hash): status
        for status in ConsentStatus.objects.filter(address_hash__in=kinds, purpose=purpose.value)
    }
    held: dict[bytes, dict[str, Suppression]] = {key: {} for key in kinds}
    for row in Suppression.objects.filter(address_hash__in=kinds):
        held[bytes(row.address_hash)][row.scope] = row
    return {
        key: _with_choices(
            _facts(kind, _reason_in(held[key].get(ALL)), statuses.get(key)), held[key], scope, now
        )
        for key, kind in kinds.items()
    }


def suppression_reasons(*, address_hashes: Iterable[bytes]) -> dict[bytes, str]:
    """Return which of the addresses are suppressed, each with its reason. One query."""
    rows = Suppression.objects.filter(address_hash__in=list(address_hashes), scope=ALL).values_list(
        "address_hash", "reason"
    )
    return {bytes(key): reason for key, reason in rows}


def _reason_in(row: Suppression | None) -> str:
    return row.reason if row is not None else ""


def _with_choices(facts: Facts, held: Mapping[str, Suppression], scope: MailScope, now: datetime) -> Facts:
    pause = held.get(PAUSE)
    return replace(
        facts,
        left_topic=topic_scope(scope.topic) in held,
        left_hotel=scope.hotel_id is not None and hotel_scope(scope.hotel_id) in held,
        paused=pause is not None and pause.until is not None and pause.until > now,
    )


def _facts(email_kind: str, suppression_reason: str, status: ConsentStatus | None) -> Facts:
    if status is None:
        return Facts(email_kind, has_address=True, suppression_reason=suppression_reason)
    return Facts(
        email_kind=email_kind,
        has_address=True,
        suppression_reason=suppression_reason,
        consent_granted=status.granted,
        consent_basis=status.basis,
        consent_expires_at=status.expires_at,
        consent_event_id=status.event_id,
    )
