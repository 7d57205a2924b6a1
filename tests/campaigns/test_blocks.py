"""Letters of blocks: kept as they were written, refused where they are broken, dressed in their hotel's brand."""

from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.blocks.brand import Brand
from campaigns.blocks.document import BLOCKS, Document, FooterBlock, TextBlock
from campaigns.blocks.reading import DocumentInvalid, document_read, document_schema
from campaigns.blocks.render import document_mjml
from campaigns.checking.page import page_problems
from campaigns.models import Campaign
from delivery.content.compiled import content_build
from delivery.content.segments import segments_source
from tests.factories.accounts import HotelFactory

ORG = "/api/v1/orgs/alpenblick"
FOOTER = {"id": "end", "type": "footer"}


def document(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "blocks": [{"id": f"b{at}", **block} for at, block in enumerate(blocks)] + [FOOTER]}


def page(*blocks: dict[str, Any]) -> str:
    mjml = document_mjml(document_read(document(*blocks)), Brand())
    compiled = content_build(subject="x", preview_text="", mjml=mjml)
    return segments_source(compiled.html, compiled.links)


def test_a_document_is_written_back_as_it_was_read() -> None:
    read = document_read(document({"type": "text", "text": "Hello"}))
    assert read == Document(blocks=[TextBlock(id="b0", text="Hello"), FooterBlock(id="end")])
    assert document_read(read.to_json()) == read


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (None, "document"),
        ({"blocks": {}}, "document"),
        ({"version": 2, "blocks": [FOOTER]}, "document.version"),
        ({"blocks": []}, "document.blocks"),
        (document({"type": "footer"}), "document.blocks"),
        ({"blocks": [FOOTER, {"id": "x", "type": "text"}]}, "document.blocks"),
        ({"blocks": [{"id": "end", "type": "text"}, FOOTER]}, "document.blocks"),
        ({"blocks": [{"id": "x", "type": "text"}] * 61}, "document.blocks"),
        (document({"type": "marquee"}), "document.blocks.0.type"),
        (document({"type": "text", "colour": "red"}), "document.blocks.0.colour"),
        (document({"type": "text", "text": 7}), "document.blocks.0.text"),
        (document({"type": "text", "text": "x" * 5_001}), "document.blocks.0.text"),
        (document({"type": "text", "heading": "a\nb"}), "document.blocks.0.heading"),
        (document({"type": "text", "align": "right"}), "document.blocks.0.align"),
        (document({"type": "button", "url": "javascript:alert(1)"}), "document.blocks.0.url"),
        (document({"type": "button", "url": "seehof.example"}), "document.blocks.0.url"),
        (document({"type": "hotel", "show_phone": "yes"}), "document.blocks.0.show_phone"),
        (document({"type": "columns", "columns": [{}]}), "document.blocks.0.columns"),
        (document({"type": "columns", "columns": [{}, {"text": 1}]}), "document.blocks.0.columns.1.text"),
        (document({"type": "text", "id": "<b>"}), "document.blocks.0.id"),
    ],
)
def test_a_broken_document_is_refused_by_the_place_of_its_fault(data: object, path: str) -> None:
    with pytest.raises(DocumentInvalid) as refused:
        document_read(data)
    assert refused.value.path == path


def test_the_schema_describes_each_block_by_its_own_class() -> None:
    blocks = document_schema()["properties"]["blocks"]["items"]["oneOf"]
    assert [each["properties"]["type"]["enum"] for each in blocks] == [[name] for name in BLOCKS]


def test_an_authors_own_html_is_shown_as_text_and_the_few_marks_are_not() -> None:
    shown = page(
        {
            "type": "text",
            "text": "<script>alert(1)</script> **bold** *soft* [us](https://a.example/x)\n\n- one\n- two",
        }
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<strong>bold</strong> <em>soft</em>" in shown
    assert 'href="https://a.example/x"' in shown
    assert shown.count("<li") == 2


def test_the_footer_has_address_and_way_out_whatever_it_says() -> None:
    shown = page()
    assert "{{ hotel.address }}" in shown
    assert 'href="{{ unsubscribe_url }}"' in shown


def test_links_to_the_hotels_own_page_can_be_counted() -> None:
    button = {"type": "button", "label": "Look", "url": "{{ hotel.website }}"}
    mjml = document_mjml(document_read(document(button)), Brand(website="https://seehof.example/"))
    assert content_build(subject="x", preview_text="", mjml=mjml).links == ["https://seehof.example/"]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<a href="">Book</a>', "link"),
        ('<a href="#">Book</a>', "link"),
        ('<a href="rooms.html">Book</a>', "link"),
        ('<a href="https://www.example.com/book">Book</a>', "link"),
        ('<img src="lake.jpg" alt="Lake">', "link"),
        ('<img src="https://a.test/lake.jpg">', "alt"),
        ('<a href="https://a.test/"><img src="https://a.test/lake.jpg" alt=""></a>', "alt"),
        ('<p style="color:#aaaaaa">Hardly there</p>', "contrast"),
        ('<td bgcolor="#1f5f4a"><p>Black on green</p></td>', "contrast"),
        (f"<p>{'x' * 105_000}</p>", "size"),
    ],
)
def test_what_there_is_to_mend_is_named(html: str, code: str) -> None:
    assert [problem.code for problem in page_problems(f"<html><body>{html}</body></html>")] == [code]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="{{ unsubscribe_url }}">Leave</a>',
        '<p style="color:#767676">Just dark enough</p>',
        '<h1 style="color:#949494;font-size:32px">Large words</h1>',
        '<div style="display:none;color:#ffffff">Preview</div>',
        '<td background="https://a.test/x.jpg" style="color:#ffffff">On a picture</td>',
        '<img src="https://a.test/line.gif" alt="">',
    ],
)
def test_what_is_well_is_not_named(html: str) -> None:
    assert page_problems(f"<html><body>{html}</body></html>") == []


