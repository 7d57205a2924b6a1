"""What a segment may ask: the allow-list of fields, their operators and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What type of value a field has; it decides the operators."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    TAGS = "tags"
    BIRTHDAY = "birthday"
    LISTS = "lists"
    COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask. ``choices`` names where its choices come from; ``cost`` counts its work."""

    name: str
    label: str
    group: str
    kind: Kind
    choices: str = ""
    cost: int = 1
    known: bool = False

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators of the kind, with 'is known' where a value may be missing."""
        return OPERATORS[self.kind] + (KNOWN if self.known else ())


KNOWN = ("is_known", "is_unknown")
NUMBER_OPERATORS = ("eq", "ne", "gte", "gt", "lte", "lt", "between")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("is_any_of", "is_none_of"),
    Kind.TEXT: ("is", "is_not", "contains", "not_contains", "starts_with"),
    Kind.NUMBER: NUMBER_OPERATORS,
    Kind.DECIMAL: NUMBER_OPERATORS,
    Kind.MONEY: NUMBER_OPERATORS,
    Kind.DATE: (
        "in_last_days",
        "not_in_last_days",
        "more_than_days_ago",
        "in_next_days",
        "on_or_after",
        "on_or_before",
        "between",
    ),
    Kind.BOOLEAN: ("is",),
    Kind.TAGS: ("has_any", "has_all", "has_none"),
    Kind.BIRTHDAY: ("in_next_days",),
    Kind.LISTS: ("is_any_of", "is_none_of"),
    Kind.COHORT: ("in",),
}
OPERATOR_WORDS: Mapping[str, str] = {
    "is_any_of": "is one of",
    "is_none_of": "is none of",
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "not_contains": "does not contain",
    "starts_with": "starts with",
    "is_known": "is known",
    "is_unknown": "is not known",
    "eq": "is exactly",
    "ne": "is not",
    "gte": "is at least",
    "gt": "is more than",
    "lte": "is at most",
    "lt": "is less than",
    "between": "is between",
    "in_last_days": "in the last … days",
    "not_in_last_days": "not in the last … days",
    "more_than_days_ago": "more than … days ago",
    "in_next_days": "in the next … days",
    "on_or_after": "on or after",
    "on_or_before": "on or before",
    "has_any": "has any of",
    "has_all": "has all of",
    "has_none": "has none of",
    "in": "is in",
}

# A field that the projection does not hold reads a wider table, and costs accordingly.
_WIDE = 5

_FIELDS = (
    Field("profile.language", "Language", "Guest", Kind.CHOICE, "languages", known=True),
    Field("profile.country", "Country", "Guest", Kind.CHOICE, "countries", known=True),
    Field("profile.first_name", "First name", "Guest", Kind.TEXT, cost=_WIDE, known=True),
    Field("profile.last_name", "Last name", "Guest", Kind.TEXT, cost=_WIDE, known=True),
    Field("profile.email", "E-mail address", "Guest", Kind.TEXT, cost=_WIDE, known=True),
    Field("profile.email_kind", "Kind of address", "Guest", Kind.CHOICE, "email_kinds"),
    Field("profile.birthday", "Birthday", "Guest", Kind.BIRTHDAY, known=True),
    Field("profile.created", "Known since", "Guest", Kind.DATE),
    Field("profile.tags", "Tags", "Guest", Kind.TAGS, "tags"),
    Field("stays.count", "Number of stays", "Stays", Kind.NUMBER),
    Field("stays.nights", "Nights stayed", "Stays", Kind.NUMBER),
    Field("stays.revenue", "Money spent on stays", "Stays", Kind.MONEY),
    Field("stays.first_arrival", "First arrival", "Stays", Kind.DATE, known=True),
    Field("stays.last_departure", "Last departure", "Stays", Kind.DATE, known=True),
    Field("bookings.count", "Number of bookings to come", "Bookings to come", Kind.NUMBER, cost=_WIDE),
    Field("bookings.nights", "Nights booked", "Bookings to come", Kind.NUMBER, cost=_WIDE),
    Field("bookings.revenue", "Money of bookings to come", "Bookings to come", Kind.MONEY, cost=_WIDE),
    Field("bookings.next_arrival", "Next arrival", "Bookings to come", Kind.DATE, known=True),
    Field("engagement.mailed", "Last marketing mail", "Letters", Kind.DATE, known=True),
    Field("engagement.opened", "Last opened by the guest", "Letters", Kind.DATE, known=True),
    Field("engagement.clicked", "Last click by the guest", "Letters", Kind.DATE, known=True),
    Field("engagement.machine_opened", "Last opened by a machine", "Letters", Kind.DATE, known=True),
    Field("consent.mailable", "May get marketing mail", "Permission", Kind.BOOLEAN),
    Field("consent.reason", "Why no marketing mail", "Permission", Kind.CHOICE, "reasons"),
    Field("lists", "List", "Lists", Kind.LISTS, "lists", cost=_WIDE),
    Field("cohort", "Random share of guests", "Lists", Kind.COHORT),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}

CUSTOM = "custom."
CUSTOM_KINDS: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "number": Kind.DECIMAL,
    "date": Kind.DATE,
    "boolean": Kind.BOOLEAN,
    "choice": Kind.CHOICE,
}

# What a `where` may ask of each stay.
STAY_FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("hotel", "Hotel", "Stay", Kind.LISTS, "hotels"),
        Field("channel", "Channel", "Stay", Kind.CHOICE, "channels"),
        Field("channel_kind", "Kind of channel", "Stay", Kind.CHOICE, "channel_kinds"),
        Field("room", "Room", "Stay", Kind.CHOICE, "rooms"),
        Field("rate", "Rate", "Stay", Kind.CHOICE, "rates"),
        Field("arrival", "Arrival", "Stay", Kind.DATE),
        Field("departure", "Departure", "Stay", Kind.DATE),
        Field("nights", "Nights", "Stay", Kind.NUMBER),
        Field("adults", "Adults", "Stay", Kind.NUMBER),
        Field("children", "Children", "Stay", Kind.NUMBER),
        Field("lead_days", "Days booked ahead", "Stay", Kind.NUMBER, known=True),
        Field("revenue", "Money", "Stay", Kind.MONEY, known=True),
    )
}
COUNTED = (
    "stays.count",
    "stays.nights",
    "stays.revenue",
    "bookings.count",
    "bookings.nights",
    "bookings.revenue",
)

# Channels that sell rooms of many hotels to travellers, as adapters and exports spell them.
OTA_CHANNELS = frozenset(
    {
        "booking_com", "bookingcom", "booking.com", "expedia", "hotels.com", "airbnb", "agoda", "hrs", "hotelbeds",
        "trip.com", "trip_com", "ctrip", "vrbo", "hostelworld", "lastminute", "ebookers", "orbitz", "ota",
    }
)  # fmt: skip
DIRECT_CHANNELS = frozenset(
    {"direct", "website", "phone", "walk_in", "walkin", "email", "pms", "booking_engine"}
)


def channel_kind(channel: str) -> str:
    """Return ``ota``, ``direct`` or ``other`` for a stay's channel."""
    name = channel.lower()
    if name in OTA_CHANNELS:
        return "ota"
    return "direct" if name in DIRECT_CHANNELS else "other"


def field_of(name: str, custom: Mapping[str, str]) -> Field | None:
    """Return the field of a name; ``custom`` maps the organisation's own keys to their types."""
    if name in FIELDS:
        return FIELDS[name]
    key = name.removeprefix(CUSTOM)
    if key == name or key not in custom:
        return None
    kind = CUSTOM_KINDS.get(custom[key], Kind.TEXT)
    wide = kind in (Kind.DECIMAL, Kind.DATE, Kind.TEXT)
    return Field(name, key, "Own fields", kind, name, cost=_WIDE if wide else 1, known=True)
