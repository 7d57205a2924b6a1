"""The Expedia Lodging client: reservations by GraphQL, and notifications that they changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from integrations_ota.adapters.errors import ContractViolation, Throttled, Unavailable
from integrations_ota.adapters.expedia import lodging_parser as parser
from integrations_ota.adapters.expedia import lodging_webhook as webhook
from integrations_ota.adapters.expedia.lodging_client import LodgingClient, account_of
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.memory import LOCAL, Memory
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
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
from integrations_ota.adapters.text import one_line, sha256_hex

MAX_PAGE: Final = 100
OVERLAP: Final = timedelta(minutes=10)
_KEEP_SECONDS: Final = 24 * 3600.0

_PROPERTY: Final = "query Property($id: String!) { property(id: $id, idSource: EXPEDIA) { id name } }"
_RESERVATIONS: Final = (
    "query Reservations($id: String!, $pageSize: Int!, $after: String, $filter: ReservationFilterInput) "
    "{ property(id: $id, idSource: EXPEDIA) { reservations(pageSize: $pageSize, filter: $filter, after: $after) "
    f"{{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {parser.FIELDS} }} }} }} }} }}"
)
_CONFIRM: Final = (
    "mutation Confirm($input: ConfirmReservationNotificationInput!) "
    "{ confirmReservationNotification(input: $input) { reservation { id } } }"
)


def _now() -> datetime:
    return datetime.now(UTC)


class ExpediaLodgingAdapter:
    """Reads one property's reservations; the base address is `https://api.expediagroup.com`."""

    slug = "expedia_lodging"
    protocol_version = "Lodging GraphQL"

    def __init__(
        self, http: HttpClient, *, memory: Memory = LOCAL, clock: Callable[[], datetime] = _now
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._client = LodgingClient(http, memory)

    def capabilities(self) -> Capabilities:
        """Say what the Lodging API offers: alias addresses, no consent flag, no queue."""
        return Capabilities(
            guest_email=GuestEmail.ALIAS,
            consent_flag=False,
            certified=False,
            max_items=MAX_PAGE,
            min_poll_seconds=300,
            refuses_items=False,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Read the property's name: proves log-in and access."""
        data, reply = self._client.ask(conn, _PROPERTY, {"id": conn.remote_hotel_id})
        if not isinstance(data.value("property"), dict):
            raise ContractViolation("Expedia does not know this property. Check the property id.")
        return ConnectionReport(
            hotel_name=one_line(data.inner("property").text("name")),
            protocol_version=self.protocol_version,
            answers={"log_in": Answer.OK, "property": Answer.OK, "reservations": Answer.UNKNOWN},
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: reservations name their units by id."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch one page; `after` continues, `since` fetches what changed after a moment, with an overlap.

        The last page's cursor is `since` the moment, by the channel's clock, when the first was read.
        """
        variables: dict[str, Any] = {"id": conn.remote_hotel_id, "pageSize": min(limit, MAX_PAGE)}
        since = cursor.get("since")
        if isinstance(since, str):
            first = datetime.fromisoformat(since).astimezone(UTC) - OVERLAP
            variables["filter"] = {"lastUpdatedDateTime": {"beginDateTime": first.isoformat()}}
        if cursor.get("after"):
            variables["after"] = cursor["after"]
        data, reply = self._client.ask(conn, _RESERVATIONS, variables)
        if not isinstance(data.value("property"), dict):
            raise ContractViolation("Expedia does not know this property. Check the property id.")
        batch = parser.batch_of(data, reply.body)
        seen = cursor.get("seen") or (reply.server_time or self._clock()).isoformat()
        if not batch.has_more:
            return PullBatch(batch.messages, batch.quarantined, {"since": seen}, has_more=False)
        following = {**batch.next_cursor, "seen": seen} | ({"since": since} if since else {})
        return PullBatch(batch.messages, batch.quarantined, following, has_more=True)

    def split(self, document: bytes) -> PullBatch:
        """Cut an answer to the reservations query into messages."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one reservation."""
        return parser.parse_reservation(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Confirm what a notification asked for; the query itself is no queue and needs no receipt."""
        return [
            self._confirm(conn, item.token)
            if item.accepted
            else AckResult(item.token, AckOutcome.REJECTED, "left to the channel")
            for item in items
        ]

    def _confirm(self, conn: Conn, token: str) -> AckResult:
        key = self._key(conn, token)
        asked = self._memory.get(key)
        if asked is None:
            return AckResult(token, AckOutcome.ACCEPTED)
        wanted = Fields(orjson.loads(asked))
        given = {
            "propertyId": conn.remote_hotel_id,
            "reservationId": token,
            "confirmationToken": wanted.text("token"),
            "actionType": wanted.text("action"),
            "confirmationCode": f"BH{token}"[:50],
        }
        try:
            self._client.ask(conn, _CONFIRM, {"input": given})
        except (Throttled, Unavailable) as error:
            return AckResult(token, AckOutcome.RETRY, error.message)
        except ContractViolation as error:
            return AckResult(token, AckOutcome.REJECTED, error.message)
        self._memory.forget(key)
        return AckResult(token, AckOutcome.ACCEPTED)

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Prove a notification; it is a hint to pull. A GET is Expedia's look whether the address lives."""
        if request.method == "GET":
            return Webhook(delivery_id="", hotel_code="")
        webhook.prove(conn, request)
        told = webhook.read(request.body)
        if told.confirmation_token and told.property_id == conn.remote_hotel_id:
            asked = {"token": told.confirmation_token, "action": told.action_type}
            self._memory.put(
                self._key(conn, told.reservation_id), orjson.dumps(asked).decode(), _KEEP_SECONDS
            )
        delivery = told.delivery_id or sha256_hex(request.body.decode("utf-8", "replace"))
        return Webhook(delivery_id=delivery, hotel_code=told.property_id)

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Say thank you, or have Expedia call again."""
        del request
        return WebhookAnswer(200, b"{}") if taken else WebhookAnswer(503, b"{}")

    @staticmethod
    def _key(conn: Conn, reservation_id: str) -> str:
        return f"expedia:confirm:{account_of(conn)}:{conn.remote_hotel_id}:{reservation_id}"
