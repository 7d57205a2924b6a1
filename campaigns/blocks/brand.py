"""How a hotel looks in its letters."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Font: TypeAlias = Literal["serif", "garamond", "palatino", "sans", "verdana"]
# Fonts that a reader's device has: a letter loads none.
FONTS: dict[Font, str] = {
    "serif": "Georgia, 'Times New Roman', serif",
    "garamond": "Garamond, Baskerville, Georgia, serif",
    "palatino": "'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif",
    "sans": "'Helvetica Neue', Helvetica, Arial, sans-serif",
    "verdana": "Verdana, Geneva, sans-serif",
}


@dataclass(frozen=True)
class Brand:
    """Colours are written #rrggbb. Without a logo the hotel's name stands at the top."""

    logo_url: str = ""
    logo_width: int = 160
    primary: str = "#1f5f4a"
    ground: str = "#f4f1ea"
    paper: str = "#fffdf8"
    ink: str = "#2b2a27"
    heading_font: Font = "serif"
    body_font: Font = "serif"
    footer_text: str = ""
    website: str = ""
