"""Several nights at a time, each of them in one process; what comes of a night does not depend on which."""

import logging
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from nights.mutation import MUTATIONS
from nights.night import play
from nights.weather import Sky


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What nights are asked for; each has a seed besides."""

    each: float
    """Hours."""
    mutation: str
    sky: Sky
    log: str
    """What the service says about itself: off, or a level of logging."""


def played(asked: Asked, seeds: range, at_a_time: int) -> Iterator[dict[str, Any]]:
    """Play nights, and yield what came of each in the order of their seeds."""
    if at_a_time == 1:
        yield from (_night(asked, seed) for seed in seeds)
        return
    with ProcessPoolExecutor(at_a_time, mp_context=get_context("spawn")) as processes:
        yield from processes.map(partial(_night, asked), seeds)


def _night(asked: Asked, seed: int) -> dict[str, Any]:
    logging.basicConfig(level=logging.CRITICAL + 1 if asked.log == "off" else asked.log.upper())
    return asdict(play(seed, asked.each, MUTATIONS[asked.mutation], asked.sky))
