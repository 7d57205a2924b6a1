"""No letter without the hotel's postal address and a way to leave (C4, C5)."""

import pytest

from delivery.content.footer import footer_ensure
from tests.delivery.letters import letter, mjml

ADDRESS = "Via Roma 1, 39012 Meran, Italy"
LEAVE = 'href="https://mail.example/u/TOKEN"'


@pytest.mark.parametrize(
    "body",
    [
        "Hello",
        "{{ hotel.address }}",
        "<a href='{{ unsubscribe_url }}'>leave</a>",
        "{% if guest.email %}{{ hotel.address }}<a href='{{ unsubscribe_url }}'>leave</a>{% endif %}",
        "<!-- {{ hotel.address }} <a href='{{ unsubscribe_url }}'> -->",
        "{% comment %}{{ hotel.address }}<a href='{{ unsubscribe_url }}'>{% endcomment %}",
        "{{ unsubscribe_url }}",
    ],
)
def test_what_is_missing_is_added(body: str) -> None:
    merged = letter(body, {})
    assert ADDRESS in merged.page()
    assert LEAVE in merged.page()
    assert ADDRESS in merged.plain()
    assert "https://mail.example/u/TOKEN" in merged.plain()


def test_a_template_with_both_is_left_alone() -> None:
    source = mjml("{{ hotel.address }} <a href='{{ unsubscribe_url }}'>leave</a>")
    assert footer_ensure(source) == source


def test_the_added_footer_speaks_the_letters_language() -> None:
    assert ">Abmelden</a>" in footer_ensure(mjml("Hallo"), language="de-AT")
