"""What is wrong right now, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from service.dispatch.faults import FADES, MESSAGES, MOST, STATES, Faults


class FakeClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def test_a_fault_said_twice_is_one_fault_counted_twice() -> None:
    """A flood of the same fault is one line on the screen."""
    faults = Faults(FakeClock())
    faults.report("as", "device_unreadable", "as/x")
    faults.report("as", "device_unreadable", "as/x")
    assert [(fault.code, fault.count) for fault in faults.of("as")] == [("device_unreadable", 2)]


def test_what_concerns_the_service_stands_under_every_office() -> None:
    """A lost broker is everybody's fault to see."""
    faults = Faults(FakeClock())
    faults.report(Faults.EVERYWHERE, "broker_down")
    assert faults.has("as", "broker_down")
    assert faults.has("bs", "broker_down")
    faults.mend(Faults.EVERYWHERE, "broker_down")
    assert not faults.has("as", "broker_down")


def test_a_lost_broker_is_one_fault_and_not_forty() -> None:
    """What stands behind a lost broker is not listed beside it, and comes back when the broker does."""
    faults = Faults(FakeClock())
    faults.report("as", "device_offline", "Pendant 1")
    faults.report("as", "device_offline", "Pendant 2")
    faults.report(Faults.EVERYWHERE, "broker_down")
    assert [fault.code for fault in faults.of("as")] == ["broker_down"]
    faults.mend(Faults.EVERYWHERE, "broker_down")
    assert len(faults.of("as")) == 2


def test_an_event_fades_and_a_state_stays() -> None:
    """What happened once is shown for a while; what is still so is shown until it is mended."""
    clock = FakeClock()
    faults = Faults(clock)
    faults.report("as", "press_ignored", "as/x")
    faults.report("as", "plan_errors", count=2)
    clock.at += FADES + timedelta(seconds=1)
    assert [fault.code for fault in faults.of("as")] == ["plan_errors"]


def test_a_flood_of_device_faults_hides_no_fault_of_the_service() -> None:
    """Whoever makes up two hundred devices must not keep a broken plan or a late deadline from the screens."""
    faults = Faults(FakeClock())
    for number in range(MOST + 1):
        faults.report("as", "device_offline", f"as/made-up-{number}")
    faults.report("as", "plan_errors", count=1)
    faults.report("as", "timers_late", "a-1")
    assert {"plan_errors", "timers_late"} <= {fault.code for fault in faults.of("as")}


def test_a_flood_of_different_faults_is_bounded() -> None:
    """Whoever sends a thousand names cannot fill the memory or the screens."""
    faults = Faults(FakeClock())
    for number in range(MOST * 2):
        faults.report("as", "device_unknown", f"as/{number}")
    assert len(faults.of("as")) == MOST


def test_a_fault_without_a_text_is_refused() -> None:
    """Every fault can be said in words."""
    with pytest.raises(KeyError, match="add it to"):
        Faults(FakeClock()).report("as", "no_such_fault")


def test_every_lasting_fault_has_a_text() -> None:
    """The table of states names only faults that exist."""
    assert set(MESSAGES) >= STATES


def test_a_flood_of_made_up_devices_hides_no_button_that_cannot_be_read() -> None:
    """What whoever reaches the broker makes up gives way to the newest; what is held until it is mended stays."""
    faults = Faults(FakeClock())
    for number in range(MOST * 2):
        faults.report("as", "device_unknown", f"as/{number}")
    faults.report("as", "device_unreadable", "Berlock 7")
    faults.hold("as", "device_unreadable", "Berlock 7")
    for number in range(MOST * 2):
        faults.report("as", "device_unknown", f"as/more-{number}")
    assert len(faults.of("as")) == MOST
    assert faults.has("as", "device_unreadable")
