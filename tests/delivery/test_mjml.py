"""MJML in, one page out; mistakes name their line."""
# ruff: noqa: E501

import pytest

from delivery.content.compiled import content_build
from delivery.content.errors import TemplateInvalid
from delivery.content.mjml import mjml_to_html
from tests.delivery.letters import build, letter

MISTAKES = [
    ("<mjml><mj-body>\n<mj-section>\n<mj-colum>x</mj-colum></mj-section></mj-body></mjml>", 3, "<mj-colum> is not known"),
    ("<mjml><mj-body>\n<mj-section>\n</mj-body></mjml>", 2, "<mj-section> is not closed before </mj-body>"),
    ("<mjml><mj-body>\n\n<mj-section><mj-column><mj-text>x</mj-column></mj-section></mj-body></mjml>", 3, "<mj-text> is not closed"),
    ("<mjml><mj-body></mj-body></mjml>\n</mj-body>", 2, "</mj-body> closes nothing"),
    ("<mjml>\n<mj-body>\n", 2, "<mj-body> is not closed"),
    ("", 1, "The template is empty"),
    ("Dear guest", 1, "Text stands outside <mjml>"),
    ("<mj-text>x</mj-text>", 1, "must start with <mjml>"),
    ("<mjml><mj-body>\nHello</mj-body></mjml>", 2, "Text stands directly inside <mj-body>"),
    ("<mjml><mj-body><mj-section\nwidth=3></mj-section></mj-body></mjml>", 1, "attributes of <mj-section>"),
    ("<mjml><mj-body>\n<mj-include path='/etc/passwd' /></mj-body></mjml>", 2, "cannot include a file"),
    ("<mjml><mj-body>\n<div>x</div></mj-body></mjml>", 2, "<div> is not known here"),
    ("<mjml><mj-head><mj-style>a{}</mj-style>\n<mj-title><b>x</b></mj-title></mj-head><mj-body /></mjml>", 2, "text only"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_line(source: str, line: int, words: str) -> None:
    with pytest.raises(TemplateInvalid) as caught:
        mjml_to_html(source)
    assert words in caught.value.message
    assert caught.value.line == line


def test_a_broken_merge_tag_in_a_letter_names_its_line() -> None:
    with pytest.raises(TemplateInvalid) as caught:
        build("Dear\n{{ guest.first_name | }}")
    assert caught.value.line == 2


def test_an_xml_entity_bomb_is_refused() -> None:
    with pytest.raises(TemplateInvalid):
        mjml_to_html('<!DOCTYPE x [<!ENTITY a "aaaa">]><mjml><mj-body></mj-body></mjml>')


def test_no_font_or_style_is_loaded_from_elsewhere() -> None:
    page = letter("x", {}).page()
    assert "fonts.googleapis" not in page
    assert "@import" not in page
    assert "<link" not in page


def test_media_queries_stay_and_author_styles_are_inlined() -> None:
    head = "<mj-style>.lead{color:#1f5f4a} @media (max-width:480px){.lead{font-size:20px}}</mj-style>"
    content = build('<p class="lead">x</p>', head=head)
    page = "".join(str(segment[1]) for segment in content.html if segment[0] == "t")
    assert "@media (max-width:480px){.lead{font-size:20px}}" in page.replace(" {", "{")
    assert 'class="lead" style="color: #1f5f4a;' in page


def test_a_condition_may_stand_around_a_whole_section() -> None:
    source = (
        "<mjml><mj-body>{% if stay.nights > 2 %}<mj-section><mj-column><mj-text>Long stay</mj-text></mj-column>"
        "</mj-section>{% endif %}<mj-section><mj-column><mj-table>{% for tag in guest.tags %}<tr><td>{{ tag }}</td>"
        "</tr>{% endfor %}</mj-table></mj-column></mj-section></mj-body></mjml>"
    )
    content = content_build(subject="x", preview_text="", mjml=source)
    from tests.delivery.letters import bind

    bound = bind(content)
    long_stay = bound.letter({"stay": {"nights": 5}, "guest": {"tags": ["spa", "golf"]}}, "T")
    assert "Long stay" in long_stay.plain()
    assert "<tr><td>spa</td></tr><tr><td>golf</td></tr>" in long_stay.page()
    assert "Long stay" not in bound.letter({"stay": {"nights": 1}}, "T").page()


def test_a_quote_within_a_tag_does_not_end_an_attribute() -> None:
    merged = letter(
        """<a title="{{ guest.first_name | default: "you" }}" href="https://x.example/">x</a>""", {}
    )
    assert 'title="you"' in merged.page()
