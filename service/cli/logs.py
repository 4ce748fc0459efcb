"""What the service says about itself: readable in a terminal, JSON lines elsewhere; never a secret.

Nothing that is secret is given to a log in the first place. Should it be after all, the last step before writing veils
what looks like one: it is the second line, not the first.
"""

import logging
import re
import sys
from typing import Any, Final, Literal

import structlog

OWN: Final = ("trygg", "service", "devices", "roles")
"""Loggers that say what the level asks for; everybody else's words are wanted from warnings on, or from `info`."""

CHATTY: Final = (
    *("uvicorn", "uvicorn.error", "alembic", "asyncio", "websockets", "sqlalchemy", "psycopg"),
    *("httpx", "httpx2"),  # would tell the whole address that is asked, and some addresses are secrets
)
"""Libraries that tell each step; some would tell headers and statements with what stands in them."""

_SECRET: Final = re.compile(
    r"(?P<token>\btrygg_[a-z2-7]{6,}_)[a-z2-7]{20,}"  # ours: sessions, tokens, screens, phones
    r"|(?P<url>\b[a-z][a-z0-9+.-]*://[^/\s:@]*:)[^/\s]+(?=@)"  # user:password@ in a URL
    r"|(?P<bearer>\b[Bb]earer\s+)[^\s\"',;]{8,}"
)


def configure(level: Literal["debug", "info", "warning"] = "info", *, quiet: bool = False) -> None:
    """Send what is logged to standard error.

    Args:
        level: from which weight on Trygg's own words are wanted.
        quiet: whether only errors are wanted, from everybody.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)  # a pretty one shows values
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    steps: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    steps += [] if terminal else [structlog.processors.format_exc_info]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*steps, last, _veil_line])
    )
    logging.basicConfig(handlers=[handler], level=logging.ERROR if quiet else logging.INFO, force=True)
    for own in OWN:
        logging.getLogger(own).setLevel(logging.ERROR if quiet else level.upper())
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def veiled(text: str) -> str:
    """Return a text in which whatever looks like a secret of ours, or like a password in a URL, is three dots."""
    return _SECRET.sub(lambda found: f"{found['token'] or found['url'] or found['bearer']}…", text)


def _veil_line(_logger: object, _name: str, line: Any) -> str:
    return veiled(str(line))
