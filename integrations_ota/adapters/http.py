"""The HTTP client handed to every adapter: bounded in size, in time, and in where it goes."""

from __future__ import annotations

import email.utils
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Final, Self

import httpx2

from integrations_ota.adapters.addresses import Resolver, public_address, resolve
from integrations_ota.adapters.errors import (
    AuthFailed,
    BodyTooLarge,
    ContractViolation,
    OtaError,
    Throttled,
    Unavailable,
)

MAX_BODY: Final = 20 * 1024 * 1024
MAX_RATIO: Final = 200
_RATIO_FLOOR: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
_DEFAULT_RETRY_AFTER: Final = 60.0
_MAX_RETRY_AFTER: Final = 3600.0
_KEPT_UP: Final = "Nothing is lost: the channel keeps its reservations until we have fetched them."
_UNTRUSTED: Final = (
    "The channel does not prove who it is: its certificate is not valid. Nothing was sent. Check the address; if it is "
    "right, ask the channel."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer: lower-case header names, decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def server_time(self) -> datetime | None:
        """The channel's clock, from the Date header."""
        return _http_date(self.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None


def retry_after_seconds(reply: Reply) -> float:
    """Read Retry-After (RFC 9110, 10.2.3), seconds or date against the server's own clock."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _MAX_RETRY_AFTER)
    until, now = _http_date(text), reply.server_time
    if until is None or now is None:
        return _DEFAULT_RETRY_AFTER
    return min(max((until - now).total_seconds(), 1.0), _MAX_RETRY_AFTER)


def raise_for_status(reply: Reply) -> None:
    """Translate an HTTP status outside 200 to 299 into an `OtaError`."""
    status = reply.status
    if status < httpx2.codes.MULTIPLE_CHOICES:
        return
    raise _error_for(status, reply)


def _error_for(status: int, reply: Reply) -> OtaError:
    detail = f"HTTP {status}"
    if status in {401, 403}:
        return AuthFailed(
            "The channel refused the log-in of this connection. Check user name, password or "
            f"key. {_KEPT_UP}",
            detail=detail,
        )
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return Throttled(
            "The channel asks us to call less often; we wait and try again.",
            retry_after=retry_after_seconds(reply),
            detail=detail,
        )
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR or status in {408, 425}:
        return Unavailable(f"The channel has a fault of its own (HTTP {status}). {_KEPT_UP}", detail=detail)
    if status < httpx2.codes.BAD_REQUEST:
        return ContractViolation(
            "The channel tried to send us to another address, which is refused. Check the "
            "address of the connection.",
            detail=detail,
        )
    return ContractViolation(f"The channel refused the request (HTTP {status}).", detail=detail)


def _untrusted(error: BaseException) -> bool:
    """Say whether a connection failed since the other side's certificate did."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


class HttpClient:
    """A synchronous client for one connection; not shared between threads.

    `allow_private` lets it call plain http and private addresses: for the local sandbox.
    Times are in seconds, sizes in bytes.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        max_body: int = MAX_BODY,
        connect_timeout: float = 5.0,
        read_timeout: float = 65.0,
        total_timeout: float = 120.0,
        resolver: Resolver = resolve,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._max_body = max_body
        self._total_timeout = total_timeout
        self._resolver = resolver
        self._client = httpx2.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx2.Timeout(read_timeout, connect=connect_timeout),
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all sockets."""
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Reply:
        """Send one request and return the whole answer, whatever its status.

        Raises `Unavailable` (unreachable, timed out, cut off), `BodyTooLarge`,
        `AddressRefused`, `ContractViolation` (not HTTP).
        """
        try:
            request = self._build(method, url, headers=headers, params=params, content=content)
            return self._send(request)
        except httpx2.TimeoutException as error:
            raise Unavailable(
                f"The channel did not answer in time. {_KEPT_UP}", detail=type(error).__name__
            ) from error
        except (httpx2.ConnectError, httpx2.NetworkError) as error:
            if _untrusted(error):
                raise Unavailable(_UNTRUSTED, detail="TLS") from error
            raise Unavailable(
                f"The channel cannot be reached. {_KEPT_UP}", detail=type(error).__name__
            ) from error
        except httpx2.RemoteProtocolError as error:
            raise Unavailable(
                f"The channel broke off its answer. {_KEPT_UP}", detail=str(error)[:200]
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ContractViolation(
                "The channel's address does not speak HTTP as it should. Check the address.",
                detail=type(error).__name__,
            ) from error

    def _build(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
        content: bytes,
    ) -> httpx2.Request:
        target = httpx2.URL(url)
        if params:
            target = target.copy_merge_params(dict(params))
        sent = {"Accept-Encoding": "gzip", "User-Agent": "Bellhop", **headers}
        extensions: dict[str, object] = {}
        if not self._allow_private:
            address = public_address(
                scheme=target.scheme, host=target.host, port=target.port, resolver=self._resolver
            )
            # Connect to the address that was checked: a second look-up could give another.
            sent["Host"] = target.netloc.decode()
            extensions["sni_hostname"] = target.host
            target = target.copy_with(host=address)
        return self._client.build_request(
            method, target, headers=sent, content=content or None, extensions=extensions
        )

    def _send(self, request: httpx2.Request) -> Reply:
        deadline = time.monotonic() + self._total_timeout
        response = self._client.send(request, stream=True)
        try:
            headers = {k.lower(): v for k, v in response.headers.items()}
            declared = headers.get("content-length", "")
            if declared.isdigit() and int(declared) > self._max_body:
                raise self._too_large(f"declared {declared} bytes")
            chunks = self._bounded_time(response.iter_raw(_CHUNK), deadline)
            if headers.get("content-encoding", "").lower() in {"gzip", "x-gzip"}:
                chunks = self._inflate(chunks)
            body = self._collect(chunks)
        finally:
            response.close()
        return Reply(status=response.status_code, headers=headers, body=body)

    def _bounded_time(self, chunks: Iterator[bytes], deadline: float) -> Iterator[bytes]:
        for chunk in chunks:
            if time.monotonic() > deadline:
                raise Unavailable(f"The channel answered too slowly. {_KEPT_UP}", detail="deadline")
            yield chunk

    def _collect(self, chunks: Iterator[bytes]) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > self._max_body:
                raise self._too_large("while reading")
        return bytes(body)

    def _inflate(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Decompress gzip in bounded pieces and stop at an implausible ratio."""
        inflater = zlib.decompressobj(wbits=31)
        packed = unpacked = 0
        for chunk in chunks:
            packed += len(chunk)
            rest = chunk
            while rest:
                try:
                    piece = inflater.decompress(rest, _CHUNK)
                except zlib.error as error:
                    raise Unavailable(
                        f"The channel's compressed answer is damaged. {_KEPT_UP}", detail="gzip"
                    ) from error
                rest = inflater.unconsumed_tail
                unpacked += len(piece)
                if unpacked > _RATIO_FLOOR and unpacked > packed * MAX_RATIO:
                    raise self._too_large("compression ratio")
                yield piece
        yield inflater.flush()
        if not inflater.eof:
            raise Unavailable(f"The channel broke off its answer. {_KEPT_UP}", detail="gzip")

    def _too_large(self, detail: str) -> BodyTooLarge:
        megabytes = self._max_body // (1024 * 1024)
        return BodyTooLarge(
            f"The channel sent more than {megabytes} MB in one answer; it was cut off and nothing "
            f"of it was applied. {_KEPT_UP} Tell the channel's support if this goes on.",
            detail=detail,
        )
