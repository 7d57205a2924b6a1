"""Reasons and bases as sentences for a hotelier."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.types import Basis, Reason

_REASONS: dict[str, Promise | str] = {
    Reason.ALLOWED: _("This guest may be written to."),
    Reason.NO_ADDRESS: _("No e-mail address is known for this guest. Ask for it at check-in."),
    Reason.INVALID_ADDRESS: _(
        "The e-mail address on file cannot be delivered to as it is written. Correct it to reach this guest."
    ),
    Reason.OTA_ALIAS: _(
        "The guest came through an OTA alias, which may only be used for mails about that stay."
    ),
    Reason.AGENCY_SHARED: _(
        "The address belongs to an agency that books for many guests, so no single guest agreed "
        "to receive mail there."
    ),
    Reason.ROLE_ADDRESS: _(
        "The address is a shared mailbox such as info@ or reservations@, not a person's own."
    ),
    Reason.SUPPRESSED_UNSUBSCRIBED: _(
        "The guest unsubscribed. Only the guest can sign up again, by confirming a mail."
    ),
    Reason.SUPPRESSED_COMPLAINT: _(
        "The guest reported a mail as spam. This address is never written to again."
    ),
    Reason.SUPPRESSED_BOUNCE: _("Mail to this address came back: the mailbox does not exist any more."),
    Reason.SUPPRESSED_OTHER: _("The address is on your list of people not to be written to."),
    Reason.LEFT_TOPIC: _("The guest chose to get no more letters on this topic."),
    Reason.LEFT_HOTEL: _("The guest chose to get no more letters of this hotel."),
    Reason.PAUSED: _("The guest asked for a break from letters, which is not over yet."),
    Reason.FREQUENCY_CAP: _(
        "This inbox has had as many letters as your limit, or the guest's own wish, allows for now."
    ),
    Reason.CONSENT_WITHDRAWN: _(
        "The guest agreed once and has withdrawn it. Only the guest can agree again."
    ),
    Reason.NO_CONSENT: _("The guest has not agreed to receive offers, or there is no evidence of it."),
    Reason.SAME_INBOX: _("Another guest of this audience has the same inbox, and it gets the mail once."),
}

_BASES: dict[str, Promise | str] = {
    Basis.CONSENT: _("The guest agreed to receive offers."),
    Basis.SOFT_OPT_IN: _(
        "The guest stayed with you, gave the address then and did not object to similar offers."
    ),
    Basis.CONTRACT: _("The mail is about the guest's own stay."),
    "": "",
}


def reason_text(reason: str) -> str:
    """Return the sentence for a Reason code. Raises KeyError for an unknown one."""
    return str(_REASONS[reason])


def basis_text(basis: str) -> str:
    """Return the sentence for a Basis code, ``""`` for none. Raises KeyError if unknown."""
    return str(_BASES[basis])


def reason_texts() -> dict[str, str]:
    """Return all reasons with their sentences, in the active language."""
    return {str(code): str(text) for code, text in _REASONS.items() if code}
