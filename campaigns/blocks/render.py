"""A document and a brand written as MJML, in one quiet form: a letter on paper, not a poster."""

from functools import singledispatch

from campaigns.blocks.brand import FONTS, Brand
from campaigns.blocks.document import (
    Block,
    ButtonBlock,
    ColumnsBlock,
    Document,
    HeroBlock,
    HotelBlock,
    ImageBlock,
    OfferBlock,
    ReviewBlock,
    SocialBlock,
    StayBlock,
    TextBlock,
)
from campaigns.blocks.ink import Ink
from campaigns.blocks.parts import button, heading, picture, section, small, words
from campaigns.blocks.words import line_html, words_html

NETWORKS = {
    "facebook": "Facebook", "instagram": "Instagram", "linkedin": "LinkedIn", "pinterest": "Pinterest",
    "tiktok": "TikTok", "tripadvisor": "Tripadvisor", "x": "X", "youtube": "YouTube",
}  # fmt: skip
_WEBSITE = 'href="{{ hotel.website }}"'
# Dark mode darkens the sheet and lightens the words; what stands on the brand's colour keeps both.
_DARK = """@media (prefers-color-scheme: dark) {
  body, .ground, .outer, .outer table { background: #14171a !important; }
  .outer div, .outer p, .outer a { color: #b9b2a3 !important; }
  .sheet, .sheet table { background: #1b1f22 !important; }
  .sheet .words div, .sheet .words p, .sheet .words li, .sheet .words td, .sheet .words a { color: #ece7dc !important; }
}"""


def document_mjml(document: Document, brand: Brand) -> str:
    """The whole letter as MJML, with merge tags."""
    ink = Ink.of(brand)
    blocks = "\n".join(filter(None, (_block(block, ink) for block in document.blocks[:-1])))
    letter = f"""<mjml>
<mj-head>
<mj-attributes>
<mj-all font-family="{FONTS[brand.body_font]}" />
<mj-text font-size="17px" line-height="27px" color="{ink.text}" padding="6px 32px" />
<mj-section padding="0" />
</mj-attributes>
<mj-style>
{_DARK}
</mj-style>
</mj-head>
<mj-body css-class="ground" width="600px" background-color="{brand.ground}">
{_top(brand, ink)}
{blocks}
{_footer(document, brand, ink)}
</mj-body>
</mjml>
"""
    # A link to a fixed address is one whose clicks can be counted.
    return letter.replace(_WEBSITE, f'href="{line_html(brand.website)}"') if brand.website else letter


def _given(field: str, shown: str) -> str:
    """Only where there is a value: in Liquid an empty text counts as true."""
    return f"{{% if {field} and {field} != '' %}}{shown}{{% endif %}}"


def _top(brand: Brand, ink: Ink) -> str:
    if brand.logo_url:
        inner = (
            f'<mj-image src="{line_html(brand.logo_url)}" alt="{{{{ hotel.name }}}}" width="{brand.logo_width}px" '
            'padding="0" />'
        )
    else:
        inner = (
            f'<mj-text align="center" font-size="13px" letter-spacing="3px" padding="0 32px" '
            f'color="{ink.on_ground}">{{{{ hotel.name }}}}</mj-text>'
        )
    return f'<mj-section css-class="outer" padding="32px 0 20px"><mj-column>{inner}</mj-column></mj-section>'


@singledispatch
def _block(block: Block, ink: Ink) -> str:  # noqa: ARG001 - each kind's own function takes it
    raise TypeError(type(block).__name__)


@_block.register
def _hero(block: HeroBlock, ink: Ink) -> str:
    band = not block.image_url
    colour, ground = (ink.on_primary, ink.primary) if band else (ink.heading, ink.paper)
    inner = [
        picture(block.image_url, block.image_alt, full=True),
        small(block.eyebrow, colour=colour, spaced=True, sheet=not band, padding="32px 32px 0"),
        heading(block.heading, ink, colour=colour, size=32, padding="20px 32px 8px"),
        words(block.text, ink, colour=colour, link=colour),
        button(block.button_label, block.button_url, ink, inverse=band),
    ]
    return section(inner, ground, sheet=not band, padding="0 0 32px")


@_block.register
def _text(block: TextBlock, ink: Ink) -> str:
    inner = [
        heading(block.heading, ink, size=22, align=block.align),
        words(block.text, ink, align=block.align),
    ]
    return section(inner, ink.paper, padding="20px 0 14px")


@_block.register
def _image(block: ImageBlock, ink: Ink) -> str:
    inner = [
        picture(block.image_url, block.image_alt, link=block.link_url, full=True),
        small(block.caption, colour=ink.quiet),
    ]
    return section(inner, ink.paper) if block.image_url else ""


@_block.register
def _button(block: ButtonBlock, ink: Ink) -> str:
    inner = [button(block.label, block.url, ink, align=block.align)]
    return section(inner, ink.paper, padding="10px 0 22px")


