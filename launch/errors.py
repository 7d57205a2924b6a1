from accounts.errors import DomainError, NotFound


class RequirementUnknown(NotFound):
    code = "requirement_unknown"


class ProofMismatch(DomainError):
    """A run was recorded, or a row signed, where the row is not proved that way."""

    code = "proof_mismatch"
    http_status = 400
