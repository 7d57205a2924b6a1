"""Looking at a letter before guests do: a preview with a real guest, a test mail to a colleague."""

from datetime import datetime
from typing import Any

from accounts.errors import NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.models import Campaign
from campaigns.selectors.audience import audience_recipients
from campaigns.services.audience import audience_refresh
from campaigns.types import AudienceSpec
from delivery.services.click_map import click_map_make
from delivery.services.preview import message_test_send, preview_make
from delivery.types import Preview

NOBODY: dict[str, Any] = {"guest": {}}


def campaign_preview(*, campaign: Campaign, guest_id: int | None, now: datetime) -> Preview:
    """The letter as one guest of the audience would read it (None: the first of them).

    Raises NotFound for a guest outside the audience, InvalidInput for a letter that does not compile.
    """
    return preview_make(
        subject=campaign.subject or "(no subject yet)", preview_text=campaign.preview_text, mjml=campaign.mjml,
        hotel=campaign.hotel, merge=merge_of(campaign, guest_id, now),
    )  # fmt: skip


def campaign_click_map(*, campaign: Campaign) -> Preview:
    """The letter as an invented guest got it, each link with the guests who followed it.

    Raises NotFound before it left.
    """
    if campaign.mailing is None:
        raise NotFound("This campaign was not sent yet, so nobody has followed its links.")
    return click_map_make(mailing=campaign.mailing)


def campaign_test_send(*, campaign: Campaign, to: str, actor: User | None, now: datetime) -> None:
    """Send the letter to one address, outside the ledger, marked as a test.

    Raises InvalidInput for a letter that does not compile, MailNotSent with the server's words.
    """
    message_test_send(
        to=to, subject=campaign.subject or "(no subject yet)", preview_text=campaign.preview_text,
        mjml=campaign.mjml, hotel=campaign.hotel, merge=merge_of(campaign, None, now), now=now,
    )  # fmt: skip
    audit_record(actor=actor, action="campaign.tested", target=campaign, now=now, to=_masked(to))


def _masked(address: str) -> str:
    """The audit log is for good, and a typed address may be a guest's: who it was stays with whoever typed it."""
    local, _, domain = address.strip().rpartition("@")
    return f"{local[:1]}…@{domain}"


def merge_of(campaign: Campaign, guest_id: int | None, now: datetime) -> dict[str, Any]:
    spec = AudienceSpec.from_json(campaign.audience)
    audience_refresh(now=now)
    guests = audience_recipients(spec=spec, now=now, scope=campaign.scope).order_by("id")
    if guest_id is not None:
        guest = guests.filter(pk=guest_id).first()
        if guest is None:
            raise NotFound("This guest is not in the campaign's audience.")
    else:
        allowed = guests.filter(permission_reason="")  # type: ignore[misc]
        guest = allowed.first() or guests.first()
    merge: dict[str, Any] = guest.merge if guest else NOBODY  # type: ignore[attr-defined]
    return merge
