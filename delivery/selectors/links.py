"""What the links of a letter lead to."""

from delivery.content.links import is_web_address, target_resolve
from delivery.models import Message


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
