"""Tokens in links: ours are read, everything else is nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.tokens import MessageToken, token_make, token_read

KEY = b"k" * 32
big = st.integers(min_value=0, max_value=2**63 - 1)


@given(organization=st.integers(min_value=0, max_value=2**32 - 1), message=big)
def test_a_token_names_its_message(organization: int, message: int) -> None:
    token = token_make(key=KEY, organization_id=organization, message_id=message)
    assert token_read(token, key=KEY) == MessageToken(organization, message)
    assert len(token) == 36
    assert token.replace("-", "").replace("_", "").isalnum()


def test_every_single_changed_character_is_noticed() -> None:
    token = token_make(key=KEY, organization_id=7, message_id=4711)
    for position in range(len(token)):
        for other in "A9_-=z":
            if other != token[position]:
                changed = token[:position] + other + token[position + 1 :]
                assert token_read(changed, key=KEY) is None


def test_another_key_signs_nothing_for_us() -> None:
    assert token_read(token_make(key=b"x" * 32, organization_id=7, message_id=1), key=KEY) is None


@pytest.mark.parametrize(
    "token", ["", "x", "é" * 36, "A" * 36, "A" * 35, "A" * 37, " " * 36, "A" * 10_000, "\0" * 36]
)
def test_what_we_did_not_sign_is_nobodys(token: str) -> None:
    assert token_read(token, key=KEY) is None


@given(token=st.text(max_size=60))
def test_no_text_is_ever_an_error(token: str) -> None:
    assert token_read(token, key=KEY) is None
