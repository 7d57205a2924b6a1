"""What this room refuses."""

from accounts.errors import DomainError


class TopicInUse(DomainError):
    """Campaigns carry the topic, and guests may have left it."""

    code = "topic_in_use"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "Campaigns carry this topic, so it cannot be deleted. Retire it: then nobody is offered it any more."
        )


class ComplaintStands(DomainError):
    """The address reported a mail as spam; nothing brings it back."""

    code = "complaint_stands"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "This address reported a mail as spam, so it is never written to again. "
            "Ask the guest for another address."
        )
