from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    MARKETER = "marketer"
    ANALYST = "analyst"


VIEW = frozenset(
    {
        "guest.view",
        "form.view",
        "campaign.view",
        "connection.view",
        "domain.view",
        "relay.view",
        "analytics.view",
    }
)
MARKET = VIEW | {"guest.import", "guest.edit", "form.edit", "campaign.edit", "campaign.send"}
MANAGE = MARKET | {
    "guest.export",
    "request.handle",
    "connection.edit",
    "domain.edit",
    "relay.edit",
    "hotel.edit",
    "audit.view",
}

# What each role may do. A permission that stands nowhere here cannot be asked for (see accounts/tenancy/views.py).
PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.ANALYST: VIEW,
    Role.MARKETER: MARKET,
    Role.MANAGER: MANAGE,
    Role.OWNER: MANAGE | {"member.edit", "key.edit"},
}
