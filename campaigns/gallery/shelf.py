"""The gallery: letters of our own, read once and checked by the document's own rules."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from campaigns.blocks.document import Document
from campaigns.blocks.reading import document_read

_LETTERS = Path(__file__).parent / "letters"


@dataclass(frozen=True, slots=True)
class GalleryLetter:
    """`kind`: stay, offer, newsletter or service, by which the page groups them."""

    key: str
    name: str
    summary: str
    kind: str
    subject: str
    preview_text: str
    document: Document


@cache
def gallery() -> tuple[GalleryLetter, ...]:
    """All letters, in the order of the shelf."""
    return tuple(_read(path) for path in sorted(_LETTERS.glob("*.json")))


def gallery_letter(key: str) -> GalleryLetter | None:
    return next((letter for letter in gallery() if letter.key == key), None)


def _read(path: Path) -> GalleryLetter:
    data = orjson.loads(path.read_bytes())
    return GalleryLetter(**{**data, "document": document_read(data["document"])})
