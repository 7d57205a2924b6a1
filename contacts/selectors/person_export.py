"""What a person is shown of themselves (GDPR 15 and 20), table by table."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.errors import InvalidInput
from compliance.personal import Person, Row
from contacts.models import (
    Guest,
    GuestFacts,
    GuestListMember,
    GuestMerge,
    ImportChange,
    ImportRejection,
    MergeSuggestion,
    PreCheckIn,
    Segment,
    SignupRequest,
    Stay,
)
from contacts.segments.evaluate import evaluate
from contacts.selectors.segment_context import segment_context, segment_parse
from contacts.selectors.segment_explain import guest_view


def guests(person: Person, _now: datetime) -> Iterator[Row]:
    """The person's own row, and that of each guest who is also theirs."""
    for guest in Guest.objects.filter(pk__in=person.guest_ids).select_related("imported_in").order_by("pk"):
        yield {
            "guest": guest.pk,
            "first_name": guest.first_name,
            "last_name": guest.last_name,
            "email": guest.email,
            "email_kind": guest.email_kind,
            "phone": guest.phone,
            "language": guest.language,
            "country": guest.country,
            "birth_date": guest.birth_date,
            "tags": guest.tags,
            "notes_and_own_fields": guest.custom,
            "where_each_field_came_from": guest.provenance,
            "imported_from": guest.imported_in.source if guest.imported_in else "",
            "first_known_at": guest.created_at,
            "changed_at": guest.updated_at,
        }


def facts(person: Person, _now: datetime) -> Iterator[Row]:
    """What segments go by."""
    for row in GuestFacts.objects.filter(pk__in=person.guest_ids).order_by("pk"):
        yield {
            "guest": row.pk,
            "stays": row.stays,
            "nights": row.nights,
            "revenue_minor": row.revenue,
            "last_mailed": row.last_mailed,
            "last_opened": row.last_opened,
            "last_clicked": row.last_clicked,
        }


def stays(person: Person, _now: datetime) -> Iterator[Row]:
    """Bookings."""
    for stay in Stay.objects.filter(pk__in=person.stay_ids).select_related("hotel").order_by("arrival", "pk"):
        yield {
            "hotel": stay.hotel.name,
            "channel": stay.source_channel,
            "reservation": stay.reservation_code,
            "status": stay.status,
            "arrival": stay.arrival,
            "departure": stay.departure,
            "booked_at": stay.booked_at,
            "room": stay.room_name,
            "rate": stay.rate_plan,
            "adults": stay.adults,
            "children": stay.children,
            "total_minor": stay.total_minor,
            "currency": stay.currency,
            "address_lent_by_the_channel": stay.channel_email,
        }


def merges(person: Person, _now: datetime) -> Iterator[Row]:
    """Guests who turned out to be this person, as they were."""
    for merge in GuestMerge.objects.filter(survivor_id__in=person.guest_ids).order_by("pk"):
        yield {"name": merge.absorbed_name, "reason": merge.reason, "at": merge.merged_at, "rows": merge.rows}


def suggestions(person: Person, _now: datetime) -> Iterator[Row]:
    """Guests who may be the same person; the other one is not named."""
    mine = Q(guest_id__in=person.guest_ids) | Q(other_id__in=person.guest_ids)
    for row in MergeSuggestion.objects.filter(mine).order_by("pk"):
        yield {"reason": row.reason, "state": row.state, "at": row.created_at}


def lists(person: Person, _now: datetime) -> Iterator[Row]:
    """Lists the person is on."""
    places = GuestListMember.objects.filter(guest_id__in=person.guest_ids).select_related("guest_list")
    for place in places.order_by("pk"):
        yield {"list": place.guest_list.name, "since": place.guest_list.created_at}


def segments(person: Person, now: datetime) -> Iterator[Row]:
    """Saved questions whose answer the person is among today."""
    context = segment_context(now=now)
    views = [
        guest_view(guest=guest, context=context, now=now)
        for guest in Guest.objects.filter(pk__in=person.guest_ids)
    ]
    for segment in Segment.objects.order_by("name"):
        try:
            node = segment_parse(segment.tree, context=context)
        except InvalidInput:
            continue  # it asks for a field that is gone, so nobody is in it
        if any(evaluate(node, view, custom=context.custom).holds for view in views):
            yield {"segment": segment.name, "description": segment.description}


def changes(person: Person, _now: datetime) -> Iterator[Row]:
    """What imports changed, as it was before."""
    rows = ImportChange.objects.filter(guest_id__in=person.guest_ids).select_related("batch")
    for change in rows.order_by("pk"):
        yield {"file": change.batch.file_name, "at": change.batch.created_at, "before": change.before}


def rejections(person: Person, _now: datetime) -> Iterator[Row]:
    """Rows of imported files that were refused and name the person."""
    for row in rejections_of(person).select_related("batch").order_by("pk"):
        yield {"file": row.batch.file_name, "line": row.line, "reason": row.reason, "cells": row.cells}


def rejections_of(person: Person) -> QuerySet[ImportRejection]:
    """Refused rows with the person's address, phone, or full name in them."""
    wanted = Q(pk__in=[])
    for text in person.texts:
        wanted |= Q(cells__icontains=text)
    for name in person.names:
        first, _, last = name.partition(" ")
        if "," not in name:
            wanted |= Q(cells__contains=[first, last])
    return ImportRejection.objects.filter(wanted)


def check_ins(person: Person, _now: datetime) -> Iterator[Row]:
    """Addresses left for a stay."""
    for row in check_ins_of(person).order_by("pk"):
        yield {
            "stay": row.stay_id,
            "state": row.state,
            "at": row.created_at,
            "confirmed_at": row.confirmed_at,
        }


def check_ins_of(person: Person) -> QuerySet[PreCheckIn]:
    """Pre-check-ins of the person's stays, and with their address."""
    mine = Q(stay_id__in=person.stay_ids) | Q(address_hash__in=person.hashes)
    return early(PreCheckIn.objects.filter(mine), person)


def early(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Leave alone what came after the moment that the person was forgotten, where that is over."""
    return rows if person.before is None else rows.filter(created_at__lte=person.before)


def signups(person: Person, _now: datetime) -> Iterator[Row]:
    """Sign-ups, answered or not."""
    rows = SignupRequest.objects.filter(address_hash__in=person.hashes).select_related("form")
    for row in rows.order_by("pk"):
        yield {"form": row.form.name, "state": row.state, "at": row.created_at, "answered_at": row.closed_at}
