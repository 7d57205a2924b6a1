"""MON7, MON9: logs and health."""

import json
import logging
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, fails, judged

IDS = {"request_id": "a1b2c3d4", "organization_id": 1, "campaign_id": 2}
HOSTILE = 'a name\nwith a line break and a "quote"'
OK = 200


def logs_structured(_probe: Probe) -> Finding:
    """Each handler of the root logger writes one JSON object a line, with the ids it is given."""
    formatters = root_formatters()
    faults = [f"{name}: {fault}" for name, formatter in formatters.items() if (fault := log_fault(formatter))]
    if not formatters:
        return fails("the root logger has no handler")
    evidence = f"{counted(len(formatters), 'root handler')} ({listed(formatters)}): {listed(faults)}"
    return judged(
        not faults, evidence if faults else f"{evidence}one JSON object a line with {', '.join(IDS)}"
    )


def root_formatters() -> dict[str, logging.Formatter]:
    """By the settings' own account; whoever runs this process may have handlers of their own."""
    found = {}
    logs: Any = settings.LOGGING
    for name in logs.get("root", {}).get("handlers", []):
        facts: dict[str, Any] = logs["formatters"].get(logs["handlers"][name].get("formatter"), {})
        maker = facts.get("()")
        found[name] = import_string(maker)() if maker else logging.Formatter(facts.get("format"))
    return found


def log_fault(formatter: logging.Formatter) -> str:
    record = logging.LogRecord("bellhop", logging.INFO, "", 0, HOSTILE, None, None)
    record.__dict__.update(IDS)
    line = formatter.format(record)
    try:
        entry = json.loads(line)
    except ValueError:
        return "not JSON"
    if "\n" in line:
        return "more than one line"
    lost = [name for name, value in IDS.items() if entry.get(name) != value]
    return f"loses {listed(lost)}" if lost else ""


def health_answered(probe: Probe) -> Finding:
    live, ready = probe.get("/health/live"), probe.get("/health/ready")
    said = ready.body.decode(errors="replace")[:120]
    return judged(
        live.status == OK and ready.status == OK, f"live {live.status}, ready {ready.status} {said}"
    )
