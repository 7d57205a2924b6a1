"""CS7: the way back of complaints and bounces."""

import socket
from contextlib import closing
from datetime import timedelta

from django.conf import settings

from delivery.inbound.classify import mail_classify
from delivery.inbound.types import Class
from delivery.selectors.inbound import inbound_newest
from launch.checks.words import listed
from launch.probe import Probe
from launch.types import Finding, fails, judged

SECONDS = 3
FRESH = timedelta(days=7)
GUEST = "guest@example.com"
REPORT = """From: Feedback loop <fbl@example.net>
Subject: Report
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
Original-Rcpt-To: <guest@example.com>

--b--
"""
# RFC 5965 and its extensions: what a guest did, and what was measured about us.
TYPES = {"abuse": Class.COMPLAINT, "opt-out": Class.COMPLAINT, "auth-failure": Class.BLOCK}


def complaints_come_back(probe: Probe) -> Finding:
    """The reader tells complaints from other reports, and a door takes mail or took some this week."""
    misread = [kind for kind, expected in TYPES.items() if read(kind) != (expected, GUEST)]
    if misread:
        return fails(f"feedback reports are misread: {listed(misread)}")
    greeting = door_greeting(settings.BELLHOP_LMTP)
    newest = max(filter(None, probe.each_organization(inbound_newest).values()), default=None)
    fresh = newest is not None and probe.now - newest <= FRESH
    last = f"last returned mail {newest:%Y-%m-%d %H:%M}" if newest else "no mail has come back yet"
    return judged(
        greeting.startswith("220") or fresh,
        f"{settings.BELLHOP_LMTP} {greeting or 'does not answer'}; {last}",
    )


def read(kind: str) -> tuple[Class, str]:
    record = mail_classify(REPORT.format(kind=kind).encode())[0]
    return record.kind, record.recipient


def door_greeting(address: str) -> str:
    """What stands at the LMTP address says first, or "" when nobody does."""
    path = address.removeprefix("unix:") if address.startswith("unix:") else ""
    host, _, port = address.rpartition(":")
    family = socket.AF_UNIX if path else socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    try:
        with closing(socket.socket(family)) as connection:
            connection.settimeout(SECONDS)
            connection.connect(path or (host.strip("[]"), int(port)))
            return connection.recv(200).decode(errors="replace").strip()
    except (OSError, ValueError):
        return ""
