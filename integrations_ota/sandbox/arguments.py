"""Command line options of the sandbox, shared by `python -m` and the management command."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from integrations_ota.sandbox.generator import DEFAULT_RESERVATIONS
from integrations_ota.sandbox.server import serve
from integrations_ota.sandbox.world import DEFAULT_HOTELS


@dataclass(frozen=True, slots=True)
class Options:
    """What to serve, and where."""

    port: int
    seed: int
    today: date
    reservations: int
    hotels: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Pick the sandbox's own options from a parsed command line."""
        return cls(**{name: values[name] for name in cls.__slots__})


def add_arguments(parser: ArgumentParser, *, today: date) -> None:
    """Add the sandbox's options; `today` is the default of --today."""
    parser.add_argument("--port", type=int, default=8900, help="port on 127.0.0.1, 0 = any free one")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same world")
    parser.add_argument("--today", type=date.fromisoformat, default=today, help="YYYY-MM-DD")
    parser.add_argument("--reservations", type=int, default=DEFAULT_RESERVATIONS)
    parser.add_argument("--hotels", default=",".join(DEFAULT_HOTELS), help="hotel codes, by comma")


def run(options: Options) -> None:
    """Serve with the given options."""
    serve(
        port=options.port,
        seed=options.seed,
        today=options.today,
        reservations=options.reservations,
        hotel_codes=tuple(code for code in options.hotels.split(",") if code),
    )
