"""The rules: for each purpose an ordered table of reasons why a mail may not be sent.

The first rule that holds gives the reason; when none holds the mail is allowed on the rule
set's basis. Conditions speak of these facts only, none of them ever null:

``email_kind``         what the guest's address is (``contacts`` classifies it)
``has_address``        whether there is an address to write to
``suppression_reason`` strongest suppression in force, or ``""``
``left_topic``         whether the person chose to hear no more of the letter's topic
``left_hotel``         the same of the letter's hotel
``paused``             whether the person asked for a break that still lasts
``consent_state``      ``granted``, ``withdrawn``, ``expired`` or ``""`` for this purpose

The same ``Q`` compiles to SQL for an audience (``selectors/permission.py``) and is read in
Python for one guest (``conditions.py``), so the two cannot disagree.
"""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Q

from compliance.types import Basis, ConsentState, Purpose, Reason, SuppressionReason

RULES_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. ``law`` is the source, ``as_of`` the day it was last read."""

    reason: Reason
    holds: Q
    law: str
    as_of: date


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a purpose. ``basis`` None means: the basis the consent ledger names."""

    purpose: Purpose
    basis: Basis | None
    rules: tuple[Rule, ...]


_READ = date(2026, 11, 24)


def _kind(*kinds: str) -> Q:
    return Q(email_kind__in=kinds)


def _suppressed(reason: SuppressionReason) -> Q:
    return Q(suppression_reason=reason.value)


_NOT_REACHABLE = (
    Rule(Reason.INVALID_ADDRESS, _kind("invalid"), "RFC 5321 4.1.2", _READ),
    Rule(
        Reason.NO_ADDRESS,
        _kind("none") | Q(has_address=False) & ~_kind("alias"),
        "RFC 5321 4.1.2",
        _READ,
    ),
)
_NEVER_AGAIN = (
    Rule(
        Reason.SUPPRESSED_COMPLAINT,
        _suppressed(SuppressionReason.COMPLAINT),
        "GDPR 21(3); Gmail and Yahoo sender rules, spam rate below 0.3 %",
        _READ,
    ),
    Rule(
        Reason.SUPPRESSED_BOUNCE,
        _suppressed(SuppressionReason.BOUNCE),
        "RFC 5321 4.2.1 (5yz is permanent); GDPR 5(1)(d)",
        _READ,
    ),
)

MARKETING_RULES = RuleSet(
    purpose=Purpose.MARKETING,
    basis=None,
    rules=(
        Rule(Reason.OTA_ALIAS, _kind("alias"), "OTA partner terms; GDPR 5(1)(b)", _READ),
        Rule(Reason.AGENCY_SHARED, _kind("agency_shared"), "GDPR 5(1)(d), 7(1)", _READ),
        Rule(Reason.ROLE_ADDRESS, _kind("role"), "GDPR 7(1)", _READ),
        *_NOT_REACHABLE,
        *_NEVER_AGAIN,
        Rule(
            Reason.SUPPRESSED_UNSUBSCRIBED,
            _suppressed(SuppressionReason.UNSUBSCRIBED),
            "GDPR 21(3); CAN-SPAM 15 USC 7704(a)(4)",
            _READ,
        ),
        Rule(
            Reason.SUPPRESSED_OTHER,
            _suppressed(SuppressionReason.OTHER),
            "GDPR 21(3)",
            _READ,
        ),
        Rule(Reason.LEFT_TOPIC, Q(left_topic=True), "GDPR 7(3), 21(3); CAN-SPAM 15 USC 7704(a)(3)(B)", _READ),
        Rule(Reason.LEFT_HOTEL, Q(left_hotel=True), "GDPR 7(3), 21(3); CAN-SPAM 15 USC 7704(a)(3)(B)", _READ),
        Rule(Reason.PAUSED, Q(paused=True), "GDPR 21(3)", _READ),
        Rule(
            Reason.CONSENT_WITHDRAWN,
            Q(consent_state=ConsentState.WITHDRAWN.value),
            "GDPR 7(3)",
            _READ,
        ),
        Rule(
            Reason.NO_CONSENT,
            ~Q(consent_state=ConsentState.GRANTED.value),
            "Directive 2002/58/EC 13(1)-(2); GDPR 6(1)(a), 7(1)",
            _READ,
        ),
    ),
)

# Mail about the guest's own stay rests on the contract. An alias serves exactly for it; whoever
# sends must still keep to that stay and to the alias's last day.
STAY_SERVICE_RULES = RuleSet(
    purpose=Purpose.STAY_SERVICE,
    basis=Basis.CONTRACT,
    rules=(
        *_NOT_REACHABLE,
        *_NEVER_AGAIN,
        Rule(
            Reason.SUPPRESSED_OTHER,
            _suppressed(SuppressionReason.OTHER),
            "GDPR 18(1), 21(1)",
            _READ,
        ),
    ),
)

RULE_SETS = {
    Purpose.MARKETING: MARKETING_RULES,
    Purpose.STAY_SERVICE: STAY_SERVICE_RULES,
}


def rules_table(purpose: Purpose) -> list[tuple[str, str, str, str]]:
    """Return the rules as rows of (reason, condition, law, last read), for a person to read."""
    return [
        (rule.reason.value, _in_words(rule.holds), rule.law, rule.as_of.isoformat())
        for rule in RULE_SETS[purpose].rules
    ]


def _in_words(condition: Q) -> str:
    parts = []
    for child in condition.children:
        if isinstance(child, Q):
            parts.append(f"({_in_words(child)})")
        else:
            path, wanted = cast("tuple[str, object]", child)
            parts.append(f"{path.removesuffix('__in')} {_value_in_words(wanted)}")
    words = f" {condition.connector.lower()} ".join(parts)
    return f"not ({words})" if condition.negated else words


def _value_in_words(wanted: object) -> str:
    if isinstance(wanted, tuple):
        return "is " + " or ".join(map(str, wanted))
    return "is empty" if wanted == "" else f"is {wanted}"
