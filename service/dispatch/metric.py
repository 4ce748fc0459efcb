"""Every figure that Trygg tells Prometheus: its name, what it is, and by what it is told apart. One list, no other.

Labels are bounded: offices, routes, parts, codes of faults, brokers. Nothing that a person or a device has written, and
nothing that names either, is ever one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

disable_created_metrics()  # type: ignore[no-untyped-call]  # twice as many lines, which nobody asks for

Kind = Literal["gauge", "counter", "histogram"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """One figure."""

    name: str
    kind: Kind
    says: str
    labels: tuple[str, ...] = ()


def _one(name: str, kind: Kind, says: str, *labels: str) -> Described:
    return Described(name=name, kind=kind, says=says, labels=labels)


_INFO: Final = ("node", "version", "schema")
_ALL: Final = (
    _one("trygg_info", "gauge", "Always 1: this node, its version, and the schema it knows", *_INFO),
    _one("trygg_up", "gauge", "1 where a part works, 0 where it does not", "part"),
    _one("trygg_fault_places", "gauge", "In how many offices a fault is shown; one of everywhere counts once", "code"),
    _one("trygg_faults", "gauge", "Faults shown in an office, those of the whole service among them", "office"),
    _one("trygg_timeline_position", "gauge", "Entries in an office's timeline", "office"),
    _one("trygg_open_alarms", "gauge", "Alarms on an office's board", "office"),
    _one("trygg_alarms_raised_total", "counter", "Alarms that this node has raised", "mode"),
    _one(
        "trygg_press_recorded_seconds",
        "histogram",
        "From hearing a press that raised an alarm until it was durable",
    ),
    _one(
        "trygg_press_screen_seconds",
        "histogram",
        "From hearing a press that raised an alarm until a first screen confirmed that it shows it",
    ),
    _one("trygg_presses_waiting", "gauge", "Presses that are shown and not yet recorded, in memory or in the spool"),
    _one(
        "trygg_feedback_seconds",
        "histogram",
        "From a press, or from what somebody said to its alarm, until its presser's feedback was handed over",
        "state",
        "to",
    ),
    _one("trygg_screens", "gauge", "Connected screens", "office"),
    _one("trygg_screens_wrong", "gauge", "Paired screens that are gone, blind or mute", "office", "state"),
    _one("trygg_screens_dropped_total", "counter", "Screens disconnected because they did not keep up"),
    _one(
        "trygg_devices_wrong",
        "gauge",
        "Buttons that have left, are lost, offline or opened, or have a low battery",
        "office",
        "state",
    ),
    _one("trygg_route_up", "gauge", "1 where a way out works, 0 where it is down; missing while nobody knows", "way"),
    _one(
        "trygg_notices_total",
        "counter",
        "Calls over a route that came so far",
        "route",
        "state",
    ),
    _one("trygg_notice_hand_over_seconds", "histogram", "From a call to its hand-over on its first route", "route"),
    _one("trygg_outbox_waiting", "gauge", "What waits to be sent: calls by route, words to buttons", "route"),
    _one("trygg_canary_up", "gauge", "1 where a press of the node's own was shown in time", "broker"),
    _one("trygg_canary_seconds", "gauge", "From the last own press to its screen", "broker"),
    _one("trygg_canary_presses_total", "counter", "Presses of the node's own", "broker"),
    _one("trygg_canary_late_total", "counter", "Those of them that were not shown in time", "broker"),
    _one("trygg_unserved", "gauge", "What is past due and unserved", "kind"),
    _one("trygg_loop_blocked_total", "counter", "How often the event loop stood still for a second"),
    _one("trygg_loop_blocked_seconds_total", "counter", "For how long it stood still in all"),
    _one("trygg_loop_blocked_longest_seconds", "gauge", "The longest time it stood still"),
    _one("trygg_signs_of_life_total", "counter", "Signs of life given outside", "arrived"),
    _one("trygg_backup_expected", "gauge", "1 where this node makes the day's backup"),
    _one("trygg_backup_made_timestamp_seconds", "gauge", "When the newest backup was made; missing without one"),
    _one("trygg_backup_bytes", "gauge", "The size of the newest backup; missing without one"),
    _one("trygg_backups_total", "counter", "Backups that this node made, and attempts that failed", "outcome"),
    _one("trygg_restored_waiting", "gauge", "What waits for a person after a restore", "office"),
)
METRICS: Final = {one.name: one for one in _ALL}
"""By name, in the order in which a person would ask."""


class Families(Collector):
    """Figures that are read when they are asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {}

    def put(self, name: str, value: float, *labels: str) -> None:
        """Say a figure's value, under these labels.

        Raises:
            KeyError: nobody has described a figure of this name.
            ValueError: it has other labels.
        """
        family = self._families.get(name)
        if family is None:
            described = METRICS[name]
            make = GaugeMetricFamily if described.kind == "gauge" else CounterMetricFamily
            family = self._families[name] = make(name, described.says, labels=described.labels)
        if len(labels) != len(METRICS[name].labels):
            raise ValueError(f"{name} has the labels {METRICS[name].labels}")
        family.add_metric(labels, value)

    def collect(self) -> Iterable[Metric]:
        """Return the families."""
        return self._families.values()

    def text(self) -> bytes:
        """Return them for Prometheus."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)


def histogram(name: str, buckets: Sequence[float], registry: CollectorRegistry) -> Histogram:
    """Return a described histogram; raises KeyError where nobody has described it."""
    one = METRICS[name]
    return Histogram(name, one.says, one.labels, buckets=buckets, registry=registry)


def counter(name: str, registry: CollectorRegistry) -> Counter:
    """Return a described counter; raises KeyError where nobody has described it."""
    one = METRICS[name]
    return Counter(name, one.says, one.labels, registry=registry)
