"""The mail catcher (maildev): what it received is counted by it, not by us."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PAGE = 100


@dataclass(frozen=True, slots=True)
class CaughtMail:
    to: str
    subject: str
    html: str
    unsubscribe: str


class Catcher:
    def __init__(self, address: str) -> None:
        self.api = f"{address}/api"

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.api}{path}", timeout=30) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def count(self) -> int:
        total: int = self.ask("/email/summary?limit=1")["storeTotal"]
        return total

    def mails(self, *, skip: int = 0) -> Iterator[CaughtMail]:
        """Every mail in order of arrival, a page at a time."""
        while page := self.ask(f"/email?skip={skip}&limit={PAGE}"):
            for mail in page:
                yield CaughtMail(
                    to=mail["to"][0]["address"],
                    subject=mail["subject"],
                    html=mail.get("html") or "",
                    unsubscribe=first_link(header(mail, "list-unsubscribe")),
                )
            skip += len(page)


def header(mail: dict[str, Any], name: str) -> str:
    headers = mail.get("headers", {})
    value = headers.get(name, "")
    return json.dumps(value) if not isinstance(value, str) else value


def first_link(text: str) -> str:
    start = text.find("http")
    if start < 0:
        return ""
    ends = [end for mark in '>",' if (end := text.find(mark, start)) > 0]
    return text[start : min(ends, default=len(text))]
