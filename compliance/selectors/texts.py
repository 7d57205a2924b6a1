"""Reasons and bases as sentences for a hotelier."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.types import Basis, Permission, Purpose, Reason, TrackingMode

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
    Reason.OBJECTED: _("The guest objected to being profiled."),
    Reason.NOT_CONFIRMED: _(
        "The guest agreed, but nobody confirmed it from the mailbox, and the law of the guest's country, or of "
        "a hotel's where it is unknown, asks for that proof. Invite the guest to confirm."
    ),
    Reason.SISTER_ENTITY: _(
        "The guest stayed only at a hotel of another company of your group, and that is no permission for this one."
    ),
    Reason.OBJECTION_NOT_OFFERED: _(
        "The guest stayed with you, but nothing shows that they were offered to object to mail when they booked."
    ),
    Reason.SALE_TOO_OLD: _(
        "The guest's stay or enquiry is too long ago to write to them without their consent."
    ),
    Reason.ALIAS_EXPIRED: _("The OTA's alias served for one stay only, and its time is over."),
    Reason.BASIS_EXPIRED: _("The ground for this mail came to its end before the mail could leave."),
    Reason.NO_CONSENT: _("The guest has not agreed to receive offers, or there is no evidence of it."),
    Reason.SAME_INBOX: _("Another guest of this audience has the same inbox, and it gets the mail once."),
}

_BASES: dict[str, Promise | str] = {
    Basis.CONSENT: _("The guest agreed to receive offers."),
    Basis.SOFT_OPT_IN: _(
        "The guest stayed with you, gave the address then and did not object to similar offers."
    ),
    Basis.IMPLIED_STAY: _(
        "The guest stayed with you within the last two years, which Canada's law takes as consent."
    ),
    Basis.IMPLIED_ENQUIRY: _(
        "The guest asked you about a stay within the last six months, which Canada's law takes as consent."
    ),
    Basis.OPT_OUT: _("The guest's country asks for no consent, only for a way out in each mail."),
    Basis.LEGITIMATE_INTEREST: _(
        "Knowing your guests is a fair interest of yours, and this guest did not object."
    ),
    Basis.CONTRACT: _("The mail is about the guest's own stay."),
    "": "",
}

# Where a sentence above speaks of mail, and the purpose is another.
_OF_PURPOSE: dict[tuple[Purpose, str], Promise | str] = {
    (Purpose.OPEN_TRACKING, Basis.CONSENT): _("The guest agreed that you may see which mails are opened."),
    (Purpose.OPEN_TRACKING, Basis.OPT_OUT): _("The guest's country asks for no consent to this."),
    (Purpose.OPEN_TRACKING, Reason.NO_CONSENT): _(
        "The guest was not asked whether you may see which mails are opened, or did not agree."
    ),
    (Purpose.PROFILING, Basis.CONSENT): _("The guest agreed to get offers chosen for them."),
    (Purpose.NEWSLETTER, Basis.CONSENT): _("The guest asked for the newsletter."),
    (Purpose.NEWSLETTER, Reason.NO_CONSENT): _("The guest has not asked for the newsletter."),
}


def permission_text(*, permission: Permission, purpose: Purpose) -> str:
    """Return why an answer is yes or no for a purpose, as a sentence. Raises KeyError for unknown codes."""
    code = permission.basis if permission.allowed else permission.reason
    return str(_OF_PURPOSE.get((purpose, code)) or (_BASES if permission.allowed else _REASONS)[code])


_NOTED: dict[TrackingMode, Promise | str] = {
    TrackingMode.NONE: _("Nothing is noted of what the guest does with letters."),
    TrackingMode.HYGIENE: _("Only the day on which the guest last opened a letter is noted."),
    TrackingMode.FULL: _("Each open and click of the guest is noted."),
}


def tracking_text(*, mode: TrackingMode, permission: Permission) -> str:
    """Return what is noted of a guest, and why, from the answer to OPEN_TRACKING, in two sentences."""
    limited = permission.allowed and mode is not TrackingMode.FULL
    why = (
        _("More would be allowed; you chose to note less.")
        if limited
        else permission_text(permission=permission, purpose=Purpose.OPEN_TRACKING)
    )
    return f"{_NOTED[mode]} {why}"


def reason_text(reason: str) -> str:
    """Return the sentence for a Reason code. Raises KeyError for an unknown one."""
    return str(_REASONS[reason])


def basis_text(basis: str) -> str:
    """Return the sentence for a Basis code, ``""`` for none. Raises KeyError if unknown."""
    return str(_BASES[basis])


def reason_texts() -> dict[str, str]:
    """Return all reasons with their sentences, in the active language."""
    return {str(code): str(text) for code, text in _REASONS.items() if code}
