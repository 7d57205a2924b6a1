"""Words for tests of segments."""

from typing import Any

SEGMENTS = "/api/v1/orgs/alpenblick/segments"
LISTS = "/api/v1/orgs/alpenblick/lists"


def tree(*rules: dict[str, Any], kind: str = "all") -> dict[str, Any]:
    return {"version": 1, "rule": {kind: list(rules)}}


def condition(field: str, op: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value} | more


def post(client: Any, path: str, **body: Any) -> Any:
    return client.post(path, body, format="json")
