"""Every fault of the protocols' list (F01 to F93) by its number, and how to bring it about.

A scenario switches faults on, or acts on the sandbox (`redeliver`, `expire`, a calendar's bad day), or says
that its world holds the fault already (`world`), or what the client has to do for it (`ours`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from integrations_ota.sandbox.world import ALPINEBITS, BOOKING_COM, CHANNEX, EXPEDIA

ICAL: Final = "ical"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`channel` '' = any. `calendar` is a bad day of the calendar feeds."""

    title: str
    channel: str = ""
    faults: tuple[str, ...] = ()
    action: str = ""
    calendar: str = ""
    world: str = ""
    ours: str = ""


SCENARIOS: Final[dict[str, Scenario]] = {
    "F01": Scenario("the same message twice in one batch", world="3 % of the bookings are delivered twice"),
    "F02": Scenario("redelivered after a lost receipt", action="redeliver"),
    "F03": Scenario(
        "a change before the new one was acknowledged", world="changed bookings, merged at Booking.com"
    ),
    "F04": Scenario("an older change after a newer one", world="a quarter of the histories come backwards"),
    "F05": Scenario("cancellation first, booking later", world="some histories come backwards"),
    "F06": Scenario("cancelled, then booked again", ours="deliver a newer booking after a cancellation"),
    "F07": Scenario("a change leaves a room out", ours="deliver a change with one room of two"),
    "F08": Scenario(
        "two connections deliver one booking", world="Booking.com and Expedia show what Channex has"
    ),
    "F09": Scenario(
        "a cancellation with room 0 and price 0", EXPEDIA, world="so come Expedia's cancellations"
    ),
    "F10": Scenario("receipt refused: a newer version waits", EXPEDIA, faults=("newer_version",)),
    "F11": Scenario("receipt taken in part", EXPEDIA, faults=("ack_partly",)),
    "F12": Scenario(
        "crash between commit and receipt", ours="end the worker there; the sandbox delivers again"
    ),
    "F13": Scenario("fallen back to e-mail", BOOKING_COM, action="expire"),
    "F14": Scenario(
        "more than a page, pages that drift",
        CHANNEX,
        world="pages of 10 to 100, acknowledged ones leave them",
    ),
    "F15": Scenario(
        "cursor at equal timestamps", "expedia_lodging", world="ask from the exact moment of a change"
    ),
    "F20": Scenario("expired token in the midst", BOOKING_COM, faults=("token_expired",)),
    "F21": Scenario(
        "more than 30 tokens an hour", BOOKING_COM, world="the 31st exchange of an hour is refused"
    ),
    "F22": Scenario("403 for one of many hotels", faults=("access_403",)),
    "F23": Scenario(
        "429 with Retry-After in all forms", faults=("throttle_429", "throttle_bare", "throttle_until")
    ),
    "F24": Scenario("500, 502, 503, 504", faults=("http_500", "http_502", "http_503", "http_504")),
    "F25": Scenario("the answer got lost after the server committed", ALPINEBITS, faults=("push_lost",)),
    "F26": Scenario("torn body", faults=("truncated",)),
    "F27": Scenario("a log-in page with 200", faults=("html_200",)),
    "F28": Scenario("empty 200", faults=("empty_200",)),
    "F29": Scenario("redirect into a private network", faults=("redirect_inside",)),
    "F30": Scenario("TLS failure", ours="connect by https: the sandbox speaks no TLS"),
    "F31": Scenario("wrong character set", faults=("not_utf8",)),
    "F32": Scenario(
        "bombs and giants", ALPINEBITS, faults=("gzip_bomb", "body_200mb", "many_nodes", "deep_xml")
    ),
    "F40": Scenario("malformed document", faults=("malformed_xml",)),
    "F41": Scenario("external entity, billion laughs", ALPINEBITS, faults=("xxe", "billion_laughs")),
    "F42": Scenario(
        "unknown elements, other namespaces", EXPEDIA, world="answers bear namespaces of other years"
    ),
    "F43": Scenario("success in part", "expedia_lodging", faults=("graphql_errors",)),
    "F44": Scenario("unmapped room", CHANNEX, world="one booking names no known room"),
    "F45": Scenario("no guest", ALPINEBITS, world="one request has no customer"),
    "F46": Scenario("aliases and shared mailboxes", world="aliases of each OTA, one agency for many guests"),
    "F47": Scenario("card numbers in nodes and comments", world="6 % of the bookings bear the test card"),
    "F48": Scenario("nights that do not add up", CHANNEX, world="one booking's total is 7 euros more"),
    "F49": Scenario(
        "names of all kinds", world="names with accents and in other scripts, an address with CRLF"
    ),
    "F50": Scenario("odd numbers of people", ours="deliver 0 adults, or 30 rooms"),
    "F51": Scenario("consent flags", "smx", ours="POST /_control/siteminder with `consent`"),
    "F52": Scenario(
        "consent after a withdrawal", ALPINEBITS, world="newsletter:yes of guests who may have left"
    ),
    "F60": Scenario("nights across a change of clocks", world="stays around the year"),
    "F61": Scenario("year end, leap day, long stays", world="stays around the year"),
    "F62": Scenario("times with and without offsets", world="each channel writes times in its own way"),
    "F63": Scenario(
        "forged, replayed and late calls", ours="POST /_control/ring with a wrong secret, or twice"
    ),
    "F64": Scenario("a call before the feed shows it", CHANNEX, faults=("feed_lags",)),
    "F70": Scenario("UIDs that change", ICAL, world="POST /_control/ical with the next `day`, style booking"),
    "F71": Scenario("rolling 'Not available'", ICAL, world="POST /_control/ical with the next `day`"),
    "F72": Scenario("a feed that empties or shrinks", ICAL, calendar="empty"),
    "F73": Scenario("a feed that is cut off", ICAL, calendar="cut"),
    "F74": Scenario("Vrbo in other languages", ICAL, world="the feed of style vrbo"),
    "F75": Scenario("a feed that moved", ICAL, calendar="moved"),
    "F76": Scenario("the feed's address in logs", ICAL, world="the address bears a secret"),
    "F80": Scenario("overlapping ranges", ours="push two ranges; /_control/calendar shows the last"),
    "F81": Scenario(
        "more than fits into a call", EXPEDIA, world="5,000 updates and 100 kB are the most it takes"
    ),
    "F82": Scenario("a retry never overtakes", CHANNEX, faults=("push_500",)),
    "F83": Scenario("two pushes of one hotel", ours="push from two workers at once"),
    "F84": Scenario(
        "a rate out of its threshold", EXPEDIA, world="prices below and above its thresholds are warned of"
    ),
    "F85": Scenario("the channel asks for everything", ALPINEBITS, faults=("push_resync",)),
    "F86": Scenario("both ends of a range", world="each channel sells both ends"),
    "F87": Scenario("what the channel shows drifts", CHANNEX, ours="POST /_control/calendar with `rooms`"),
    "F90": Scenario("a call with another's secret or hotel", ours="POST /_control/ring with another's url"),
    "F91": Scenario("a noisy hotel", faults=("throttle_429",)),
    "F92": Scenario("a connection is deleted", ours="delete it; its bookings stay in the sandbox"),
    "F93": Scenario("erasure against redelivery", action="redeliver"),
}
