"""The preference centre behind a letter's link: what to get, how often, or nothing at all.

Works without script and without cookies. A GET changes nothing; one form holds all, and its answer says what
now holds and offers to take it back for an hour.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from compliance.models import ConsentText
from compliance.selectors.preferences import preferences_of
from compliance.selectors.topics import topics_offered
from compliance.services.preferences import preferences_set, preferences_undo
from compliance.services.text import consent_text_publish
from compliance.types import Frequency, Preferences, Purpose
from delivery.models import Message
from delivery.public.pages import LANGUAGES, inside, language_of, page, strict
from delivery.public.undo import undo_make, undo_read
from delivery.selectors.hotels import hotels_by_id
from delivery.selectors.links import message_of
from delivery.services.preview import TEST_TOKEN

PAUSES = (30, 90)


@csrf_exempt  # there is no session and no cookie: the link in the guest's hand is all that counts
@require_http_methods(["GET", "HEAD", "POST"])
@strict
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a guest gets and let them change it."""
    if token == TEST_TOKEN:
        return page(request, "unsubscribe_test", {})
    return inside(request, token, lambda message_id: _act(request, message_id))


def _act(request: HttpRequest, message_id: int) -> HttpResponse:
    message = message_of(message_id)
    if message is None or message.address_hash is None:
        return page(request, "preferences_gone", {}, switch=True)
    key, now = bytes(message.address_hash), timezone.now()
    held = preferences_of(address_hash=key, now=now)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    evidence: dict[str, object] = {"message": message.pk, "mailing": message.mailing_id}
    if act == "undo":
        return _undo(request, message, held, evidence, now)
    if held.left_all:
        return page(request, "preferences_left", _frame(message), speaks=_speaks(message, held), switch=True)
    if act not in {"save", "leave"}:
        status = 400 if request.method == "POST" else 200
        return page(
            request, "preferences", _shown(message, held), speaks=_speaks(message, held),
            switch=True, status=status,
        )  # fmt: skip
    wanted = replace(held, left_all=True) if act == "leave" else _wanted(request, message, held, now)
    asked = None
    if wanted.tracking != held.tracking:
        asked = _tracking_text(message, language_of(request, _speaks(message, held)), now)
    done = preferences_set(address_hash=key, wanted=wanted, evidence=evidence, now=now, tracking_text=asked)
    before = held
    if done.language != held.language:
        # What the guest spoke before is written back too.
        before = replace(held, language=language_of_letter(message, held))
    undo = undo_make(message=message, before=before, at=now) if done != held else ""
    return page(
        request, "preferences_saved", _shown(message, done) | {"undo": undo}, speaks=_speaks(message, done)
    )


def _undo(
    request: HttpRequest, message: Message, held: Preferences, evidence: dict[str, object], now: datetime
) -> HttpResponse:
    known = undo_read(request.POST.get("undo", ""), message=message)
    if known is None:
        context = _frame(message)
        return page(request, "undo_late", context, status=410, speaks=_speaks(message, held), switch=True)
    before, done_at = known
    done = preferences_undo(
        address_hash=bytes(message.address_hash or b""), before=before, done_at=done_at,
        evidence={**evidence, "undo": True}, now=now,
    )  # fmt: skip
    context = _shown(message, done) | {"undone": True}
    return page(request, "preferences_saved", context, speaks=_speaks(message, done))


def _wanted(request: HttpRequest, message: Message, held: Preferences, now: datetime) -> Preferences:
    """Read the form. Only what it showed can be switched off; what it cannot mean stays as it is."""
    given = request.POST
    topics = {topic.key for topic in topics_offered()} & set(given.getlist("shown_topic"))
    hotels = set(hotels_by_id()) & {int(each) for each in given.getlist("shown_hotel") if each.isdecimal()}
    on = {int(each) for each in given.getlist("hotel") if each.isdecimal()}
    until, days = held.paused_until, given.get("pause", "keep")
    if days in {str(each) for each in PAUSES}:
        until = now + timedelta(days=int(days))
    elif days == "none":
        until = None
    frequency = given.get("frequency", "")
    language = given.get("language", "")
    chosen = language in LANGUAGES and language != language_of_letter(message, held)
    return replace(
        held,
        topics_off=frozenset((held.topics_off - topics) | (topics - set(given.getlist("topic")))),
        hotels_off=frozenset((held.hotels_off - hotels) | (hotels - on)),
        frequency=Frequency(frequency) if frequency in set(Frequency) else held.frequency,
        paused_until=until,
        language=language if chosen else held.language,
        tracking={"yes": True, "no": False}.get(given.get("tracking", ""), held.tracking),
    )


def _tracking_text(message: Message, language: str, now: datetime) -> ConsentText:
    """The wording that the page asked with, in the language it was shown in."""
    with translation.override(language):
        text = render_to_string("delivery/tracking_question.html").strip()
    hotel = message.mailing.hotel
    return consent_text_publish(
        purpose=Purpose.OPEN_TRACKING, language=language, text=text, now=now,
        controller=hotel.legal_entity or hotel.name,
    )  # fmt: skip


def _frame(message: Message) -> dict[str, Any]:
    return {"hotel": message.mailing.hotel.name}


def _shown(message: Message, held: Preferences) -> dict[str, Any]:
    """What form and confirmation show."""
    speaks = language_of_letter(message, held)
    hotels = hotels_by_id()
    return _frame(message) | {
        "topics": [
            (
                topic.key,
                topic.name_in(speaks),
                hotels.get(topic.hotel_id or 0, ""),
                topic.key not in held.topics_off,
            )
            for topic in topics_offered()
        ],
        "hotels": [(number, name, number not in held.hotels_off) for number, name in hotels.items()]
        if len(hotels) > 1
        else [],
        "held": held,
        "pauses": PAUSES,
        "languages": list(LANGUAGES.items()),
        "spoken": speaks,
    }


def language_of_letter(message: Message, held: Preferences) -> str:
    """The language that letters go out in: what the person chose, else what is known of the guest."""
    code = (held.language or message.language).split("-")[0].lower()
    return code if code in LANGUAGES else "en"


def _speaks(message: Message, held: Preferences) -> str:
    return held.language or message.language
