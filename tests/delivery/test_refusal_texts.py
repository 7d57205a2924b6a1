"""A mail server's refusal in a hotelier's words."""

import pytest

from delivery.selectors.texts import refusal_sentence


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("5.1.1 <ada@example.com> User unknown", "This mailbox does not exist."),
        ("Gave up after 3 attempts. 4.2.2 Quota exceeded", "The mailbox is full."),
        ("Returned: mailbox 5.1.10", "This mailbox does not exist."),
        ("5.7.1 Rejected by policy", "The guest's mail server refuses the letter by its own rules."),
        ("4.7.0 Slow down", "The guest's mail server asks us to wait."),
        ("5.2.1 Disabled", "The mailbox is switched off."),
        ("4.2.1 Try later", "The mailbox takes no mail at the moment."),
        ("5.3.9 Something else", "The guest's mail server cannot take mail at the moment."),
        ("5.0.0 No", ""),
        (
            "No answer after the last dot: it was cut.",
            "The connection ended before the mail server said whether it took the letter.",
        ),
        ("Go away", ""),
    ],
)
def test_the_status_decides_and_words_without_one_stay_as_they_are(words: str, sentence: str) -> None:
    assert refusal_sentence(words) == sentence
