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


class RequestAnswered(DomainError):
    """A request of a person's was answered before."""

    code = "request_answered"

    def __init__(self) -> None:
        super().__init__("This request is answered already; nothing was changed. Reload to see the answer.")


class IdentityUnknown(DomainError):
    """Nobody has made sure yet who asks."""

    code = "identity_unknown"

    def __init__(self) -> None:
        super().__init__(
            "Nobody has checked yet who asks for this. Wait until the person answers the letter, or note how you "
            "made sure of it."
        )


class MailboxShared(DomainError):
    """What is asked for concerns a mailbox that others have too."""

    code = "mailbox_shared"

    def __init__(self) -> None:
        super().__init__(
            "This person has no mailbox of their own here, so there is nothing to stop for them alone. Ask them for "
            "their own address, or enter the request for the mailbox as a whole."
        )
