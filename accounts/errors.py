class DomainError(Exception):
    """A rule of the product refused something; the API, admin and commands show it as it is.

    `message` is written for a hotelier: what happened, what it means, what to do next.
    """

    code = "refused"
    http_status = 409

    def __init__(self, message: str, *, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class InvalidInput(DomainError):
    code = "invalid"
    http_status = 400


class NotAllowed(DomainError):
    code = "not_allowed"
    http_status = 403


class NotFound(DomainError):
    code = "not_found"
    http_status = 404


class LastOwner(DomainError):
    code = "last_owner"

    def __init__(self) -> None:
        super().__init__(
            "An organisation needs at least one owner. Make another member an owner first, then repeat this."
        )


class AlreadyMember(DomainError):
    code = "already_member"

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is a member already. Change the role in the list instead.")
