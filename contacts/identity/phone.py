"""Phone numbers in one spelling, so that the same number can be recognised."""

from functools import lru_cache


@lru_cache(maxsize=8192)
def phone_normalise(raw: str, country: str = "") -> str:
    """Return the number as E.164, read in ``country`` (ISO 2) where it has no country code.

    A number that cannot be read is kept as given, at most 32 characters, for people to read.
    """
    text = "".join(char for char in raw if char.isprintable()).strip()
    if not text:
        return ""
    # 30 MB of metadata, which most processes never need.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text[:32]
    if not phonenumbers.is_possible_number(number):
        return text[:32]
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_comparable(phone: str) -> bool:
    """Say whether a stored number is unambiguous enough to recognise a guest by."""
    return phone.startswith("+") and len(phone) >= 8  # noqa: PLR2004 - shortest real E.164
