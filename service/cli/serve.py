"""`trygg serve`: run a node until it is told to stop."""

from service.cli import running
from service.cli.options import Config


def serve(config: Config = None) -> None:
    """Run the service: it hears presses, shows them on screens and keeps the record."""
    running.serve(config)
