"""The pmsXchange client: fetch what was not confirmed, confirm it, send availability and rates."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from integrations_ota.adapters.ari import AvailabilityChange, PushLimits, PushReport, RateChange
from integrations_ota.adapters.errors import ContractViolation
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.ota2003 import attribute
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
from integrations_ota.adapters.siteminder import messages, parser, pushes
from integrations_ota.adapters.siteminder.inbound import answered, verified
from integrations_ota.adapters.soap import CONTENT_TYPE, Token, unwrap, wrap
from integrations_ota.adapters.text import one_line

MAX_DAYS: Final = 750
_SERVER_ERROR: Final = 500


class SiteMinderAdapter:
    """Speaks SOAP 1.1 with a UsernameToken; `requestor_id` is the code SiteMinder gave our system."""

    slug = "siteminder"
    protocol_version = "pmsXchange"

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def capabilities(self) -> Capabilities:
        """Say what pmsXchange offers: the OTAs' aliases, real addresses of direct bookings."""
        return Capabilities(
            guest_email=GuestEmail.MIXED,
            consent_flag=False,
            certified=False,
            max_items=0,
            min_poll_seconds=180,
            pulls_per_minute=30,
            refuses_items=False,
            push=PushLimits(max_items=100, max_days_ahead=MAX_DAYS, calls_per_minute=30),
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Send a ping. To fetch would count as a delivery, and an unconfirmed one ends in an e-mail.

        Any answer but a refused log-in proves the log-in: whether every account knows the ping is open.
        """
        answer = Answer.OK
        ping = messages.ping_request(echo=_echo(), at=conn.moment)
        reply, server_time = None, None
        try:
            reply = self._call(conn, ping)
            server_time = reply.server_time
            parser.raise_for_errors(unwrap(reply.body).payload)
        except ContractViolation:
            answer = Answer.OK if reply is not None else Answer.UNKNOWN
        return ConnectionReport(
            hotel_name="",
            protocol_version=self.protocol_version,
            answers={"login": answer, "reservations": Answer.UNKNOWN},
            server_time=server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: pmsXchange uses the hotel's own codes."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch everything that was not confirmed; once a poll, since SiteMinder wants 2 minutes between."""
        del cursor, limit
        request = messages.read_request(
            hotel_code=conn.remote_hotel_id, requestor=_requestor(conn), echo=_echo(), at=conn.moment
        )
        return parser.split_payload(self._ask(conn, request))

    def split(self, document: bytes) -> PullBatch:
        """Cut a document, in its envelope or bare."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one HotelReservation."""
        return parser.parse_reservation(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Confirm message ids in one OTA_NotifReportRQ; what was pushed to us was confirmed by our answer.

        A refused item is left unconfirmed on purpose: SiteMinder then mails the hotel.
        """
        results = [_without_a_call(item) for item in items]
        waiting = [item for item, result in zip(items, results, strict=True) if result is None]
        refused: dict[str, str] = {}
        if waiting:
            answer = self._ask(conn, messages.report_request(waiting, echo=_echo(), at=conn.moment))
            parser.raise_for_errors(answer)
            if answer.find("{*}Success") is None:
                raise ContractViolation("The channel did not confirm our receipt.", detail="no Success")
            refused = _refused(answer)
        return [result or _confirmed(item, refused) for item, result in zip(items, results, strict=True)]

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Send how many rooms may be sold; `complete` means nothing here, each day is replaced anyway."""
        del complete
        request = messages.availability_request(changes, **self._head(conn))
        return pushes.report([c.key for c in changes], self._ask(conn, request))

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Send restrictions, then prices; of two answers for one change the worse one counts."""
        del complete
        head = self._head(conn)
        closed = self._ask(conn, messages.restrictions_request(changes, **head))
        first = pushes.report([c.key for c in changes], closed)
        priced = [c for c in changes if c.price_minor is not None]
        if not priced:
            return first
        answer = self._ask(conn, messages.rates_request(priced, **self._head(conn)))
        return pushes.worse(first, pushes.report([c.key for c in priced], answer))

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Prove SiteMinder's push by the user name and the secret that the hotel gave it."""
        return verified(conn, request)

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Say that the reservations are stored, or ask for them again."""
        return answered(request, taken)

    @staticmethod
    def _head(conn: Conn) -> messages.Head:
        return {
            "hotel_code": conn.remote_hotel_id,
            "requestor": _requestor(conn),
            "echo": _echo(),
            "at": conn.moment,
        }

    def _ask(self, conn: Conn, request: etree._Element) -> etree._Element:
        return unwrap(self._call(conn, request).body).payload

    def _call(self, conn: Conn, request: etree._Element) -> Reply:
        token = Token(conn.credentials.get("username", ""), conn.credentials.get("password", ""))
        headers = {"Content-Type": CONTENT_TYPE, "SOAPAction": '""'}
        reply = self._http.request("POST", conn.base_url, headers=headers, content=wrap(request, token))
        if reply.status >= _SERVER_ERROR and b"Envelope" in reply.body[:2000]:
            unwrap(reply.body)  # A SOAP fault comes with HTTP 500 and says more than the number.
        raise_for_status(reply)
        return reply


def _echo() -> str:
    return uuid.uuid4().hex


def _requestor(conn: Conn) -> str:
    return conn.credentials.get("requestor_id", "")


def _without_a_call(item: AckItem) -> AckResult | None:
    if not item.accepted:
        return AckResult(item.token, AckOutcome.REJECTED, "left to the channel")
    if messages.split_token(item.token)[0] == parser.PUSHED:
        return AckResult(item.token, AckOutcome.ACCEPTED)
    return None


def _refused(answer: etree._Element) -> dict[str, str]:
    """Return the message ids that the channel did not take, with its words."""
    return {
        attribute(warning, "RecordID"): one_line(warning.text) or one_line(warning.get("ShortText"))
        for warning in answer.iterfind("{*}Warnings/{*}Warning")
        if attribute(warning, "RecordID")
    }


def _confirmed(item: AckItem, refused: Mapping[str, str]) -> AckResult:
    said = refused.get(messages.split_token(item.token)[1])
    if said is None:
        return AckResult(item.token, AckOutcome.ACCEPTED)
    return AckResult(item.token, AckOutcome.REJECTED, said or "the channel did not take the confirmation")
