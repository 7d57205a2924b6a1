from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject, Trim

from campaigns.types import SEGMENT_CHOICES, AudienceCount, AudienceSpec
from compliance.labels import LABELLED_COUNTRIES
from compliance.scopes import MailScope
from compliance.selectors.permission import EVERYTHING
from compliance.types import Basis, Purpose, Reason
from contacts.models import Guest, GuestFacts
from contacts.selectors.audience import guests_for_audience
from contacts.selectors.bounded import bounded
from contacts.selectors.facts_answers import facts_answers, projection_answers
from contacts.selectors.permission import guests_permission
from contacts.selectors.segment_audience import SegmentChoice, choice_facts, choice_narrow
from delivery.selectors.frequency import frequency_annotate, frequency_limits


def audience_guests(*, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING) -> QuerySet[Guest]:
    """The guests a campaign is for, each with the answer whether such marketing mail may go there."""
    guests = filtered_guests(spec=spec)
    guests = choice_narrow(guests, choice=segment_choice(spec), now=now)
    guests = guests_permission(guests, purpose=Purpose.MARKETING, now=now, scope=scope)
    return frequency_annotate(guests, now=now)


def filtered_guests(*, spec: AudienceSpec) -> QuerySet[Guest]:
    """The guests whom hotel, country and language leave, segments aside."""
    return guests_for_audience(hotel_ids=spec.hotel_ids, countries=spec.countries, languages=spec.languages)


def segment_choice(spec: AudienceSpec) -> SegmentChoice:
    """The segments and lists of an audience."""
    return SegmentChoice(**{name: getattr(spec, name) for name in SEGMENT_CHOICES})


def audience_recipients(
    *, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING
) -> QuerySet[Guest]:
    """The same guests with the columns that `delivery.services.mailing.mailing_freeze` copies into the ledger."""
    full_name = Trim(Concat("first_name", Value(" "), "last_name"))
    return audience_guests(spec=spec, now=now, scope=scope).annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=JSONObject(
            guest=JSONObject(
                first_name=F("first_name"),
                last_name=F("last_name"),
                full_name=full_name,
                email=F("email"),
                language=F("language"),
                country=F("country"),
                tags=F("tags"),
                custom=F("custom"),
            )
        ),
    )


def audience_label_cases(
    *, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING
) -> list[tuple[str, bool]]:
    """The countries with rules for advertising that allowed guests come from, with whether they consented."""
    guests = filtered_guests(spec=spec).filter(country__in=LABELLED_COUNTRIES)
    guests = choice_narrow(guests, choice=segment_choice(spec), now=now)
    allowed = guests_permission(guests, purpose=Purpose.MARKETING, now=now, scope=scope).filter(
        permission_reason=Reason.ALLOWED.value  # type: ignore[misc]
    )
    found = allowed.order_by().values_list("country", "permission_basis").distinct()  # type: ignore[misc]
    return [(country, basis == Basis.CONSENT) for country, basis in found]


def audience_count(*, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING) -> AudienceCount:
    """How many guests are meant, how many will get the mail and on what basis, and why the others will not.

    Guests who share an inbox are counted as the ledger treats them: one gets the mail. The projection must be
    up to date (`services.audience.audience_refresh`).
    """
    if not projection_answers(scope):
        return audience_count_joined(spec=spec, now=now, scope=scope)
    with bounded():
        answers = facts_answers(_meant(spec, now), scope=scope, capped=_capped(now))
    return AudienceCount(answers.members, answers.allowed, answers.refused, dict(answers.bases))


def _meant(spec: AudienceSpec, now: datetime) -> QuerySet[GuestFacts]:
    """The projection's rows of the guests a campaign is for."""
    choice = segment_choice(spec)
    facts = choice_facts(choice=choice, now=now) if choice else GuestFacts.objects.order_by()
    if spec.hotel_ids or spec.countries or spec.languages:
        facts = facts.filter(id__in=filtered_guests(spec=spec).values("pk"))
    return facts


def _capped(now: datetime) -> Q | None:
    """Who has had the letters of their inbox; None where nobody set a limit."""
    if not frequency_limits():
        return None
    answered: Any = Guest.objects.order_by().annotate(permission_reason=Value(Reason.ALLOWED.value))
    capped: Any = frequency_annotate(answered, now=now)
    return Q(id__in=capped.filter(permission_reason=Reason.FREQUENCY_CAP.value).values("pk"))


def audience_count_joined(
    *, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING
) -> AudienceCount:
    """The same from guests, stays and the ledger themselves: where hotels of several companies send."""
    guests: Any = audience_guests(spec=spec, now=now, scope=scope).order_by()
    groups = guests.values("permission_reason", "permission_basis").annotate(
        guests=Count("id"), inboxes=Count("address_hash", distinct=True)
    )
    bases, excluded, people = Counter[str](), Counter[str](), 0
    for group in groups:
        if group["permission_reason"] == Reason.ALLOWED.value:
            bases[group["permission_basis"]] = group["inboxes"]
            people += group["guests"]
        else:
            excluded[group["permission_reason"]] += group["guests"]
    if len(bases) > 1:
        bases -= _inboxes_of_several(guests)
    allowed = bases.total()
    if people > allowed:
        excluded[Reason.SAME_INBOX.value] = people - allowed
    return AudienceCount(allowed + excluded.total(), allowed, dict(excluded), dict(bases))


def _inboxes_of_several(guests: Any) -> Counter[str]:
    """Inboxes counted more than once, since their guests may be written to on different bases.

    The first guest of an inbox gets the mail.
    """
    allowed = guests.filter(permission_reason=Reason.ALLOWED.value)
    several = (
        allowed.values("address_hash").annotate(n=Count("permission_basis", distinct=True)).filter(n__gt=1)
    )
    mixed = [bytes(key) for key in several.values_list("address_hash", flat=True)]
    seen: dict[bytes, set[str]] = {}
    rows = (
        allowed.filter(address_hash__in=mixed).order_by("id").values_list("address_hash", "permission_basis")
    )
    again = Counter[str]()
    for key, basis in rows if mixed else ():
        held = seen.setdefault(bytes(key), set())
        again[basis] += bool(held) and basis not in held
        held.add(basis)
    return again
