from dataclasses import dataclass

from delivery.types import RelaySecurity


@dataclass(frozen=True, slots=True)
class Way:
    """How a run's letters leave: the relay's port, its log where it is a Postfix, and how it is spoken to."""

    port: int
    log_path: str = ""
    connections: int = 4
    security: RelaySecurity = RelaySecurity.NONE
    login: tuple[str, str] = ("", "")
