"""The words of the room: purposes, bases, reasons, and the facts a decision is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from compliance.address import AddressRefused, address_normalise

__all__ = [
    "NO_RELATION",
    "OWN_ACTS",
    "AddressRefused",
    "Basis",
    "ConsentEntry",
    "ConsentState",
    "Evidence",
    "Facts",
    "Frequency",
    "Group",
    "Permission",
    "Preferences",
    "Purpose",
    "Reason",
    "Relation",
    "RequestKind",
    "RequestState",
    "SuppressionEntry",
    "SuppressionReason",
    "TrackingMode",
    "address_normalise",
    "is_confirmed",
]


class Purpose(StrEnum):
    """What a mail is for. Each purpose has its own rules and its own consent."""

    MARKETING = "marketing"
    NEWSLETTER = "newsletter"
    STAY_SERVICE = "stay_service"
    OPEN_TRACKING = "open_tracking"
    PROFILING = "profiling"


class Basis(StrEnum):
    """The legal ground of a mail (GDPR 6(1), ePrivacy 13, CASL 10, CAN-SPAM)."""

    CONSENT = "consent"
    SOFT_OPT_IN = "soft_opt_in"
    IMPLIED_STAY = "implied_stay"
    IMPLIED_ENQUIRY = "implied_enquiry"
    OPT_OUT = "opt_out"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Evidence(StrEnum):
    """What proves a basis: an event of the consent ledger, a stay or an enquiry, by its number."""

    NONE = ""
    CONSENT = "consent"
    STAY = "stay"
    ENQUIRY = "enquiry"


class SuppressionReason(StrEnum):
    """Why an address is never to be written to, weakest first."""

    OTHER = "other"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"

    @property
    def strength(self) -> int:
        """Order of the reasons: a stronger one replaces a weaker, never the reverse."""
        return list(SuppressionReason).index(self)


class ConsentState(StrEnum):
    """What the ledger says of one address and purpose at one time."""

    NONE = ""
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Reason(StrEnum):
    """Why a mail is not allowed. ``ALLOWED`` is the empty string."""

    ALLOWED = ""
    NO_ADDRESS = "no_address"
    INVALID_ADDRESS = "invalid_address"
    OTA_ALIAS = "ota_alias"
    AGENCY_SHARED = "agency_shared"
    ROLE_ADDRESS = "role_address"
    SUPPRESSED_UNSUBSCRIBED = "suppressed_unsubscribed"
    SUPPRESSED_COMPLAINT = "suppressed_complaint"
    SUPPRESSED_BOUNCE = "suppressed_bounce"
    SUPPRESSED_OTHER = "suppressed_other"
    LEFT_TOPIC = "left_topic"
    LEFT_HOTEL = "left_hotel"
    PAUSED = "paused"
    FREQUENCY_CAP = "frequency_cap"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTED = "objected"
    NOT_CONFIRMED = "not_confirmed"
    SISTER_ENTITY = "sister_entity"
    OBJECTION_NOT_OFFERED = "objection_not_offered"
    SALE_TOO_OLD = "sale_too_old"
    ALIAS_EXPIRED = "alias_expired"
    BASIS_EXPIRED = "basis_expired"
    NO_CONSENT = "no_consent"
    SAME_INBOX = "same_inbox"


class TrackingMode(StrEnum):
    """What may be noted of what a person does with a letter, least first (CNIL 2026-042).

    HYGIENE: the day of the last open alone, to find who reads no more. FULL: each open and click.
    """

    NONE = "none"
    HYGIENE = "hygiene"
    FULL = "full"


class Frequency(StrEnum):
    """How often a person wants marketing letters at most."""

    ALL = "all"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose: topics' keys and hotels' ids left, a break until a moment, language ("" for none).

    `tracking`: whether opens and clicks may be noted; None where the person never said.
    """

    left_all: bool = False
    topics_off: frozenset[str] = frozenset()
    hotels_off: frozenset[int] = frozenset()
    frequency: Frequency = Frequency.ALL
    paused_until: datetime | None = None
    language: str = ""
    tracking: bool | None = None


