"""EM3, the live half: the broker's Redis keeps what it was given."""

from urllib.parse import urlsplit

from django.conf import settings

from launch.probe import Probe
from launch.types import Finding, judged


def queue_persistent(probe: Probe) -> Finding:
    info = probe.redis_info()
    append_only, policy = str(info.get("aof_enabled")) == "1", str(info.get("maxmemory_policy"))
    written = str(info.get("aof_last_write_status", "ok"))
    parts = urlsplit(settings.CELERY_BROKER_URL)
    version = info.get("valkey_version") or info.get("redis_version")
    evidence = (
        f"{parts.hostname}:{parts.port}, version {version}: appendonly {'yes' if append_only else 'no'}, "
        f"last write {written}, maxmemory-policy {policy}"
    )
    return judged(append_only and policy == "noeviction" and written == "ok", evidence)
