"""The running product's own answers: through its whole stack in this process, or over HTTP at `--url`."""

import logging
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

TIMEOUT = 10.0
LARGEST_BODY = 8 * 1024 * 1024
LOCALHOST = "127.0.0.1"
# Refusals are what some checks ask for; they are no news for the log.
QUIET = ("django.request", "django.security.csrf", "django.security.SuspiciousOperation")


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


class Web(Protocol):
    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, address: str = LOCALHOST
    ) -> Answer:
        """Send one request without a body. `address` is the caller's, where the process can choose it."""
        ...


class InProcess:
    """The product's whole stack without a socket. With `user` the log-in is skipped, nothing else."""

    def __init__(self, user: Any = None) -> None:
        from rest_framework.test import APIClient

        self.client = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
        if user is not None:
            self.client.force_authenticate(user=user)

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, address: str = LOCALHOST
    ) -> Answer:
        given = {
            "Host": own_host(),
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": "https",
            **(headers or {}),
        }
        with quiet():
            response = self.client.generic(
                method, path, "", "application/json", secure=True, headers=given, REMOTE_ADDR=address
            )
            body = response.getvalue()
        found = {name.lower(): value for name, value in response.items()}
        return Answer(response.status_code, found, body)


class Remote:
    """The product as its visitors reach it. Redirects are not followed; certificates are checked."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        context = ssl.create_default_context()
        handlers = (urllib.request.HTTPSHandler(context=context), StayHere(), urllib.request.ProxyHandler({}))
        self.opener = urllib.request.build_opener(*handlers)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        address: str = LOCALHOST,  # noqa: ARG002 - a caller cannot choose its address over a real network
    ) -> Answer:
        request = urllib.request.Request(self.url + path, method=method, headers=dict(headers or {}))  # noqa: S310
        try:
            response = self.opener.open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as refused:
            response = refused
        with response:
            found = {name.lower(): value for name, value in response.headers.items()}
            return Answer(int(response.status or 0), found, response.read(LARGEST_BODY))


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def own_host() -> str:
    """A host name that the installation answers to: its public one where it is allowed."""
    public = urlsplit(settings.PUBLIC_URL).netloc
    allowed = [str(host) for host in settings.ALLOWED_HOSTS]
    if validate_host(split_domain_port(public)[0], allowed):
        return public
    named = [host.lstrip(".") for host in allowed if host != "*"]
    return named[0] if named else public


@contextmanager
def quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in QUIET]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
