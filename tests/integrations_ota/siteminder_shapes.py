"""Checks messages we send against the shapes that a channel's documents give, written down here by hand."""

from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True)
class Shape:
    """An element: attributes it must and may have, and how often each child may come (least, most)."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    children: dict[str, tuple["Shape", int, int]] = field(default_factory=dict)
    text: bool = False


def shape(must: str = "", may: str = "", text: bool = False, **children: tuple[Shape, int, int]) -> Shape:
    return Shape(frozenset(must.split()), frozenset(may.split()), children, text)


def complaints(element: etree._Element, wanted: Shape, path: str = "") -> list[str]:
    """List what does not fit; [] = the message has the shape."""
    name = etree.QName(element).localname
    here = f"{path}/{name}"
    given = {str(etree.QName(a).localname) for a in element.attrib}
    found = [f"{here} lacks @{missing}" for missing in sorted(wanted.must - given)]
    found += [f"{here} has @{odd}" for odd in sorted(given - wanted.must - wanted.may)]
    found += [f"{here}@{a} is empty" for a in sorted(given) if not element.get(a)]
    if (element.text or "").strip() and not wanted.text:
        found.append(f"{here} has text")
    counts: dict[str, int] = {}
    for child in element.iterchildren("*"):
        kind = etree.QName(child).localname
        counts[kind] = counts.get(kind, 0) + 1
        if kind in wanted.children:
            found += complaints(child, wanted.children[kind][0], here)
        else:
            found.append(f"{here} holds {kind}")
    for kind, (_, least, most) in wanted.children.items():
        if not least <= counts.get(kind, 0) <= most:
            found.append(f"{here} holds {counts.get(kind, 0)} {kind}")
    return found


MANY = 10**6
_HEAD = "Version EchoToken TimeStamp"
_SOURCE = shape(RequestorID=(shape("Type ID"), 1, 1))
_POS = (shape(Source=(_SOURCE, 1, 1)), 1, 1)
_CONTROL = (shape("Start End InvTypeCode", "RatePlanCode"), 1, 1)
_LENGTHS = shape(LengthOfStay=(shape("Time TimeUnit MinMaxMessageType"), 1, 2))
_STATUS = shape(
    "LocatorID",
    "BookingLimit",
    StatusApplicationControl=_CONTROL,
    LengthsOfStay=(_LENGTHS, 0, 1),
    RestrictionStatus=(shape("Status", "Restriction"), 0, 1),
)
_AMOUNT = shape(BaseByGuestAmts=(shape(BaseByGuestAmt=(shape("AmountAfterTax"), 1, 1)), 1, 1))
_RATE = shape(Rate=(shape("CurrencyCode", BaseByGuestAmts=_AMOUNT.children["BaseByGuestAmts"]), 1, 1))
_REPORTED = shape("ResStatus", UniqueID=(shape("Type ID ID_Context"), 1, 1))

SITEMINDER = {
    "OTA_PingRQ": shape(_HEAD, EchoData=(shape(text=True), 1, 1)),
    "OTA_ReadRQ": shape(
        _HEAD,
        POS=_POS,
        ReadRequests=(
            shape(
                HotelReadRequest=(shape("HotelCode", SelectionCriteria=(shape("SelectionType"), 1, 1)), 1, 1)
            ),
            1,
            1,
        ),
    ),
    "OTA_NotifReportRQ": shape(
        _HEAD,
        Success=(shape(), 1, 1),
        NotifDetails=(
            shape(
                HotelNotifReport=(
                    shape(HotelReservations=(shape(HotelReservation=(_REPORTED, 1, MANY)), 1, 1)),
                    1,
                    1,
                )
            ),
            1,
            1,
        ),
    ),
    "OTA_HotelAvailNotifRQ": shape(
        _HEAD, POS=_POS, AvailStatusMessages=(shape("HotelCode", AvailStatusMessage=(_STATUS, 1, MANY)), 1, 1)
    ),
    "OTA_HotelRateAmountNotifRQ": shape(
        _HEAD,
        POS=_POS,
        RateAmountMessages=(
            shape(
                "HotelCode",
                RateAmountMessage=(
                    shape("LocatorID", StatusApplicationControl=_CONTROL, Rates=(_RATE, 1, 1)),
                    1,
                    MANY,
                ),
            ),
            1,
            1,
        ),
    ),
}
