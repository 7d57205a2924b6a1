"""A letter that was sent, shown with how many guests followed each of its links."""

import re
from html import escape

from delivery.content.bound import Bound
from delivery.content.compiled import CompiledContent
from delivery.content.errors import MergeFailed
from delivery.errors import ContentInvalid
from delivery.models import Mailing
from delivery.selectors.links import link_letters
from delivery.services.letters import hotel_values
from delivery.services.preview import SAMPLE, page_keep
from delivery.types import Preview

# Leads nowhere (RFC 2606), and is found again in the page.
_NOWHERE = "https://click-map.invalid"
_TOKEN = "map"  # noqa: S105 - stands where a guest's would
_PIXEL = f'<img src="{_NOWHERE}/o/{_TOKEN}.gif" width="1" height="1" alt="" />'
_ADDRESS = re.compile(rf"{re.escape(_NOWHERE)}/c/{_TOKEN}/(\d+)")
_LINK = re.compile(rf'(<a\b[^>]*\shref="){_ADDRESS.pattern}("[^>]*>.*?)</a>', re.DOTALL)
_BADGE = (
    '<span style="display:inline-block;margin:0 4px;padding:1px 7px;border:1px solid #ffffff;border-radius:9px;'
    'font:600 12px/16px sans-serif;text-decoration:none;color:#ffffff;background:#8a3b12">{}</span>'
)


def click_map_make(*, mailing: Mailing) -> Preview:
    """Show the letter as an invented guest got it; machines' clicks are left out.

    Its links lead where they led. Raises ContentInvalid.
    """
    compiled = CompiledContent.from_json(mailing.content.compiled)
    bound = Bound(compiled, constants=hotel_values(mailing.hotel), public_url=_NOWHERE)
    try:
        letter = bound.letter(SAMPLE, _TOKEN)
    except MergeFailed as failed:
        raise ContentInvalid(failed.reason) from failed
    targets = [bound.link_target(number, SAMPLE) or "" for number in range(len(compiled.links))]
    page = _marked(letter.page().replace(_PIXEL, ""), targets, link_letters(mailing, machine=False))
    text = _ADDRESS.sub(lambda match: targets[int(match[1])], letter.plain())
    return Preview(letter.subject, mailing.content.preview_text, text, page_keep(page))


def _marked(page: str, targets: list[str], followed: dict[int, int]) -> str:
    def mark(match: re.Match[str]) -> str:
        number = int(match[2])
        return f"{match[1]}{escape(targets[number])}{match[3]}{_BADGE.format(followed.get(number, 0))}</a>"

    return _LINK.sub(mark, page)
