from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AudienceSpec:
    """Whom a campaign is for. An empty list sets no limit."""

    hotel_ids: list[int] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            hotel_ids=[int(each) for each in data.get("hotel_ids", [])],
            countries=[str(each).upper() for each in data.get("countries", [])],
            languages=[str(each).lower() for each in data.get("languages", [])],
        )

    def to_json(self) -> dict[str, Any]:
        return {"hotel_ids": self.hotel_ids, "countries": self.countries, "languages": self.languages}


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """`allowed` + the sum of `excluded` is `audience`, always."""

    audience: int
    allowed: int
    excluded: dict[str, int]
