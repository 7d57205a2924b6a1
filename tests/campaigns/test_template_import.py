"""A letter of another program: its look survives, what runs or loads does not, and every change is told."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.importing.letter import letter_import
from campaigns.models import Template
from delivery.services.preview import preview_make, preview_page
from tests.factories.accounts import NOW

LETTERS = Path(__file__).parent / "letters"
FOREIGN = (LETTERS / "foreign.html").read_bytes()
IMPORT = "/api/v1/orgs/alpenblick/templates/import"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def codes(letter: Any) -> set[str]:
    return {str(each["code"]) for each in letter.warnings}


def run(path: Path, out: Path) -> dict[str, Any]:
    """The command's last line."""
    said = StringIO()
    call_command("template_import", str(path), "--out", str(out), stdout=said)
    summary: dict[str, Any] = json.loads(said.getvalue().splitlines()[-1])
    return summary


@pytest.mark.parametrize(
    "look",
    [
        "XHTML 1.0 Transitional",
        "@media only screen and (max-width:480px)",
        "@media (prefers-color-scheme: dark)",
        'bgcolor="#efe9e1"',
        'width="600"',
        'valign="top"',
        'background="https://pics.example/wood.jpg"',
        '<!--[if mso]><table width="600" align="center"><tr><td width="600"><![endif]-->',
        "<!--[if mso]></td></tr></table><![endif]-->",
        "<o:PixelsPerInch>96</o:PixelsPerInch>",
        "mso-line-height-rule: exactly",
        "behavior: url(#default#VML)",
        '<v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://hotel.example/book"',
        "<w:anchorlock />",
        "<!--[if !mso]><!-->",
        "<!--<![endif]-->",
        'style="color: #7a1f2b;font-size: 18px;"',
    ],
)
def test_the_look_survives(look: str) -> None:
    assert look in letter_import(FOREIGN, now=NOW).html


@pytest.mark.parametrize(
    "gone",
    [
        "<script", "alert(", "onload", "onclick", "javascript:", "<form", "<input", "<iframe", "<link", "@import",
        "@font-face", "expression", 'http-equiv="refresh"', "fonts.example", "evil.example", "*|", "tracking of",
    ],
)  # fmt: skip
def test_what_runs_or_loads_is_gone(gone: str) -> None:
    letter = letter_import(FOREIGN, now=NOW)
    assert gone not in letter.html
    assert gone not in letter.source
    assert gone not in letter.text


def test_every_change_is_told_with_its_line() -> None:
    letter = letter_import(FOREIGN, now=NOW)
    assert codes(letter) == {
        "script_removed", "handler_removed", "unsafe_link", "form_removed", "frame_removed", "external_css",
        "web_font", "css_removed", "refresh_removed", "merge_unknown", "merge_dropped", "picture_relative",
    }  # fmt: skip
    (script,) = [each for each in letter.warnings if each["code"] == "script_removed"]
    assert script == {
        "code": "script_removed",
        "message": "A script was removed: no mail program runs one.",
        "count": 2,
        "lines": [22, 38],
    }


