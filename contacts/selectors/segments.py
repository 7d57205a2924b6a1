"""Saved segments and lists, and what a segment may ask."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet

from accounts.errors import NotFound
from accounts.models import Hotel
from compliance.selectors.texts import reason_text
from compliance.types import Reason
from contacts.models import CustomField, GuestFacts, GuestList, Segment, Stay
from contacts.segments.fields import (
    COUNTED,
    CUSTOM,
    FIELDS,
    OPERATOR_WORDS,
    STAY_FIELDS,
    Field,
    field_of,
)
from contacts.segments.parse import MAX_COST, MAX_DEPTH, MAX_NODES, VERSION
from contacts.segments.values import MAX_LIST
from contacts.selectors.segment_context import TAGS_KEY, SegmentContext
from contacts.types import EmailKind

_MOST = 200


def segment_list() -> QuerySet[Segment]:
    """Return the saved segments, with ``list_count``."""
    rows: Any = Segment.objects.all()
    counted: QuerySet[Segment] = rows.annotate(list_count=Count("lists"))
    return counted


def segment_get(*, segment_id: int) -> Segment:
    """Return a segment. Raises NotFound."""
    segment = segment_list().filter(pk=segment_id).first()
    if segment is None:
        raise NotFound("There is no such segment. It may have been deleted.")
    return segment


def lists_all() -> QuerySet[GuestList]:
    """Return the lists."""
    return GuestList.objects.select_related("segment")


def list_get(*, list_id: int) -> GuestList:
    """Return a list. Raises NotFound."""
    found = lists_all().filter(pk=list_id).first()
    if found is None:
        raise NotFound("There is no such list. It may have been deleted.")
    return found


def segment_schema(*, context: SegmentContext) -> dict[str, Any]:
    """Return what the dashboard needs to draw the builder: fields, types, operators, choices, words."""
    labels = dict(CustomField.objects.values_list("key", "label"))
    known = [field_of(f"{CUSTOM}{key}", context.custom) for key in sorted(context.custom)]
    own = [replace(field, label=labels.get(field.label, field.label)) for field in known if field]
    return {
        "version": VERSION,
        "currency": context.currency,
        "fields": [_described(field) for field in [*FIELDS.values(), *own]],
        "stay_fields": [_described(field) for field in STAY_FIELDS.values()],
        "operators": [{"name": name, "label": label} for name, label in OPERATOR_WORDS.items()],
        "choices": _choices(context),
        "limits": {"depth": MAX_DEPTH, "rules": MAX_NODES, "cost": MAX_COST, "values": MAX_LIST},
    }


def _described(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "group": field.group,
        "type": field.kind.value,
        "operators": list(field.operators),
        "choices": field.choices,
        "countable": field.name in COUNTED,
    }


def _choices(context: SegmentContext) -> dict[str, list[dict[str, str]]]:
    found = {
        "languages": _plain(GuestFacts.objects, "language"),
        "countries": _plain(GuestFacts.objects, "country"),
        "email_kinds": _pairs({kind.value: kind.value.replace("_", " ") for kind in EmailKind}),
        "reasons": _pairs(
            {
                reason.value: reason_text(reason.value)
                for reason in Reason
                if reason not in (Reason.ALLOWED, Reason.SAME_INBOX)
            }
        ),
        "tags": _pairs({value: value for key, value in sorted(context.terms.bits) if key == TAGS_KEY}),
        "lists": _pairs(dict(GuestList.objects.order_by("name").values_list("pk", "name")[:_MOST])),
        "hotels": _pairs(dict(Hotel.objects.order_by("name").values_list("pk", "name")[:_MOST])),
        "channels": _plain(Stay.objects, "source_channel"),
        "channel_kinds": _pairs({"ota": "Booking portal", "direct": "Direct", "other": "Other"}),
        "rooms": _plain(Stay.objects, "room_name"),
        "rates": _plain(Stay.objects, "rate_plan"),
    }
    for key in context.custom:
        values = {value: value for own, value in sorted(context.terms.bits) if own == key}
        found[f"{CUSTOM}{key}"] = _pairs(values)
    return found


def _pairs(words: Any) -> list[dict[str, str]]:
    return [{"value": str(value), "label": str(label)} for value, label in words.items()]


def _plain(rows: Any, column: str) -> list[dict[str, str]]:
    """The values that newest rows have; a DISTINCT would read every row."""
    newest = rows.order_by("-pk").values_list(column, flat=True)[:20_000]
    found = sorted({value for value in newest if value})[:_MOST]
    return _pairs({value: value for value in found})
