"""The record of processing (GDPR 30) as far as the data itself can fill it in."""

from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import Hotel, Organization
from accounts.tenancy.scope import required_organization_id
from compliance.models import ConsentEvent, ConsentStatus, PrivacyPolicy
from compliance.personal import personal_tables
from compliance.retention import PERIODS
from compliance.selectors.retention import retention_days

TO_FILL_IN = "to be filled in by the controller"


def processing_record(*, now: datetime) -> dict[str, Any]:
    """Who is responsible, the purposes with the bases in use, kinds of data, and how long they are kept.

    What no data shows, as the representative and the processors under contract, is named as open.
    """
    organization = Organization.objects.get(pk=required_organization_id("ConsentStatus"))
    days = retention_days()
    newest = PrivacyPolicy.objects.order_by("-version").first()
    return {
        "made_at": now.isoformat(),
        "controller": organization.legal_name or organization.name,
        "country": organization.country,
        "establishments": [hotel.postal_address for hotel in Hotel.objects.order_by("name")],
        "data_protection_officer": TO_FILL_IN,
        "privacy_policy": f"version {newest.version}" if newest else "none published",
        "purposes": _purposes(),
        "sources": sorted(ConsentEvent.objects.order_by().values_list("source", flat=True).distinct()),
        "categories": [table.section for table in personal_tables() if table.section],
        "recipients_and_processors": TO_FILL_IN,
        "retention": [
            {"data": each.what, "days": days[each.key], "counted": each.ends, "rule": each.source}
            for each in PERIODS
        ],
    }


def _purposes() -> list[dict[str, Any]]:
    groups = ConsentStatus.objects.filter(granted=True).order_by("purpose", "basis")
    counted = groups.values_list("purpose", "basis").annotate(people=Count("id"))
    return [{"purpose": purpose, "basis": basis, "people": people} for purpose, basis, people in counted]