def test_the_text_part_has_the_words_and_addresses_for_all_who_do_not_use_outlook() -> None:
    text = letter_import(FOREIGN, now=NOW).text
    assert "Dear {{ guest.first_name }}," in text
    assert "Book a room: https://hotel.example/book" in text
    assert "The spa: https://hotel.example/spa" in text
    assert "Unsubscribe: {{ unsubscribe_url }}" in text
    assert "Three nights for two" not in text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("*|FNAME|*", "{{ guest.first_name }}"),
        ("*|LIST:COMPANY|*", "{{ hotel.name }}"),
        ("*|IF:FNAME|*Dear *|FNAME|**|ELSE:|*Hello*|END:IF|*",
         "{% if guest.first_name and guest.first_name != '' %}Dear {{ guest.first_name }}{% else %}Hello{% endif %}"),
        ("{{ contact.FIRSTNAME }}", "{{ guest.first_name }}"),
        ('{{ contact.FIRSTNAME | default : "Guest" }}', "{{ guest.first_name | default: 'Guest' }}"),
        ("{{ first_name|default:'there' }}", "{{ guest.first_name | default: 'there' }}"),
        ("{{ person.last_name|title }}", "{{ guest.last_name }}"),
        ("{% if contact.FIRSTNAME %}A{% else %}B{% endif %}",
         "{% if guest.first_name and guest.first_name != '' %}A{% else %}B{% endif %}"),
        ("{% if event.loyal %}A{% else %}B{% endif %}", "A"),
        ("{{#if vip}}A{{else}}B{{/if}}", "A"),
        ("{% for item in cart %}one{% endfor %}", "one"),
        ("{{{ firstName }}}", "{{ guest.first_name }}"),
        ("{{ .Subscriber.FirstName }}", "{{ guest.first_name }}"),
        ("%FIRSTNAME%", "{{ guest.first_name }}"),
        ("%%Last Name%%", "{{ guest.last_name }}"),
        ("[firstname,fallback=friend]", "{{ guest.first_name | default: 'friend' }}"),
        ("[[data:firstname:\"dear guest\"]]", "{{ guest.first_name | default: 'dear guest' }}"),
        ("{{var:firstname:\"dear guest\"}}", "{{ guest.first_name | default: 'dear guest' }}"),
        ("{$name}", "{{ guest.full_name }}"),
        ("{contactfield=firstname|there}", "{{ guest.first_name | default: 'there' }}"),
        ("{{ guest.first_name | upcase }}", "{{ guest.first_name | upcase }}"),
        ("{% if guest.country == 'CH' %}Ship{% endif %}", "{% if guest.country == 'CH' %}Ship{% endif %}"),
        ("*|CURRENT_YEAR|*", "2026"),
        ("*|SHOESIZE|*", ""),
        ("{{ event.total | money }}", ""),
    ],
)  # fmt: skip
def test_merge_tags_of_other_programs_become_ours(theirs: str, ours: str) -> None:
    assert f"<p>[{ours}]</p>" in letter_import(page(f"<p>[{theirs}]</p>"), now=NOW).source


@pytest.mark.parametrize(
    "theirs",
    [
        '<a href="*|UNSUB|*">x</a>', '<a href="{{ unsubscribe }}">x</a>', "<a href='{% unsubscribe_link %}'>x</a>",
        "{% unsubscribe 'x' %}", '<a href="%UNSUBSCRIBELINK%">x</a>', "<unsubscribe>x</unsubscribe>",
        '<a href="[[UNSUB_LINK_EN]]">x</a>', '<a href="{$unsubscribe}">x</a>', '<a href="{unsubscribe_url}">x</a>',
        '<a href="<%asm_group_unsubscribe_raw_url%>">x</a>', '<a href="%%unsub_center_url%%">x</a>',
    ],
)  # fmt: skip
def test_every_programs_way_out_becomes_ours(theirs: str) -> None:
    assert '<a href="{{ unsubscribe_url }}">x</a>' in letter_import(page(theirs), now=NOW).source


def test_a_letter_without_address_and_way_out_gets_both_and_says_so() -> None:
    letter = letter_import(page("<p>Hello</p>"), now=NOW)
    assert "footer_added" in codes(letter)
    assert "{{ hotel.address }}" in letter.html
    assert 'href="{{ unsubscribe_url }}"' in letter.html


def test_mjml_is_imported_too() -> None:
    source = (
        "<mjml><mj-head><mj-title>Autumn</mj-title><mj-preview>Three nights</mj-preview>"
        '<mj-font name="Lora" href="https://fonts.example/lora" /></mj-head>'
        '<mj-body><mj-include path="./header.mjml" /><mj-section><mj-column>'
        "<mj-text>Dear *|FNAME|*<script>alert(1)</script></mj-text>"
        '<mj-button href="javascript:alert(1)" onclick="x()">Book</mj-button>'
        "</mj-column></mj-section></mj-body></mjml>"
    )
    letter = letter_import(source.encode(), now=NOW)
    assert (letter.format, letter.subject, letter.preview_text) == ("mjml", "Autumn", "Three nights")
    assert codes(letter) == {
        "web_font", "include_removed", "script_removed", "unsafe_link", "handler_removed", "footer_added",
    }  # fmt: skip
    assert "Dear {{ guest.first_name }}" in letter.html
    assert "alert(" not in letter.html


