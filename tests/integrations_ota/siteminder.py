"""SiteMinder documents for tests, written out by hand."""

OTA = "http://www.opentravel.org/OTA/2003/05"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
GUEST = (
    '<ResGuests><ResGuest PrimaryIndicator="true"><Profiles><ProfileInfo><Profile{flags}>'
    '<Customer Language="fr"><PersonName><GivenName>Chloé</GivenName><Surname>Garnier</Surname></PersonName>'
    '<Telephone PhoneNumber="+33612345678"/><Email>{email}</Email>'
    '<Address><CountryName Code="FR"/></Address></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>'
)
ROOM = (
    '<RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="DZ"/></RoomTypes>'
    '<RatePlans><RatePlan RatePlanCode="BAR"/></RatePlans>'
    '<GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/>'
    '<GuestCount AgeQualifyingCode="8" Count="1"/></GuestCounts>'
    '<TimeSpan Start="{start}" End="{end}"/><BasicPropertyInfo HotelCode="MERAN"/></RoomStay></RoomStays>'
)
TOTAL = '<ResGlobalInfo>{comments}<Total AmountAfterTax="412.50" CurrencyCode="EUR"/></ResGlobalInfo>'


def reservation(
    *,
    message: str = "m-77",
    identifier: str = "BDC-1",
    status: str = "Commit",
    at: str = "2026-05-01T10:00:00+10:00",
    start: str = "2026-07-01",
    end: str = "2026-07-08",
    email: str = "cgarn.1@guest.booking.com",
    flags: str = "",
    comment: str = "",
    source: str = "BDC",
    inner: str | None = None,
) -> str:
    unique = f'<UniqueID Type="16" ID="{message}" ID_Context="MESSAGE_UNIQUE_ID"/>' if message else ""
    comments = f"<Comments><Comment><Text>{comment}</Text></Comment></Comments>" if comment else ""
    if inner is None:
        inner = (
            ROOM.format(start=start, end=end)
            + GUEST.format(flags=flags, email=email)
            + TOTAL.format(comments=comments)
        )
    return (
        f'<HotelReservation ResStatus="{status}" CreateDateTime="{at}"><POS><Source>'
        f'<BookingChannel Primary="true" Type="7"><CompanyName Code="{source}">Booking.com</CompanyName></BookingChannel>'
        f'</Source></POS><UniqueID Type="14" ID="{identifier}"/>{unique}{inner}</HotelReservation>'
    )


def retrieved(*reservations: str) -> bytes:
    return (
        f'<OTA_ResRetrieveRS xmlns="{OTA}" Version="1.0"><Success/><ReservationsList>{"".join(reservations)}'
        "</ReservationsList></OTA_ResRetrieveRS>"
    ).encode()


def pushed(*reservations: str, echo: str = "e1") -> str:
    return (
        f'<OTA_HotelResNotifRQ xmlns="{OTA}" Version="1.0" EchoToken="{echo}" TimeStamp="2026-05-01T00:00:00Z">'
        f"<HotelReservations>{''.join(reservations)}</HotelReservations></OTA_HotelResNotifRQ>"
    )


def envelope(payload: str, *, username: str = "", password: str = "") -> bytes:
    token = (
        f'<s:Header><w:Security xmlns:w="{WSSE}"><w:UsernameToken><w:Username>{username}</w:Username>'
        f"<w:Password>{password}</w:Password></w:UsernameToken></w:Security></s:Header>"
        if username
        else ""
    )
    return (
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{token}<s:Body>{payload}</s:Body></s:Envelope>'
    ).encode()
