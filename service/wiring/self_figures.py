"""What a node has found out about itself, as figures for Prometheus."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from service.jobs.auditor import Auditor
from service.jobs.canary import Canary
from service.jobs.loop_watch import LoopWatch
from service.jobs.sign_of_life import SignOfLife


def figures_of(canaries: Mapping[str, Canary], auditor: Auditor, loop: LoopWatch, sign: SignOfLife | None) -> bytes:
    """Return the figures as text."""
    into = CollectorRegistry()
    passes = Gauge("trygg_canary_up", "1 where a press of the node's own was shown in time", ["broker"], registry=into)
    took = Gauge("trygg_canary_seconds", "From the last own press to its screen", ["broker"], registry=into)
    pressed = Gauge("trygg_canary_presses_total", "Presses of the node's own", ["broker"], registry=into)
    late = Gauge("trygg_canary_late_total", "Those that were not shown in time", ["broker"], registry=into)
    for broker, canary in canaries.items():
        passes.labels(broker).set(canary.passes)
        pressed.labels(broker).set(canary.pressed)
        late.labels(broker).set(canary.late)
        if canary.took_s is not None:
            took.labels(broker).set(canary.took_s)
    unserved = Gauge("trygg_unserved", "What is past due and unserved", ["kind"], registry=into)
    for kind in ("alarm", "undertaking", "feedback", "notice"):
        unserved.labels(kind).set(auditor.unserved.get(kind, 0))
    blocked = Gauge("trygg_loop_blocked_total", "How often the event loop stood still for a second", registry=into)
    blocked.set(loop.blocked)
    Gauge("trygg_loop_blocked_seconds_total", "For how long in all", registry=into).set(loop.blocked_s)
    Gauge("trygg_loop_blocked_seconds_longest", "The longest of them", registry=into).set(loop.longest_s)
    if sign is not None:
        signs = Gauge("trygg_signs_of_life_total", "Signs of life given outside", ["arrived"], registry=into)
        signs.labels("yes").set(sign.given)
        signs.labels("no").set(sign.failed)
    return generate_latest(into)
