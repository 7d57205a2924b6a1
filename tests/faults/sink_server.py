"""The mail server at the end of the way: raw SMTP on asyncio, in a process of its own, wrong on demand.

Run as `python -m tests.faults.sink_server FOLDER PORT`. It reads FOLDER/script.json at the start and at each
SIGHUP, and writes a line to FOLDER/ledger for each letter it has answered with 250, before it answers.
"""

import asyncio
import hashlib
import os
import re
import signal
import socket
import ssl
import struct
import sys
import time
from base64 import b64decode
from functools import partial
from pathlib import Path

from tests.faults.rules import Rule, Script, Stage

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>\r\n]*>)")
_ADDRESS = re.compile(rb"<([^>]*)>")
_LATE = 0.02
# Enough of a letter to be in its midst.
_MIDST = 1500


class Books:
    """Two append-only files: letters accepted, and events worth counting."""

    def __init__(self, folder: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._ledger = os.open(folder / "ledger", flags, 0o644)
        self._events = os.open(folder / "events", flags, 0o644)

    def accepted(self, recipient: str, sender: str, content: bytes) -> None:
        found = _MESSAGE_ID.search(content[:65536])
        name = found.group(1).decode("latin-1") if found else "-"
        digest = hashlib.sha256(content).hexdigest()[:16]
        line = f"{time.time():.6f}\t{recipient}\t{name}\t{digest}\t{sender or '<>'}\n"
        os.write(self._ledger, line.encode())

    def event(self, kind: str, detail: str = "") -> None:
        os.write(self._events, f"{time.time():.6f}\t{kind}\t{detail}\n".encode())


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = Script()
        self.books = Books(folder)
        self.tls: ssl.SSLContext | None = None
        self.reload()

    def reload(self) -> None:
        self.script = Script.from_json((self.folder / "script.json").read_text())
        if self.script.manners.starttls and self.tls is None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(self.folder / "sink.crt", self.folder / "sink.key")


class Conversation(asyncio.Protocol):
    """One connection. Input is taken apart command by command; a hang stops the taking apart."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.inside = False  # between 354 and the last dot
        self.waiting = False  # a hang or an upgrade is going on
        self.login_step = ""
        self.sender, self.recipient = "", ""
        self.held: list[bytes] = []

    # --- the wire ---------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.books.event("connect")
        self.unless_ruled("connect", lambda: self.say("220 sink.example ESMTP"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.work()

    def eof_received(self) -> bool:
        return False

    def work(self) -> None:
        while self.buffer and not self.waiting and not self.transport.is_closing():
            if self.inside:
                if not self.take_content():
                    return
                continue
            end = self.buffer.find(b"\n")
            if end < 0:
                return
            line = bytes(self.buffer[: end + 1]).rstrip(b"\r\n")
            del self.buffer[: end + 1]
            self.command(line)

    def say(self, text: str) -> None:
        data = text.encode() + b"\r\n"
        loop, how = asyncio.get_running_loop(), self.server.script.manners.answers
        if how == "plain":
            self.write(data)
        elif how == "merged":
            if not self.held:
                loop.call_later(_LATE, self.flush)
            self.held.append(data)
        else:
            size = 1 if how == "dripped" else max(1, len(data) // 2)
            self.held += [data[start : start + size] for start in range(0, len(data), size)]
            self.trickle()

    def flush(self) -> None:
        self.write(b"".join(self.held))
        self.held.clear()

    def trickle(self, *, next_one: bool = False) -> None:
        if len(self.held) and (next_one or not getattr(self, "trickling", False)):
            self.trickling = True
            self.write(self.held.pop(0))
            asyncio.get_running_loop().call_later(0.002, partial(self.trickle, next_one=True))
        elif next_one:
            self.trickling = False

    def write(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)

    # --- what goes wrong --------------------------------------------------------------------------
    def unless_ruled(self, stage: Stage, good: "partial[None] | object", recipient: str = "") -> None:
        rule = self.server.script.meets(stage, recipient)
        if rule is None:
            good()  # type: ignore[operator]
            return
        self.server.books.event(f"{rule.act}@{stage}", f"{recipient}\t{rule.text}")
        self.misbehave(rule, good)

    def misbehave(self, rule: Rule, good: object) -> None:
        self.flush()  # what was said before has been said
        if rule.act == "reply":
            self.say(rule.text)
            if rule.text.startswith("421"):
                asyncio.get_running_loop().call_later(2 * _LATE, self.transport.close)
        elif rule.act in ("reset", "abort_tls"):
            if rule.act == "abort_tls":
                self.write(b"220 2.0.0 Ready\r\n")
            asyncio.get_running_loop().call_later(0, self.reset)
            self.waiting = True
        elif rule.act == "half_close":
            self.transport.write_eof()
            self.waiting = True
            asyncio.get_running_loop().call_later(rule.seconds or 5, self.transport.close)
        elif rule.act == "garbage":
            self.write(b"\x00\xfe9 what?\r\n\xff\xff\r\n")
        else:
            self.waiting = True
            asyncio.get_running_loop().call_later(rule.seconds, partial(self.resume, good))

    def resume(self, good: object) -> None:
        self.waiting = False
        good()  # type: ignore[operator]
        self.work()

    def reset(self) -> None:
        raw = self.transport.get_extra_info("socket")
        if raw is not None and raw.fileno() >= 0:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    # --- SMTP -------------------------------------------------------------------------------------
    def command(self, line: bytes) -> None:
        manners = self.server.script.manners
        verb = line[:4].upper()
        if self.buffer and not manners.pipelining and manners.strict:
            self.server.books.event("ahead", verb.decode("latin-1"))
            self.say("503 5.5.0 Improper use of SMTP command pipelining")
            self.transport.close()
        elif self.login_step:
            self.log_in(line)
        elif verb == b"MAIL":
            self.sender = self.address(line)
            self.unless_ruled("mail", lambda: self.say("250 2.1.0 Ok"), self.sender)
        elif verb == b"RCPT":
            self.receive(line)
        elif verb == b"DATA":
            self.go_ahead()
        else:
            self.other(verb, line)

    def address(self, line: bytes) -> str:
        found = _ADDRESS.search(line)
        return found.group(1).decode("utf-8", "replace") if found else ""

    def receive(self, line: bytes) -> None:
        recipient = self.address(line)
        self.recipient = ""

        def good() -> None:
            self.recipient = recipient
            self.say("250 2.1.5 Ok")

        self.unless_ruled("rcpt", good, recipient)

    def go_ahead(self) -> None:
        if not self.recipient:
            self.say("554 5.5.1 Error: no valid recipients")
            return

        def good() -> None:
            self.inside = True
            self.say("354 End data with <CR><LF>.<CR><LF>")

        rule = self.server.script.meets("data", self.recipient)
        if rule is None:
            good()
        elif rule.act == "reset":
            self.server.books.event("reset@data", self.recipient)
            good()
            self.midst = rule
        else:
            self.server.books.event(f"{rule.act}@data", f"{self.recipient}\t{rule.text}")
            self.misbehave(rule, good)

    midst: Rule | None = None

    def take_content(self) -> bool:
        """True once the last dot was found."""
        if self.midst is not None and len(self.buffer) >= _MIDST:
            self.midst = None
            self.reset()
            return False
        end = self.buffer.find(b"\r\n.\r\n")
        if self.buffer.startswith(b".\r\n"):
            content, rest = b"", 3
        elif end < 0:
            return False
        else:
            content, rest = bytes(self.buffer[: end + 2]), end + 5
        del self.buffer[:rest]
        self.inside = False
        pause = self.server.script.manners.pause
        if pause:
            self.waiting = True
            asyncio.get_running_loop().call_later(pause, partial(self.resume, partial(self.answer, content)))
        else:
            self.answer(content)
        return True

    def answer(self, content: bytes) -> None:
        recipient, self.recipient = self.recipient, ""
        rule = self.server.script.meets("content", recipient)
        good = partial(self.accept, recipient, content)
        if rule is None:
            good()
            return
        if rule.taken:
            self.server.books.accepted(recipient, self.sender, content)
        self.server.books.event(f"{rule.act}@content", f"{recipient}\t{rule.text}\t{'taken' * rule.taken}")
        self.misbehave(rule, good)

    def accept(self, recipient: str, content: bytes) -> None:
        self.server.books.accepted(recipient, self.sender, content)
        self.say("250 2.0.0 Ok: queued as SINK")
        if self.server.script.rules:
            self.unless_ruled("accepted", lambda: None, recipient)

    def other(self, verb: bytes, line: bytes) -> None:
        if verb in (b"EHLO", b"HELO"):
            self.unless_ruled("ehlo", self.greet)
        elif verb == b"RSET":
            self.recipient = ""
            self.say("250 2.0.0 Ok")
        elif verb == b"QUIT":
            self.say("221 2.0.0 Bye")
            asyncio.get_running_loop().call_later(2 * _LATE, self.transport.close)
        elif verb == b"NOOP":
            self.say("250 2.0.0 Ok")
        elif verb == b"STAR" and self.server.tls is not None:
            self.unless_ruled("starttls", self.upgrade)
        elif verb == b"AUTH":
            self.begin_log_in(line)
        else:
            self.say("500 5.5.2 Error: command not recognized")

    def greet(self) -> None:
        manners = self.server.script.manners
        encrypted = self.transport.get_extra_info("ssl_object") is not None
        words = [
            ("PIPELINING", manners.pipelining),
            ("8BITMIME", manners.eight_bit),
            ("SMTPUTF8", manners.smtputf8),
            ("STARTTLS", manners.starttls and not encrypted),
            ("AUTH PLAIN LOGIN", manners.login is not None),
        ]
        lines = ["sink.example", *(word for word, offered in words if offered), "SIZE 104857600"]
        self.say("\r\n".join(f"250-{each}" for each in lines[:-1]) + f"\r\n250 {lines[-1]}")

    def upgrade(self) -> None:
        self.waiting = True
        self.buffer.clear()
        self.write(b"220 2.0.0 Ready to start TLS\r\n")
        task = asyncio.get_running_loop().create_task(self.start_tls())
        task.add_done_callback(lambda done: done.exception())

    async def start_tls(self) -> None:
        assert self.server.tls is not None
        encrypted = await asyncio.get_running_loop().start_tls(
            self.transport, self, self.server.tls, server_side=True
        )
        assert isinstance(encrypted, asyncio.Transport)
        self.transport, self.waiting = encrypted, False
        self.server.books.event("tls", str(encrypted.get_extra_info("cipher")))
        self.work()

    def begin_log_in(self, line: bytes) -> None:
        _, method, *given = line.split()
        self.login_step = method.decode().upper()
        if given:
            self.log_in(given[0])
        else:
            self.say("334 VXNlcm5hbWU6" if self.login_step == "LOGIN" else "334 ")

    def log_in(self, line: bytes) -> None:
        text = b64decode(line).decode("utf-8", "replace")
        if self.login_step == "LOGIN":
            self.login_step = f"\0{text}"
            self.say("334 UGFzc3dvcmQ6")
            return
        given = text if self.login_step == "PLAIN" else f"{self.login_step}\0{text}"
        self.login_step = ""
        right = "\0".join(("", *(self.server.script.manners.login or ())))
        self.server.books.event("login", "right" if given == right else "wrong")
        self.say("235 2.7.0 Welcome" if given == right else "535 5.7.8 Wrong user name or password")


async def serve(folder: Path, port: int) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server = Server(folder)
    loop.add_signal_handler(signal.SIGHUP, server.reload)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    listener = await loop.create_server(
        lambda: Conversation(server), "127.0.0.1", port, backlog=512, reuse_address=True
    )
    async with listener:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
