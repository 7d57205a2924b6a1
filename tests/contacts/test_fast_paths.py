"""What is read in a short way is read as in the long one."""

import random

import phonenumbers

from contacts.identity.address import _checked, _checked_in_full
from contacts.identity.phone import phone_normalise

CODES = ["43", "49", "41", "44", "33", "31", "32", "46", "39", "1"]


def in_full(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text[:32]
    if not phonenumbers.is_possible_number(number):
        return text[:32]
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def test_a_phone_number_is_the_same_in_short() -> None:
    dice = random.Random(1)
    numbers = [
        f"+{dice.choice(CODES)}{dice.randrange(10 ** dice.randrange(1, 15))}" for _number in range(5_000)
    ]
    assert [phone_normalise(number) for number in numbers] == [in_full(number) for number in numbers]


def test_an_address_is_the_same_in_short() -> None:
    dice = random.Random(2)
    signs = "abzAZ019...__++--@ \u00fc\u200b"
    domains = [
        "example.com",
        "Example.COM",
        "x.test",
        "a_b.com",
        "-a.com",
        "a..com",
        "com",
        "b\u00fc.de",
        "a.c1",
    ]
    addresses = [
        "".join(dice.choices(signs, k=dice.randrange(1, 12))) + "@" + dice.choice(domains)
        for _address in range(5_000)
    ] + ["x" * length + "@example.com" for length in range(60, 70)]
    assert [_checked(address) for address in addresses] == [_checked_in_full(each) for each in addresses]
