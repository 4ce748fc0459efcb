"""What a node has found out about itself, as figures for Prometheus."""

from collections.abc import Mapping

from service.dispatch.metric import Families
from service.jobs.auditor import Auditor
from service.jobs.canary import Canary
from service.jobs.loop_watch import LoopWatch
from service.jobs.sign_of_life import SignOfLife


def figures_of(canaries: Mapping[str, Canary], auditor: Auditor, loop: LoopWatch, sign: SignOfLife | None) -> bytes:
    """Return the figures as text."""
    into = Families()
    for broker, canary in canaries.items():
        into.put("trygg_canary_up", canary.passes, broker)
        into.put("trygg_canary_presses_total", canary.pressed, broker)
        into.put("trygg_canary_late_total", canary.late, broker)
        if canary.took_s is not None:
            into.put("trygg_canary_seconds", canary.took_s, broker)
    for kind in ("alarm", "undertaking", "feedback", "notice"):
        into.put("trygg_unserved", auditor.unserved.get(kind, 0), kind)
    into.put("trygg_loop_blocked_total", loop.blocked)
    into.put("trygg_loop_blocked_seconds_total", loop.blocked_s)
    into.put("trygg_loop_blocked_longest_seconds", loop.longest_s)
    if sign is not None:
        into.put("trygg_signs_of_life_total", sign.given, "yes")
        into.put("trygg_signs_of_life_total", sign.failed, "no")
    return into.text()
