"""The mail catcher (maildev): what it received is counted by it, not by us."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

from config.services import ServerFailed

PAGE = 100
LINK = re.compile(r"https?://[^\s<>,\"]+")


@dataclass(frozen=True, slots=True)
class CaughtMail:
    id: str
    to: str
    subject: str
    html: str


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
                    id=mail["id"],
                    to=mail["to"][0]["address"],
                    subject=mail["subject"],
                    html=mail.get("html") or "",
                )
            skip += len(page)

    def one_click_address(self, mail: CaughtMail) -> str:
        """The https address of List-Unsubscribe (RFC 8058), from the mail as it was received."""
        with urllib.request.urlopen(f"{self.api}/email/{mail.id}/source", timeout=30) as answer:  # noqa: S310 - loopback
            headers = message_from_bytes(answer.read(), policy=default)
        found = LINK.search(str(headers["List-Unsubscribe"] or ""))
        if found is None or "One-Click" not in str(headers["List-Unsubscribe-Post"] or ""):
            raise ServerFailed(f"The mail to {mail.to} has no one-click way to leave (RFC 8058).")
        return found[0]
