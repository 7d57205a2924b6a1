"""May guests get this kind of mail: compliance's answer, with what only this room knows of them.

A scope that names no hotel asks for the hotel of the group that may do most; a campaign names its own.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Hotel
from compliance.scopes import MailScope
from compliance.selectors.joins import joined_column, left_join
from compliance.selectors.permission import EVERYTHING, facts_by_purpose, permission_annotate, permission_of
from compliance.types import Facts, Permission, Purpose, Relation
from contacts.models import Guest, GuestSale, Stay
from contacts.selectors.audience import NOT_STAYING

_COLUMNS = ("stayed_on", "stay_id", "offered_on", "offered_stay_id")
_ON = (("organization", "organization"), ("id", "guest_id"))


def guests_permission(
    guests: QuerySet[Guest], *, purpose: Purpose, now: datetime, scope: MailScope = EVERYTHING
) -> QuerySet[Guest]:
    """Add ``permission_*`` to guests, as `permission_annotate` does, for mail of the scope's hotel.

    Sales are read from the projection, which `services.facts.facts_refresh` brings up to date.
    """
    sender = _sender(scope)
    column, value = ("entity", sender.legal_entity) if sender else ("newest", True)
    rows, sale = left_join(guests, far=GuestSale, on=_ON, column=column, value=value)
    relation: dict[str, Any] = {name: joined_column(sale, GuestSale, name) for name in _COLUMNS}
    if sender is not None and _has_sisters(sender):
        relation["sister"] = Exists(GuestSale.objects.filter(guest_id=OuterRef("pk")))
    return permission_annotate(
        rows, purpose=purpose, now=now, country="country", relation=relation, scope=scope
    )


def guest_permission(
    *, guest: Guest, purpose: Purpose, now: datetime, scope: MailScope = EVERYTHING
) -> Permission:
    """Answer for one guest, from their stays themselves."""
    facts = guest_facts(guest=guest, now=now, scope=scope)[purpose]
    return permission_of(facts=facts, purpose=purpose, now=now)


def guest_facts(*, guest: Guest, now: datetime, scope: MailScope = EVERYTHING) -> dict[Purpose, Facts]:
    """Collect what decides about one guest, for each purpose. Four queries."""
    return facts_by_purpose(
        address_hash=bytes(guest.address_hash) if guest.address_hash else None,
        email_kind=guest.email_kind,
        country=guest.country,
        relation=_relation(guest, _sender(scope)),
        now=now,
        scope=scope,
    )


def _sender(scope: MailScope) -> Hotel | None:
    return Hotel.objects.filter(pk=scope.hotel_id).first() if scope.hotel_id is not None else None


def _has_sisters(sender: Hotel) -> bool:
    return Hotel.objects.exclude(legal_entity=sender.legal_entity).exists()


def _relation(guest: Guest, sender: Hotel | None) -> Relation:
    stays = Stay.objects.filter(guest_id=guest.pk).exclude(status__in=NOT_STAYING)
    rows = list(stays.select_related("hotel").order_by("-departure", "-pk"))
    offered = [stay for stay in rows if stay.objection_offered]
    entity = sender.legal_entity if sender else _best_entity(offered or rows)
    own = [stay for stay in rows if stay.hotel.legal_entity == entity]
    newest, asked = next(iter(own), None), next((stay for stay in own if stay.objection_offered), None)
    alias = next((stay for stay in rows if stay.channel_email), None)
    return Relation(
        stayed_on=newest.departure if newest else None,
        stay_id=newest.pk if newest else None,
        offered_on=asked.departure if asked else None,
        offered_stay_id=asked.pk if asked else None,
        sister=sender is not None and bool(rows) and not own,
        alias_until=alias.channel_email_valid_until if alias else None,
        alias_stay_id=alias.pk if alias else None,
    )


def _best_entity(stays: list[Stay]) -> str:
    return stays[0].hotel.legal_entity if stays else ""
