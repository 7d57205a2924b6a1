import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from launch.checks.headers import hsts_sent
from launch.probe import Probe
from launch.web import InProcess, Remote, own_host


class Elsewhere(BaseHTTPRequestHandler):
    """A running product of another configuration, as a visitor sees it."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/" else 403 if self.path == "/no" else 200)
        self.send_header("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload")
        self.send_header("Location", "/app/")
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, *_arguments: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(timeout=5)


def test_an_address_is_asked_over_http_and_redirects_are_not_followed(elsewhere: str) -> None:
    web = Remote(elsewhere)
    answers = [web.send("GET", path) for path in ("/", "/no", "/app/")]
    assert [(answer.status, answer.body) for answer in answers] == [
        (302, b"here"),
        (403, b"here"),
        (200, b"here"),
    ]


def test_checks_look_at_the_address_that_is_given(elsewhere: str, probe: Probe) -> None:
    assert hsts_sent(probe).status == "fails"
    assert hsts_sent(Probe(now=probe.now, url=elsewhere)).status == "holds"


@pytest.mark.parametrize(
    ("public", "allowed", "host"),
    [
        ("https://mail.hotel.example", ["mail.hotel.example"], "mail.hotel.example"),
        ("https://mail.hotel.example", ["inside.hotel.example"], "inside.hotel.example"),
        ("https://mail.hotel.example", [".hotel.example"], "mail.hotel.example"),
        ("http://localhost:8000", ["*"], "localhost:8000"),
    ],
)
def test_requests_carry_a_name_the_product_answers_to(
    public: str, allowed: list[str], host: str, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = public, allowed
    assert own_host() == host


@pytest.mark.django_db
def test_what_checks_provoke_is_no_news_for_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert InProcess().send("GET", "/api/v1/me").status == 401
    assert caplog.records == []
