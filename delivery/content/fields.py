"""The merge fields an author may use.

A field is a dotted path. `custom` stands for any name below it: a hotel's own columns.
"""

GUEST_FIELDS = (
    "first_name",
    "last_name",
    "full_name",
    "email",
    "language",
    "country",
    "tags",
)
STAY_FIELDS = (
    "arrival",
    "departure",
    "nights",
    "room_name",
    "reservation_code",
    "adults",
    "children",
    "hotel_name",
)
HOTEL_FIELDS = (
    "name",
    "address",
    "street",
    "postal_code",
    "city",
    "country",
    "website",
    "phone",
    "currency",
    "brand_color",
)
LINK_FIELDS = ("unsubscribe_url", "preferences_url")
# What a single letter may show besides: it goes to whoever just asked for it.
NOTE_FIELDS = ("url", "code", "valid_until", "first_name", "form_name")

MERGE_FIELDS: frozenset[str] = frozenset(
    [
        *(f"guest.{name}" for name in GUEST_FIELDS),
        *(f"stay.{name}" for name in STAY_FIELDS),
        *(f"hotel.{name}" for name in HOTEL_FIELDS),
        *LINK_FIELDS,
        "guest.custom",
    ]
)

NOTE_MERGE_FIELDS: frozenset[str] = frozenset(
    [*(f"hotel.{name}" for name in HOTEL_FIELDS), *(f"note.{name}" for name in NOTE_FIELDS)]
)


def is_known(path: str, known: frozenset[str] = MERGE_FIELDS) -> bool:
    """Say whether a dotted path names a merge field, or something below an open one."""
    if path in known:
        return True
    if any(path == name.split(".")[0] for name in known):
        return True
    return path.startswith("guest.custom.")
