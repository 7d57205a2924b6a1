"""Booking.com documents for tests, written out by hand so that no codec of ours makes them."""

from collections.abc import Sequence

NAMESPACE = "http://www.opentravel.org/OTA/2003/05"

CUSTOMER = (
    "<Profiles><ProfileInfo><Profile><Customer>"
    "<PersonName><GivenName>Nora</GivenName><Surname>Lindqvist</Surname></PersonName>"
    '<Telephone PhoneNumber="+46701234567"/><Email>nlind.443322@guest.booking.com</Email>'
    '<Address><CountryName Code="se"/></Address></Customer></Profile></ProfileInfo></Profiles>'
)


def total(minor: int | str, *, currency: str = "EUR", places: int | str = 2) -> str:
    return f'<Total AmountBeforeTax="{minor}" DecimalPlaces="{places}" CurrencyCode="{currency}"/>'


def room(
    *nights: str, price: int = 10000, code: str = "101", guests: str = '<GuestCount Count="2"/>', **money: str
) -> str:
    rates = "".join(
        f'<RoomRate EffectiveDate="{night}" RatePlanCode="201"><Rates><Rate>{total(price, **money)}</Rate></Rates>'
        "</RoomRate>"
        for night in nights
    )
    named = f' RoomTypeCode="{code}"' if code else ""
    return (
        f'<RoomStay IndexNumber="1"><RoomTypes><RoomType{named}/></RoomTypes>'
        f'<RatePlans><RatePlan RatePlanCode="201"/></RatePlans><RoomRates>{rates}</RoomRates>'
        f'<GuestCounts>{guests}</GuestCounts><BasicPropertyInfo HotelCode="10001"/></RoomStay>'
    )


def item(
    *,
    rooms: Sequence[str],
    number: str = "4000000001",
    amount: str = "",
    status: str = "",
    booked: str = "2026-03-01T09:58:00",
    info: str = "",
    customer: str = CUSTOMER,
    name: str = "HotelReservation",
) -> str:
    marked = f' ResStatus="{status}"' if status else ""
    return (
        f"<{name}{marked}><RoomStays>{''.join(rooms)}</RoomStays><Services/><ResGuests/><ResGlobalInfo>{info}"
        f'{amount}<HotelReservationIDs><HotelReservationID ResID_Value="{number}" ResID_Date="{booked}"'
        f' ResID_Type="14"/></HotelReservationIDs>{customer}</ResGlobalInfo></{name}>'
    )


def new_queue(*items: str) -> bytes:
    return _queue("OTA_HotelResNotifRQ", "HotelReservations", items)


def changes_queue(*items: str) -> bytes:
    renamed = [i.replace("HotelReservation ", "HotelResModify ").replace("<HotelReservation>", "<HotelResModify>")
               .replace("</HotelReservation>", "</HotelResModify>") for i in items]  # fmt: skip
    return _queue("OTA_HotelResModifyNotifRQ", "HotelResModifies", renamed)


def _queue(root: str, container: str, items: Sequence[str]) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{NAMESPACE}" TimeStamp="2026-03-01T10:00:00+00:00"'
        f' Target="Production" Version="2.001"><{container}>{"".join(items)}</{container}></{root}>'
        "\n<!-- RUID: [abc123] -->"
    ).encode()
