"""The HTTP client: bounded in size, in time, and in where it goes."""

import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterator

import httpx2
import pytest

from integrations_ota.adapters.addresses import is_public
from integrations_ota.adapters.errors import (
    AddressRefused,
    AuthFailed,
    BodyTooLarge,
    ContractViolation,
    Throttled,
    Unavailable,
)
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status, retry_after_seconds
from tests.integrations_ota.sandbox import Sandbox


def client(answer: Callable[[httpx2.Request], httpx2.Response], **options: object) -> HttpClient:
    return HttpClient(allow_private=True, transport=httpx2.MockTransport(answer), **options)  # type: ignore[arg-type]


def get(http: HttpClient, url: str = "http://channel.example/") -> Reply:
    with http:
        return http.request("GET", url, headers={})


def test_200_mb_are_cut_off_with_bounded_memory(sandbox: Sandbox) -> None:
    sandbox.fail("body_200mb")
    url = f"{sandbox.address}/channex/api/v1/booking_revisions/feed"
    tracemalloc.start()
    with pytest.raises(BodyTooLarge, match="more than 20 MB"):
        get(HttpClient(allow_private=True), url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


def test_a_declared_length_is_believed_before_anything_is_read() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Length": "300000000"}, content=iter([b"x"]))

    with pytest.raises(BodyTooLarge):
        get(client(answer))


def test_a_gzip_bomb_is_stopped_at_an_implausible_ratio() -> None:
    bomb = gzip.compress(bytes(60 * 1024 * 1024))
    assert len(bomb) < 100_000

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=iter([bomb]))

    tracemalloc.start()
    with pytest.raises(BodyTooLarge):
        get(client(answer))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024


def test_honest_gzip_is_unpacked_and_a_torn_one_reported() -> None:
    packed = gzip.compress(b"<r>" + b"a reservation " * 1000 + b"</r>")

    def answer(request: httpx2.Request) -> httpx2.Response:
        content = packed if request.url.path == "/whole" else packed[:-20]
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=iter([content]))

    assert len(get(client(answer), "http://channel.example/whole").body) == 14_007
    with pytest.raises(Unavailable):
        get(client(answer), "http://channel.example/torn")


def test_a_slow_drip_ends_at_the_deadline() -> None:
    def drip() -> Iterator[bytes]:
        while True:
            time.sleep(0.02)
            yield b"x" * 70_000

    with pytest.raises(Unavailable, match="too slowly"):
        get(client(lambda _: httpx2.Response(200, content=drip()), total_timeout=0.1))


def test_a_redirect_is_not_followed() -> None:
    reply = get(
        client(
            lambda _: httpx2.Response(302, headers={"Location": "http://169.254.169.254/"}, content=iter([]))
        )
    )
    with pytest.raises(ContractViolation, match="another address"):
        raise_for_status(reply)


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AuthFailed), (403, AuthFailed), (404, ContractViolation), (429, Throttled), (503, Unavailable)],
)
def test_statuses_become_errors(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        raise_for_status(Reply(status, {}, b""))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({}, 60.0),
        ({"retry-after": "soon"}, 60.0),
        ({"retry-after": "999999"}, 3600.0),
        (
            {"retry-after": "Mon, 01 Jun 2026 12:02:00 GMT", "date": "Mon, 01 Jun 2026 12:00:00 GMT"},
            120.0,
        ),
    ],
)
def test_retry_after_is_read_in_all_its_forms(headers: dict[str, str], seconds: float) -> None:
    assert retry_after_seconds(Reply(429, headers, b"")) == seconds


PRIVATE = (
    "127.0.0.1 10.1.2.3 192.168.0.1 169.254.169.254 ::1 fe80::1 fd00::1 ::ffff:10.0.0.1 0.0.0.0 224.0.0.1"
)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressRefused, match="private network"):
        get(HttpClient(resolver=lambda _host, _port: [address]), "https://channel.example/")


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(AddressRefused):
        get(
            HttpClient(resolver=lambda _host, _port: ["93.184.216.34", "10.0.0.1"]),
            "https://channel.example/",
        )


@pytest.mark.parametrize(
    "url", ["http://channel.example/", "https://channel.example:22/", "ftp://channel.example/"]
)
def test_other_schemes_and_ports_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        get(HttpClient(resolver=lambda _host, _port: ["93.184.216.34"]), url)


def test_the_checked_address_is_the_one_that_is_called() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=iter([b"ok"]))

    transport = httpx2.MockTransport(answer)
    get(
        HttpClient(resolver=lambda _host, _port: ["93.184.216.34"], transport=transport),
        "https://channel.example/a",
    )
    assert (seen[0].url.host, seen[0].headers["Host"]) == ("93.184.216.34", "channel.example")
    assert seen[0].extensions["sni_hostname"] == "channel.example"
