"""Sign-up forms ready to be filled in; call it inside `tenant_scope`."""

from typing import Any

from accounts.models import Hotel
from contacts.models import SignupForm
from contacts.services.forms import form_save
from delivery.models import SendingDomain
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.delivery import SendingDomainFactory

WORDS = {
    "en": {"title": "News from the lake", "consent": "Yes, send me news and offers."},
    "de": {"title": "Neues vom See", "consent": "Ja, senden Sie mir Neues und Angebote."},
}


def form_made(*, hotel: Hotel | None = None, **changes: Any) -> SignupForm:
    """An active form in English and German that asks for the last name if one likes."""
    if not SendingDomain.objects.exists():
        SendingDomainFactory()
    facts: dict[str, Any] = {
        "name": "Newsletter",
        "hotel_id": (hotel or HotelFactory(name="Seehof Bregenz")).pk,
        "active": True,
        "fields": [{"name": "last_name", "required": False}],
        "words": WORDS,
        "privacy_url": "https://www.seehof.example/privacy",
        "origins": ["https://www.seehof.example"],
    }
    return form_save(form=None, facts=facts | changes, actor=None, now=NOW)
