"""The organisation's own entries in its list of processors (GDPR 28, 30(1)(d))."""

from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from compliance.models import Processor


@transaction.atomic
def processor_add(
    *, name: str, task: str, categories: str, country: str, contract: str, actor: User | None, now: datetime
) -> Processor:
    """Enter somebody. Raises InvalidInput for one who is entered for this task already."""
    if Processor.objects.filter(name=name, task=task).exists():
        reason = "This processor is entered for this task already."
        raise InvalidInput(reason, fields={"name": [reason]})
    row = Processor.objects.create(
        name=name, task=task, categories=categories, country=country.upper(), contract=contract, added_at=now
    )
    audit_record(actor=actor, action="processor.added", target=row, now=now, name=name, task=task)
    return row


@transaction.atomic
def processor_remove(*, processor_id: int, actor: User | None, now: datetime) -> None:
    """Take an entry out again. Raises NotFound."""
    row = Processor.objects.select_for_update().filter(pk=processor_id).first()
    if row is None:
        raise NotFound("There is no such processor.")
    audit_record(actor=actor, action="processor.removed", target=row, now=now, name=row.name, task=row.task)
    row.delete()
