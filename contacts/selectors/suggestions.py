"""Pairs of guests who may be one person."""

from django.db.models import Q, QuerySet

from contacts.models import GuestMerge, MergeSuggestion


def suggestions_open(*, guest_id: int | None = None) -> QuerySet[MergeSuggestion]:
    """Open suggestions with both guests, newest first; with `guest_id`, those of one guest."""
    rows = MergeSuggestion.objects.filter(state="open").select_related("guest", "other")
    if guest_id is not None:
        rows = rows.filter(Q(guest_id=guest_id) | Q(other_id=guest_id))
    return rows.order_by("-created_at", "-id")


def guest_merges(*, guest_id: int) -> QuerySet[GuestMerge]:
    """The merges whose survivor a guest is, undone ones too, newest first."""
    return (
        GuestMerge.objects.filter(survivor_id=guest_id).select_related("actor").order_by("-merged_at", "-id")
    )
