"""Runs the sandbox with uvicorn on the loopback interface."""

from __future__ import annotations

import socket
from datetime import date

import uvicorn

from integrations_ota.sandbox.asgi import Application
from integrations_ota.sandbox.generator import generate
from integrations_ota.sandbox.state import State


def serve(*, port: int, seed: int, today: date, reservations: int, hotel_codes: tuple[str, ...]) -> None:
    """Serve until interrupted; port 0 takes a free one. Prints its address when it listens."""
    world = generate(seed=seed, today=today, reservations=reservations, hotel_codes=hotel_codes)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        print(f"OTA sandbox on {address} (seed {seed}, today {today})", flush=True)  # noqa: T201
        config = uvicorn.Config(
            Application(State(world)), log_level="critical", access_log=False, lifespan="off"
        )
        uvicorn.Server(config).run(sockets=[listener])
