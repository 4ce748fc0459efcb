"""How soon a press was shown and recorded, as figures: each alarm counts once, whichever came first."""

from datetime import timedelta

from parts.stores import AT, Watch
from service.alarm.actor import SERVICE
from service.dispatch.metric import METRICS, Families
from service.dispatch.outcome import Outcome
from service.dispatch.press_figures import MOST_ALARMS, PressFigures
from service.timeline.entry import Entry


def _raised(alarm: str, mode: str = "actual") -> Outcome:
    entry = Entry(
        office="as",
        position=1,
        at=AT,
        event="AlarmRaised",
        alarm=alarm,
        actor=SERVICE,
        facts={"mode": mode},
        personal=None,
        personal_digest=None,
        previous="",
        hash="",
    )
    return Outcome(office="as", alarm=alarm, state="raised", entries=(entry,))


def _told(figures: PressFigures, name: str) -> float:
    [line] = [one for one in figures.text().decode().splitlines() if one.startswith(f"{name} ")]
    return float(line.split()[1])


def test_a_screen_may_confirm_before_or_after_the_record() -> None:
    """The time to the screen is that of the first confirmation, in either order, and once for each alarm."""
    watch = Watch()
    figures = PressFigures(watch)
    watch.at = AT + timedelta(seconds=0.2)
    figures.shown(["a-1"])
    watch.at = AT + timedelta(seconds=0.5)
    figures.take(_raised("a-1"))
    figures.take(_raised("a-2", "drill"))
    figures.shown(["a-1"])
    watch.at = AT + timedelta(seconds=3)
    figures.shown(["a-1", "a-2"])
    figures.shown(["a-2"])
    assert _told(figures, "trygg_press_screen_seconds_count") == 2
    assert _told(figures, "trygg_press_screen_seconds_sum") == 3.2
    assert _told(figures, "trygg_press_recorded_seconds_sum") == 1.0
    assert _told(figures, 'trygg_alarms_raised_total{mode="drill"}') == 1


def test_a_clock_that_was_set_back_takes_no_time() -> None:
    """No figure is ever negative, and what is remembered has an end."""
    watch = Watch(at=AT - timedelta(hours=1))
    figures = PressFigures(watch)
    for number in range(MOST_ALARMS + 10):
        figures.take(_raised(f"a-{number}"))
    figures.shown(["a-0", f"a-{MOST_ALARMS}"])
    assert _told(figures, "trygg_press_screen_seconds_sum") == 0.0
    assert _told(figures, "trygg_press_screen_seconds_count") == 1, "the oldest is forgotten"


def test_a_figure_nobody_has_described_cannot_be_told() -> None:
    """A name that is not in the list, or other labels, is a mistake of the code; every name keeps Prometheus' rules."""
    for wrong in (("trygg_none", ()), ("trygg_up", ()), ("trygg_presses_waiting", ("as",))):
        try:
            Families().put(wrong[0], 1, *wrong[1])
        except (KeyError, ValueError):
            continue
        raise AssertionError(wrong)
    for name, one in METRICS.items():
        assert name.startswith("trygg_")
        assert name.endswith("_total") is (one.kind == "counter"), name
