"""Structured logs on standard error: ids on every line, secrets and people's text never."""

from __future__ import annotations

import logging
import sys

import structlog

_OURS = ("bot", "connectors")


def configure(level: str) -> None:
    """Send every logger's lines to standard error, as JSON unless a person is watching.

    Libraries speak at warning and above, whatever `level` says, because at debug some of
    them print what they send and receive.
    """
    watched = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer()
    )
    stream = logging.StreamHandler(sys.stderr)
    stream.addFilter(_is_fit_to_print)
    stream.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [stream]
    root.setLevel(logging.WARNING)
    for ours in _OURS:
        logging.getLogger(ours).setLevel(level.upper())


def _is_fit_to_print(record: logging.LogRecord) -> bool:
    """Some libraries turn their own level down, past that of the root: this stops them."""
    return record.levelno >= logging.WARNING or record.name.split(".")[0] in _OURS
