"""Contrast as WCAG 2.2 counts it (1.4.3), for colours written #rrggbb."""

import re

ENOUGH = 4.5
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_LINEAR_BELOW = 0.04045


def is_colour(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(ground: str, *wanted: str) -> str:
    """The first of the wanted colours that can be read on a ground; else black or white, whichever can."""
    for colour in wanted:
        if contrast(colour, ground) >= ENOUGH:
            return colour
    return max("#ffffff", "#111111", key=lambda colour: contrast(colour, ground))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:  # noqa: PLR2004 - the short form
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
