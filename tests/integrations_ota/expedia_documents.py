"""EQC documents for tests, written out by hand so that no codec of ours makes them."""

BASE = "http://www.expediaconnect.com/EQC"

GUEST = (
    '<PrimaryGuest><Name givenName="Amélie" surname="Laurent"/>'
    '<Phone countryCode="33" cityAreaCode="6" number="12345678"/>'
    "<Email>0123456789abcdef0123456789abcdef@m.expediapartnercentral.com</Email></PrimaryGuest>"
)


def room_stay(
    *,
    arrival: str = "2026-05-01",
    departure: str = "2026-05-03",
    room: str = "21",
    rate: str = "31A",
    nights: str = "",
    total: str = '<Total amountAfterTaxes="198.00" amountOfTaxes="18.00" currency="EUR"/>',
    currency: str = "EUR",
) -> str:
    nights = nights or (
        f'<PerDayRates currency="{currency}"><PerDayRate stayDate="2026-05-01" baseRate="90.00"/>'
        '<PerDayRate stayDate="2026-05-02" baseRate="90.00"/></PerDayRates>'
    )
    return (
        f'<RoomStay roomTypeID="{room}" ratePlanID="{rate}"><StayDate arrival="{arrival}" departure="{departure}"/>'
        f'<GuestCount adult="2" child="1"><Child age="6"/></GuestCount>{nights}{total}</RoomStay>'
    )


def booking(
    *,
    kind: str = "Book",
    identifier: str = "9001",
    at: str = "2026-03-01T09:00:00Z",
    status: str = "pending",
    number: str = "",
    stay: str | None = None,
    guest: str = GUEST,
    rest: str = "",
) -> str:
    return (
        f'<Booking id="{identifier}" type="{kind}" createDateTime="{at}" source="A-Expedia" status="{status}"'
        f' confirmNumber="{number}"><Hotel id="111"/>{room_stay() if stay is None else stay}{guest}{rest}</Booking>'
    )


def cancellation(**changes: str) -> str:
    zero = '<Total amountAfterTaxes="0.00" amountOfTaxes="0.00" currency="EUR"/>'
    nights = '<PerDayRates currency="EUR"><PerDayRate stayDate="2026-05-01" baseRate="0.00"/></PerDayRates>'
    return booking(kind="Cancel", stay=room_stay(room="0", rate="0", nights=nights, total=zero), **changes)


def document(*bookings: str, namespace: str = f"{BASE}/BR/2014/01") -> bytes:
    head = f'<?xml version="1.0"?><BookingRetrievalRS xmlns="{namespace}"><Bookings>'
    return (head + "".join(bookings) + "</Bookings></BookingRetrievalRS>").encode()


def error(code: int, text: str = "words") -> bytes:
    return (
        f'<BookingRetrievalRS xmlns="{BASE}/BR/2014/01"><Error code="{code}">{text}</Error></BookingRetrievalRS>'
    ).encode()
