from accounts.errors import DomainError


class CampaignNotReady(DomainError):
    """Something that each mail must carry is missing."""

    code = "not_ready"
    http_status = 400


class WrongStatus(DomainError):
    code = "wrong_status"


class ChangedMeanwhile(DomainError):
    """Somebody saved it after the state that this change was made upon (RFC 9110, 13.1.1)."""

    code = "changed_meanwhile"
    http_status = 412


class DoubtChanged(DomainError):
    """The number of letters in doubt is not the number that was acknowledged."""

    code = "doubt_changed"


class AudienceChanged(DomainError):
    """The number of guests who would get the mail is not the number that was acknowledged."""

    code = "audience_changed"


class PictureInUse(DomainError):
    """A letter shows the picture that was to be deleted."""

    code = "picture_in_use"
