"""The log of the server: Streamlit's and uvicorn's lines join ours, without what they would say of addresses and readers."""

import logging

import streamlit.config
import streamlit.logger

from crm_core import log

SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "websockets")
# Streamlit writes each exception of a page with all it says; ours has its reference and none of its values.
TOLD_BY_US = "streamlit.error_util"


def take_over() -> None:
    """Send everything through our formatter, also from loggers that are made later. May be called again."""
    log.to_stderr()
    for handler in logging.root.handlers:
        handler.addFilter(_not_told_twice)
    streamlit.config.set_option("logger.enableRich", False)
    streamlit.logger.setup_formatter = _join
    streamlit.logger.update_formatter()
    for name in SERVERS:
        _join(logging.getLogger(name))


def _not_told_twice(record: logging.LogRecord) -> bool:
    return record.name != TOLD_BY_US or record.msg != "Uncaught app execution"


def _join(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.propagate = True
