"""Pours a storm of bounces into a running LMTP door: `storm_bounces.py unix:/path 50000` (fault R17).

The reports name no letter, so that they can be poured into any installation: each must be taken, kept
as a stray, and change nothing. Prints one JSON line.
"""

import json
import smtplib
import sys
import time
from concurrent.futures import ThreadPoolExecutor

CONNECTIONS = 4
COUNT = 50_000
TAKEN = 250
REPORT = (
    "From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
    "Final-Recipient: rfc822; guest{number}@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)


def connect(address: str) -> smtplib.LMTP:
    if address.startswith("unix:"):
        return smtplib.LMTP(address.removeprefix("unix:"))
    host, _, port = address.rpartition(":")
    return smtplib.LMTP(host, int(port))


def pour(address: str, numbers: range) -> int:
    """How many of these were taken."""
    taken = 0
    with connect(address) as client:
        client.ehlo_or_helo_if_needed()
        for number in numbers:
            client.mail("<>")
            client.rcpt(f"bounce+{number:046x}@mail.example")
            code, _words = client.data(REPORT.format(number=number))
            taken += code == TAKEN
    return taken


def main() -> None:
    address, count = sys.argv[1], int((sys.argv[2:] or [str(COUNT)])[0])
    begun = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [range(first, count, CONNECTIONS) for first in range(CONNECTIONS)]
        taken = sum(pool.map(lambda share: pour(address, share), shares))
    seconds = time.monotonic() - begun
    print(json.dumps({"poured": count, "taken": taken, "seconds": round(seconds, 1)}))


if __name__ == "__main__":
    main()
