"""The AlpineBits client: handshake, read guest requests, report what was taken over."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from integrations_ota.adapters.alpinebits import freerooms, messages, parser
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    PushLimits,
    PushOutcome,
    PushReport,
    PushResult,
)
from integrations_ota.adapters.errors import ContractViolation, Malformed
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.port import (
    AckItem,
    AckOutcome,
    AckResult,
    Answer,
    Capabilities,
    Conn,
    ConnectionReport,
    Cursor,
    GuestEmail,
    ParsedReservation,
    PullBatch,
    RawOtaMessage,
)
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import kept_text, parse_xml

_BAD_REQUEST: Final = 400
_CLIENT_ID: Final = "Bellhop"
# The protocol names no limits; a complete set has to be one message.
PUSH: Final = PushLimits(max_items=0, max_days_ahead=730, calls_per_minute=30, per_hotel=True)


def _multipart(parts: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Encode multipart/form-data (RFC 7578); return the content type and the body."""
    boundary = secrets.token_hex(16)
    body = bytearray()
    for name, content in parts.items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


def _agreed_versions(body: bytes) -> dict[str, set[str]]:
    """Read the versions both sides speak, newest first, with the actions and options of each."""
    root = parse_xml(body)
    parser.raise_for_errors(root)
    for warning in root.iterfind("{*}Warnings/{*}Warning"):
        if warning.get("Status") == "ALPINEBITS_HANDSHAKE":
            offered = _versions_in(warning.text or "")
            return {version: offered[version] for version in messages.VERSIONS if version in offered}
    raise Malformed("The channel's handshake names no common version.", raw=kept_text(body))


def _versions_in(text: str) -> dict[str, set[str]]:
    """Return the versions that can read guest requests, and what else each can."""
    try:
        offer: Any = json.loads(text)
        versions = {
            str(entry["version"]): {
                str(word)
                for action in entry["actions"]
                for word in (action["action"], *action.get("supports", ()))
            }
            for entry in offer["versions"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The channel's handshake cannot be read.", raw=text[:2000]) from error
    return {version: words for version, words in versions.items() if "action_OTA_Read" in words}


class AlpineBitsAdapter:
    """Pulls guest requests of one hotel by HTTPS POST; one instance for one connection."""

    slug = "alpinebits"
    protocol_version = messages.VERSIONS[0]

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self._version = ""
        self._supports: set[str] = set()

    def capabilities(self) -> Capabilities:
        """Say what AlpineBits offers: real addresses and an explicit newsletter flag."""
        return Capabilities(
            guest_email=GuestEmail.REAL,
            consent_flag=True,
            certified=False,
            max_items=0,
            min_poll_seconds=60,
            refuses_items=True,
            push=PUSH,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Shake hands. Nothing is read or acknowledged, so the hotel code stays unproved."""
        reply = self._handshake(conn)
        return ConnectionReport(
            hotel_name="",
            protocol_version=self._version,
            answers={"handshake": Answer.OK, "reservations": Answer.UNKNOWN},
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: AlpineBits names rooms by the hotel's own codes."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch all unacknowledged requests; the protocol has no pages, so `limit` is unused.

        `cursor={"since": ISO date-time}` fetches everything since then, acknowledged or not.
        """
        del limit
        if not self._version:
            self._handshake(conn)
        since = cursor.get("since")
        start = datetime.fromisoformat(since) if isinstance(since, str) else None
        request = messages.read_request(hotel_code=conn.remote_hotel_id, start=start)
        batch = self.split(self._post(conn, "OTA_Read:GuestRequests", request).body)
        if start is None:
            return batch
        return PullBatch(batch.messages, batch.quarantined, {}, has_more=False)

    def split(self, document: bytes) -> PullBatch:
        """Cut an OTA_ResRetrieveRS into messages."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one HotelReservation."""
        return parser.parse_reservation(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Report all items in one OTA_NotifReportRQ; the answer holds for all of them."""
        if not items:
            return []
        if not self._version:
            self._handshake(conn)
        body = messages.report_request(items)
        reply = self._post(conn, "OTA_NotifReport:GuestRequests", body)
        root = parse_xml(reply.body)
        parser.raise_for_errors(root)
        if root.find("{*}Success") is None:
            raise ContractViolation("The channel did not confirm our receipt.", detail="no Success")
        return [AckResult(item.token, AckOutcome.ACCEPTED) for item in items]

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Send free rooms, as a difference where the server takes one; else it is sent everything."""
        if not self._version:
            self._handshake(conn)
        action = freerooms.NOTIF[self._version]
        if f"action_{action}" not in self._supports:
            said = "The channel takes no free rooms."
            return PushReport(tuple(PushResult(c.key, PushOutcome.REJECTED, said) for c in changes))
        if not complete and f"{action}_accept_deltas" not in self._supports:
            said = "The channel takes whole calendars only; it is sent all of it."
            return PushReport(tuple(PushResult(c.key, PushOutcome.RETRY, said) for c in changes), resync=True)
        sent = [change for change in changes if len(change.room_code) <= freerooms.MAX_CODE]
        body = freerooms.request(
            self._version, hotel_code=conn.remote_hotel_id, changes=sent, complete=complete
        )
        report = freerooms.report(parse_xml(self._post(conn, f"{action}:FreeRooms", body).body), sent)
        long = f"AlpineBits takes room codes of at most {freerooms.MAX_CODE} characters."
        refused = [PushResult(c.key, PushOutcome.REJECTED, long) for c in changes if c not in sent]
        return PushReport((*report.results, *refused), resync=report.resync)

    def _handshake(self, conn: Conn) -> Reply:
        """Agree on the newest version both sides speak."""
        offer, newest = messages.ping_request(), self.protocol_version
        reply = self._post(conn, "OTA_Ping:Handshaking", offer, version=newest)
        agreed = _agreed_versions(reply.body)
        if not agreed:
            ours = ", ".join(messages.VERSIONS)
            raise ContractViolation(f"The channel speaks none of our AlpineBits versions ({ours}).")
        self._version, self._supports = next(iter(agreed.items()))
        return reply

    def _post(self, conn: Conn, action: str, request: bytes, *, version: str = "") -> Reply:
        content_type, content = _multipart({"action": action.encode(), "request": request})
        pair = f"{conn.credentials.get('username', '')}:{conn.credentials.get('password', '')}"
        headers = {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": content_type,
            "X-AlpineBits-ClientProtocolVersion": version or self._version,
            "X-AlpineBits-ClientID": conn.credentials.get("client_id") or _CLIENT_ID,
        }
        reply = self._http.request("POST", conn.base_url, headers=headers, content=content)
        if reply.status == _BAD_REQUEST:
            said = one_line(reply.body[:400].decode("utf-8", "replace")).removeprefix("ERROR:")
            raise ContractViolation(
                f"The channel refused the request and says: “{said.strip()}”.", detail="HTTP 400"
            )
        raise_for_status(reply)
        return reply
