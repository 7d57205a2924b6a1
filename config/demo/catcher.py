"""The mail catcher (maildev): what it received is counted by it, not by us."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PAGE = 100
LINK = re.compile(r"https?://[^\s<>,\"]+")


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
                    unsubscribe=one_click_address(mail.get("headers", {})),
                )
            skip += len(page)


def one_click_address(headers: dict[str, Any]) -> str:
    """The https address of List-Unsubscribe (RFC 8058); the catcher's parser gathers List-* under `list`."""
    listed = headers.get("list", {}).get("unsubscribe", {})
    found = LINK.search(f"{listed.get('url', '')} {headers.get('list-unsubscribe', '')}")
    return found[0] if found else ""