def test_an_archive_gives_its_letter_and_names_its_pictures(tmp_path: Path) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("export/index.html", page('<img src="images/a.png" alt="Lake"><p>Hello</p>'))
        archive.writestr("export/images/a.png", b"\x89PNG")
        archive.writestr("export/../../evil.png", b"no")
    path = tmp_path / "export.zip"
    path.write_bytes(packed.getvalue())
    summary = run(path, tmp_path / "out")
    assert summary["warnings"] == {"picture_unhosted": 1, "footer_added": 1}
    assert (tmp_path / "out" / "pictures" / "images" / "a.png").read_bytes() == b"\x89PNG"
    assert not list(tmp_path.rglob("evil.png"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR<html>", "not written in UTF-8"),
        (b"%PDF-1.7 <html>\x00\x01", "not text"),
        (b"PK\x03\x04 cut off", "damaged"),
        (page("x" * 10_000_001), "larger than 10 MB"),
        (page("x" * 600_000), "longer than 500,000"),
        (b"<html><body>Z\xfcrich</body></html>", "not written in UTF-8"),
        (b'<html><meta charset="utf-8"><body>Z\xfcrich</body></html>', "says it is written in utf-8"),
        (b'<html><meta charset="klingon"><body>x</body></html>', "does not exist"),
        (b"<html><head><title>x</title></head></html>", "no letter"),
        (page("  <style>p{}</style> &nbsp; "), "body is empty"),
        (b"just words", "no HTML"),
        (b"<mjml><mj-head></mj-head></mjml>", "no <mj-body>"),
        (b"<mjml><mj-body><mj-section></mj-body></mjml>", "not closed"),
        (page("<p>Hi</p><iframe>"), "never closed"),
    ],
)
def test_a_file_that_holds_no_letter_is_refused_and_nothing_is_written(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "letter.html"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        run(path, tmp_path / "out")
    assert said in str(refused.value)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["letter.html"]


def test_latin_and_wide_encodings_are_read_by_what_they_say() -> None:
    latin = '<html><head><meta charset="iso-8859-1"></head><body>Zürich</body></html>'.encode("latin-1")
    wide = page("Zürich").decode().encode("utf-16")
    assert all("Zürich" in letter_import(data, now=NOW).text for data in (latin, wide))


def test_the_command_writes_all_four_files_and_ends_with_one_json_object(tmp_path: Path) -> None:
    summary = run(LETTERS / "foreign.html", tmp_path / "out")
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == summary["files"]
    assert summary["files"] == ["letter.html", "letter.txt", "stored.json", "warnings.json"]
    assert (summary["format"], summary["subject"]) == ("html", "Autumn at the lake")
    assert summary["fields"] == ["guest.first_name", "hotel.address", "unsubscribe_url"]
    stored = json.loads((tmp_path / "out" / "stored.json").read_text())
    assert stored["source"] == letter_import(FOREIGN, now=NOW).source


@pytest.mark.django_db
def test_an_imported_page_is_a_template_that_is_sent_by_the_same_road(
    client_of_a: Any, group_a: Organization, hotel_a: Hotel
) -> None:
    answer = client_of_a.post(f"{IMPORT}?name=Autumn", FOREIGN, content_type="application/octet-stream")
    assert answer.status_code == 201
    made = answer.json()
    assert (made["template"]["name"], made["template"]["format"]) == ("Autumn", "html")
    assert "script_removed" in {each["code"] for each in made["warnings"]}
    with tenant_scope(group_a.pk):
        template = Template.objects.get(pk=made["template"]["id"])
        preview = preview_make(subject="x", preview_text="", mjml=template.mjml, hotel=hotel_a)
    shown = preview_page(preview.path.rpartition("/")[2]) or ""
    assert "Dear Anna," in shown
    assert 'bgcolor="#efe9e1"' in shown
    assert "<script" not in shown


@pytest.mark.django_db
def test_a_page_with_a_script_is_cleaned_however_it_comes_in(client_of_a: Any, hotel_a: Hotel) -> None:
    facts = {"name": "By hand", "mjml": page("<p>Hello<script>alert(1)</script></p>").decode()}
    made = client_of_a.post("/api/v1/orgs/alpenblick/templates", facts, format="json").json()
    assert made["format"] == "html"
    with tenant_scope(hotel_a.organization_id):
        preview = preview_make(subject="x", preview_text="", mjml=made["mjml"], hotel=hotel_a)
    assert "alert(1)" not in (preview_page(preview.path.rpartition("/")[2]) or "")


@pytest.mark.django_db
def test_a_file_that_holds_no_letter_is_refused_at_the_api(client_of_a: Any, group_a: Organization) -> None:
    answer = client_of_a.post(IMPORT, b"\x00\x01\x02", content_type="application/octet-stream")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["file"])
    with tenant_scope(group_a.pk):
        assert Template.objects.count() == 0


@pytest.mark.django_db
def test_an_analyst_may_not_import(client: Any, analyst_a: Any) -> None:
    client.force_login(analyst_a)
    answer = client.post(IMPORT, FOREIGN, content_type="application/octet-stream")
    assert answer.status_code == 403
