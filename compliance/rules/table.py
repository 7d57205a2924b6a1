"""The rules: for each purpose an ordered table, read in three steps.

1. ``blocks``: the first that holds refuses, whatever ground there may be.
2. ``grounds``: the first that holds allows, and names basis, evidence and expiry.
3. ``shortfalls``: without a ground, the first that holds says what is missing; the last always does.

Conditions speak of these facts only, none of them ever null:

``email_kind``          what the guest's address is (``contacts`` classifies it)
``has_address``         whether there is an address to write to
``suppression_reason``  strongest suppression in force, or ``""``
``left_topic``          whether the person chose to hear no more of the letter's topic
``left_hotel``          the same of the letter's hotel
``paused``              whether the person asked for a break that still lasts
``consent_state``       ``granted``, ``withdrawn``, ``expired`` or ``""`` for this purpose
``consent_basis``       the basis that the ledger names, or ``""``
``consent_confirmed``   whether the mailbox's owner confirmed it (double opt-in, or an act of their own)
``confirm_asked``       whether the guest's law wants that (``countries.toml``)
``law_country``         the guest's country, ``""`` where unknown
``one_entity``          whether all hotels of the group belong to one legal entity
``ledger_sale``         a soft opt-in of the ledger: ``valid``, ``expired`` or ``""``
``own_sale``            a stay sold by the sender's legal entity: ``valid``, ``expired``, ``unasked`` (the guest
                        was not offered to object), ``sister`` (only of another entity) or ``""``
``implied``             CASL: ``stay``, ``enquiry``, ``expired``, ``sister`` or ``""``
``alias``               an OTA's alias for one stay: ``valid``, ``expired`` or ``""``

The same ``Q`` compiles to SQL for an audience (``selectors/permission.py``) and is read in
Python for one guest (``conditions.py``), so the two cannot disagree.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from compliance.rules.countries import OPT_OUT, TRACKED
from compliance.types import (
    Basis,
    ConsentState,
    Evidence,
    Permission,
    Purpose,
    Reason,
    SuppressionReason,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Why not. ``law`` is the source, ``as_of`` the day it was last read."""

    reason: Reason
    holds: Q
    law: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: a basis, and the names of the facts that hold its evidence's number and its expiry ("": none)."""

    basis: Basis
    holds: Q
    law: str
    as_of: date
    evidence: Evidence = Evidence.NONE
    evidence_id: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a purpose, each tuple in the order in which it is read."""

    purpose: Purpose
    blocks: tuple[Rule, ...]
    grounds: tuple[Ground, ...]
    shortfalls: tuple[Rule, ...]

    def stronger_than(self, reason: Reason) -> tuple[str, ...]:
        """Return the reasons that refuse before this one is looked at."""
        reasons = [rule.reason for rule in self.blocks]
        return tuple(each.value for each in reasons[: reasons.index(reason)])

    def behind(self, permission: Permission) -> Rule | Ground:
        """Return the rule that an answer of this purpose rests on."""
        if permission.allowed:
            found = (permission.basis, permission.evidence)
            return next(each for each in self.grounds if (each.basis, each.evidence) == found)
        return next(each for each in self.blocks + self.shortfalls if each.reason == permission.reason)


_READ = date(2026, 11, 24)
_GRANTED = Q(consent_state=ConsentState.GRANTED.value)
_AGREED = _GRANTED & Q(consent_basis=Basis.CONSENT.value)
_UNCONFIRMED = Q(confirm_asked=True) & Q(consent_confirmed=False)
_ALWAYS = Q()


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
_WITHDRAWN = Rule(
    Reason.CONSENT_WITHDRAWN, Q(consent_state=ConsentState.WITHDRAWN.value), "GDPR 7(3), 21(3)", _READ
)
# Who was erased, or objected to all use of the address, is neither followed nor profiled.
_LEFT_ALONE = Rule(
    Reason.SUPPRESSED_OTHER, _suppressed(SuppressionReason.OTHER), "GDPR 17(1), 18(1), 21(1)", _READ
)
_NO_CONSENT = Rule(
    Reason.NO_CONSENT, _ALWAYS, "Directive 2002/58/EC 13(1)-(2); GDPR 6(1)(a), 7(1); CASL 6(1)", _READ
)
_ADVERTISING = (
    Rule(Reason.OTA_ALIAS, _kind("alias"), "OTA partner terms; GDPR 5(1)(b)", _READ),
    Rule(Reason.AGENCY_SHARED, _kind("agency_shared"), "GDPR 5(1)(d), 7(1)", _READ),
    Rule(Reason.ROLE_ADDRESS, _kind("role"), "GDPR 7(1)", _READ),
    *_NOT_REACHABLE,
    *_NEVER_AGAIN,
    Rule(
        Reason.SUPPRESSED_UNSUBSCRIBED,
        _suppressed(SuppressionReason.UNSUBSCRIBED),
        "GDPR 21(3); CAN-SPAM 15 USC 7704(a)(4); CASL 11(3)",
        _READ,
    ),
    Rule(Reason.SUPPRESSED_OTHER, _suppressed(SuppressionReason.OTHER), "GDPR 21(3)", _READ),
    Rule(Reason.LEFT_TOPIC, Q(left_topic=True), "GDPR 7(3), 21(3); CAN-SPAM 15 USC 7704(a)(3)(B)", _READ),
    Rule(Reason.LEFT_HOTEL, Q(left_hotel=True), "GDPR 7(3), 21(3); CAN-SPAM 15 USC 7704(a)(3)(B)", _READ),
    Rule(Reason.PAUSED, Q(paused=True), "GDPR 21(3)", _READ),
    _WITHDRAWN,
)
_CONSENT = Ground(
    Basis.CONSENT,
    _AGREED & ~_UNCONFIRMED,
    "Directive 2002/58/EC 13(1); GDPR 6(1)(a), 7(1); CASL 10(1)",
    _READ,
    Evidence.CONSENT,
    "consent_event_id",
    "consent_expires_at",
)
_NOT_CONFIRMED = Rule(Reason.NOT_CONFIRMED, _AGREED & _UNCONFIRMED, "GDPR 7(1); BGH I ZR 164/09", _READ)

MARKETING_RULES = RuleSet(
    purpose=Purpose.MARKETING,
    blocks=_ADVERTISING,
    grounds=(
        _CONSENT,
        Ground(
            Basis.SOFT_OPT_IN,
            Q(ledger_sale="valid") & Q(one_entity=True),
            "Directive 2002/58/EC 13(2); PECR 22(3); a list of own guests, loaded with its evidence",
            _READ,
            Evidence.CONSENT,
            "consent_event_id",
            "ledger_until",
        ),
        Ground(
            Basis.SOFT_OPT_IN,
            Q(own_sale="valid"),
            "Directive 2002/58/EC 13(2); PECR 22(3)",
            _READ,
            Evidence.STAY,
            "offered_stay_id",
            "soft_until",
        ),
        Ground(
            Basis.IMPLIED_STAY,
            Q(implied="stay"),
            "CASL 10(9)(a), 10(10)(a): two years after a purchase",
            _READ,
            Evidence.STAY,
            "stay_id",
            "implied_stay_until",
        ),
        Ground(
            Basis.IMPLIED_ENQUIRY,
            Q(implied="enquiry"),
            "CASL 10(9)(a), 10(10)(e): six months after an inquiry",
            _READ,
            Evidence.ENQUIRY,
            "enquiry_id",
            "implied_enquiry_until",
        ),
        Ground(Basis.OPT_OUT, Q(law_country__in=OPT_OUT), "CAN-SPAM 15 USC 7704(a)(3)-(4)", _READ),
    ),
    shortfalls=(
        _NOT_CONFIRMED,
        Rule(
            Reason.SISTER_ENTITY,
            Q(own_sale="sister") | Q(implied="sister") | Q(ledger_sale="valid"),
            "Directive 2002/58/EC 13(2): the same natural or legal person",
            _READ,
        ),
        Rule(
            Reason.OBJECTION_NOT_OFFERED,
            Q(own_sale="unasked"),
            "Directive 2002/58/EC 13(2); PECR 22(3)(c)",
            _READ,
        ),
        Rule(
            Reason.SALE_TOO_OLD,
            Q(own_sale="expired") | Q(implied="expired") | Q(ledger_sale="expired"),
            "CASL 10(10); GDPR 5(1)(e)",
            _READ,
        ),
        _NO_CONSENT,
    ),
)

# A newsletter is asked for: an own sale is no ground for it. Its topics refine the purpose's consent.
NEWSLETTER_RULES = RuleSet(
    purpose=Purpose.NEWSLETTER,
    blocks=_ADVERTISING,
    grounds=(_CONSENT,),
    shortfalls=(_NOT_CONFIRMED, _NO_CONSENT),
)

# Mail about the guest's own stay rests on the contract. An alias serves exactly for it, until its last day.
STAY_SERVICE_RULES = RuleSet(
    purpose=Purpose.STAY_SERVICE,
    blocks=(
        *_NOT_REACHABLE,
        *_NEVER_AGAIN,
        Rule(
            Reason.SUPPRESSED_OTHER,
            _suppressed(SuppressionReason.OTHER),
            "GDPR 18(1), 21(1)",
            _READ,
        ),
        Rule(
            Reason.ALIAS_EXPIRED,
            _kind("alias") & ~Q(alias="valid"),
            "OTA partner terms: forwarded for a limited time",
            _READ,
        ),
    ),
    grounds=(
        Ground(
            Basis.CONTRACT,
            _kind("alias"),
            "GDPR 6(1)(b); OTA partner terms",
            _READ,
            Evidence.STAY,
            "alias_stay_id",
            "alias_end",
        ),
        Ground(Basis.CONTRACT, _ALWAYS, "GDPR 6(1)(b)", _READ),
    ),
    shortfalls=(),
)

OPEN_TRACKING_RULES = RuleSet(
    purpose=Purpose.OPEN_TRACKING,
    blocks=(_LEFT_ALONE, _WITHDRAWN),
    grounds=(
        Ground(
            Basis.CONSENT,
            _AGREED,
            "Directive 2002/58/EC 5(3); EDPB Guidelines 2/2023; CNIL 2026-042",
            _READ,
            Evidence.CONSENT,
            "consent_event_id",
            "consent_expires_at",
        ),
        Ground(
            Basis.OPT_OUT,
            Q(law_country__in=TRACKED),
            "No law asks for consent; the table of countries",
            _READ,
        ),
    ),
    shortfalls=(Rule(Reason.NO_CONSENT, _ALWAYS, "Directive 2002/58/EC 5(3); CNIL 2026-042", _READ),),
)

PROFILING_RULES = RuleSet(
    purpose=Purpose.PROFILING,
    blocks=(
        _LEFT_ALONE,
        Rule(Reason.OBJECTED, Q(consent_state=ConsentState.WITHDRAWN.value), "GDPR 21(1)-(2)", _READ),
    ),
    grounds=(
        Ground(
            Basis.CONSENT,
            _AGREED,
            "GDPR 6(1)(a), 22(2)(c)",
            _READ,
            Evidence.CONSENT,
            "consent_event_id",
            "consent_expires_at",
        ),
        Ground(Basis.LEGITIMATE_INTEREST, _ALWAYS, "GDPR 6(1)(f), recital 47", _READ),
    ),
    shortfalls=(),
)

RULE_SETS = {
    rules.purpose: rules
    for rules in (
        MARKETING_RULES, NEWSLETTER_RULES, STAY_SERVICE_RULES, OPEN_TRACKING_RULES, PROFILING_RULES,
    )
}  # fmt: skip
