"""Which ways out the service has, as the settings say: what dispatch asks before it calls anybody over a route."""

from collections.abc import Callable
from dataclasses import dataclass


def _none(_: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """What of the routes has to be known where people are called."""

    has_route: Callable[[str], bool] = lambda _: False
    """Whether the service can send over a route: only then anybody is called over it."""
    answer_digest: Callable[[str], str | None] = _none
    """By the notice's id: what is kept of the key in its answer link; None where no telephone reaches the service."""
    is_neighbour: Callable[[str], bool] = lambda _: False
    """Whether a receiver's name is that of a neighbour's own Trygg, which is told of closings and answers by itself."""


NO_WAYS = Ways()
"""A service without any route: screens and buttons are all it has."""
