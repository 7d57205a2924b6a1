from accounts.models.audit import AuditEvent
from accounts.models.hotel import Hotel
from accounts.models.keys import ApiKey
from accounts.models.organization import Membership, Organization
from accounts.models.user import User

__all__ = ["ApiKey", "AuditEvent", "Hotel", "Membership", "Organization", "User"]
