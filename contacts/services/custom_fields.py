"""Fields of an organisation's own."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.errors import ImportConflict
from contacts.models import CustomField

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


@transaction.atomic
def custom_field_create(
    *, key: str, label: str, type_: str, choices: Sequence[str], actor: User | None, now: datetime
) -> CustomField:
    """Make a field. Raises InvalidInput for a key or list that cannot be one, ImportConflict for a key in use."""
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            "A field's key has small letters, digits and _ only, and starts with a letter.",
            fields={"key": [key]},
        )
    if (type_ == "choice") != bool(choices):
        raise InvalidInput("A field of type choice, and no other, has a list.", fields={"choices": ["?"]})
    field, made = CustomField.objects.get_or_create(
        key=key, defaults={"label": label, "type": type_, "choices": list(choices), "created_at": now}
    )
    if not made:
        raise ImportConflict(f"There is a field '{key}' already.")
    audit_record(actor=actor, action="contacts.field_created", target=field, now=now, key=key, type=type_)
    return field


@transaction.atomic
def custom_field_update(
    *, field_id: int, label: str | None, choices: Sequence[str] | None, actor: User | None, now: datetime
) -> CustomField:
    """Change a field's label or list; its key and type stay, since values were read by them."""
    field = custom_field_get(field_id=field_id)
    if choices is not None and field.type != "choice":
        raise InvalidInput("Only a field of type choice has a list.", fields={"choices": ["?"]})
    field.label = label if label is not None else field.label
    field.choices = list(choices) if choices is not None else field.choices
    field.save(update_fields=["label", "choices"])
    audit_record(actor=actor, action="contacts.field_changed", target=field, now=now, key=field.key)
    return field


@transaction.atomic
def custom_field_delete(*, field_id: int, actor: User | None, now: datetime) -> None:
    """Remove a field's definition; the values of guests stay until they are overwritten or erased."""
    field = custom_field_get(field_id=field_id)
    audit_record(actor=actor, action="contacts.field_deleted", target=field, now=now, key=field.key)
    field.delete()


def custom_field_get(*, field_id: int) -> CustomField:
    """Return one field. Raises NotFound."""
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise NotFound("There is no such field.")
    return field


def custom_field_list() -> QuerySet[CustomField]:
    """Return all fields, newest first."""
    return CustomField.objects.order_by("-id")
