"""Run a node until it is told to stop: what `trygg serve` does, and nothing that other commands need."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.cli.spared import spared

if TYPE_CHECKING:
    from service.dispatch.book import Book
    from service.wiring.node import Node

READING_S: Final = 120.0
"""Seconds after which garbage is looked for although plans are still being read: a disk or a database may be away."""


def serve(config: Path | None) -> None:
    """Run the service with the settings that a file and the environment give; ends with 2 where they are wrong."""
    from service.live.pauses import load_without_pauses, shorten_pauses, shorten_turns

    load_without_pauses()
    with spared():
        from service.cli.logs import configure
        from service.cli.settled import settings_or_words

        settings = settings_or_words(config)
        if settings is None:
            sys.exit(2)
        configure(settings.log_level)
        import uvloop

        from service.wiring.serving import running

    log = logging.getLogger("trygg")

    async def run() -> None:
        async with running(settings) as (node, server):
            shorten_turns()
            settling = asyncio.create_task(_settle(node, shorten_pauses))
            if not has_offices(node.book):
                log.warning(
                    "there is no plan in %s, so a press calls nobody by name: put one there, or name its folder as "
                    "TRYGG_PLANS_DIR",
                    settings.plans_dir.absolute(),
                )
            log.info(
                "ready: %s://%s:%s offices: %s",
                "https" if settings.tls_certificate else "http",
                settings.http_host,
                server.servers[0].sockets[0].getsockname()[1],
                ", ".join(sorted([*node.book, *node.book.unread])),
            )
            await node.wait(server)
            settling.cancel()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


async def _settle(node: "Node", shorten_pauses: Callable[[], None]) -> None:
    """Shorten the interpreter's pauses once all is loaded and read; where that takes long, in the midst of it, too.

    Of many offices' plans most are read after the node is ready. They stay, like everything else that is there by then:
    looked through for garbage, they would be pauses of seconds in all.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READING_S):
            await node.opening.over()
    shorten_pauses()
    if node.book.unread:
        await node.opening.over()
        shorten_pauses()


def has_offices(book: "Book") -> bool:
    """Say whether there is any office but the one of nobody's; never by the folder, whose disk may not answer."""
    from service.jobs.plans import NO_OFFICE

    return bool({*book, *book.unread} - {NO_OFFICE})
