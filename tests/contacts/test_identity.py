import pytest

from contacts.identity.address import Classified, DomainOverrides, address_classify
from contacts.identity.names import surnames_compatible, surnames_make_shared
from contacts.identity.phone import phone_normalise
from contacts.identity.precedence import may_write
from contacts.types import EmailKind, Provenance


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("ada@example.com", EmailKind.REAL),
        ("ADA@Example.com", EmailKind.REAL),
        ("ada@hotel-info.example", EmailKind.REAL),
        ("ab.123456@guest.booking.com", EmailKind.ALIAS),
        ("AB.123456@GUEST.Booking.COM", EmailKind.ALIAS),
        ("x@m.expediapartnercentral.com", EmailKind.ALIAS),
        ("x@guest.airbnb.com", EmailKind.ALIAS),
        ("x@eu.guest.booking.com", EmailKind.ALIAS),
        ("x@something-new.booking.com", EmailKind.ALIAS),
        ("noreply@booking.com", EmailKind.ALIAS),
        ("x@notbooking.com", EmailKind.REAL),
        ("booking.com@example.com", EmailKind.REAL),
        ("ctriphotelreshk@trip.com", EmailKind.AGENCY_SHARED),
        ("info@example.com", EmailKind.ROLE),
        ("Reservations+1@example.com", EmailKind.ROLE),
        ("information@example.com", EmailKind.REAL),
        ("", EmailKind.NONE),
        ("   ", EmailKind.NONE),
        ("ada@example.com\r\nBcc: x@example.com", EmailKind.INVALID),
        ("ada", EmailKind.INVALID),
        ("ada@localhost", EmailKind.INVALID),
        ("ada..b@example.com", EmailKind.INVALID),
    ],
)
def test_an_address_is_classified(raw: str, kind: EmailKind) -> None:
    assert address_classify(raw).kind is kind


def test_a_broken_address_says_why_and_is_not_kept() -> None:
    assert address_classify("ada@example.com\n") == Classified("", EmailKind.INVALID, "control_character")


def test_an_organisation_may_add_an_alias_domain() -> None:
    rules = DomainOverrides({"relay.example": EmailKind.ALIAS})
    assert address_classify("x@in.relay.example", rules).kind is EmailKind.ALIAS


def test_an_organisation_may_say_that_a_domain_is_real() -> None:
    rules = DomainOverrides({"staff.booking.com": EmailKind.REAL})
    assert address_classify("ada@staff.booking.com", rules).kind is EmailKind.REAL
    assert address_classify("ada@guest.booking.com", rules).kind is EmailKind.ALIAS


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Moser", "moser", True),
        ("Müller", "Mueller", True),
        ("Müller", "Muller", True),
        ("García", "García López", True),
        ("von der Heide", "Heide", True),
        ("D'Angelo", "d\u2019angelo", True),
        ("Großmann", "Grossmann", True),
        ("Bauer", "Baur", False),
        ("Moser", "Moserer", False),
        ("Moser", "Huber", False),
        ("Moser", "", True),
    ],
)
def test_surnames_are_compared_as_people_spell_them(one: str, other: str, verdict: bool) -> None:
    assert surnames_compatible(one, other) is verdict
    assert surnames_compatible(other, one) is verdict


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        (["Moser", "Huber"], False),
        (["Moser", "Huber", "moser", "HUBER"], False),
        (["Moser", "Huber", "Moser Huber"], False),
        (["Moser", "Huber", ""], False),
        (["Moser", "Huber", "Rossi"], True),
    ],
)
def test_three_surnames_make_an_address_shared(names: list[str], verdict: bool) -> None:
    assert surnames_make_shared(names) is verdict


@pytest.mark.parametrize(
    ("held", "source", "verdict"),
    [
        ("guest", Provenance.STAFF, False),
        ("staff", Provenance.IMPORT, False),
        ("import", Provenance.PMS, False),
        ("pms", Provenance.OTA, False),
        ("ota", Provenance.OTA, True),
        ("ota", Provenance.GUEST, True),
        ("guest", Provenance.GUEST, True),
    ],
)
def test_a_weaker_source_never_overwrites(held: str, source: Provenance, verdict: bool) -> None:
    assert may_write(name="phone", current="+43", provenance={"phone": held}, source=source) is verdict


def test_any_source_fills_an_empty_field() -> None:
    assert may_write(name="phone", current="", provenance={"phone": "guest"}, source=Provenance.OTA) is True


@pytest.mark.parametrize(
    ("raw", "country", "stored"),
    [
        ("0664 1234567", "AT", "+436641234567"),
        ("+39 0473 123456", "AT", "+390473123456"),
        ("call reception", "AT", "call reception"),
        ("", "AT", ""),
    ],
)
def test_a_phone_number_has_one_spelling(raw: str, country: str, stored: str) -> None:
    assert phone_normalise(raw, country) == stored
