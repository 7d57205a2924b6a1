"""A hotel group's own fields as forms ask them: read by their types, as an import reads them."""

from collections.abc import Mapping

from contacts.forms.definition import CUSTOM
from contacts.forms.entered import custom_values
from contacts.imports.values import custom_value
from contacts.models import CustomField

# Signs, not words: they need no translation.
YES_NO = [("yes", "✓"), ("no", "✗")]


def custom_definitions(names: list[str]) -> dict[str, CustomField]:
    """The definitions of those fields of a form that have one, by key. No query where none is asked."""
    keys = [name.removeprefix(CUSTOM) for name in names if name.startswith(CUSTOM)]
    return {field.key: field for field in CustomField.objects.filter(key__in=keys)} if keys else {}


def custom_read(values: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    """Values by key in their types, and the form's names of those that cannot be read.

    What has no definition is kept as text.
    """
    given = custom_values(values)
    known = custom_definitions([f"{CUSTOM}{key}" for key in given])
    read: dict[str, object] = {}
    unread: list[str] = []
    for key, text in given.items():
        field = known.get(key)
        value = custom_value(field.type, field.choices, text) if field else text
        if value is None:
            unread.append(f"{CUSTOM}{key}")
        else:
            read[key] = value
    return read, unread