@pytest.mark.django_db
def test_a_template_of_blocks_is_kept_and_shown_again(client_of_a: Any, hotel_a: Hotel) -> None:
    facts = {"name": "Spring", "subject": "Spring", "document": document({"type": "text", "heading": "Lake"})}
    made = client_of_a.post(f"{ORG}/templates", facts, format="json").json()
    assert made["format"] == "blocks"
    kept = client_of_a.get(f"{ORG}/templates/{made['id']}").json()["document"]
    assert [block["type"] for block in kept["blocks"]] == ["text", "footer"]
    by_hand = client_of_a.patch(f"{ORG}/templates/{made['id']}", {"mjml": made["mjml"]}, format="json").json()
    assert (by_hand["format"], by_hand["document"]) == ("mjml", None)


@pytest.mark.django_db
def test_a_broken_document_is_refused_at_its_field(client_of_a: Any, hotel_a: Hotel) -> None:
    facts = {"name": "Spring", "document": document({"type": "button", "url": "javascript:alert(1)"})}
    answer = client_of_a.post(f"{ORG}/templates", facts, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["document.blocks.0.url"])


@pytest.mark.django_db
def test_a_campaign_wears_its_own_hotels_brand(
    client_of_a: Any, hotel_a: Hotel, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        other = HotelFactory(slug="bergfried")
    answer = client_of_a.patch(f"{ORG}/hotels/{other.pk}/brand", {"primary": "#7a1f2b"}, format="json")
    assert answer.json()["primary"] == "#7a1f2b"
    start = client_of_a.post(f"{ORG}/templates/start", {"gallery": "welcome"}, format="json").json()
    facts = {"name": "Hello", "hotel_id": hotel_a.pk, "template_id": start["id"]}
    campaign = client_of_a.post(f"{ORG}/campaigns", facts, format="json").json()
    assert "#7a1f2b" not in campaign["mjml"]
    moved = client_of_a.patch(
        f"{ORG}/campaigns/{campaign['id']}", {"hotel_id": other.pk}, format="json"
    ).json()
    assert "#7a1f2b" in moved["mjml"]
    client_of_a.patch(f"{ORG}/campaigns/{campaign['id']}", {"mjml": campaign["mjml"]}, format="json")
    with tenant_scope(group_a.pk):
        assert Campaign.objects.get(pk=campaign["id"]).document is None


@pytest.mark.django_db
def test_a_brand_that_cannot_be_read_is_made_readable_and_what_is_no_colour_refused(
    client_of_a: Any, hotel_a: Hotel
) -> None:
    brand = f"{ORG}/hotels/{hotel_a.pk}/brand"
    assert client_of_a.patch(brand, {"primary": "red;}"}, format="json").status_code == 400
    client_of_a.patch(brand, {"primary": "#ffee88", "paper": "#ffffff", "ink": "#eeeeee"}, format="json")
    draft = {"document": document({"type": "hero", "heading": "Lake"}, {"type": "text", "text": "Words"})}
    assert client_of_a.post(f"{ORG}/letters/preview", draft, format="json").json()["problems"] == []


@pytest.mark.django_db
def test_a_letter_is_shown_and_looked_through_before_it_is_saved(client_of_a: Any, hotel_a: Hotel) -> None:
    block = {"type": "image", "image_url": "https://a.test/lake.jpg", "link_url": "https://example.com/"}
    view = client_of_a.post(f"{ORG}/letters/preview", {"document": document(block)}, format="json").json()
    assert [problem["code"] for problem in view["problems"]] == ["link", "alt"]
    assert "https://a.test/lake.jpg" in client_of_a.get(view["url"]).content.decode()


@pytest.mark.django_db
def test_another_groups_hotel_has_no_brand_here(client_of_a: Any, hotel_b: Hotel) -> None:
    brand = f"{ORG}/hotels/{hotel_b.pk}/brand"
    assert client_of_a.get(brand).status_code == 404
    assert client_of_a.patch(brand, {"primary": "#000000"}, format="json").status_code == 404
    draft = {"document": document(), "hotel_id": hotel_b.pk}
    assert client_of_a.post(f"{ORG}/letters/preview", draft, format="json").status_code == 404
