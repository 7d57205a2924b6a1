"""What this room refuses."""

from accounts.errors import DomainError


class ContentInvalid(DomainError):
    """The letter cannot be compiled; the message names the line."""

    code = "template_invalid"
    http_status = 400


class MailingNotRunning(DomainError):
    """The mailing is not in a state in which this can be done."""

    code = "mailing_not_running"


class MailNotSent(DomainError):
    """A test mail was not taken by the mail server."""

    code = "test_not_sent"
    http_status = 502


class DomainNameInvalid(DomainError):
    """Not a domain that mail can be signed for."""

    code = "domain_invalid"
    http_status = 400


class DomainTaken(DomainError):
    """The organisation has this sending domain already."""

    code = "domain_taken"


class DomainNotVerified(DomainError):
    """Nothing is sent in a domain's name before its records were found in DNS."""

    code = "domain_not_verified"


class DkimRotationRefused(DomainError):
    """The key cannot be changed now: another change is under way, or DNS does not show it yet."""

    code = "dkim_rotation_refused"


class DmarcReportInvalid(DomainError):
    """Not a DMARC aggregate report, or of a domain that is not the organisation's."""

    code = "dmarc_report_invalid"
    http_status = 400


class RelayUrlInvalid(DomainError):
    """BELLHOP_RELAY_URL names no mail server."""

    code = "relay_url_invalid"
    http_status = 500


class OrganizationHeld(DomainError):
    """Too many guests complained; marketing mail waits for a person."""

    code = "sending_held"


class NotHeld(DomainError):
    """There is no hold to lift."""

    code = "not_held"


class NoteRefused(DomainError):
    """A single letter cannot be sent: its address is none."""

    code = "address_invalid"
    http_status = 400
