"""A letter compiled once and merged in one pass."""

import json
import pickle

import pytest

from delivery.content.compiled import CompiledContent, content_build
from delivery.content.errors import TemplateInvalid
from delivery.content.values import MergeValue, MergeValues
from tests.delivery.letters import bind, build, letter, mjml

VALUES: MergeValues = {"guest": {"first_name": "Zoë", "tags": ["spa", "golf"]}, "stay": {"nights": 3}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello {{ guest.first_name }}.", "Hello Zoë."),
        ("Hello {{ guest.last_name | default: 'guest' }}.", "Hello guest."),
        ('Hello {{ guest.last_name | default: "guest" }}.', "Hello guest."),
        ("{{ guest.first_name | upcase }}", "ZOË"),
        ("{% if stay.nights > 2 %}long{% else %}short{% endif %} stay", "long stay"),
        ("{% unless stay.nights > 2 %}short{% endunless %}stay", "stay"),
        ("{% for tag in guest.tags %}[{{ tag }}]{% endfor %}", "[spa][golf]"),
        ("{% case stay.nights %}{% when 3 %}three{% else %}some{% endcase %}", "three"),
        ("{% assign n = stay.nights | plus: 1 %}{{ n }} and {{ guest.first_name }}", "4 and Zoë"),
        ("a {{- guest.first_name -}} b", "aZoëb"),
        ("{% comment %}{{ nothing }}{% endcomment %}x", "x"),
        ("x<!-- {{ nothing }} -->y", "xy"),
        ("{{ guest.missing.deep | default: 'none' }}", None),
    ],
)
def test_each_kind_of_tag_is_merged(body: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(TemplateInvalid):
            build(body)
        return
    merged = letter(body, VALUES)
    assert merged.plain().split("\n")[0] == expected
    assert expected in merged.page()


@pytest.mark.parametrize("value", [None, "", False, [], "Ann", 0, 1, 2.5, True, ["a", "b"]])
def test_a_simple_value_reads_as_liquid_would_write_it(value: MergeValue) -> None:
    values = {"guest": {"first_name": value}}
    fast = letter("[{{ guest.first_name | default: 'none' }}]", values)
    liquid = letter("{% if true %}[{{ guest.first_name | default: 'none' }}]{% endif %}", values)
    assert fast.plain() == liquid.plain()


def test_compiled_content_survives_storage() -> None:
    content = build(
        "Hi {{ guest.first_name }} <a href='https://x.example/'>x</a>{% if stay.nights %}y{% endif %}"
    )
    stored = CompiledContent.from_json(json.loads(json.dumps(content.to_json())))
    assert stored == content
    assert pickle.loads(pickle.dumps(content)) == content  # noqa: S301


def test_compiling_twice_gives_the_same() -> None:
    body = "Hi {{ guest.first_name }} <a href='https://x.example/'>x</a>"
    assert build(body) == build(body)


def test_the_text_part_holds_words_and_addresses_but_no_preheader() -> None:
    content = content_build(
        subject="Spring",
        preview_text="Only {{ guest.first_name }} & friends",
        mjml=mjml("<p>Come to the spa.</p><p><a href='https://x.example/spa'>Book</a></p>"),
    )
    merged = bind(content).letter(VALUES, "TOKEN")
    assert merged.plain() == (
        "Come to the spa.\n\nBook: https://mail.example/c/TOKEN/0\n\n"
        "Hotel Alpenblick, Via Roma 1, 39012 Meran, Italy\n"
        "Choose what you get: https://mail.example/m/TOKEN\n"
        "Unsubscribe: https://mail.example/u/TOKEN\n"
    )
    assert merged.page().count("Only Zoë &amp; friends</div>") == 1


def test_the_body_is_seven_bit_with_short_lines() -> None:
    long_value = {"guest": {"first_name": "ö" * 500 + "." * 300 + "=" * 200}}
    merged = letter("{{ guest.first_name }}{{ guest.first_name }} " + "wort " * 400, long_value)
    for body in (merged.html, merged.text):
        assert body.isascii()
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert merged.plain().startswith("ö" * 500 + "." * 300 + "=" * 200 + "ö")


def test_a_value_with_line_breaks_stays_on_its_line() -> None:
    merged = letter(
        "{{ guest.first_name }}!",
        {"guest": {"first_name": "Zoë\r\n.\r\nBcc: x\x00"}},
        subject="{{ guest.first_name }}",
    )
    assert merged.plain().startswith("Zoë . Bcc: x!")
    assert merged.subject == "Zoë . Bcc: x"


def test_an_empty_subject_is_refused() -> None:
    with pytest.raises(TemplateInvalid, match="The subject is empty"):
        build("x", subject="  ")


def test_a_subject_with_a_line_break_is_refused() -> None:
    with pytest.raises(TemplateInvalid, match="line break"):
        build("x", subject="Hi\r\nBcc: all@example.com")


def test_a_hotel_value_wins_over_a_guest_supplied_one() -> None:
    merged = letter("{{ hotel.name }} {{ hotel.name | upcase }}", {"hotel": {"name": "Elsewhere"}})
    assert merged.plain().startswith("Hotel Alpenblick HOTEL ALPENBLICK\n")
