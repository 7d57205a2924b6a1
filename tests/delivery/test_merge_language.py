"""A1, A2, A3, A27: what an author or a guest's data can make the merge language do."""

import pytest

from delivery.content.errors import MergeFailed, TemplateInvalid
from delivery.content.merge import template_check, template_render
from tests.delivery.letters import build, letter

ATTACKS_REFUSED = [
    '{{ env "DB_PASSWORD" }}',
    "{{ guest.__class__ }}",
    "{{ guest.first_name.__class__.__mro__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ request.application }}",
    "{{ config.items }}",
    "{% include 'secrets' %}",
    "{% render 'secrets' %}",
    "{% load settings %}",
    "{% debug %}",
    "{% liquid assign x = 1 %}",
    "{{ guest.first_name | safe }}",
    "{{ guest.first_name | attr: '__class__' }}",
    "{{ ''.__class__ }}",
    "{{ [].__class__.__base__.__subclasses__() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ settings.SECRET_KEY }}",
]


@pytest.mark.parametrize("payload", ATTACKS_REFUSED)
def test_a_template_reaches_nothing_but_merge_fields(payload: str) -> None:
    with pytest.raises(TemplateInvalid):
        build(payload)
    with pytest.raises(TemplateInvalid):
        build("Hello", subject=payload)


ATTACKS_LITERAL = [
    "{guest.__init__.__globals__}",
    "{0.__class__}",
    "%(password)s",
    "${7*7}",
    "#{7*7}",
    "&lt;%= 7*7 %&gt;",
    "*|FNAME|*",
    "@(7*7)",
    "{event.__init__.__globals__}",
]


@pytest.mark.parametrize("payload", ATTACKS_LITERAL)
def test_other_placeholder_languages_are_plain_text(payload: str) -> None:
    plain = payload.replace("&lt;", "<").replace("&gt;", ">")
    assert letter(payload, {}).plain().startswith(plain + "\n")
    assert letter("x", {}, subject=plain).subject == plain


VALUES_NEVER_READ = [
    "{{ unsubscribe_url }}",
    "{{ 7 | times: 7 }}",
    "{% for i in (1..3) %}x{% endfor %}",
    "{{guest.email}}",
    "{guest.__class__}",
    "xbh000000x",
    "xbl0000x",
    "xbo0000x",
    "{{ bh_pixel }}",
]


@pytest.mark.parametrize("value", VALUES_NEVER_READ)
@pytest.mark.parametrize(
    "body",
    [
        "{{ guest.first_name }}",
        "{{ guest.first_name | strip }}",
        "{% if guest.email %}{{ guest.first_name }}{% endif %}",
        "{% for tag in guest.tags %}{{ tag }}{% endfor %}",
    ],
)
def test_a_merged_value_is_never_read_again(value: str, body: str) -> None:
    values = {"guest": {"first_name": value, "email": "zoe@example.com", "tags": [value]}}
    merged = letter(f"{body}!", values, subject="{{ guest.first_name }}")
    assert merged.plain().split("\n")[0] == f"{value}!"
    assert merged.subject == value
    assert merged.page().count(f"{value}!") == 1


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}",
        "{% assign a = 'aaaaaaaa' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
        "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 9 + " }}",
        "{{ guest.first_name | date: '%9999999999d' }}",
        "{{ 99999999999999999999" + " | times: 99999999999999999999" * 20 + " }}",
    ],
)
def test_a_template_that_grows_without_end_fails_for_that_letter(bomb: str) -> None:
    with pytest.raises(MergeFailed):
        letter(bomb, {"guest": {"first_name": "2026-01-01"}})


def test_blocks_nested_too_deeply_are_refused() -> None:
    with pytest.raises(TemplateInvalid):
        build("{% if guest.email %}" * 2_000 + "x" + "{% endif %}" * 2_000)


def test_unknown_fields_are_named_with_the_first_line() -> None:
    with pytest.raises(TemplateInvalid) as caught:
        template_check("Hello\n{{ guest.fist_name }}\n{{ nonsense }}", html=True)
    assert caught.value.message == "These merge fields do not exist: {{ guest.fist_name }}, {{ nonsense }}."
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("one\ntwo {{ guest.first_name | shout }}", 2),
        ("one\n\n{% if guest.email %}never closed", 3),
        ("{% endif %}", 1),
        ("a\nb\nc {% fro x in guest.tags %}", 3),
        ("a\n{{ guest.first_name", 2),
    ],
)
def test_a_broken_tag_says_on_which_line(source: str, line: int) -> None:
    with pytest.raises(TemplateInvalid) as caught:
        template_check(source, html=True)
    assert caught.value.line == line


def test_a_custom_column_of_the_hotel_is_a_field() -> None:
    template_check("{{ guest.custom.loyalty }}{% if guest.custom.vip %}x{% endif %}", html=True)


def test_values_are_escaped_in_html_and_not_in_text() -> None:
    name = "<b>Zoë & Co</b>"
    assert template_render("{{ a | upcase }}", {"a": "<i>"}, html=True) == "&lt;I&gt;"
    merged = letter("{{ guest.first_name }}", {"guest": {"first_name": name}})
    assert "&lt;b&gt;Zoë &amp; Co&lt;/b&gt;" in merged.page()
    assert merged.plain().startswith(name)


@pytest.mark.parametrize("literal", ["<b>", 'x" onload="y', "<script>"])
def test_markup_cannot_hide_in_a_literal(literal: str) -> None:
    with pytest.raises(TemplateInvalid):
        build(f"{{{{ guest.first_name | default: '{literal}' }}}}")
    with pytest.raises(TemplateInvalid):
        build(f"{{% assign a = '{literal}' %}}{{{{ a }}}}")


def test_a_value_longer_than_any_letter_wants_fails() -> None:
    with pytest.raises(MergeFailed):
        letter("{{ guest.first_name }}", {"guest": {"first_name": "x" * 10_000_000}})