# Sources in which the person acted in their own mailbox or on our own page. Only these bring
# a withdrawn consent back; an import, a PMS or an OTA repeating an old 'yes' does not.
OWN_ACTS = frozenset({"double_opt_in", "preference_centre", "pre_check_in"})


def is_confirmed(*, source: str, evidence: Mapping[str, object]) -> bool:
    """Say whether a consent is proven to come from the mailbox's owner: own act, or a dated confirmation."""
    return source in OWN_ACTS or bool(evidence.get("confirm_at"))


@dataclass(frozen=True, slots=True)
class Relation:
    """What happened between a guest and the sender's legal entity, for whoever asks to fill in.

    Dates are the departure of the newest own stay (``stayed_on``), that of the newest at whose booking
    the guest was offered to object (``offered_on``), and the day of the newest enquiry; each with the
    number of its record. ``sister``: there was a stay or an enquiry, but with another entity of the group.
    ``alias_until`` is the last day of an OTA's alias for the stay ``alias_stay_id``.
    """

    stayed_on: date | None = None
    stay_id: int | None = None
    offered_on: date | None = None
    offered_stay_id: int | None = None
    enquired_on: date | None = None
    enquiry_id: int | None = None
    sister: bool = False
    alias_until: date | None = None
    alias_stay_id: int | None = None


NO_RELATION = Relation()


@dataclass(frozen=True, slots=True)
class Group:
    """What counts of the group's hotels.

    ``confirmed_at_home``: the law of one of their countries asks for a confirmed consent;
    ``one_entity``: all of them belong to one legal entity.
    """

    confirmed_at_home: bool = False
    one_entity: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one address when it is asked whether it may be written to.

    ``suppression_reason`` is the strongest suppression, or ``""``; ``left_topic``, ``left_hotel`` and
    ``paused`` tell what the person chose for letters like this one. ``consent_granted`` is None
    where the ledger holds nothing for this purpose. ``country`` is the guest's, ``""`` where unknown.
    """

    email_kind: str
    has_address: bool
    suppression_reason: str = ""
    consent_granted: bool | None = None
    consent_basis: str = ""
    consent_expires_at: datetime | None = None
    consent_event_id: int | None = None
    left_topic: bool = False
    left_hotel: bool = False
    paused: bool = False
    consent_at: datetime | None = None
    consent_confirmed: bool = False
    country: str = ""
    relation: Relation = NO_RELATION
    group: Group = Group()


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer: ``reason`` is ``""`` when allowed; basis, evidence and expiry are empty when not.

    ``evidence`` says what ``evidence_id`` is the number of. From ``expires_at`` on the answer is no.
    """

    reason: str
    basis: str = ""
    evidence_id: int | None = None
    evidence: str = ""
    expires_at: datetime | None = None

    @property
    def allowed(self) -> bool:
        """True when the mail may be sent."""
        return self.reason == ""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One statement for the ledger, by address or by its hash (32 bytes)."""

    purpose: Purpose
    granted: bool
    basis: Basis
    source: str
    occurred_at: datetime
    address: str = ""
    address_hash: bytes | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    expires_at: datetime | None = None
    text_id: int | None = None


@dataclass(frozen=True, slots=True)
class SuppressionEntry:
    """One address that is no longer to be written to."""

    address_hash: bytes
    reason: SuppressionReason
    scope: str = "all"
    source: str = ""


class RequestKind(StrEnum):
    """What a person may ask of whoever holds their data, by the articles of the GDPR."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"


class RequestState(StrEnum):
    """Where a request stands. UNVERIFIED: the letter to the mailbox is not answered yet."""

    UNVERIFIED = "unverified"
    OPEN = "open"
    PREPARING = "preparing"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to be done."""
        return self in {RequestState.DONE, RequestState.REFUSED, RequestState.EXPIRED}
