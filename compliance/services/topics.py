"""Keeping the subjects of a group's newsletters."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts.errors import InvalidInput
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from compliance.errors import TopicInUse
from compliance.models import Topic
from compliance.scopes import topic_scope
from compliance.selectors.topics import topic_get

MOST = 50


@transaction.atomic
def topic_create(*, facts: dict[str, Any], actor: User | None, now: datetime) -> Topic:
    """Add a topic. Raises InvalidInput for a key in use, a foreign hotel, or more than 50 topics."""
    if Topic.objects.filter(key=facts["key"]).exists():
        raise InvalidInput(
            "A topic with this key exists.", fields={"key": ["Choose another key, or change that topic."]}
        )
    if Topic.objects.count() >= MOST:
        message = f"A group has at most {MOST} topics: guests have to find their way among them."
        raise InvalidInput(message, fields={"key": [message]})
    topic = Topic(key=facts["key"], created_at=now)
    _apply(topic, facts)
    topic.save()
    audit_record(actor=actor, action="topic.created", target=topic, now=now, key=topic.key)
    return topic


@transaction.atomic
def topic_update(*, topic_id: int, facts: dict[str, Any], actor: User | None, now: datetime) -> Topic:
    """Change names, hotel or place of a topic. Raises NotFound, InvalidInput."""
    topic = topic_get(topic_id)
    _apply(topic, facts)
    topic.save()
    audit_record(actor=actor, action="topic.changed", target=topic, now=now, fields=sorted(facts))
    return topic


@transaction.atomic
def topic_delete(*, topic_id: int, actor: User | None, now: datetime) -> None:
    """Delete a topic that no campaign carries. Raises NotFound, TopicInUse.

    Who left it stays out, should a topic of the same key be made again.
    """
    topic = topic_get(topic_id)
    audit_record(
        actor=actor,
        action="topic.deleted",
        target=topic,
        now=now,
        key=topic.key,
        scope=topic_scope(topic.key),
    )
    try:
        topic.delete()
    except ProtectedError as error:
        raise TopicInUse from error


def _apply(topic: Topic, facts: dict[str, Any]) -> None:
    if "hotel_id" in facts:
        topic.hotel = _owned(facts["hotel_id"])
    for name in ("names", "position", "retired"):
        if name in facts:
            setattr(topic, name, facts[name])


def _owned(hotel_id: int | None) -> Hotel | None:
    if hotel_id is None:
        return None
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise InvalidInput(
            "This hotel is not one of yours.", fields={"hotel_id": ["Choose one of your hotels."]}
        )
    return hotel
