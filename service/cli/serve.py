"""`trygg serve`: run a node until it is told to stop."""

import asyncio
import logging
from pathlib import Path

from service.cli.logs import configure
from service.cli.options import Config, settings_from


def serve(config: Config = None) -> None:
    """Run the service: it hears presses, shows them on screens and keeps the record."""
    settings = settings_from(config)
    configure(settings.log_level)
    log = logging.getLogger("trygg")
    from service.live.pauses import load_without_pauses, shorten_pauses

    load_without_pauses()
    import uvloop

    from service.wiring.serving import running

    async def run() -> None:
        async with running(settings) as (node, server):
            shorten_pauses()
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
