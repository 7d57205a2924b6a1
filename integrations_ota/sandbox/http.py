"""The little of HTTP that the sandbox needs: a request, a response, multipart."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole. Header names are lower case, query values single."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Decode the body; an empty one is {}."""
        return json.loads(self.body or b"{}")

    def form(self) -> dict[str, bytes]:
        """Decode multipart/form-data (RFC 7578) into name and content."""
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        parts: dict[str, bytes] = {}
        for part in message.iter_parts() if message.is_multipart() else ():
            name = part.get_param("name", header="content-disposition")
            payload = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(payload, bytes):
                parts[name] = payload
        return parts


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `stream` replaces `body`; `declared` is a Content-Length that may lie."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None
    declared: int | None = None


def json_response(value: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(status, json.dumps(value).encode())


def xml_response(body: bytes) -> Response:
    """Answer with XML."""
    return Response(200, body, "text/xml; charset=utf-8")


def text_response(text: str, status: int) -> Response:
    """Answer with plain text."""
    return Response(status, text.encode(), "text/plain; charset=utf-8")
