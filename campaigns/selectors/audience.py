from datetime import datetime

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Concat, JSONObject, Trim

from campaigns.types import SEGMENT_CHOICES, AudienceCount, AudienceSpec
from compliance.labels import LABELLED_COUNTRIES
from compliance.scopes import MailScope
from compliance.selectors.permission import EVERYTHING, permission_annotate
from compliance.types import Basis, Purpose, Reason
from contacts.models import Guest
from contacts.selectors.audience import guests_for_audience
from contacts.selectors.segment_audience import SegmentChoice, choice_narrow
from delivery.selectors.frequency import frequency_annotate


def audience_guests(*, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING) -> QuerySet[Guest]:
    """The guests a campaign is for, each with the answer whether marketing mail may go there, and why (not)."""
    guests = filtered_guests(spec=spec)
    guests = choice_narrow(guests, choice=segment_choice(spec), now=now)
    guests = permission_annotate(guests, purpose=Purpose.MARKETING, now=now, scope=scope)
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
    allowed = permission_annotate(guests, purpose=Purpose.MARKETING, now=now, scope=scope).filter(
        permission_reason=Reason.ALLOWED.value  # type: ignore[misc]
    )
    found = allowed.order_by().values_list("country", "permission_basis").distinct()  # type: ignore[misc]
    return [(country, basis == Basis.CONSENT) for country, basis in found]


def audience_count(*, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING) -> AudienceCount:
    """How many guests are meant, how many will get the mail, and why the others will not.

    Guests who share one inbox are counted as the ledger treats them: one gets the mail.
    """
    groups = (
        audience_guests(spec=spec, now=now, scope=scope)
        .order_by()
        .values("permission_reason")  # type: ignore[misc]
        .annotate(guests=Count("id"), inboxes=Count("address_hash", distinct=True))
    )
    allowed, excluded = 0, {}
    for group in groups:
        if group["permission_reason"] == Reason.ALLOWED.value:
            allowed = group["inboxes"]
            shared = group["guests"] - allowed
            if shared:
                excluded[Reason.SAME_INBOX.value] = shared
        else:
            excluded[group["permission_reason"]] = group["guests"]
    return AudienceCount(audience=allowed + sum(excluded.values()), allowed=allowed, excluded=excluded)
