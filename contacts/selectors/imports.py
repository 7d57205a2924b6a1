"""Imports and their refused rows."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.errors import NotFound
from contacts.models import Import, ImportRejection


def import_list() -> QuerySet[Import]:
    """Return all imports, newest first."""
    return Import.objects.order_by("-id")


def import_get(*, import_id: int) -> Import:
    """Return one import. Raises NotFound."""
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def import_rejections(*, batch: Import) -> QuerySet[ImportRejection]:
    """Return the refused rows of an import, by line."""
    return ImportRejection.objects.filter(batch=batch).order_by("line")


def imports_due(*, now: datetime) -> list[int]:
    """Return the imports that are to run, or to be taken back, and that no worker holds.

    Foreground imports are left to whoever started them: their file is not here.
    """
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    ours = Q(state="running", received__gt=0) | Q(state="undoing")
    return list(Import.objects.filter(free, ours).values_list("pk", flat=True))
