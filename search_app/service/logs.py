"""One JSON object a line, as collectors of logs read them."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """Time in universal time, level, logger and message, then what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_config() -> dict[str, Any]:
    """For logging.config.dictConfig, and for uvicorn: everything to stderr as JSON lines."""
    handler = {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}
    loggers = {name: {"level": "INFO", "handlers": ["lines"], "propagate": False} for name in ("precedent", "uvicorn")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "search_app.service.logs.JsonLines"}},
        "handlers": {"lines": handler},
        # The guard notes each request, without what was searched for; uvicorn would write the whole address.
        "loggers": loggers | {"uvicorn.access": {"level": "WARNING"}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
    }
