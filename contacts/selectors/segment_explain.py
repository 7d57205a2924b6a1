"""One guest as the segment language sees them, from the truth: guest, stays, consent, lists."""

from datetime import UTC, datetime
from typing import Any

from compliance.types import Purpose
from contacts.models import Guest, GuestFacts, GuestListMember, Stay
from contacts.segments.evaluate import GuestView, StayView, Verdict, evaluate
from contacts.segments.tree import Node
from contacts.selectors.audience import NOT_STAYING
from contacts.selectors.guest import guest_require
from contacts.selectors.permission import guest_permission
from contacts.selectors.segment_context import SegmentContext


def segment_explain(*, node: Node, guest_id: int, context: SegmentContext, now: datetime) -> Verdict:
    """Say whether a guest is a member, and why at each rule of the tree. Raises NotFound."""
    guest = guest_require(guest_id=guest_id)
    return evaluate(node, guest_view(guest=guest, context=context, now=now), custom=context.custom)


def guest_view(*, guest: Guest, context: SegmentContext, now: datetime) -> GuestView:
    """Collect what a tree may ask of one guest. Six queries."""
    return GuestView(
        id=guest.pk,
        today=context.today,
        currency=context.currency,
        values=_profile(guest) | _permission(guest, now) | _engagement(guest) | {"lists": _lists(guest)},
        custom=guest.custom if isinstance(guest.custom, dict) else {},
        stays=[
            _stay(stay) for stay in Stay.objects.filter(guest_id=guest.pk).exclude(status__in=NOT_STAYING)
        ],
    )


def _profile(guest: Guest) -> dict[str, Any]:
    language = guest.language.replace("_", "-").split("-")[0].lower()
    return {
        "profile.language": language or None,
        "profile.country": guest.country or None,
        "profile.first_name": guest.first_name or None,
        "profile.last_name": guest.last_name or None,
        "profile.email": guest.email or None,
        "profile.email_kind": guest.email_kind,
        "profile.birthday": guest.birth_date,
        "profile.created": guest.created_at.astimezone(UTC).date(),
        "profile.tags": frozenset(guest.tags),
    }


def _permission(guest: Guest, now: datetime) -> dict[str, Any]:
    permission = guest_permission(guest=guest, purpose=Purpose.MARKETING, now=now)
    return {"consent.mailable": permission.allowed, "consent.reason": permission.reason or None}


def _engagement(guest: Guest) -> dict[str, Any]:
    names = ("last_mailed", "last_opened", "last_clicked", "last_machine_opened")
    days = GuestFacts.objects.filter(pk=guest.pk).values_list(*names).first() or (None,) * len(names)
    fields = ("mailed", "opened", "clicked", "machine_opened")
    return {f"engagement.{field}": day for field, day in zip(fields, days, strict=True)}


def _lists(guest: Guest) -> frozenset[int]:
    return frozenset(
        GuestListMember.objects.filter(guest_id=guest.pk).values_list("guest_list_id", flat=True)
    )


def _stay(stay: Stay) -> StayView:
    return StayView(
        hotel=stay.hotel_id,
        channel=stay.source_channel,
        room=stay.room_name,
        rate=stay.rate_plan,
        arrival=stay.arrival,
        departure=stay.departure,
        adults=stay.adults,
        children=stay.children,
        booked_on=stay.booked_at.astimezone(UTC).date() if stay.booked_at else None,
        total_minor=stay.total_minor,
        currency=stay.currency,
    )
