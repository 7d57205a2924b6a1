"""The servers that Bellhop runs itself when none are given: PostgreSQL and Valkey, out of PyPI wheels.

`DATABASE_URL` and `REDIS_URL` always win; without them the same product runs on its own servers, with
data under `var/`. Nothing else in the code base knows the difference.
"""

from config.services.ensure import ensure_secrets, ensure_servers, stop_servers
from config.services.processes import ServerFailed

__all__ = ["ServerFailed", "ensure_secrets", "ensure_servers", "stop_servers"]
