"""The pieces that blocks share. Each is MJML, or "" where there is nothing to show."""

from collections.abc import Sequence

from campaigns.blocks.document import Align
from campaigns.blocks.ink import Ink
from campaigns.blocks.words import line_html, words_html


def section(
    inner: Sequence[str], ground: str, *, sheet: bool = True, padding: str = "0", rule: str = ""
) -> str:
    """One column. `sheet`: it darkens in dark mode; `rule`: the colour of a hairline above it."""
    if not any(inner):
        return ""
    sheet_class = ' css-class="sheet"' if sheet else ""
    line = f'<mj-divider border-width="1px" border-color="{rule}" padding="0 32px 18px" />' if rule else ""
    return (
        f'<mj-section{sheet_class} background-color="{ground}" padding="{padding}"><mj-column>{line}'
        f"{''.join(inner)}</mj-column></mj-section>"
    )


def heading(
    text: str, ink: Ink, *, size: int, colour: str = "", align: Align = "left", padding: str = "6px 32px"
) -> str:
    if not text.strip():
        return ""
    level = "h1" if size >= 30 else "h2"  # noqa: PLR2004 - a letter has one large heading
    style = f"margin:0;font-size:{size}px;line-height:{round(size * 1.28)}px;font-weight:normal"
    shown_class = "" if colour == ink.on_primary else ' css-class="words"'
    return (
        f'<mj-text{shown_class} align="{align}" padding="{padding}" color="{colour or ink.heading}" '
        f'font-family="{ink.heading_font}"><{level} style="{style}">{line_html(text)}</{level}></mj-text>'
    )


def words(
    text: str, ink: Ink, *, colour: str = "", link: str = "", align: Align = "left", size: int = 17,
    padding: str = "6px 32px",
) -> str:  # fmt: skip
    if not text.strip():
        return ""
    shown_class = "" if colour == ink.on_primary else ' css-class="words"'
    return (
        f'<mj-text{shown_class} align="{align}" font-size="{size}px" line-height="{round(size * 1.6)}px" '
        f'color="{colour or ink.text}" padding="{padding}">{words_html(text, link_colour=link or ink.heading)}</mj-text>'
    )


def small(
    text: str, *, colour: str, spaced: bool = False, align: Align = "left", sheet: bool = True,
    padding: str = "4px 32px",
) -> str:  # fmt: skip
    """`sheet`: it stands on paper, not on the brand's own colour."""
    if not text.strip():
        return ""
    shown_class = ' css-class="words"' if sheet else ""
    spacing = ' letter-spacing="2px"' if spaced else ""
    return (
        f'<mj-text{shown_class} font-size="13px" line-height="20px" align="{align}" color="{colour}" '
        f'padding="{padding}"{spacing}>{line_html(text)}</mj-text>'
    )


def picture(url: str, alt: str, *, link: str = "", full: bool = False, padding: str = "") -> str:
    if not url:
        return ""
    led = f' href="{line_html(link)}"' if link else ""
    return (
        f'<mj-image src="{line_html(url)}" alt="{line_html(alt)}"{led} '
        f'padding="{"0" if full else padding or "8px 32px"}" fluid-on-mobile="true" />'
    )


def button(label: str, url: str, ink: Ink, *, inverse: bool = False, align: Align = "left") -> str:
    """`inverse`: it stands on the brand's own colour."""
    if not label.strip() or not url.strip():
        return ""
    ground, colour = (ink.on_primary, ink.primary) if inverse else (ink.primary, ink.on_primary)
    return (
        f'<mj-button href="{line_html(url)}" align="{align}" background-color="{ground}" color="{colour}" '
        'border-radius="2px" font-size="16px" inner-padding="14px 30px" padding="14px 32px">'
        f"{line_html(label)}</mj-button>"
    )
