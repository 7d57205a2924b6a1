"""A brand's colours, each made readable on the ground on which it stands."""

from dataclasses import dataclass
from typing import Self

from campaigns.blocks.brand import FONTS, Brand
from campaigns.blocks.colour import readable_on


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of words and grounds; each word's colour has a contrast of at least 4.5 : 1 on its ground."""

    primary: str
    on_primary: str
    paper: str
    text: str
    heading: str
    accent: str
    quiet: str
    on_ground: str
    rule: str
    heading_font: str

    @classmethod
    def of(cls, brand: Brand) -> Self:
        return cls(
            primary=brand.primary,
            on_primary=readable_on(brand.primary, "#ffffff", brand.ink),
            paper=brand.paper,
            text=readable_on(brand.paper, brand.ink),
            heading=readable_on(brand.paper, brand.primary, brand.ink),
            accent=readable_on(brand.paper, "#8a6116", brand.primary),
            quiet=readable_on(brand.paper, "#6b675e", brand.ink),
            on_ground=readable_on(brand.ground, "#5f5b52", brand.ink),
            rule="#e4ded0",
            heading_font=FONTS[brand.heading_font],
        )
