"""Rows of the ledger."""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from delivery.models import EngagementEvent, Mailing, Message
from delivery.types import EngagementKind


def message_list(*, mailing_id: int, state: str = "") -> QuerySet[Message]:
    """A mailing's rows, of one state or of all, with `opened` and `clicked` (by a person)."""
    mailing = Mailing.objects.filter(pk=mailing_id).only("month", "first_message", "last_message").first()
    if mailing is None:
        return Message.objects.none()
    rows = Message.objects.filter(mailing_id=mailing_id, month=mailing.month).defer("merge")
    if mailing.first_message is not None:
        rows = rows.filter(id__range=(mailing.first_message, mailing.last_message))
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(
        opened=_brought(EngagementKind.OPEN), clicked=_brought(EngagementKind.CLICK)
    ).order_by("id")


def recipient_messages(recipient_refs: Collection[int]) -> QuerySet[Message]:
    """What was sent, or not, to a recipient known by these ids, with `at`, `opened` and `clicked`."""
    # By way of the mailings: the ledger has no index of its own by recipient, which each step of each letter
    # would pay for.
    rows = Message.objects.filter(recipient_ref__in=recipient_refs, month=F("mailing__month"))
    rows = rows.select_related("mailing__content").defer("merge")
    return rows.annotate(
        at=Coalesce("handed_at", "mailing__started_at", "mailing__created_at"),
        opened=_brought(EngagementKind.OPEN),
        clicked=_brought(EngagementKind.CLICK),
    )


def recipient_events(recipient_refs: Collection[int]) -> QuerySet[EngagementEvent]:
    """Opens and clicks of a recipient known by these ids, machines' too, with `at` and their letters."""
    events = EngagementEvent.objects.filter(
        message__recipient_ref__in=recipient_refs,
        message__month=F("message__mailing__month"),
        month=F("message__month"),
        kind__in=(EngagementKind.OPEN.value, EngagementKind.CLICK.value),
    )
    return events.select_related("message__mailing__content").annotate(at=F("first_at"))


def _brought(kind: EngagementKind) -> Exists:
    return Exists(EngagementEvent.objects.filter(message=OuterRef("pk"), kind=kind.value, machine=False))
