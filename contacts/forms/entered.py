"""What a visitor entered, checked field by field. Errors are names of sentences in `words`. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contacts.forms.choices import COUNTRIES, LANGUAGE_NAMES
from contacts.forms.definition import CUSTOM

_LONGEST = {"email": 254, "birth_date": 10}
_LONG = 200
_OLDEST = 120
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Entered:
    """Clean values by field name, the address as typed; `errors`: field to the name of a sentence."""

    email: str
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def entered_read(given: Mapping[str, str], *, fields: Iterable[Mapping[str, Any]], today: date) -> Entered:
    """Read a post. Fields that the form does not ask are left unread. The box of consent has to be ticked."""
    errors: dict[str, str] = {}
    values: dict[str, str] = {}
    email = given.get("email", "").strip()
    if not email:
        errors["email"] = "err_required"
    elif len(email) > _LONGEST["email"]:
        errors["email"] = "err_email"
    for asked in fields:
        name = str(asked["name"])
        text = _clean(given.get(name, ""))
        if error := _error(name, text, required=bool(asked["required"]), today=today):
            errors[name] = error
        values[name] = text
    if given.get("consent") != "yes":
        errors["consent"] = "err_consent"
    return Entered(email, values, errors)


def custom_values(values: Mapping[str, str]) -> dict[str, str]:
    """The custom fields that were filled in, by key."""
    return {
        name.removeprefix(CUSTOM): text for name, text in values.items() if name.startswith(CUSTOM) and text
    }


def birth_date_of(values: Mapping[str, str]) -> date | None:
    """The date of birth, if one was given."""
    return _date(values.get("birth_date", ""))


def _error(name: str, text: str, *, required: bool, today: date) -> str:
    if not text:
        return "err_required" if required else ""
    if len(text) > _LONG:
        return "err_long"
    if name == "birth_date":
        born = _date(text)
        return "" if born and born < today and today.year - born.year <= _OLDEST else "err_date"
    if name == "country":
        return "" if text in COUNTRIES else "err_choice"
    if name == "language":
        return "" if text in LANGUAGE_NAMES else "err_choice"
    return ""


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _clean(text: str) -> str:
    """Without control characters and marks that turn its direction; blanks single."""
    kept = "".join(" " if char.isspace() else char for char in text if _is_shown(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _is_shown(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
