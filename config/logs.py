import json
import logging
from datetime import UTC, datetime
from typing import Any

EXTRA = ("request_id", "organization_id", "campaign_id", "mailing_id", "connection_id", "task_id")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: line breaks in a value cannot forge a second entry (CWE-117)."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: value for name in EXTRA if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
