"""`python -m integrations_ota.sandbox --port 8900 --seed 7`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from integrations_ota.sandbox.arguments import Options, add_arguments, run


def main() -> None:
    """Parse the command line and serve."""
    parser = ArgumentParser(description="A local stand-in for real OTA channels")
    add_arguments(parser, today=datetime.now(UTC).date())
    run(Options.of(vars(parser.parse_args())))


if __name__ == "__main__":
    main()
