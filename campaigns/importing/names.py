"""What the fields of other programs are called, and what Bellhop calls them."""

import re

# By their name without prefix, blanks, case and signs.
_BY_PATH = {
    "guest.first_name": "fname firstname vorname prenom nombre first givenname prenome guestfirstname nome",
    "guest.last_name": "lname lastname nachname nom apellido apellidos surname last familyname guestlastname cognome",
    "guest.full_name": "name fullname guestname displayname firstnamelastname contactname nomecompleto",
    "guest.email": "email emailaddress mail mailto recipientemail toemail guestemail",
    "guest.language": "language lang preferredlanguage mclanguage locale",
    "guest.country": "country countrycode land pays",
    "stay.arrival": "arrival arrivaldate checkin checkindate anreise datearrival startdate",
    "stay.departure": "departure departuredate checkout checkoutdate abreise datedeparture enddate",
    "stay.nights": "nights numberofnights naechte los lengthofstay",
    "stay.room_name": "room roomname roomtype roomcategory zimmer",
    "stay.reservation_code": (
        "confirmation confirmationnumber reservation reservationcode reservationnumber reservationid bookingcode"
        " bookingnumber bookingreference bookingid confirmationcode"
    ),
    "stay.adults": "adults numberofadults",
    "stay.children": "children numberofchildren",
    "stay.hotel_name": "stayhotelname",
    "hotel.name": (
        "hotel hotelname property propertyname listcompany listname company companyname organizationname sendername"
        " sitesettingscompanyname fromname organization accountname clientscompany"
    ),
    "hotel.address": (
        "listaddress listaddresshtml listaddressline htmllistaddresshtml hoteladdress address organizationfulladdress"
        " organizationaddress companyaddress senderinfo senderinfosingleline senderaddress accountaddress"
        " sitesettingscompanystreetaddress1 physicaladdress listaddressvcardhref"
    ),
    "hotel.phone": "listphone hotelphone phone companyphone organizationphone accountphone",
    "hotel.website": "listurl hotelwebsite website companywebsite organizationurl organizationwebsite homepage url",
    "hotel.city": "hotelcity companycity sendercity sitesettingscompanycity",
    "unsubscribe_url": (
        "unsub unsubscribe unsubscribeurl unsubscribelink unsubscribelinkurl unsuburl unsublink optout optouturl"
        " unsublinken unsublinkfr unsublinkde unsublinkes unsublinkit asmgroupunsubscriberawurl"
        " asmglobalunsubscriberawurl"
        " unsubscribetext remove unsubcenterurl abmelden desinscription globalunsubscribe unsubscribehere"
    ),
    "preferences_url": (
        "updateprofile updateprofileurl preferences preferencesurl preferencecenter managepreferences"
        " managepreferenceslink managepreferencesurl preferencelink preference asmpreferencesrawurl profilecenterurl"
        " subscriptionpreferences manage"
    ),
}
_PATHS = {name: path for path, names in _BY_PATH.items() for name in names.split()}
# Left out without a gap that anybody would see: another part of the letter does their work.
SILENT = frozenset(
    {"mcpreviewtext", "mcsubject", "subject", "previewtext", "opentracking", "trackingpixel", "pixel"}
)
WEB_VERSIONS = frozenset(
    {"archive", "mirror", "webversion", "webview", "webviewurl", "viewinbrowser", "browserlink", "weblink"}
    | {"webviewtext", "permalink", "viewaswebpageurl", "messageurl", "viewonlineurl"}
)
YEARS = frozenset({"currentyear", "year", "now", "date", "dateyear"})
_PREFIX = re.compile(
    r"^(?:\$|\.|=)*(?:(?:contact|contactfield|person|profile|subscriber|recipient|user|customer|lead|attributes?|"
    r"params|var|data|guest|merge_fields?|stay|booking|reservation|custom|account)\s*[.:=\[]\s*)+",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """A field's name without what differs from program to program."""
    bare = _PREFIX.sub("", name.strip().strip("'\""))
    return re.sub(r"[^a-z0-9]", "", bare.lower())


def path_of(name: str) -> str | None:
    """Bellhop's field for another program's, or None."""
    return _PATHS.get(name_key(name)) or _PATHS.get(re.sub(r"[^a-z0-9]", "", name.lower()))
