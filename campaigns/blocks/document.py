"""A letter as a list of blocks. These classes are its one schema: what is read, documented and typed comes from them."""

from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """What a text may hold: `limit` characters; `lines` more than one line; `address` a web address."""

    limit: int
    lines: bool = False
    address: bool = False


Line: TypeAlias = Annotated[str, Text(200)]
Words: TypeAlias = Annotated[str, Text(5_000, lines=True)]
Address: TypeAlias = Annotated[str, Text(2_000, address=True)]
Identity: TypeAlias = Annotated[str, Text(40)]
Align: TypeAlias = Literal["left", "center"]
Network: TypeAlias = Literal[
    "facebook", "instagram", "linkedin", "pinterest", "tiktok", "tripadvisor", "x", "youtube"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroBlock:
    """The first thing seen: a picture or a band of colour, a heading, one thing to do."""

    id: Identity
    type: Literal["hero"] = "hero"
    eyebrow: Line = ""
    heading: Line = ""
    text: Words = ""
    image_url: Address = ""
    image_alt: Line = ""
    button_label: Line = ""
    button_url: Address = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Paragraphs; **bold**, *italic*, [links](https://…) and lines that begin with a dash."""

    id: Identity
    type: Literal["text"] = "text"
    heading: Line = ""
    text: Words = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageBlock:
    id: Identity
    type: Literal["image"] = "image"
    image_url: Address = ""
    image_alt: Line = ""
    link_url: Address = ""
    caption: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonBlock:
    id: Identity
    type: Literal["button"] = "button"
    label: Line = ""
    url: Address = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    heading: Line = ""
    text: Words = ""
    image_url: Address = ""
    image_alt: Line = ""
    link_label: Line = ""
    link_url: Address = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsBlock:
    """Two or three things side by side, one below the other on a phone."""

    id: Identity
    type: Literal["columns"] = "columns"
    columns: list[Column] = field(default_factory=lambda: [Column(), Column()])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferBlock:
    """What is offered, for how much, until when, and by which code."""

    id: Identity
    type: Literal["offer"] = "offer"
    eyebrow: Line = ""
    heading: Line = ""
    text: Words = ""
    price: Line = ""
    price_note: Line = ""
    code: Line = ""
    code_label: Line = "Your code"
    image_url: Address = ""
    image_alt: Line = ""
    button_label: Line = ""
    button_url: Address = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StayBlock:
    """The guest's stay; not shown to a guest without one. A row without a label is left out."""

    id: Identity
    type: Literal["stay"] = "stay"
    heading: Line = "Your stay"
    arrival_label: Line = "Arrival"
    departure_label: Line = "Departure"
    room_label: Line = "Room"
    code_label: Line = "Confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class HotelBlock:
    """Where the hotel is and how to reach it, from its own data."""

    id: Identity
    type: Literal["hotel"] = "hotel"
    text: Words = ""
    image_url: Address = ""
    image_alt: Line = ""
    show_phone: bool = True
    show_website: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBlock:
    """Asks everybody alike for a review: whoever was unhappy is not led elsewhere."""

    id: Identity
    type: Literal["review"] = "review"
    heading: Line = ""
    text: Words = ""
    button_label: Line = ""
    button_url: Address = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialLink:
    network: Network = "instagram"
    url: Address = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialBlock:
    id: Identity
    type: Literal["social"] = "social"
    links: list[SocialLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterBlock:
    """Address and the way out; each letter ends with exactly one."""

    id: Identity
    type: Literal["footer"] = "footer"
    text: Words = ""
    unsubscribe_label: Line = "Unsubscribe"
    preferences_label: Line = "Choose what you get"


Block: TypeAlias = (
    HeroBlock | TextBlock | ImageBlock | ButtonBlock | ColumnsBlock | OfferBlock | StayBlock | HotelBlock
    | ReviewBlock | SocialBlock | FooterBlock
)  # fmt: skip
BLOCKS: dict[str, type[Block]] = {
    "hero": HeroBlock,
    "text": TextBlock,
    "image": ImageBlock,
    "button": ButtonBlock,
    "columns": ColumnsBlock,
    "offer": OfferBlock,
    "stay": StayBlock,
    "hotel": HotelBlock,
    "review": ReviewBlock,
    "social": SocialBlock,
    "footer": FooterBlock,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A letter. Its last block is its only footer."""

    blocks: list[Block]
    version: Literal[1] = 1

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
