"""Outputs wired to the node: orders go to the broker of each, and what outputs say comes back."""

import asyncio
from collections.abc import Callable

from devices.registry import Registry
from devices.signals import Delivered, OutputState, Signal
from service.clock import Clock
from service.dispatch.handle import Dispatch
from service.ingest.intake import Heard, Intake
from service.jobs.outputs import Outputs
from service.store.port import Store


def outputs_of(
    store: Store,
    dispatch: Dispatch,
    clock: Clock,
    *,
    intake: Intake,
    registry: Callable[[], Registry],
    publish: Callable[[str, str, bytes], "asyncio.Future[bool]"],
) -> Outputs:
    """Return the job that carries out orders; it hears what outputs say through the intake."""
    outputs = Outputs(store, dispatch, clock, publish, lambda: registry().outputs)

    def hear(signals: tuple[Signal, ...], heard: Heard) -> None:
        for signal in signals:
            if isinstance(signal, OutputState):
                outputs.hear(heard.broker, signal)
            elif isinstance(signal, Delivered):
                outputs.hear_delivered(heard.broker, signal)

    intake.hearers.add(hear, OutputState, Delivered)
    return outputs
