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
LINK_FIELDS = ("unsubscribe_url",)

MERGE_FIELDS: frozenset[str] = frozenset(
    [
        *(f"guest.{name}" for name in GUEST_FIELDS),
        *(f"stay.{name}" for name in STAY_FIELDS),
        *(f"hotel.{name}" for name in HOTEL_FIELDS),
        *LINK_FIELDS,
        "guest.custom",
    ]
)


def is_known(path: str, known: frozenset[str] = MERGE_FIELDS) -> bool:
    """Say whether a dotted path names a merge field, or something below an open one."""
    if path in known:
        return True
    if any(path == name.split(".")[0] for name in known):
        return True
    return path.startswith("guest.custom.")
