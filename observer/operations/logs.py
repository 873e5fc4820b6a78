"""Logs as one JSON object a line, without names, positions, tokens, or what anybody wrote.

Three rules keep them out. An address is logged as its route, never with its values or its query. An
exception is logged as its kind and its places in the code: its message may repeat a row. A line from
a library is logged as its template, without what was filled in. With OBSERVER_DEBUG all of it is
shown, which is why that switch is not for a mission.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

# The second line, should a caller forget: the values of these keys are never written.
NEVER = frozenset(
    {"address", "answers", "comment", "content", "email", "error", "first_name", "ip", "last_name"}
    | {"latitude", "longitude", "name", "narrative", "password", "phone", "position", "query", "result"}
    | {"secret", "session", "text", "token", "user_agent", "username"}
)


class RequestLog(RequestMiddleware):
    """django-structlog's middleware, with the route in place of the address."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        return f"{request.method} /{match.route}" if match else f"{request.method} (no such address)"


def configure(options: Mapping[str, Any]) -> None:
    """Set up structlog and the standard library's logging; Django calls it with settings.LOGGING."""
    level = logging.getLevelNamesMapping()[options["level"]]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # A second call replaces the first for loggers in use too; a line costs some microseconds more.
        cache_logger_on_first_use=False,
    )
    ending = readable() if options["debug"] else discreet()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ending))
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not getattr(kept, "is_observers", False)]
    handler.is_observers = True  # type: ignore[attr-defined]  # so that a second call replaces it
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("observer").setLevel(level)
    # django-structlog tells the same, with the route instead of the address.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


def readable() -> list[Processor]:
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.dev.ConsoleRenderer(colors=False),
    ]


def discreet() -> list[Processor]:
    return [
        keep_template,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        places_of_exception,
        leave_out,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def keep_template(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A library's line without what was filled in: that may be an address or a person's words."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and not event.get("_from_structlog"):
        event["event"] = str(record.msg)
    return event


def places_of_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and the places it passed; PostgreSQL's messages repeat rows."""
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        if isinstance(given, tuple):
            error = given[1]
        event["exception"] = [describe(each) for each in chain_of(error)]
    return event


def chain_of(error: BaseException | None) -> list[BaseException]:
    """The exception and those it followed from, newest first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def describe(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kind": f"{type(error).__module__}.{type(error).__qualname__}",
        "places": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def leave_out(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: "(left out)" if key in NEVER else value for key, value in event.items()}
