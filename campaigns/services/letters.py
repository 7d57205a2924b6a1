"""Letters of blocks: written as MJML in a hotel's brand, shown and looked through while they are edited."""

from dataclasses import dataclass, replace
from typing import Any

from accounts.errors import InvalidInput
from accounts.models import Hotel
from campaigns.blocks.document import Document
from campaigns.blocks.reading import DocumentInvalid, document_read
from campaigns.blocks.render import document_mjml
from campaigns.checking.page import Problem, page_problems
from campaigns.gallery.shelf import GalleryLetter, gallery
from campaigns.selectors.brand import brand_of, first_hotel
from delivery.services.preview import preview_make, preview_page
from delivery.types import Preview


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as an invented guest would read it, and what there is to mend in it."""

    subject: str
    preview_text: str
    text: str
    path: str
    size: int
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class GalleryView:
    letter: GalleryLetter
    path: str


def letter_write(*, document: Any, hotel: Hotel | None) -> tuple[dict[str, Any], str]:
    """A document checked, and its MJML in the hotel's brand. Raises InvalidInput naming the field."""
    read = _read(document)
    return read.to_json(), document_mjml(read, brand_of(hotel))


def _read(document: Any) -> Document:
    try:
        return document_read(document)
    except DocumentInvalid as wrong:
        raise InvalidInput(wrong.reason, fields={wrong.path: [wrong.reason]}) from wrong


def letter_view(
    *,
    document: Any,
    mjml: str,
    subject: str,
    preview_text: str,
    hotel: Hotel | None,
    brand: dict[str, Any] | None = None,
) -> LetterView:
    """Show a letter that need not be saved; of `document` and `mjml` the first that is given.

    `brand` holds the fields of the hotel's brand that are tried on, not kept.

    Raises InvalidInput for a broken document or where there is no hotel, ContentInvalid.
    """
    if hotel is None:
        raise InvalidInput("A letter is shown in a hotel's name, and there is no hotel yet.")
    if document is not None:
        mjml = document_mjml(_read(document), replace(brand_of(hotel), **(brand or {})))
    made = preview_make(
        subject=subject or "(no subject yet)", preview_text=preview_text, mjml=mjml, hotel=hotel
    )
    page = _page(made)
    return LetterView(
        subject=made.subject, preview_text=made.preview_text, text=made.text, path=made.path,
        size=len(page.encode()), problems=page_problems(page),
    )  # fmt: skip


def gallery_view() -> list[GalleryView]:
    """The gallery in the brand of the first hotel; without one, each letter without its picture."""
    hotel = first_hotel()
    return [GalleryView(letter, _shown(letter, hotel) if hotel else "") for letter in gallery()]


def _shown(letter: GalleryLetter, hotel: Hotel) -> str:
    mjml = document_mjml(letter.document, brand_of(hotel))
    return preview_make(subject=letter.subject, preview_text=letter.preview_text, mjml=mjml, hotel=hotel).path


def _page(made: Preview) -> str:
    return preview_page(made.path.rpartition("/")[2]) or ""