@_block.register
def _columns(block: ColumnsBlock, ink: Ink) -> str:
    columns = []
    for each in block.columns:
        link = f"[{each.link_label}]({each.link_url})" if each.link_label and each.link_url else ""
        parts = [
            picture(each.image_url, each.image_alt, padding="0 16px 8px"),
            heading(each.heading, ink, size=18, padding="4px 16px"),
            words("\n\n".join(filter(None, (each.text, link))), ink, size=15, padding="2px 16px 12px"),
        ]
        columns.append(f'<mj-column padding="0">{"".join(parts)}</mj-column>')
    inner = "".join(columns)
    return f'<mj-section css-class="sheet" background-color="{ink.paper}" padding="16px 16px">{inner}</mj-section>'


@_block.register
def _offer(block: OfferBlock, ink: Ink) -> str:
    code = f"{block.code_label}: **{block.code}**" if block.code else ""
    inner = [
        picture(block.image_url, block.image_alt, padding="0 32px 12px"),
        small(block.eyebrow, colour=ink.accent, spaced=True, align="left"),
        heading(block.heading, ink, size=24),
        words(block.text, ink),
        heading(block.price, ink, size=28, colour=ink.heading, padding="10px 32px 0"),
        small(block.price_note, colour=ink.quiet, align="left"),
        words(code, ink),
        button(block.button_label, block.button_url, ink),
    ]
    return section(inner, ink.paper, padding="24px 0", rule=ink.rule)


@_block.register
def _stay(block: StayBlock, ink: Ink) -> str:
    rows = (
        (block.arrival_label, "{{ stay.arrival | date: '%d %B %Y' }}", "stay.arrival"),
        (block.departure_label, "{{ stay.departure | date: '%d %B %Y' }}", "stay.departure"),
        (block.room_label, "{{ stay.room_name }}", "stay.room_name"),
        (block.code_label, "{{ stay.reservation_code }}", "stay.reservation_code"),
    )
    style = f"padding:6px 16px 6px 0;color:{ink.quiet}"
    table = "".join(
        _given(
            field,
            f'<tr><td style="{style}">{line_html(label)}</td><td style="padding:6px 0">{value}</td></tr>',
        )
        for label, value, field in rows
        if label
    )
    inner = [
        heading(block.heading, ink, size=20),
        (
            f'<mj-table css-class="words" font-size="16px" line-height="24px" color="{ink.text}" '
            f'padding="4px 32px">{table}</mj-table>'
        ),
    ]
    # A guest without a stay gets no empty frame.
    return _given("stay.arrival", section(inner, ink.paper, padding="20px 0", rule=ink.rule))


@_block.register
def _hotel(block: HotelBlock, ink: Ink) -> str:
    reach = []
    if block.show_phone:
        reach.append(_given("hotel.phone", "{{ hotel.phone }}<br />"))
    if block.show_website:
        link = f'<a href="{{{{ hotel.website }}}}" style="color:{ink.heading}">{{{{ hotel.website }}}}</a>'
        reach.append(_given("hotel.website", link))
    inner = [
        picture(block.image_url, block.image_alt, padding="0 32px 12px"),
        heading("{{ hotel.name }}", ink, size=20),
        words(block.text, ink),
        (
            f'<mj-text css-class="words" font-size="15px" line-height="24px" color="{ink.quiet}">'
            f"{{{{ hotel.street }}}}, {{{{ hotel.postal_code }}}} {{{{ hotel.city }}}}<br />{''.join(reach)}</mj-text>"
        ),
    ]
    return section(inner, ink.paper, padding="20px 0", rule=ink.rule)


@_block.register
def _review(block: ReviewBlock, ink: Ink) -> str:
    inner = [
        heading(block.heading, ink, size=24, align="center"),
        words(block.text, ink, align="center"),
        button(block.button_label, block.button_url, ink, align="center"),
    ]
    return section(inner, ink.paper, padding="24px 0")


@_block.register
def _social(block: SocialBlock, ink: Ink) -> str:
    links = [
        f'<a href="{line_html(link.url)}" style="color:{ink.on_ground}">{NETWORKS[link.network]}</a>'
        for link in block.links
        if link.url
    ]
    if not links:
        return ""
    inner = (
        f'<mj-text align="center" font-size="14px" color="{ink.on_ground}">{" &#160; ".join(links)}</mj-text>'
    )
    return f'<mj-section css-class="outer" padding="18px 0 0"><mj-column>{inner}</mj-column></mj-section>'


def _footer(document: Document, brand: Brand, ink: Ink) -> str:
    block = document.blocks[-1]
    if block.type != "footer":
        raise TypeError(block.type)
    style = f'style="color:{ink.on_ground};text-decoration:underline"'
    links = [
        f'<a href="{{{{ unsubscribe_url }}}}" {style}>{line_html(block.unsubscribe_label or "Unsubscribe")}</a>'
    ]
    if block.preferences_label:
        links.insert(
            0, f'<a href="{{{{ preferences_url }}}}" {style}>{line_html(block.preferences_label)}</a>'
        )
    lines = [
        words_html(text, link_colour=ink.on_ground)
        for text in (block.text, brand.footer_text)
        if text.strip()
    ]
    lines += [
        f'<p style="margin:8px 0 0">{line}</p>' for line in ("{{ hotel.address }}", " &#160; ".join(links))
    ]
    return (
        '<mj-section css-class="outer" padding="22px 0 40px"><mj-column><mj-text align="center" font-size="13px" '
        f'line-height="20px" color="{ink.on_ground}">{"".join(lines)}</mj-text></mj-column></mj-section>'
    )
