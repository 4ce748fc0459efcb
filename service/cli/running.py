"""Run a node until it is told to stop: what `trygg serve` does, and nothing that other commands need."""

import asyncio
import logging
import sys
from pathlib import Path

from service.cli.spared import spared


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
            node.opening.then(shorten_pauses)
            if not _has_plans(settings.plans_dir):
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
                ", ".join(node.book),
            )
            await node.wait(server)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


def _has_plans(folder: Path) -> bool:
    return any(not file.name.endswith((".devices.yaml", ".standard.yaml")) for file in folder.glob("*.yaml"))
