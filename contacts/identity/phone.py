"""Phone numbers in one spelling, so that the same number can be recognised."""

import re
from functools import lru_cache

# Numbers with a country code whose country strips nothing but a leading 0, and that have none: E.164
# already, or no number, which is kept as given all the same.
_AS_IT_IS = re.compile(r"\+(?:43|49|41|44|33|31|32|46)[1-9][0-9]{6,12}")


def phone_normalise(raw: str, country: str = "") -> str:
    """Return the number as E.164, read in ``country`` (ISO 2) where it has no country code.

    A number that cannot be read is kept as given, at most 32 characters, for people to read.
    """
    text = raw if raw.isprintable() else "".join(char for char in raw if char.isprintable())
    text = text.strip()
    return text if not text or _AS_IT_IS.fullmatch(text) else _read(text, country)


@lru_cache(maxsize=8192)
def _read(text: str, country: str) -> str:
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
