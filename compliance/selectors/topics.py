"""The subjects of a group's newsletters."""

from django.db.models import QuerySet

from accounts.errors import NotFound
from compliance.models import Topic


def topic_list() -> QuerySet[Topic]:
    """Return all topics in the order that guests see them."""
    return Topic.objects.select_related("hotel").order_by("position", "key")


def topics_offered() -> list[Topic]:
    """Return the topics that guests can choose, in their order."""
    return list(topic_list().filter(retired=False))


def topic_get(topic_id: int) -> Topic:
    """Return one topic. Raises NotFound."""
    topic = topic_list().filter(pk=topic_id).first()
    if topic is None:
        raise NotFound("There is no such topic.")
    return topic
