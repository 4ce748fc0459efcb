"""`trygg figures`: what the record adds up to."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config

if TYPE_CHECKING:
    from service.store.port import Store

app = typer.Typer(help="What the record adds up to.", no_args_is_help=True)


@app.command("rebuild")
def rebuild(
    office: Annotated[str | None, typer.Argument(help="One office; all when left out.")] = None,
    config: Config = None,
) -> None:
    """Throw the figures of alarms away and make them again from the timeline; also while the service runs."""
    import asyncio

    from service.cli.options import settings_from
    from service.clock import SystemClock
    from service.jobs.figures import FollowFigures
    from service.store.opening import open_beside

    async def work(store: "Store") -> int:
        try:
            offices = [head.office for head in await store.heads()]
            if office is not None and office not in offices:
                print(f"trygg: there is no record of an office {office!r}", file=sys.stderr)
                return 2
            for one in [office] if office else offices:
                await FollowFigures(store).rebuild(one)
                print(f"{one}: made again")
            return 0
        finally:
            await store.close()

    settings = settings_from(config)
    store = open_beside(settings.store_url, clock=SystemClock(), data_dir=settings.data_dir)
    raise typer.Exit(asyncio.run(work(store)))
