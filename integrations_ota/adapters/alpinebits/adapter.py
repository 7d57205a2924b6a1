"""The AlpineBits client: handshake, read guest requests, report what was taken over."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from integrations_ota.adapters.alpinebits import messages, parser
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


def _multipart(parts: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Encode multipart/form-data (RFC 7578); return the content type and the body."""
    boundary = secrets.token_hex(16)
    body = bytearray()
    for name, content in parts.items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


def _agreed_versions(body: bytes) -> list[str]:
    """Read the versions both sides speak from the handshake's answer, newest first."""
    root = parse_xml(body)
    parser.raise_for_errors(root)
    for warning in root.iterfind("{*}Warnings/{*}Warning"):
        if warning.get("Status") == "ALPINEBITS_HANDSHAKE":
            offered = _versions_in(warning.text or "")
            return [version for version in messages.VERSIONS if version in offered]
    raise Malformed("The channel's handshake names no common version.", raw=kept_text(body))


def _versions_in(text: str) -> set[str]:
    """Return the versions that can read guest requests."""
    try:
        offer: Any = json.loads(text)
        return {
            str(entry["version"])
            for entry in offer["versions"]
            if any(action["action"] == "action_OTA_Read" for action in entry["actions"])
        }
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The channel's handshake cannot be read.", raw=text[:2000]) from error


class AlpineBitsAdapter:
    """Pulls guest requests of one hotel by HTTPS POST; one instance for one connection."""

    slug = "alpinebits"
    protocol_version = messages.VERSIONS[0]

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self._version = ""

    def capabilities(self) -> Capabilities:
        """Say what AlpineBits offers: real addresses and an explicit newsletter flag."""
        return Capabilities(
            guest_email=GuestEmail.REAL,
            consent_flag=True,
            certified=False,
            max_items=0,
            min_poll_seconds=60,
            refuses_items=True,
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

    def _handshake(self, conn: Conn) -> Reply:
        """Agree on the newest version both sides speak."""
        offer, newest = messages.ping_request(), self.protocol_version
        reply = self._post(conn, "OTA_Ping:Handshaking", offer, version=newest)
        agreed = _agreed_versions(reply.body)
        if not agreed:
            ours = ", ".join(messages.VERSIONS)
            raise ContractViolation(f"The channel speaks none of our AlpineBits versions ({ours}).")
        self._version = agreed[0]
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
