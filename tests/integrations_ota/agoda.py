"""Agoda documents for tests, written out by hand."""

DETAILS = (
    '<customer first_name="Chloé" last_name="Garnier" nationality="FR"/>'
    '<room room_id="DZ" rateplan_id="BAR" adults="2" children="1"/>'
    '<price currency="EUR" sell_inclusive="412.50" net="330.00"/>'
)


def booking(
    *,
    number: str = "900001",
    status: str = "ConfirmBooking",
    at: str = "2026-05-01T05:30:00+07:00",
    arrival: str = "2026-07-01",
    departure: str = "2026-07-04",
    inner: str = DETAILS,
) -> str:
    return (
        f'<booking booking_id="{number}" property_id="MERAN" last_action="{at}" arrival="{arrival}" '
        f'departure="{departure}" status="{status}" acknowledge="false">{inner}</booking>'
    )


def result(*bookings: str) -> bytes:
    return f'<result TUID="t-1"><bookings>{"".join(bookings)}</bookings></result>'.encode()
