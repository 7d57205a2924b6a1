"""Whether an address that somebody types is one to ask for consent at all."""

from contacts.identity.address import address_classify
from contacts.identity.disposable import is_disposable
from contacts.selectors.address_rules import disposable_rules
from contacts.services.person import overrides_load
from contacts.types import EmailKind

# Why an address is refused, to the sentence that says so.
ADDRESS_ERRORS = {
    EmailKind.NONE.value: "err_required",
    EmailKind.INVALID.value: "err_email",
    EmailKind.ROLE.value: "err_role",
    EmailKind.ALIAS.value: "err_alias",
    EmailKind.AGENCY_SHARED.value: "err_role",
    "disposable": "err_disposable",
}


def address_check(raw: str) -> tuple[str, str]:
    """The address in its one spelling and "", or "" and why it is refused: a key of ADDRESS_ERRORS."""
    classified = address_classify(raw, overrides_load())
    if classified.kind is not EmailKind.REAL:
        return "", classified.kind.value
    if is_disposable(classified.email, disposable_rules()):
        return "", "disposable"
    return classified.email, ""
