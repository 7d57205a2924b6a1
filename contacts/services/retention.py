"""Which of this room's rows are over, and how they go."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.models import ConsentEvent
from compliance.retention import retention_register
from compliance.services.erasure import person_expire
from contacts.models import (
    Guest,
    GuestFacts,
    GuestMerge,
    ImportChange,
    ImportRejection,
    PreCheckIn,
    SignupRequest,
    Stay,
)
from delivery.models import LastOpen


def register() -> None:
    """Called once, when the apps are ready."""
    retention_register("prospects", prospects, _prospects_end)
    retention_register(
        "import_rejections", lambda t: ImportRejection.objects.filter(batch__finished_at__lt=t)
    )
    retention_register("import_changes", lambda t: ImportChange.objects.filter(batch__finished_at__lt=t))
    retention_register("merges", lambda t: GuestMerge.objects.filter(merged_at__lt=t))
    retention_register("check_ins", lambda t: PreCheckIn.objects.filter(expires_at__lt=t))
    retention_register("sign_ups", lambda t: SignupRequest.objects.filter(expires_at__lt=t))


def prospects(before: datetime) -> QuerySet[Guest]:
    """Guests without any stay who gave no sign of life since: no consent, no open, no click, no change."""
    same = {"pk": OuterRef("pk")}
    seen = GuestFacts.objects.filter(
        Q(last_opened__gte=before.date()) | Q(last_clicked__gte=before.date()), **same
    )
    read = LastOpen.objects.filter(address_hash=OuterRef("address_hash"), day__gte=before.date())
    spoke = ConsentEvent.objects.filter(address_hash=OuterRef("address_hash"), occurred_at__gte=before)
    stayed = Stay.objects.filter(guest_id=OuterRef("pk"))
    old = Guest.objects.filter(created_at__lt=before, updated_at__lt=before)
    return old.exclude(Exists(stayed)).exclude(Exists(seen)).exclude(Exists(read)).exclude(Exists(spoke))


def _prospects_end(numbers: list[int], now: datetime) -> None:
    for number in numbers:
        person_expire(guest_id=number, now=now)
