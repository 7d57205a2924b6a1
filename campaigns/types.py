from dataclasses import asdict, dataclass, field
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


class TemplateFormat(StrEnum):
    """What a letter is written in."""

    MJML = "mjml"
    HTML = "html"
    BLOCKS = "blocks"


SEGMENT_CHOICES = ("include_segments", "include_lists", "exclude_segments", "exclude_lists")


@dataclass(frozen=True, slots=True)
class AudienceSpec:
    """Whom a campaign is for. An empty list sets no limit.

    With `include_segments` or `include_lists`: members of at least one of them. Members of an excluded
    segment or list are left out, whatever else they are.
    """

    hotel_ids: list[int] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    include_segments: list[int] = field(default_factory=list)
    include_lists: list[int] = field(default_factory=list)
    exclude_segments: list[int] = field(default_factory=list)
    exclude_lists: list[int] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            hotel_ids=[int(each) for each in data.get("hotel_ids", [])],
            countries=[str(each).upper() for each in data.get("countries", [])],
            languages=[str(each).lower() for each in data.get("languages", [])],
            **{name: [int(each) for each in data.get(name, [])] for name in SEGMENT_CHOICES},
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """`allowed` + the sum of `excluded` is `audience`, and the sum of `bases` is `allowed`, always."""

    audience: int
    allowed: int
    excluded: dict[str, int]
    bases: dict[str, int]
