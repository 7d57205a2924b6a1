"""AlpineBits documents for tests, written out by hand so that no codec of ours makes them."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<OTA_ResRetrieveRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="7.000"><Success/>'
    "<ReservationsList>"
)
TAIL = "</ReservationsList></OTA_ResRetrieveRS>"

ROOM = (
    '<RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="DZ"/></RoomTypes>'
    '<GuestCounts><GuestCount Count="2"/><GuestCount Count="1" Age="7"/></GuestCounts>'
    '<TimeSpan Start="{start}" End="{end}"/><Total AmountAfterTax="412.50" CurrencyCode="EUR"/>'
    "</RoomStay></RoomStays>"
)
GUEST = (
    '<ResGuests><ResGuest><Profiles><ProfileInfo><Profile><Customer Gender="Female" Language="de">'
    "<PersonName><GivenName>Ada</GivenName><Surname>Moser</Surname></PersonName>"
    '<Telephone PhoneTechType="3" PhoneNumber="+43557499999"/>'
    '<Telephone PhoneTechType="5" PhoneNumber="+436641234567"/>'
    '<Email Remark="newsletter:yes">ada.moser@example.com</Email>'
    '<Address><CityName>Dornbirn</CityName><CountryName Code="AT"/></Address></Customer>'
    "</Profile></ProfileInfo></Profiles></ResGuest></ResGuests>"
)
INFO = '<ResGlobalInfo><BasicPropertyInfo HotelCode="MERAN"/></ResGlobalInfo>'


def reservation(
    *,
    identifier: str,
    status: str,
    at: str,
    start: str = "",
    end: str = "2026-07-08",
    inner: str | None = None,
) -> str:
    kind = "15" if status == "Cancelled" else "14"
    if inner is None:
        inner = ROOM.format(start=start, end=end) + GUEST + INFO if start else ""
    return (
        f'<HotelReservation CreateDateTime="{at}" ResStatus="{status}">'
        f'<UniqueID Type="{kind}" ID="{identifier}"/>{inner}</HotelReservation>'
    )


def document(*reservations: str) -> bytes:
    return (HEAD + "".join(reservations) + TAIL).encode()
