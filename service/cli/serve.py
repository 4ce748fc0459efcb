"""`trygg serve`: run a node until it is told to stop."""

import asyncio
import logging

from service.cli.logs import configure
from service.cli.options import Config, settings_from


def serve(config: Config = None) -> None:
    """Run the service: it hears presses, shows them on screens and keeps the record."""
    settings = settings_from(config)
    configure()
    import uvloop

    from service.wiring.serving import running

    async def run() -> None:
        async with running(settings) as (node, server):
            logging.getLogger("trygg").info(
                "ready: http://%s:%s offices: %s",
                settings.http_host,
                server.servers[0].sockets[0].getsockname()[1],
                ", ".join(node.book),
            )
            await node.wait(server)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
