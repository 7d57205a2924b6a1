"""Removal of card data, before anything is stored or logged (PCI DSS 3.3, 3.4).

Three nets: nodes and keys that hold cards by name; digit runs of 13 to 19 digits that
pass the Luhn check, anywhere in any text; and, for documents that cannot be parsed, the
same by pattern. Identifiers of the protocol are exempt, since one in ten of them would
pass the Luhn check by chance and a reservation must keep its number.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

REMOVED: Final = "[card number removed]"

_CARD_NODES: Final = frozenset(
    {
        "PaymentCard",
        "CardNumber",
        "CardHolderName",
        "SeriesCode",
        "MagneticStripe",
        "ThreeDomainSecurity",
    }
)
_CARD_ATTRIBUTES: Final = frozenset(
    {"CardNumber", "SeriesCode", "CVV", "MaskedCardNumber", "ExpireDate", "CardCode"}
)
_CARD_KEYS: Final = frozenset(
    {
        "guarantee",
        "card",
        "credit_card",
        "payment_card",
        "card_number",
        "cardnumber",
        "pan",
        "cvv",
        "cvc",
        "cvv2",
        "series_code",
        "seriescode",
        "expiration_date",
        "cardholder_name",
        "virtual_card",
    }
)
IDENTIFIER_ATTRIBUTES: Final = frozenset({"ID", "ResID_Value", "RecordID", "HotelCode"})
IDENTIFIER_KEYS: Final = frozenset(
    {"id", "booking_id", "unique_id", "system_id", "ota_reservation_code", "property_id"}
)
_PHONE_NAMES: Final = frozenset({"PhoneNumber", "phone"})
_MAIL_NAMES: Final = frozenset({"Email", "mail", "email"})

_SEPARATOR: Final = r"[\s\u00a0.\-/]{0,2}"
_RUN: Final = re.compile(rf"\d(?:{_SEPARATOR}\d){{12,}}")
_GROUP: Final = re.compile(r"\d+")
_INTERNATIONAL_PHONE: Final = re.compile(r"(?:\+|00)[\d\s\-./()]+")
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")
_DATE_LIKE: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_MIN_DIGITS: Final = 13
_MAX_DIGITS: Final = 19
_MAX_PHONE_DIGITS: Final = 15

_RAW_BLOCK: Final = re.compile(
    r"<(?P<prefix>\w+:)?(?P<name>PaymentCard|CardNumber|CardHolderName|SeriesCode|MagneticStripe)\b"
    r"[^>]*>.*?(?:</(?P=prefix)?(?P=name)\s*>|\Z)",
    re.DOTALL,
)
_RAW_VALUE: Final = re.compile(
    r"(?P<head>[\"']?(?:CardNumber|SeriesCode|cvv2?|cvc|card_number|ExpireDate)[\"']?\s*[=:]\s*)"
    r"(?P<quote>[\"'])[^\"']*(?P=quote)",
    re.IGNORECASE,
)


def luhn_valid(digits: str) -> bool:
    """Say whether a string of digits passes the Luhn check (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit)
        if position % 2:
            value = value * 2 - 9 if value > 4 else value * 2  # noqa: PLR2004
        total += value
    return total % 10 == 0


def _is_card(digits: str) -> bool:
    if not _MIN_DIGITS <= len(digits) <= _MAX_DIGITS or digits[0] == "0":
        return False
    return not _DATE_LIKE.match(digits) and luhn_valid(digits)


def _strip_run(match: re.Match[str]) -> str:
    """Replace each card inside one digit run; cards begin and end where a digit group does."""
    run = match.group()
    groups = [(g.start(), g.end()) for g in _GROUP.finditer(run)]
    pieces: list[str] = []
    position = first = 0
    while first < len(groups):
        start = groups[first][0]
        for last in range(len(groups) - 1, first - 1, -1):
            digits = "".join(run[a:b] for a, b in groups[first : last + 1])
            if _is_card(digits):
                pieces += [run[position:start], REMOVED]
                position = groups[last][1]
                first = last
                break
        first += 1
    return "".join([*pieces, run[position:]])


def strip_text(text: str) -> str:
    """Replace card numbers in free text, whatever separates their digits."""
    return _RUN.sub(_strip_run, text) if _RUN.search(text) else text


def _strip_phone(text: str) -> str:
    digits = sum(c.isdigit() for c in text)
    if digits <= _MAX_PHONE_DIGITS and _INTERNATIONAL_PHONE.fullmatch(text.strip()):
        return text
    return strip_text(text)


def _strip_mail(text: str) -> str:
    """Keep an address whose digits pass by chance, as those of OTA aliases do one time in ten."""
    local = text.strip().partition("@")[0]
    plain = _ADDRESS.fullmatch(text.strip()) and not (local.isdigit() and _is_card(local))
    return text if plain else strip_text(text)


def _strip_named(name: str, value: str, exempt: frozenset[str]) -> str:
    if name in exempt:
        return value
    if name in _MAIL_NAMES:
        return _strip_mail(value)
    return _strip_phone(value) if name in _PHONE_NAMES else strip_text(value)


def strip_xml(root: etree._Element) -> int:
    """Remove card data from a tree in place; return how many places were changed."""
    changes = 0
    for element in list(root.iter("*")):
        if etree.QName(element).localname in _CARD_NODES:
            parent = element.getparent()
            if parent is not None:
                _detach(parent, element)
                changes += 1
    for element in root.iter("*"):
        changes += _strip_element(element)
    return changes


def _detach(parent: etree._Element, element: etree._Element) -> None:
    """Remove an element but keep the text that follows it."""
    tail = element.tail
    if tail and tail.strip():
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + tail
        else:
            previous.tail = (previous.tail or "") + tail
    parent.remove(element)


def _strip_element(element: etree._Element) -> int:
    changes = 0
    name = etree.QName(element).localname
    if element.text and (clean := _strip_named(name, element.text, frozenset())) != element.text:
        element.text = clean
        changes += 1
    if element.tail and (clean := strip_text(element.tail)) != element.tail:
        element.tail = clean
        changes += 1
    for key, value in element.attrib.items():
        attribute, text = str(key), str(value)
        if attribute in _CARD_ATTRIBUTES:
            del element.attrib[attribute]
            changes += 1
        elif (clean := _strip_named(attribute, text, IDENTIFIER_ATTRIBUTES)) != text:
            element.set(attribute, clean)
            changes += 1
    return changes


def strip_json(value: Any, name: str = "") -> Any:
    """Return a copy of decoded JSON without card data."""
    if isinstance(value, dict):
        return {k: strip_json(v, k) for k, v in value.items() if k.lower() not in _CARD_KEYS}
    if isinstance(value, list):
        return [strip_json(item, name) for item in value]
    if isinstance(value, str):
        return _strip_named(name, value, IDENTIFIER_KEYS)
    if isinstance(value, int) and not isinstance(value, bool) and _is_card(str(value)):
        return REMOVED
    return value


def strip_raw(text: str) -> str:
    """Remove card data from a document that cannot be parsed, by pattern."""
    text = _RAW_BLOCK.sub(REMOVED, text)
    text = _RAW_VALUE.sub(lambda m: f"{m['head']}{m['quote']}{REMOVED}{m['quote']}", text)
    return strip_text(text)
