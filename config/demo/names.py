"""A name server for the demo's own domains, so that they are verified as any hotel's are: by asking DNS.

It answers over UDP on loopback from a zone of "name KIND" → values, and knows nothing else.
"""

import argparse
import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Sequence[str]]
TTL = 30
# A value that makes the server answer SERVFAIL, or nothing at all.
REFUSE, SILENT = "!servfail", "!silent"
# Loopback carries it whole; the wire of the Internet would not.
_LARGEST = 60_000
_STRING = 255


class NameServer:
    """Answers from `zone()`, asked anew for each question; use as a context manager."""

    def __init__(self, zone: Callable[[], Zone], *, port: int = 0) -> None:
        self._zone = zone
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.questions: list[str] = []
        self._closed = False

    def serve(self) -> None:
        """Answer until closed."""
        while not self._closed:
            raw, asker = self._socket.recvfrom(_LARGEST)
            if raw and (answer := self._answer(raw)):
                self._socket.sendto(answer, asker)

    def _answer(self, raw: bytes) -> bytes:
        try:
            query = dns.message.from_wire(raw)
            question = query.question[0]
        except (dns.exception.DNSException, IndexError):
            return b""
        name, kind = (
            question.name.to_text(omit_final_dot=True).lower(),
            dns.rdatatype.to_text(question.rdtype),
        )
        self.questions.append(f"{name} {kind}")
        zone = self._zone()
        values = zone.get(f"{name} {kind}", ())
        if SILENT in values:
            return b""
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | dns.flags.RA
        if REFUSE in values:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif values:
            answer.answer.append(dns.rrset.from_text(question.name, TTL, "IN", kind, *_texts(kind, values)))
        elif not any(key.startswith(f"{name} ") for key in zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire(max_size=_LARGEST)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closed = True
        host, _, port = self.address.partition(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (host, int(port)))
        self._thread.join(timeout=5)
        self._socket.close()


def _texts(kind: str, values: Sequence[str]) -> list[str]:
    """Values in a zone file's form: a TXT record is made of strings of up to 255 bytes."""
    if kind == "TXT":
        return [
            " ".join(json.dumps(text[start : start + _STRING]) for start in range(0, len(text), _STRING))
            for text in values
        ]
    if kind in {"MX", "CNAME", "PTR"}:
        return [f"{value.rstrip('.')}." for value in values]
    return list(values)


def zone_of(path: Path) -> Callable[[], Zone]:
    """The zone kept in a JSON file; an empty one as long as there is no file."""

    def read() -> Zone:
        zone: Zone = json.loads(path.read_text()) if path.exists() else {}
        return zone

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--zone", type=Path, required=True, help="a JSON object: name and kind, to values")
    options = parser.parse_args()
    NameServer(zone_of(options.zone), port=options.port).serve()


if __name__ == "__main__":
    main()
