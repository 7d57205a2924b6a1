import pytest

from compliance.types import AddressRefused, address_normalise


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada@Example.COM ", "ada@example.com"),
        ("ada@Müller.example", "ada@xn--mller-kva.example"),
        ("ada@xn--mller-kva.example", "ada@xn--mller-kva.example"),
        ("jose\u0301@example.com", "josé@example.com"),
        ("\ufeffada@example.com\u200b", "ada@example.com"),
        ("ada+summer@example.com.", "ada+summer@example.com"),
    ],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert address_normalise(typed) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("ada@example.com\r\nBcc: all@example.com", "control_character"),
        ("ada@example.com\n", "control_character"),
        ("a\x00da@example.com", "control_character"),
        ("ada\u202e@example.com", "control_character"),
        ("ada", "not_an_address"),
        ("ada@", "not_an_address"),
        ("a@b@example.com", "not_an_address"),
        ("ada lovelace@example.com", "white_space"),
        ("ada@-ä-.example", "bad_domain"),
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        address_normalise(typed)
    assert refused.value.reason == reason
