"""May this address get this kind of mail, and why (not): for one guest, from facts at hand.

The same answer for a whole audience is in `permission_sql`.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import Hotel
from compliance.conditions import condition_holds
from compliance.models import ConsentStatus, Suppression
from compliance.rules import RULE_SETS, Ground
from compliance.rules.countries import CONFIRMED, law_of
from compliance.scopes import ALL, PAUSE, MailScope, hotel_scope, topic_scope
from compliance.selectors.permission_sql import EVERYTHING, permission_annotate, permission_recheck
from compliance.types import NO_RELATION, ConsentState, Facts, Group, Permission, Purpose, Reason, Relation

__all__ = [
    "EVERYTHING",
    "consent_state_of",
    "facts_by_purpose",
    "facts_of",
    "facts_of_each",
    "group_of",
    "permission_annotate",
    "permission_of",
    "permission_recheck",
    "suppression_reasons",
]


def permission_of(*, facts: Facts, purpose: Purpose, now: datetime) -> Permission:
    """Answer for one address by the rules of the purpose, from facts at hand. Pure; no query."""
    rule_set = RULE_SETS[purpose]
    known = facts_known(facts, now=now)
    for rule in rule_set.blocks:
        if condition_holds(rule.holds, known):
            return Permission(reason=rule.reason.value)
    for ground in rule_set.grounds:
        if condition_holds(ground.holds, known):
            return _allowed(ground, known)
    reason = next(rule.reason for rule in rule_set.shortfalls if condition_holds(rule.holds, known))
    return Permission(reason=reason.value)


def _allowed(ground: Ground, known: Mapping[str, object]) -> Permission:
    number, until = known.get(ground.evidence_id), known.get(ground.until)
    return Permission(
        reason=Reason.ALLOWED.value,
        basis=ground.basis.value,
        evidence_id=number if isinstance(number, int) else None,
        evidence=ground.evidence.value,
        expires_at=until if isinstance(until, datetime) else None,
    )


def facts_known(facts: Facts, *, now: datetime) -> dict[str, object]:
    """Return what the rules ask, by the names they use, and the evidence and expiries behind it."""
    law = law_of(facts.country, confirmed_at_home=facts.group.confirmed_at_home)
    relation, state = facts.relation, consent_state_of(facts, now=now)
    soft = _until(relation.offered_on, law.soft_opt_in_months)
    stay = _until(relation.stayed_on, law.implied_stay_months)
    enquiry = _until(relation.enquired_on, law.implied_enquiry_months)
    loaded = state is ConsentState.GRANTED and facts.consent_basis == "soft_opt_in"
    ledger = _until(
        facts.consent_at.astimezone(UTC).date() if loaded and facts.consent_at else None,
        law.soft_opt_in_months,
    )
    ledger_until = min(filter(None, (ledger, facts.consent_expires_at)), default=None) if ledger else None
    alias_end = _midnight(relation.alias_until + timedelta(days=1)) if relation.alias_until else None
    return {
        "email_kind": facts.email_kind,
        "has_address": facts.has_address,
        "suppression_reason": facts.suppression_reason,
        "left_topic": facts.left_topic,
        "left_hotel": facts.left_hotel,
        "paused": facts.paused,
        "consent_state": state.value,
        "consent_basis": facts.consent_basis,
        "consent_confirmed": facts.consent_confirmed,
        "consent_event_id": facts.consent_event_id,
        "consent_expires_at": facts.consent_expires_at,
        "confirm_asked": law.consent == "confirmed",
        "law_country": facts.country,
        "one_entity": facts.group.one_entity,
        "ledger_sale": _valid(ledger_until, now),
        "ledger_until": ledger_until,
        "own_sale": _valid(soft, now) or _missing_sale(relation, bool(law.soft_opt_in_months)),
        "soft_until": soft,
        "offered_stay_id": relation.offered_stay_id,
        "implied": _implied(stay, enquiry, now)
        or ("sister" if _is_sister(relation, law.implied_stay_months) else ""),
        "implied_stay_until": stay,
        "stay_id": relation.stay_id,
        "implied_enquiry_until": enquiry,
        "enquiry_id": relation.enquiry_id,
        "alias": _valid(alias_end, now),
        "alias_end": alias_end,
        "alias_stay_id": relation.alias_stay_id,
    }


def _until(day: date | None, months: int) -> datetime | None:
    """Return when a span that began on a day is over: months later, midnight UTC.

    As PostgreSQL counts months, the 31st of a short month is its last day.
    """
    if day is None or not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _midnight(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _valid(until: datetime | None, now: datetime) -> str:
    if until is None:
        return ""
    return "valid" if until > now else "expired"


def _missing_sale(relation: Relation, counts: bool) -> str:  # noqa: FBT001 - a fact of the law
    if not counts:
        return ""
    if relation.stayed_on is not None:
        return "unasked"
    return "sister" if relation.sister else ""


def _implied(stay: datetime | None, enquiry: datetime | None, now: datetime) -> str:
    if stay is not None and stay > now:
        return "stay"
    if enquiry is not None and enquiry > now:
        return "enquiry"
    return "expired" if stay or enquiry else ""


def _is_sister(relation: Relation, months: int) -> bool:
    return bool(months) and relation.sister


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
    country: str = "",
    relation: Relation = NO_RELATION,
    scope: MailScope = EVERYTHING,
) -> Facts:
    """Collect the facts of one address for one purpose; see ``facts_by_purpose``."""
    return facts_by_purpose(
        address_hash=address_hash, email_kind=email_kind, now=now, country=country, relation=relation,
        scope=scope,
    )[purpose]  # fmt: skip


def facts_by_purpose(
    *,
    address_hash: bytes | None,
    email_kind: str,
    now: datetime,
    country: str = "",
    relation: Relation = NO_RELATION,
    scope: MailScope = EVERYTHING,
) -> dict[Purpose, Facts]:
    """Collect the facts of one address for each purpose in three queries, for ``permission_of``.

    What only the caller knows of the guest is given: the country, and what happened with the sender.
    ``scope`` says what the letter is about.
    """
    bare = Facts(
        email_kind, has_address=address_hash is not None, country=country, relation=relation, group=group_of()
    )
    if address_hash is None:
        return dict.fromkeys(Purpose, bare)
    choices = {row.scope: row for row in Suppression.objects.filter(address_hash=address_hash)}
    bare = _with_choices(bare, choices, scope, now)
    held = {row.purpose: row for row in ConsentStatus.objects.filter(address_hash=address_hash)}
    return {purpose: _with_consent(bare, held.get(purpose.value)) for purpose in Purpose}


def facts_of_each(
    *, countries: Mapping[bytes, str], email_kind: str, purpose: Purpose, now: datetime
) -> dict[bytes, Facts]:
    """Collect the same of many addresses, each with its country, in three queries in all."""
    group, keys = group_of(), list(countries)
    choices: dict[bytes, dict[str, Suppression]] = defaultdict(dict)
    for row in Suppression.objects.filter(address_hash__in=keys):
        choices[bytes(row.address_hash)][row.scope] = row
    consents = {
        bytes(row.address_hash): row
        for row in ConsentStatus.objects.filter(address_hash__in=keys, purpose=purpose.value)
    }
    found: dict[bytes, Facts] = {}
    for key, country in countries.items():
        facts = Facts(email_kind, has_address=True, country=country, group=group)
        if key in choices:
            facts = _with_choices(facts, choices[key], EVERYTHING, now)
        found[key] = _with_consent(facts, consents.get(key))
    return found


def _with_choices(facts: Facts, held: Mapping[str, Suppression], scope: MailScope, now: datetime) -> Facts:
    pause = held.get(PAUSE)
    return replace(
        facts,
        suppression_reason=held[ALL].reason if ALL in held else "",
        left_topic=topic_scope(scope.topic) in held,
        left_hotel=scope.hotel_id is not None and hotel_scope(scope.hotel_id) in held,
        paused=pause is not None and pause.until is not None and pause.until > now,
    )


def _with_consent(facts: Facts, status: ConsentStatus | None) -> Facts:
    if status is None:
        return facts
    return replace(
        facts,
        consent_granted=status.granted,
        consent_basis=status.basis,
        consent_expires_at=status.expires_at,
        consent_event_id=status.event_id,
        consent_at=status.at,
        consent_confirmed=status.confirmed,
    )


def group_of() -> Group:
    """Return what counts of the organisation's hotels. One query."""
    hotels = list(Hotel.objects.values_list("country", "legal_entity"))
    return Group(
        confirmed_at_home=any(country in CONFIRMED for country, _entity in hotels),
        one_entity=len({entity for _country, entity in hotels}) <= 1,
    )


def suppression_reasons(*, address_hashes: Iterable[bytes]) -> dict[bytes, str]:
    """Return which of the addresses are suppressed, each with its reason. One query."""
    rows = Suppression.objects.filter(address_hash__in=list(address_hashes), scope=ALL).values_list(
        "address_hash", "reason"
    )
    return {bytes(key): reason for key, reason in rows}
