"""Who fetched what stands in a letter: a person, or a program on nobody's behalf. Pure.

Counting is at stake, not access: a program gets the same answer. A doubtful visit is a person's.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, ip_address
from typing import Final

# Nobody gets, sees and opens a letter sooner than this after our server handed it over; in seconds.
SOONEST_OPEN: Final = 5.0
SOONEST_CLICK: Final = 10.0
# Different links of one letter, asked for within so many seconds.
BURST: Final = ((2, 1.0), (3, 2.0))
BURST_SECONDS: Final = 2.0

# Apple's Mail Privacy Protection loads each picture, read or not, and says just this.
_APPLE_PROXY: Final = "Mozilla/5.0"
# Gmail's proxy when it fetches ahead; when somebody reads, it signs as GoogleImageProxy.
_GMAIL_AHEAD: Final = "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
# CUBOT makes telephones.
_AGENTS: Final = re.compile(
    r"(?<!cu)bot(?:s?\b|_)|crawl|spider|scanner|scanning|linkcheck|link.?preview|uripreview|"
    r"bingpreview|externalhit|headless|phantomjs|selenium|puppeteer|playwright|whatsapp/|google-safety|"
    r"existence discovery|protocol discovery|"
    r"barracuda|mimecast|proofpoint|safelinks|symantec|messagelabs|trend.?micro|ironport|fireeye|trellix|"
    r"sophos|forti(?:guard|mail)|cloudmark|\bvade|avanan|forcepoint|trustwave|area1|hornetsecurity|retarus|"
    r"virustotal|urlscan|urlquery|censys|\bexpanse|zgrab|masscan|spamassassin|rspamd|"
    r"^(?:curl|wget|libwww-perl|python|aiohttp|httpx|go-http-client|java/|apache-httpclient|ruby|axios|node|"
    r"undici|guzzle|postmanruntime|lua|php|perl|winhttp|powershell)",
    re.IGNORECASE,
)
# Networks that mail filters say they work from: Microsoft's, Barracuda's, Proofpoint's.
_FILTERS: Final = tuple(
    IPv4Network(network)
    for network in (
        "40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17",
        "64.235.144.0/20", "209.222.80.0/21",
        "67.231.144.0/20", "148.163.128.0/19",
    )
)  # fmt: skip


class Sign(StrEnum):
    """What gave a program away; NONE for a person."""

    NONE = ""
    SILENT = "silent"
    AGENT = "agent"
    PREFETCH = "prefetch"
    NETWORK = "network"
    TOO_SOON = "too_soon"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch of a letter's picture or link.

    `since_handed`: seconds since the letter was handed over, None when that is not known. `opened`: a
    person was seen opening it before. `gaps`: for each other link of the letter that was asked for in the
    last two seconds, how long ago.
    """

    user_agent: str
    click: bool = False
    address: str = ""
    since_handed: float | None = None
    opened: bool = False
    gaps: tuple[float, ...] = ()


def machine_sign(visit: Visit) -> Sign:
    """What shows that a visit was a program's own; Sign.NONE for a person's, through a proxy or not."""
    agent = visit.user_agent.strip()
    if not agent:
        return Sign.SILENT
    if agent == _APPLE_PROXY or agent.endswith(_GMAIL_AHEAD):
        return Sign.PREFETCH
    if _AGENTS.search(agent):
        return Sign.AGENT
    if _of_filter(visit.address):
        return Sign.NETWORK
    if visit.click and _is_burst(visit.gaps):
        return Sign.BURST
    return Sign.TOO_SOON if _too_soon(visit) else Sign.NONE


def _too_soon(visit: Visit) -> bool:
    if visit.since_handed is None:
        return False
    if visit.click:
        return visit.since_handed < SOONEST_CLICK and not visit.opened
    return visit.since_handed < SOONEST_OPEN


def _is_burst(gaps: tuple[float, ...]) -> bool:
    return any(1 + sum(gap <= seconds for gap in gaps) >= links for links, seconds in BURST)


def _of_filter(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in _FILTERS)
