"""Every letter of the gallery: it compiles, fits, and can be read, answered and left by everybody."""

import re
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from campaigns.blocks.brand import Brand
from campaigns.blocks.render import document_mjml
from campaigns.checking.page import page_problems
from campaigns.gallery.shelf import GalleryLetter, gallery
from campaigns.models import Template
from delivery.content.compiled import content_build
from delivery.services.preview import letter_merge

GALLERY = "/api/v1/orgs/alpenblick/template-gallery"
TEMPLATES = "/api/v1/orgs/alpenblick/templates"
CLIP = 102 * 1024
BRANDS = {
    "house": Brand(website="https://seehof.example"),
    "pale": Brand(
        primary="#ffd9a0", ground="#ffffff", paper="#ffffff", ink="#777777", website="https://a.example"
    ),
    "night": Brand(
        primary="#101010", ground="#000000", paper="#202020", ink="#222222", website="https://a.example"
    ),
}
EACH = pytest.mark.parametrize("letter", gallery(), ids=lambda each: each.key)
STAY = {
    "guest": {"first_name": "Anna"},
    "stay": {
        "arrival": "2026-07-03",
        "departure": "2026-07-10",
        "room_name": "Lake view",
        "reservation_code": "R17",
    },
}


def merged(
    letter: GalleryLetter, hotel: Hotel, values: dict[str, Any], brand: Brand = BRANDS["house"]
) -> Any:
    compiled = content_build(
        subject=letter.subject, preview_text=letter.preview_text, mjml=document_mjml(letter.document, brand)
    )
    return letter_merge(compiled, preview_text=letter.preview_text, hotel=hotel, values=values)[0]


def test_the_gallery_holds_what_hotels_send() -> None:
    assert [letter.key for letter in gallery()] == [
        "welcome", "pre-arrival", "upsell", "post-stay-review", "win-back", "birthday", "seasonal-offer",
        "newsletter", "last-minute", "event", "loyalty", "apology",
    ]  # fmt: skip


@pytest.mark.django_db
@EACH
@pytest.mark.parametrize("brand", BRANDS.values(), ids=BRANDS)
def test_a_letter_is_small_complete_and_readable_in_any_brand(
    group_a: Organization, hotel_a: Hotel, letter: GalleryLetter, brand: Brand
) -> None:
    with tenant_scope(group_a.pk):
        made = merged(letter, hotel_a, STAY, brand)
    page, text = made.page(), made.plain()
    assert len(page.encode()) < CLIP
    assert page_problems(page) == []
    for part in (page, text):
        assert hotel_a.street in part
        assert "/u/test" in part
    assert "Anna" in made.subject + text
    assert not re.search(r"[{}]{2}|{%|\*\*", page + text)


@pytest.mark.django_db
@EACH
def test_a_letter_reads_well_for_a_guest_of_whom_nothing_is_known(
    group_a: Organization, hotel_a: Hotel, letter: GalleryLetter
) -> None:
    with tenant_scope(group_a.pk):
        made = merged(letter, hotel_a, {"guest": {}})
    assert made.subject.strip()
    assert not re.search(r"Dear\s*,|\s,\s", made.plain())
    assert "Arrival" not in made.page()


@pytest.mark.django_db
def test_the_gallery_shows_each_letter_in_a_frame_of_its_own(client_of_a: Any, hotel_a: Hotel) -> None:
    rows = client_of_a.get(GALLERY).json()["results"]
    assert [row["key"] for row in rows] == [letter.key for letter in gallery()]
    shown = client_of_a.get(rows[0]["url"])
    assert hotel_a.name in shown.content.decode()
    assert shown["Content-Security-Policy"].endswith("sandbox")


@pytest.mark.django_db
def test_a_template_starts_from_the_gallery_under_a_free_name(
    client_of_a: Any, hotel_a: Hotel, group_a: Organization
) -> None:
    names = [
        client_of_a.post(f"{TEMPLATES}/start", {"gallery": "birthday"}, format="json").json()["name"]
        for _time in range(3)
    ]
    assert names == ["Birthday", "Birthday 2", "Birthday 3"]
    with tenant_scope(group_a.pk):
        assert {template.format for template in Template.objects.all()} == {"blocks"}


@pytest.mark.django_db
def test_a_letter_that_the_gallery_does_not_have_is_refused(client_of_a: Any, hotel_a: Hotel) -> None:
    answer = client_of_a.post(f"{TEMPLATES}/start", {"gallery": "../secret"}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["gallery"])
