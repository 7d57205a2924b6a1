"""Guests reading their mail: each opens, clicks or leaves through the links of the very mail that was caught."""

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx2

from config.demo.catcher import CaughtMail
from delivery.machines import SOONEST_OPEN

PIXEL = re.compile(r'src="(https?://[^"]+/o/[^"]+)"')
CLICK = re.compile(r'href="(https?://[^"]+/c/[^"]+)"')
OPENS, CLICKS, LEAVES = 42, 11, 1  # of a hundred guests
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
TELEPHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
}


@dataclass(frozen=True, slots=True)
class Reading:
    opens: list[str]
    clicks: list[str]
    leaves: list[str]


def mood(address: str) -> int:
    """0 to 99, the same for the same address each time."""
    return int.from_bytes(hashlib.sha256(address.lower().encode()).digest()[:4], "big") % 100


def plan(mails: Iterable[CaughtMail], way_out: Callable[[CaughtMail], str]) -> Reading:
    """Who does what. One who clicks or leaves has opened; somebody always leaves."""
    opens, clicks, leaves = [], [], []
    for number, mail in enumerate(mails):
        pixel, click = PIXEL.search(mail.html), CLICK.search(mail.html)
        if pixel and mood(mail.to) < OPENS:
            opens.append(pixel[1])
        if click and mood(mail.to) < CLICKS:
            clicks.append(click[1])
        if mood(mail.to) < LEAVES or number == 0:
            leaves.append(way_out(mail))
    return Reading(opens, clicks, leaves)


def agreeing(addresses: Iterable[str]) -> set[str]:
    """Whose opens and clicks the hotel may note: those who will open agreed before the letter was made."""
    return {address for address in addresses if mood(address) < OPENS}


def act(reading: Reading) -> None:
    """Follow the links as people's telephones do, none sooner than a person can.

    Raises httpx2.HTTPError when the product does not answer.
    """
    time.sleep(SOONEST_OPEN)
    with httpx2.Client(timeout=30, headers=TELEPHONE) as client, ThreadPoolExecutor(4) as pool:

        def all_of(urls: list[str], call: Callable[[str], httpx2.Response], expected: int) -> None:
            for answer in pool.map(call, urls):
                if answer.status_code != expected:
                    raise httpx2.HTTPError(f"{answer.request.url} answered {answer.status_code}")

        all_of(reading.opens, client.get, 200)
        all_of(reading.clicks, client.get, 302)
        all_of(reading.leaves, lambda url: client.post(url, data=ONE_CLICK), 200)
