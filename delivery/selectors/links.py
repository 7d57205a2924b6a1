"""What the links of a letter lead to, and who followed them."""

from django.db.models import Count, QuerySet

from delivery.content.links import is_web_address, target_resolve
from delivery.models import EngagementEvent, Mailing, Message
from delivery.types import EngagementKind


def message_of(message_id: int) -> Message | None:
    """A letter's row with its mailing, content and hotel."""
    rows = Message.objects.select_related("mailing__content", "mailing__hotel")
    return rows.defer("mailing__content__compiled", "mailing__content__html").filter(pk=message_id).first()


def link_target(message: Message, number: int) -> str | None:
    """The address stored for link `number` of a letter, with its merge fields filled; else None."""
    links: list[str] = message.mailing.content.links
    if not 0 <= number < len(links):
        return None
    hotel = message.mailing.hotel
    constants = {"hotel": {"name": hotel.name, "city": hotel.city, "country": hotel.country}}
    url = target_resolve(links[number], {**message.merge, **constants})
    return url if is_web_address(url) else None


def mailing_events(mailing: Mailing) -> QuerySet[EngagementEvent]:
    """What a mailing's letters brought, in no order."""
    return EngagementEvent.objects.order_by().filter(
        message__mailing=mailing, message__month=mailing.month, month=mailing.month
    )


def link_letters(mailing: Mailing, *, machine: bool) -> dict[int, int]:
    """By the number of a link, in how many letters a person, or nothing but machines, followed it."""
    clicks = mailing_events(mailing).filter(kind=EngagementKind.CLICK.value, machine=machine)
    return dict(clicks.values_list("link_no").annotate(letters=Count("id")))
